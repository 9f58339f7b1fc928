"""The source reader: from the text of a file to a deck.

It scans lines for sections and questions; their bodies are read by `exporter.markup`. Problems are
collected, so that one run finds them all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import PurePath

from exporter import frontmatter, guidance, headings, kinds, wording
from exporter.errors import Problem, Severity, in_source_order
from exporter.foreign import native
from exporter.headings import Attributes
from exporter.keys import LONGEST, anchor, derived
from exporter.kinds import QuestionBody
from exporter.lines import MARK, Line, Reading, lift, lift_definitions, number, with_line_feeds
from exporter.markup import SECOND_HINT, Body, Markup, Numbers
from exporter.model import (
    Block,
    CodeBlock,
    Deck,
    Kind,
    Link,
    Location,
    MathBlock,
    Media,
    Question,
    Section,
    entries,
    nodes,
    plain,
)
from exporter.pasted import rewritten
from exporter.plaintext import plaintext, unspelt
from exporter.setext import as_atx
from exporter.suggest import did_you_mean

_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ ]+(.*))?")
_NO_HEADING = re.compile(r"#{2,6}[^\s#].*")
_WIDE_HEADING = re.compile(r"[#＃]{0,5}＃[#＃]{0,5}[\s\w].*")  # as typed in Chinese
_NUMBER_ALONE = re.compile(
    r"(?:question|exercise|problem|task|q)\.?[ ]?\d{1,4}[a-z]?[.:)]?(?:[ ]*[(\[][^()\[\]]*[)\]])?",
    re.IGNORECASE,
)
"""`Question 3 (5 points)`: a heading without a question, which is in the body then."""

_ENVIRONMENT = re.compile(r"[ ]*(\\begin\{[\w*]{1,40}\})")
_BREAK = re.compile(r"[ ]{0,3}-{3,}[ ]*")
_RULE = re.compile(r"[ ]{0,3}(?:-{3,}|_{3,}|\*{3,}|(?:\*[ ]+){2,}\*)[ ]*")
_NAMED_PLACE = re.compile(r"<a\s+(?:name|id)=[\"']([^\"']+)[\"']")


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading that makes a section or a question, and the lines below it."""

    level: int
    title: Line
    attributes: Attributes
    body: Sequence[Line]


def parse(
    text: str, path: str, picture: Callable[[str], Media]
) -> tuple[Deck | None, tuple[Problem, ...]]:
    """The deck in a text, and all problems in source order.

    `path` is the name of the file in problems; `picture` returns the media file of a reference, or
    raises `exporter.media.PictureError`. If one of the problems is an error, there is no deck.
    """
    lines, problems = number(text, path)
    reading = Reading(path, [*problems])
    about, lines_after = frontmatter.read(lines, path, reading.problems)
    deck = _Reader(reading, about, picture, text).deck(lines_after)
    failed = any(problem.severity is Severity.ERROR for problem in reading.problems)
    return None if failed else deck, in_source_order(reading.problems)


