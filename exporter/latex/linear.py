r"""A formula in one line of plain text, for names: `x²`, `∑ᵢ₌₁ⁿ xᵢ`, `(a+b)/c`.

Scripts use the characters of Unicode where it has them, fractions and roots are written as on a
keyboard, letters lose their mathematical alphabet. The text is for people, not for parsing.
"""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′″‴∘⊤†*∗",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′″‴°ᵀ†**",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_MOST_LETTERS = 3
"""The most letters that are legible as superscripts or subscripts of Unicode."""

_ROOTS = {"3": "∛", "4": "∜"}
_SIMPLE = re.compile(r"[\w.∂∇∞√′\u0300-\u036f\u20d0-\u20ff]+(?:\([^()]*\))?|\([^()]*\)")
"""A text that needs no parentheses in a fraction or after a root."""

_LETTERLIKE = "ℎℬℰℱℋℐℒℳℛℯℊℴℭℌℨ"
"""Letters of mathematical alphabets that are outside of the block for those."""

_OVERLINE = "\u0305"


def linear(element: Element) -> str:
    """The text of a formula, given its element from `exporter.latex.read`."""
    return " ".join(_of(element).split())


def _of(element: Element) -> str:  # noqa: C901  # one case for each element of a formula
    parts = [_of(child) for child in element]
    match element.tag, parts:
        case "mtext" | "mo", _:
            return "".join(map(_plain, element.text or ""))
        case "mspace", _:
            return " " if float(element.get("width", "0")) > 0 else ""
        case "mpadded", _:
            return "".join(parts) if "ink" in element.get("keep", "") else ""
        case "mfrac", [above, below]:
            bar = "¦" if element.get("linethickness") == "0" else "/"
            return f"{_grouped(above)}{bar}{_grouped(below)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [inside, degree]:
            sign = _ROOTS.get(degree) or f"{_above(degree)}√"
            return f"{sign}{_grouped(inside)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}{_below(below.strip())}{_above(above.strip())}"
        case "mover" | "munder", [base]:
            return _accented(base, element)
        case "mtable", _:
            return "; ".join(parts)
        case "mtr", _:
            return ", ".join(parts)
        case _:
            return "".join(parts)


def _plain(char: str) -> str:
    """The plain letter for one of a mathematical alphabet; others are unchanged."""
    of_alphabet = char >= "\U0001d400" or char in _LETTERLIKE
    return unicodedata.normalize("NFKC", char) if of_alphabet else char


def raised(text: str) -> str:
    """The text as superscript characters, "" if it is too long or one does not exist."""
    return _in_forms(text, _SUPERSCRIPTS)


def lowered(text: str) -> str:
    """The text as subscript characters, "" likewise."""
    return _in_forms(text, _SUBSCRIPTS)


def _in_forms(text: str, forms: dict[str, str]) -> str:
    fits = sum(map(str.isalpha, text)) <= _MOST_LETTERS and all(char in forms for char in text)
    return "".join(forms[char] for char in text) if fits else ""


def _above(text: str) -> str:
    return raised(text) or (f"^{_grouped(text)}" if text else "")


def _below(text: str) -> str:
    return lowered(text) or (f"_{_grouped(text)}" if text else "")


def _grouped(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _accented(base: str, element: Element) -> str:
    """A base with its accent or bar; a brace is left out, as its label is kept elsewhere."""
    if element.tag == "mover" and element.get("cover") == "rule":
        return "".join(f"{char}{_OVERLINE}" for char in base)
    sign = element.get("accent") or element.get("cover") or ""
    combining = len(sign) == 1 and unicodedata.combining(sign)
    return unicodedata.normalize("NFC", base + sign) if combining else base
