"""The fixed texts on cards and sheets, in the language of the source: `of`.

There is one entry per language, by its BCP 47 tag; other languages get English. The titles of
callouts follow the translations of Sphinx where these are idiomatic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed texts in one language, which have to be short.

    `hint`, `to_type` and `details` begin a line, `answers` is a heading, `knew_it` heads the boxes
    to tick; `question` or `answer` followed by `page`, with the number for {}, refers to a page.
    `right` and `wrong` describe options. `colon` and `stop` end lead-ins.
    """

    hint: str
    to_type: str
    details: str
    answers: str
    knew_it: str
    question: str
    answer: str
    page: str
    right: str
    wrong: str
    callouts: Mapping[str, str]
    colon: str = ":"
    stop: str = "."

    def callout(self, name: str) -> str:
        """The title of a callout such as NOTE or ABSTRACT; without one here, its name."""
        return self.callouts.get(_SAME.get(name, name)) or name.capitalize()


def of(language: str) -> Words:
    """The words for the longest known prefix of a BCP 47 tag (lookup of RFC 4647)."""
    tag = language.lower()
    while tag not in _WORDS and "-" in tag:
        tag = tag.rpartition("-")[0]
    return _WORDS.get(tag, ENGLISH)


_SAME = {"ABSTRACT": "SUMMARY", "CITE": "QUOTE"}