class _Reader:
    """The reading of one file, from its lines to the deck."""

    def __init__(
        self,
        reading: Reading,
        about: frontmatter.FrontMatter,
        picture: Callable[[str], Media],
        text: str,
    ) -> None:
        self._reading = reading
        self._about = about
        self._level = about.question_level
        self._text = with_line_feeds(text)
        self._markup = Markup(reading, picture, wording.of(about.language), text)
        self._links = "](#" in text or "href=" in text

    def deck(self, lines: Sequence[Line]) -> Deck | None:
        """The deck in the lines below the front matter, None if they have no question."""
        markdown = self._normalised(lines)
        if markdown is None:
            return None
        self._check_lines(markdown)
        found_before = len(self._reading.problems)
        intro, parts = self._parts(markdown)
        questions = [part for part in parts if part.level >= self._level]
        if not questions:
            del self._reading.problems[found_before:]  # they take other text for headings
            self._no_questions(markdown)
            return None
        if remark := _closing_remark(questions):
            what = "the last question is divided by ---, which elsewhere parts the questions"
            self._reading.warn(remark, what, "delete what stands below it, if it is no answer")
        if self._links:
            self._reading.anchors.update(self._anchors(markdown, parts))
        deck = self._deck(intro, parts)
        self._check_deck(deck)
        return deck

    def _normalised(self, lines: Sequence[Line]) -> list[Line] | None:
        """The lines in the source format, without verbatim blocks and definitions.

        None, with an error, if they have a merge conflict or are in another language.
        """
        lines = native(lift(lines, self._reading))
        if self._has_merge_conflict(lines):
            return None
        lines = rewritten(lines, self._reading)
        lines = lift_definitions(lines, self._reading)
        divided = self._has_questions(lines)
        lines = as_atx(lines, divided=divided, reading=self._reading)
        underlined = self._has_questions(lines)
        if not divided and (language := guidance.language(self._text, underlined=underlined)):
            self._not_markdown(language)
            return None
        return lines

    def _deck(self, intro: list[Line], parts: list[_Part]) -> Deck:
        """The deck of these parts, with names from the front matter, the title or the file."""
        title = self._words(self._about.title)
        if not self._about.title and (heading := self._sole_title(intro, parts)):
            title = self._words(heading.title)
            intro, parts = list(heading.body), parts[1:]
        stem = PurePath(self._reading.path).stem or "deck"
        title = title or _title_from(stem)
        return Deck(
            key=self._about.key or re.sub(r"[^\w.-]+", "-", stem)[:LONGEST],
            name=self._about.deck or title.replace("::", ":"),
            title=title,
            subtitle=self._words(self._about.subtitle),
            author=self._words(self._about.author),
            language=self._about.language,
            description=self._words(self._about.description),
            tags=self._about.tags,
            intro=self._intro(intro),
            questions=self._questions(rest := list(reversed(parts))),
            sections=self._sections(rest, 0),
            at=Location(self._reading.path, 1),
            keyed=self._about.key is not None,
        )

    def _words(self, line: Line | None) -> str:
        """A text about the deck, as plain text."""
        if line is None:
            return ""
        content = self._markup.inlines(line, name="a title")
        text = plaintext(content)
        for at, what, hint in unspelt(content):
            self._reading.error(at, what, hint)
        for link in (node for node in nodes(content) if isinstance(node, Link)):
            if link.target.partition(":")[2].lstrip("/") not in text:
                hint = "a title is plain text: write the address itself, or leave it out"
                self._reading.warn(line, f'the link to "{link.target}" is shown as text', hint)
        return text

    # Lines to parts

    def _has_merge_conflict(self, lines: Sequence[Line]) -> bool:
        """Whether there is a merge conflict, whose === would be read as underlines of headings."""
        found = [line for line in lines if line.text.startswith("<<<<<<< ")]
        for line in found:
            hint = (
                "keep what is right of both sides, without the lines <<<<<<<, ======= and >>>>>>>"
            )
            self._reading.error(line, "an unresolved merge conflict", hint)
        return bool(found)

    def _check_lines(self, lines: Sequence[Line]) -> None:
        """Warn of lines that look like headings or LaTeX, but are not read as such."""
        for line in lines:
            if _NO_HEADING.fullmatch(line.text):
                what = f'"{line.text[:30]}" is not a heading'
                self._reading.warn(line, what, "put a space after the #")
            elif _WIDE_HEADING.fullmatch(line.text):
                what = f'"{line.text[:30]}" is not a heading'
                self._reading.warn(line, what, "write the narrow #, and a space after it")
            elif found := _ENVIRONMENT.match(line.text):
                hint = "of LaTeX only formulas are read: put one between lines of $$"
                self._reading.warn(line, f"{found[1]} is shown as text", hint)

    def _parts(self, lines: Sequence[Line]) -> tuple[list[Line], list[_Part]]:
        """The lines before the first section or question, and each of these with its lines."""
        intro: list[Line] = []
        parts: list[_Part] = []
        body = intro
        in_list = False
        for line in lines:
            heading = (
                None if in_list and line.text.startswith(" ") else _HEADING.fullmatch(line.text)
            )
            if not line.blank:
                in_list = bool(re.match(r"[ ]*(?:[-*+]|\d{1,9}[.)])[ ]", line.text)) or (
                    in_list and line.text.startswith(" ")
                )
            if heading is None:
                body.append(line)
                continue
            level = len(heading[1])
            title, found = headings.read(line, heading[2] or "", self._reading)
            if level > self._level and not found.follow_up:
                self._check_inner(line, title, found, parts)
                body.append(Line(line.number, f"{heading[1]} {title}"))
                continue
            body = []
            parts.append(_Part(level, Line(line.number, title), found, body))
        return intro, parts

    def _check_inner(
        self, line: Line, title: str, found: Attributes, parts: Sequence[_Part]
    ) -> None:
        """Check a heading inside an answer: it has text, no attributes, and precedes follow-ups."""
        if found.given:
            hint = "delete the braces, or write .question to make it a follow-up"
            self._reading.error(line, f'attributes on the answer\'s heading "{title}"', hint)
        if not title:
            self._reading.error(line, "empty heading")
        if not parts or parts[-1].level < self._level:
            hint = f"a question is a heading of level {self._level}"
            self._reading.error(line, f'"{title}" is below no question', hint)
        elif parts[-1].level >= line.text.count("#", 0, line.text.find(" ")):
            hint = "put the answer's own headings before its follow-ups"
            self._reading.error(line, f'the heading "{title}" stands after a follow-up', hint)

    def _sole_title(self, intro: Sequence[Line], parts: Sequence[_Part]) -> _Part | None:
        """The only heading of level 1, if it opens the file, as the title does in most notes."""
        first, *others = parts
        alone = first.level == 1 < self._level and all(part.level > 1 for part in others)
        bare = not (first.attributes.tags or first.attributes.asks)
        return first if alone and bare and all(line.blank for line in intro) else None

    def _anchors(self, lines: Sequence[Line], parts: Sequence[_Part]) -> Iterator[tuple[str, str]]:
        """The targets of links other than stated keys of questions: anchors as on GitHub, names."""
        for line in lines:
            if heading := _HEADING.fullmatch(line.text):
                yield anchor(headings.parted(heading[2] or "")[0]), ""
            for name in _NAMED_PLACE.findall(line.text):
                yield name, ""
        for part in parts:
            given = part.attributes
            if part.level >= self._level:
                numbers = Numbers([part.title.text]) if given.kind is Kind.CLOZE else None
                title = self._called(part.title, numbers)
                yield anchor(title), given.key or derived(title)
            elif given.key:
                yield given.key, ""

    def _called(self, title: Line, numbers: Numbers | None) -> str:
        """The words of a heading; what is wrong with it is said when it is read again."""
        told, linked = len(self._reading.problems), len(self._reading.internal)
        words = plain(self._markup.inlines(title, numbers))
        del self._reading.problems[told:], self._reading.internal[linked:]
        return words

    # Parts to the model; `rest` is a stack of the parts still to be read

    def _sections(self, rest: list[_Part], above: int) -> tuple[Section, ...]:
        sections: list[Section] = []
        while rest and above < rest[-1].level < self._level:
            part = rest.pop()
            if part.attributes.asks:
                hint = 'a section takes only #name and tags="…"'
                self._reading.error(part.title, "a question's attribute on a section", hint)
            if not part.title.text:
                self._reading.error(
                    part.title, "empty section heading", "write its name after the #"
                )
            title = self._markup.inlines(part.title)
            intro = self._intro(part.body)
            questions = self._questions(rest)
            inner = self._sections(rest, part.level)
            at = self._reading.at(part.title)
            sections.append(Section(title, part.attributes.tags, intro, questions, inner, at))
        return tuple(sections)

    def _questions(self, rest: list[_Part]) -> tuple[Question, ...]:
        questions: list[Question] = []
        while rest and rest[-1].level >= self._level:
            questions.append(self._question(rest.pop(), rest))
        return tuple(questions)

    def _question(self, part: _Part, rest: list[_Part], above: tuple[str, ...] = ()) -> Question:
        """A question with its follow-ups; the tags `above` are those of the one it follows up."""
        self._check_kind(part)
        tags = tuple(dict.fromkeys((*above, *part.attributes.tags)))
        kind = part.attributes.kind
        numbers = Numbers(self._written_texts(part)) if kind is Kind.CLOZE else None
        title = self._markup.inlines(part.title, numbers)
        if not title:
            self._reading.error(part.title, "empty question", "write the question after the #")
        found = self._below(part, numbers)
        if not found.prompt and _NUMBER_ALONE.fullmatch(plain(title)):
            what = f'the card asks nothing but "{plain(title)}"'
            self._reading.warn(part.title, what, "write --- between the question and its answer")
        follow_ups: list[Question] = []
        while rest and rest[-1].level > part.level:
            follow_ups.append(self._question(rest.pop(), rest, tags))
        return Question(
            key=part.attributes.key or derived(plain(title)),
            keyed=part.attributes.key is not None,
            title=title,
            prompt=found.prompt,
            answer=found.answer,
            hint=found.hint,
            kind=kind,
            tags=tags,
            follow_ups=tuple(follow_ups),
            at=self._reading.at(part.title),
            options=found.options,
            shuffle=part.attributes.shuffle,
            expected=found.expected,
        )

    def _written_texts(self, part: _Part) -> Iterator[str]:
        """All texts of a question, including blocks that were lifted out of it."""
        for line in (part.title, *part.body):
            yield line.text
            for mark in MARK.findall(line.text):
                match self._reading.blocks[int(mark)]:
                    case CodeBlock(text) | MathBlock(text):
                        yield text

    def _check_kind(self, part: _Part) -> None:
        given = part.attributes
        if len(given.kinds) > 1:
            names = " and ".join(f".{kind.value}" for kind in given.kinds)
            self._reading.error(part.title, f"{names} on one question", "a question has one kind")
        elif given.shuffle and given.kind is not Kind.CHOICE:
            hint = "write {.choice shuffle}"
            self._reading.error(part.title, "shuffle on a question without options", hint)
        elif given.expected and given.kind is not Kind.TYPED:
            hint = 'write {.typed expected="…"}'
            self._reading.error(part.title, "expected on a question that is not typed", hint)

    def _below(self, part: _Part, numbers: Numbers | None) -> QuestionBody:
        """The parts of the body of a question, by its kind; `numbers` are those of a cloze."""
        body = _without_last_rules(part.body)
        cut = next((i for i, line in enumerate(body) if _BREAK.fullmatch(line.text)), None)
        head, tail = ([], body) if cut is None else (body[:cut], body[cut + 1 :])
        wrong_before = len(self._reading.problems)
        if numbers:
            below = self._cloze(head, tail, numbers, cut=cut is not None)
        else:
            before = self._markup.body(head) if head else Body()
            below = kinds.question_body(part.attributes.kind, before, self._markup.body(tail))
        if below.expected or part.attributes.expected:
            below = replace(below, expected=part.attributes.expected or below.expected)
        if below.second_hint:
            self._reading.error(below.second_hint, *SECOND_HINT)
        if len(self._reading.problems) == wrong_before and (
            problem := kinds.fault(part.attributes.kind, below, numbers.given if numbers else 0)
        ):
            what, hint = problem
            self._reading.error(part.title, what.format(part.title.text or "?"), hint)
        return below

    def _cloze(
        self, head: Sequence[Line], tail: Sequence[Line], numbers: Numbers, *, cut: bool
    ) -> QuestionBody:
        """The text of a cloze and, below its rule, the explanation.

        Without a rule, all of the body is text, unless only the heading has deletions.
        """
        in_title = numbers.given
        before = self._markup.body(head if cut else tail, numbers)
        after = self._markup.body(tail) if cut else Body()
        if not cut and in_title and numbers.given == in_title:
            before, after = Body(), before
        return kinds.question_body(Kind.CLOZE, before, after)

    def _intro(self, lines: Sequence[Line]) -> tuple[Block, ...]:
        """The intro of the deck or a section, with warnings where other programs see questions."""
        for line, sign in guidance.marked(lines):
            what = f'"{sign}" makes no question: the line is printed only'
            self._reading.warn(line, what, f"write {'#' * self._level} before the question")
        body = self._markup.body(lines)
        if body.hint_at:
            self._reading.error(body.hint_at, "a hint outside a question")
        return body.blocks

    # The whole

    def _check_deck(self, deck: Deck) -> None:
        first: dict[str, Question] = {}
        twins: list[tuple[Question, Question]] = []
        for entry in entries(deck):
            question = entry.question
            twin = first.setdefault(question.key, question)
            if twin is not question:
                twins.append((question, twin))
        self._reading.problems.extend(_duplicate(*pair, first) for pair in twins)
        for link in self._reading.internal:
            if link.target[1:] not in first:
                hint = did_you_mean(link.target[1:], first)
                what = f'no question has the key "{link.target[1:]}"'
                self._reading.error(link.at, what, hint)
        for label, note in self._reading.footnotes.items():
            if label not in self._reading.cited:
                self._reading.warn(note.at, f'footnote "{label}" is never cited')

    def _has_questions(self, lines: Sequence[Line]) -> bool:
        """Whether a heading with `#` is on the level of questions."""
        asked = re.compile(rf"[ ]{{0,3}}#{{{self._level}}}[ ]")
        return any(asked.match(line.text) for line in lines)

    def _not_markdown(self, language: guidance.Language) -> None:
        """Replace all problems by one: the text is in another language."""
        self._reading.problems.clear()  # they come from reading it as Markdown
        at = Location(self._reading.path, language.line)
        self._reading.error(at, f"this is {language.name}, not Markdown", language.remedy)

    def _no_questions(self, lines: Sequence[Line]) -> None:
        at = Location(self._reading.path, 1)
        if not self._text.strip():
            self._reading.error(at, "the file is empty")
            return
        found = Counter(len(each[1]) for line in lines if (each := _HEADING.fullmatch(line.text)))
        self._reading.error(at, "no questions", self._where_questions_are(found, lines))

    def _holds_questions(self, block: CodeBlock | MathBlock) -> bool:
        """Whether a block of code has questions, as in answers of a chat."""
        asked = rf"^#{{{self._level}}}[ ]"
        return isinstance(block, CodeBlock) and bool(re.search(asked, block.text, re.MULTILINE))

    def _where_questions_are(self, found: Counter[int], lines: Sequence[Line]) -> str:
        """A hint on where the questions may be: on another level, in other syntax, or in code."""
        hint = f"a question is a heading of level {self._level}: {'#' * self._level} What is …?"
        level, times = found.most_common(1)[0] if found else (0, 0)
        if level > 1 or times > 1:
            return f"if those of level {level} are, put question-level: {level} in the front matter"
        if asked := guidance.instead(lines):
            line, sign = asked
            return f"{hint}, not {sign} as on line {line.number}"
        if fence := next(
            (each for each in self._reading.blocks if self._holds_questions(each)), None
        ):
            return f"{hint}; those in the code on line {fence.at.line} are not read"
        return hint


def _duplicate(question: Question, twin: Question, taken: Container[str]) -> Problem:
    where = f"(first used on line {twin.at.line})"
    free = next(key for n in count(2) if (key := f"{question.key}-{n}") not in taken)
    if question.keyed:
        hint = f"give the copy a key of its own, such as {{#{free}}}"
        return Problem(question.at, f'duplicate key "{question.key}" {where}', hint)
    hint = f"tell the two apart with a key: {{#{free}}}"
    return Problem(question.at, f'duplicate question "{plain(question.title)}" {where}', hint)


def _without_last_rules(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a body without rules at its end, which separate it from the next question."""
    end = len(lines)
    while end and (lines[end - 1].blank or _RULE.fullmatch(lines[end - 1].text)):
        end -= 1
    return lines[:end]


def _closing_remark(questions: Sequence[_Part]) -> Line | None:
    """The rule inside the last body, if all others only end with one, as in chats."""
    *others, last = questions
    divided = _first_break(_without_last_rules(last.body))
    parted = all(
        _first_break(part.body) and not _first_break(_without_last_rules(part.body))
        for part in others
    )
    return divided if others and parted else None


def _first_break(lines: Sequence[Line]) -> Line | None:
    """The first line that is a rule of hyphens."""
    return next((line for line in lines if _BREAK.fullmatch(line.text)), None)


def _title_from(stem: str) -> str:
    """A title made from the name of a file, which may have any characters."""
    words = re.sub(r"[-_\s]+", " ", stem).strip() or "Deck"
    words = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", words)
    return words[0].upper() + words[1:]