# A language on a few lines.
# fmt: off
_WORDS = {
    "en": Words(
        hint="Hint", to_type="To type", details="Details", answers="Answers", knew_it="knew it",
        question="question", answer="answer", page=" p.\u00a0{}", right="right", wrong="wrong",
        callouts={},  # their own names
    ),
    "de": Words(
        hint="Hinweis", to_type="Einzugeben", details="Details", answers="Antworten",
        knew_it="gewusst",
        question="Frage", answer="Antwort", page=" S.\u00a0{}", right="richtig", wrong="falsch",
        callouts={
            "NOTE": "Anmerkung", "TIP": "Tipp", "IMPORTANT": "Wichtig", "WARNING": "Warnung",
            "CAUTION": "Vorsicht", "ATTENTION": "Achtung", "DANGER": "Gefahr", "ERROR": "Fehler",
            "INFO": "Information", "SUMMARY": "Zusammenfassung", "EXAMPLE": "Beispiel",
            "QUOTE": "Zitat", "QUESTION": "Frage", "SUCCESS": "Erfolg",
        },
    ),
    "fr": Words(
        hint="Indice", to_type="À saisir", details="Détails", answers="Réponses",
        knew_it="je savais",
        question="question", answer="réponse", page=" p.\u00a0{}", right="juste", wrong="faux",
        colon="\u00a0:",
        callouts={
            "NOTE": "Note", "TIP": "Astuce", "IMPORTANT": "Important", "WARNING": "Avertissement",
            "CAUTION": "Prudence", "ATTENTION": "Attention", "DANGER": "Danger", "ERROR": "Erreur",
            "INFO": "Information", "SUMMARY": "Résumé", "EXAMPLE": "Exemple", "QUOTE": "Citation",
            "QUESTION": "Question", "SUCCESS": "Réussite",
        },
    ),
    "es": Words(
        hint="Pista", to_type="Escribir", details="Detalles", answers="Respuestas",
        knew_it="lo sabía",
        question="pregunta", answer="respuesta", page=" p.\u00a0{}", right="correcto",
        wrong="incorrecto",
        callouts={
            "NOTE": "Nota", "TIP": "Consejo", "IMPORTANT": "Importante", "WARNING": "Advertencia",
            "CAUTION": "Precaución", "ATTENTION": "Atención", "DANGER": "Peligro", "ERROR": "Error",
            "INFO": "Información", "SUMMARY": "Resumen", "EXAMPLE": "Ejemplo", "QUOTE": "Cita",
            "QUESTION": "Pregunta", "SUCCESS": "Éxito",
        },
    ),
    "it": Words(
        hint="Suggerimento", to_type="Da scrivere", details="Dettagli", answers="Risposte",
        knew_it="lo sapevo",
        question="domanda", answer="risposta", page=" p.\u00a0{}", right="giusto",
        wrong="sbagliato",
        callouts={
            "NOTE": "Nota", "TIP": "Consiglio", "IMPORTANT": "Importante", "WARNING": "Avvertenza",
            "CAUTION": "Attenzione", "ATTENTION": "Attenzione", "DANGER": "Pericolo",
            "ERROR": "Errore", "INFO": "Informazione", "SUMMARY": "Riassunto", "EXAMPLE": "Esempio",
            "QUOTE": "Citazione", "QUESTION": "Domanda", "SUCCESS": "Successo",
        },
    ),
    "pt": Words(
        hint="Dica", to_type="Escrever", details="Detalhes", answers="Respostas",
        knew_it="eu sabia",
        question="pergunta", answer="resposta", page=" p.\u00a0{}", right="certo", wrong="errado",
        callouts={
            "NOTE": "Nota", "TIP": "Dica", "IMPORTANT": "Importante", "WARNING": "Aviso",
            "CAUTION": "Cuidado", "ATTENTION": "Atenção", "DANGER": "Perigo", "ERROR": "Erro",
            "INFO": "Informação", "SUMMARY": "Resumo", "EXAMPLE": "Exemplo", "QUOTE": "Citação",
            "QUESTION": "Pergunta", "SUCCESS": "Sucesso",
        },
    ),
    "nl": Words(
        hint="Hint", to_type="In te typen", details="Details", answers="Antwoorden",
        knew_it="wist ik",
        question="vraag", answer="antwoord", page=" p.\u00a0{}", right="goed", wrong="fout",
        callouts={
            "NOTE": "Opmerking", "TIP": "Tip", "IMPORTANT": "Belangrijk", "WARNING": "Waarschuwing",
            "CAUTION": "Pas op", "ATTENTION": "Let op", "DANGER": "Gevaar", "ERROR": "Fout",
            "INFO": "Informatie", "SUMMARY": "Samenvatting", "EXAMPLE": "Voorbeeld",
            "QUOTE": "Citaat", "QUESTION": "Vraag", "SUCCESS": "Gelukt",
        },
    ),
    "sv": Words(
        hint="Ledtråd", to_type="Skriv", details="Detaljer", answers="Svar", knew_it="kunde det",
        question="fråga", answer="svar", page=" s.\u00a0{}", right="rätt", wrong="fel",
        callouts={
            "NOTE": "Anmärkning", "TIP": "Tips", "IMPORTANT": "Viktigt", "WARNING": "Varning",
            "CAUTION": "Försiktighet", "ATTENTION": "Observera", "DANGER": "Fara", "ERROR": "Fel",
            "INFO": "Information", "SUMMARY": "Sammanfattning", "EXAMPLE": "Exempel",
            "QUOTE": "Citat", "QUESTION": "Fråga", "SUCCESS": "Lyckat",
        },
    ),
    "da": Words(
        hint="Hint", to_type="Skriv", details="Detaljer", answers="Svar", knew_it="vidste det",
        question="spørgsmål", answer="svar", page=" s.\u00a0{}", right="rigtigt", wrong="forkert",
        callouts={
            "NOTE": "Bemærk", "TIP": "Tip", "IMPORTANT": "Vigtigt", "WARNING": "Advarsel",
            "CAUTION": "Forsigtig", "ATTENTION": "Vær opmærksom", "DANGER": "Fare", "ERROR": "Fejl",
            "INFO": "Information", "SUMMARY": "Sammenfatning", "EXAMPLE": "Eksempel",
            "QUOTE": "Citat", "QUESTION": "Spørgsmål", "SUCCESS": "Succes",
        },
    ),
    "nb": Words(
        hint="Hint", to_type="Skriv", details="Detaljer", answers="Svar", knew_it="kunne det",
        question="spørsmål", answer="svar", page=" s.\u00a0{}", right="riktig", wrong="feil",
        callouts={
            "NOTE": "Merknad", "TIP": "Tips", "IMPORTANT": "Viktig", "WARNING": "Advarsel",
            "CAUTION": "Forsiktig", "ATTENTION": "Obs", "DANGER": "Fare", "ERROR": "Feil",
            "INFO": "Informasjon", "SUMMARY": "Sammendrag", "EXAMPLE": "Eksempel", "QUOTE": "Sitat",
            "QUESTION": "Spørsmål", "SUCCESS": "Vellykket",
        },
    ),
    "fi": Words(
        hint="Vihje", to_type="Kirjoita", details="Lisätietoja", answers="Vastaukset",
        knew_it="osasin",
        question="kysymys", answer="vastaus", page=" s.\u00a0{}", right="oikein", wrong="väärin",
        callouts={
            "NOTE": "Huomautus", "TIP": "Vinkki", "IMPORTANT": "Tärkeää", "WARNING": "Varoitus",
            "CAUTION": "Huomio", "ATTENTION": "Huomio", "DANGER": "Vaara", "ERROR": "Virhe",
            "INFO": "Tietoa", "SUMMARY": "Tiivistelmä", "EXAMPLE": "Esimerkki", "QUOTE": "Lainaus",
            "QUESTION": "Kysymys", "SUCCESS": "Onnistui",
        },
    ),
    "pl": Words(
        hint="Podpowiedź", to_type="Do wpisania", details="Szczegóły", answers="Odpowiedzi",
        knew_it="umiem",
        question="pytanie", answer="odpowiedź", page=" s.\u00a0{}", right="dobrze", wrong="źle",
        callouts={
            "NOTE": "Uwaga", "TIP": "Wskazówka", "IMPORTANT": "Ważne", "WARNING": "Ostrzeżenie",
            "CAUTION": "Przestroga", "ATTENTION": "Uwaga", "DANGER": "Niebezpieczeństwo",
            "ERROR": "Błąd", "INFO": "Informacja", "SUMMARY": "Podsumowanie", "EXAMPLE": "Przykład",
            "QUOTE": "Cytat", "QUESTION": "Pytanie", "SUCCESS": "Sukces",
        },
    ),
    "cs": Words(
        hint="Nápověda", to_type="Napište", details="Podrobnosti", answers="Odpovědi",
        knew_it="umím",
        question="otázka", answer="odpověď", page=" s.\u00a0{}", right="správně", wrong="špatně",
        callouts={
            "NOTE": "Poznámka", "TIP": "Tip", "IMPORTANT": "Důležité", "WARNING": "Varování",
            "CAUTION": "Upozornění", "ATTENTION": "Pozor", "DANGER": "Nebezpečí", "ERROR": "Chyba",
            "INFO": "Informace", "SUMMARY": "Shrnutí", "EXAMPLE": "Příklad", "QUOTE": "Citát",
            "QUESTION": "Otázka", "SUCCESS": "Úspěch",
        },
    ),
    "ru": Words(
        hint="Подсказка", to_type="Ввести", details="Подробности", answers="Ответы", knew_it="знаю",
        question="вопрос", answer="ответ", page=" с.\u00a0{}", right="верно", wrong="неверно",
        callouts={
            "NOTE": "Примечание", "TIP": "Совет", "IMPORTANT": "Важно", "WARNING": "Предупреждение",
            "CAUTION": "Осторожно", "ATTENTION": "Внимание", "DANGER": "Опасно", "ERROR": "Ошибка",
            "INFO": "Информация", "SUMMARY": "Краткое содержание", "EXAMPLE": "Пример",
            "QUOTE": "Цитата", "QUESTION": "Вопрос", "SUCCESS": "Успех",
        },
    ),
    "uk": Words(
        hint="Підказка", to_type="Ввести", details="Подробиці", answers="Відповіді", knew_it="знаю",
        question="питання", answer="відповідь", page=" с.\u00a0{}", right="правильно",
        wrong="неправильно",
        callouts={
            "NOTE": "Примітка", "TIP": "Порада", "IMPORTANT": "Важливо", "WARNING": "Попередження",
            "CAUTION": "Обережно", "ATTENTION": "Увага", "DANGER": "Небезпека", "ERROR": "Помилка",
            "INFO": "Інформація", "SUMMARY": "Підсумок", "EXAMPLE": "Приклад", "QUOTE": "Цитата",
            "QUESTION": "Питання", "SUCCESS": "Успіх",
        },
    ),
    "tr": Words(
        hint="İpucu", to_type="Yazılacak", details="Ayrıntılar", answers="Cevaplar",
        knew_it="bildim",
        question="soru", answer="cevap", page=" s.\u00a0{}", right="doğru", wrong="yanlış",
        callouts={
            "NOTE": "Not", "TIP": "İpucu", "IMPORTANT": "Önemli", "WARNING": "Uyarı",
            "CAUTION": "Dikkat", "ATTENTION": "Dikkat", "DANGER": "Tehlike", "ERROR": "Hata",
            "INFO": "Bilgi", "SUMMARY": "Özet", "EXAMPLE": "Örnek", "QUOTE": "Alıntı",
            "QUESTION": "Soru", "SUCCESS": "Başarılı",
        },
    ),
    "el": Words(
        hint="Υπόδειξη", to_type="Πληκτρολόγηση", details="Λεπτομέρειες", answers="Απαντήσεις",
        knew_it="το ήξερα",
        question="ερώτηση", answer="απάντηση", page=" σ.\u00a0{}", right="σωστό", wrong="λάθος",
        callouts={
            "NOTE": "Σημείωση", "TIP": "Συμβουλή", "IMPORTANT": "Σημαντικό",
            "WARNING": "Προειδοποίηση", "CAUTION": "Προσοχή", "ATTENTION": "Προσοχή",
            "DANGER": "Κίνδυνος", "ERROR": "Σφάλμα", "INFO": "Πληροφορία", "SUMMARY": "Περίληψη",
            "EXAMPLE": "Παράδειγμα", "QUOTE": "Παράθεμα", "QUESTION": "Ερώτηση",
            "SUCCESS": "Επιτυχία",
        },
    ),
    "hu": Words(
        hint="Útmutatás", to_type="Beírandó", details="Részletek", answers="Válaszok",
        knew_it="tudtam",
        question="kérdés", answer="válasz", page="\u00a0{}.\u00a0o.", right="helyes",
        wrong="helytelen",
        callouts={
            "NOTE": "Megjegyzés", "TIP": "Tipp", "IMPORTANT": "Fontos", "WARNING": "Figyelmeztetés",
            "CAUTION": "Vigyázat", "ATTENTION": "Figyelem", "DANGER": "Veszély", "ERROR": "Hiba",
            "INFO": "Információ", "SUMMARY": "Összefoglalás", "EXAMPLE": "Példa", "QUOTE": "Idézet",
            "QUESTION": "Kérdés", "SUCCESS": "Siker",
        },
    ),
    "ro": Words(
        hint="Indiciu", to_type="De scris", details="Detalii", answers="Răspunsuri",
        knew_it="am știut",
        question="întrebare", answer="răspuns", page=" p.\u00a0{}", right="corect", wrong="greșit",
        callouts={
            "NOTE": "Notă", "TIP": "Sfat", "IMPORTANT": "Important", "WARNING": "Avertisment",
            "CAUTION": "Atenție", "ATTENTION": "Atenție", "DANGER": "Pericol", "ERROR": "Eroare",
            "INFO": "Informație", "SUMMARY": "Rezumat", "EXAMPLE": "Exemplu", "QUOTE": "Citat",
            "QUESTION": "Întrebare", "SUCCESS": "Succes",
        },
    ),
    "ja": Words(
        hint="ヒント", to_type="入力", details="詳細", answers="解答", knew_it="できた",
        question="問題", answer="解答", page="\u00a0{}ページ", right="正解", wrong="不正解",
        colon="：", stop="。",
        callouts={
            "NOTE": "注記", "TIP": "ヒント", "IMPORTANT": "重要", "WARNING": "警告",
            "CAUTION": "注意", "ATTENTION": "注意", "DANGER": "危険", "ERROR": "エラー",
            "INFO": "情報", "SUMMARY": "要約", "EXAMPLE": "例", "QUOTE": "引用", "QUESTION": "質問",
            "SUCCESS": "成功",
        },
    ),
    "zh": Words(
        hint="提示", to_type="输入", details="详情", answers="答案", knew_it="答对",
        question="题目", answer="答案", page="\u00a0第{}页", right="正确", wrong="错误", colon="：",
        stop="。",
        callouts={
            "NOTE": "备注", "TIP": "技巧", "IMPORTANT": "重要", "WARNING": "警告",
            "CAUTION": "小心", "ATTENTION": "注意", "DANGER": "危险", "ERROR": "错误",
            "INFO": "信息", "SUMMARY": "摘要", "EXAMPLE": "示例", "QUOTE": "引用",
            "QUESTION": "问题", "SUCCESS": "成功",
        },
    ),
    "zh-hant": Words(
        hint="提示", to_type="輸入", details="詳情", answers="答案", knew_it="答對",
        question="題目", answer="答案", page="\u00a0第{}頁", right="正確", wrong="錯誤", colon="：",
        stop="。",
        callouts={
            "NOTE": "備註", "TIP": "訣竅", "IMPORTANT": "重要", "WARNING": "警告",
            "CAUTION": "小心", "ATTENTION": "注意", "DANGER": "危險", "ERROR": "錯誤",
            "INFO": "資訊", "SUMMARY": "摘要", "EXAMPLE": "範例", "QUOTE": "引用",
            "QUESTION": "問題", "SUCCESS": "成功",
        },
    ),
    "ko": Words(
        hint="힌트", to_type="입력", details="자세히", answers="정답", knew_it="맞힘",
        question="문제", answer="정답", page="\u00a0{}쪽", right="맞음", wrong="틀림",
        callouts={
            "NOTE": "참고", "TIP": "팁", "IMPORTANT": "중요", "WARNING": "경고", "CAUTION": "주의",
            "ATTENTION": "주의", "DANGER": "위험", "ERROR": "오류", "INFO": "정보",
            "SUMMARY": "요약", "EXAMPLE": "예시", "QUOTE": "인용", "QUESTION": "질문",
            "SUCCESS": "성공",
        },
    ),
    "ar": Words(
        hint="تلميح", to_type="اكتب", details="تفاصيل", answers="الإجابات", knew_it="عرفتها",
        question="السؤال", answer="الإجابة", page=" ص\u00a0{}", right="صحيح", wrong="خطأ",
        callouts={
            "NOTE": "ملاحظة", "TIP": "نصيحة", "IMPORTANT": "مهم", "WARNING": "تحذير",
            "CAUTION": "تنبيه", "ATTENTION": "انتباه", "DANGER": "خطر", "ERROR": "خطأ",
            "INFO": "معلومة", "SUMMARY": "ملخص", "EXAMPLE": "مثال", "QUOTE": "اقتباس",
            "QUESTION": "سؤال", "SUCCESS": "نجاح",
        },
    ),
    "he": Words(
        hint="רמז", to_type="להקליד", details="פרטים", answers="תשובות", knew_it="ידעתי",
        question="שאלה", answer="תשובה", page=" עמ׳\u00a0{}", right="נכון", wrong="שגוי",
        callouts={
            "NOTE": "הערה", "TIP": "טיפ", "IMPORTANT": "חשוב", "WARNING": "אזהרה",
            "CAUTION": "זהירות", "ATTENTION": "שימו לב", "DANGER": "סכנה", "ERROR": "שגיאה",
            "INFO": "מידע", "SUMMARY": "סיכום", "EXAMPLE": "דוגמה", "QUOTE": "ציטוט",
            "QUESTION": "שאלה", "SUCCESS": "הצלחה",
        },
    ),
}
# fmt: on
_WORDS |= {"no": _WORDS["nb"], **dict.fromkeys(("zh-tw", "zh-hk", "zh-mo"), _WORDS["zh-hant"])}

ENGLISH = _WORDS["en"]
"""The words that card templates have by themselves."""
