"""Sources that are right by construction, with the words that they say in their order.

Whatever is composed here must be read without an error. Every strategy shrinks to a single word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

_LETTERS = "abcdefgnorstuäéñøλωжщ"


@dataclass(frozen=True, slots=True)
class Said:
    """Markdown in lines, and the words that it shows, in order; `notes` are its footnotes."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    notes: tuple[Said, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its heading, what is between that and the answer, its answer."""

    heading: Said
    before: tuple[str, ...]
    answer: Said
    level: int
    attributes: str = ""
    follow_ups: tuple[Asked, ...] = field(default=())


words = st.text(_LETTERS, min_size=1, max_size=7)


# Inlines ------------------------------------------------------------------------------------


def _line(text: str, *said: str) -> Said:
    return Said((text,), said)


def _leaf(text: Callable[[str], str]) -> SearchStrategy[Said]:
    return words.map(lambda word: _line(text(word), word))


_plain = _leaf(str)
_leaves = st.one_of(
    _plain,
    _leaf("`{}`".format),
    _leaf("\\*{}\\_".format).map(lambda said: Said(said.lines, (f"*{said.words[0]}_",))),
    _leaf("&lt;{}&gt;".format).map(lambda said: Said(said.lines, (f"<{said.words[0]}>",))),
    st.tuples(words, words).map(lambda pair: _line(f"{pair[0]}~{pair[1]}~", *pair)),
    st.tuples(words, words).map(lambda pair: _line(f"{pair[0]}^{pair[1]}^", *pair)),
    _leaf("<kbd>{}</kbd>".format),
    _leaf("<b>{}</b>".format),
    _leaf("<https://example.org/{}>".format).map(
        lambda said: Said(said.lines, (f"https://example.org/{said.words[0]}",))
    ),
    words.map(lambda word: _line(f"${_latin(word)}_1$")),
    st.just(_line("a <br> b", "a", "b")),
)


def _latin(word: str) -> str:
    return "".join(ch for ch in word if ch.isascii()) or "x"


def _around(inner: SearchStrategy[Said]) -> SearchStrategy[Said]:
    """A run of inlines in a style, with a word on either side, so that no marks meet."""
    marks = st.sampled_from(
        [("*", "*"), ("**", "**"), ("~~", "~~"), ("==", "=="), ("<u>", "</u>"), ("_", "_"),
         ("<sub>", "</sub>"), ("[", "](https://example.org)"), ("<i>", "</i>")]
    )  # fmt: skip
    return st.tuples(marks, words, inner, words).map(
        lambda drawn: _line(
            f"{drawn[0][0]}{drawn[1]} {drawn[2].text} {drawn[3]}{drawn[0][1]}",
            drawn[1],
            *drawn[2].words,
            drawn[3],
        )
    )


_inline = st.one_of(_leaves, _around(_leaves), _around(_around(_leaves)))


def _joined(parts: Sequence[Said]) -> Said:
    return Said(
        (" ".join(part.text for part in parts),),
        tuple(chain.from_iterable(part.words for part in parts)),
    )


def inlines(most: int = 5) -> SearchStrategy[Said]:
    """One line of text: a word first, which begins no block, then anything."""
    return st.tuples(_plain, st.lists(_inline, max_size=most)).map(
        lambda drawn: _joined([drawn[0], *drawn[1]])
    )


# Blocks -------------------------------------------------------------------------------------


def _stacked(blocks: Sequence[Said]) -> Said:
    """Blocks under each other, a blank line between."""
    lines = [line for block in blocks for line in (*block.lines, "")]
    return Said(
        tuple(lines[:-1]),
        tuple(chain.from_iterable(block.words for block in blocks)),
        tuple(chain.from_iterable(block.notes for block in blocks)),
    )


def _moved(said: Said, first: str, rest: str) -> Said:
    """The lines behind something: the first behind its mark, the others under it."""
    head, *others = said.lines
    return Said(
        (first + head, *((rest + line).rstrip() for line in others)), said.words, said.notes
    )


def _list(mark: str, items: Sequence[Said]) -> Said:
    indent = " " * (len(mark) + 1)
    moved = [_moved(item, f"{mark} ", indent) for item in items]
    tight = all(len(item.lines) == 1 for item in items)
    return Said(
        tuple(chain.from_iterable(each.lines if tight else (*each.lines, "") for each in moved)),
        tuple(chain.from_iterable(each.words for each in moved)),
        tuple(chain.from_iterable(each.notes for each in moved)),
    )


def _table(cells: Sequence[Sequence[Said]]) -> Said:
    rows = [f"| {' | '.join(cell.text for cell in row)} |" for row in cells]
    return Said(
        (rows[0], f"|{':--|' * len(cells[0])}", *rows[1:]),
        tuple(word for row in cells for cell in row for word in cell.words),
    )


@st.composite
def _tables(draw: DrawFn) -> Said:
    columns = draw(st.integers(1, 3))
    row = st.lists(inlines(1), min_size=columns, max_size=columns)
    return _table(draw(st.lists(row, min_size=2, max_size=3)))


_code = st.tuples(
    st.sampled_from(["", "python", "text", "c++"]),
    st.lists(words, min_size=1, max_size=3),
    st.sampled_from(["# {}", "    {}", "{} == 1", "$ {}", "## {}", "- {}", "--- {}", "> {}"]),
).map(
    lambda drawn: Said(
        (f"```{drawn[0]}", *(drawn[2].format(word) for word in drawn[1]), "```"), tuple(drawn[1])
    )
)
_indented = _code.map(
    lambda said: Said(tuple(f"    {line}" for line in said.lines[1:-1]), said.words)
)
_formula = words.map(lambda word: Said(("$$", rf"{_latin(word)} = \frac{{1}}{{2}}", "$$"), ()))
_paragraph = st.one_of(
    inlines(),
    st.tuples(inlines(3), inlines(3)).map(
        lambda pair: Said((*pair[0].lines, *pair[1].lines), (*pair[0].words, *pair[1].words))
    ),
)
_definitions = st.tuples(inlines(1), inlines()).map(
    lambda pair: Said((pair[0].text, f": {pair[1].text}"), (*pair[0].words, *pair[1].words))
)
_figure = st.tuples(
    words, st.sampled_from(['"{}"', "'{}'"]), inlines(2), st.sampled_from(["", " beside"])
).map(
    lambda drawn: Said(
        (f"![{drawn[0]}](example.svg {drawn[1].format(drawn[2].text)}){drawn[3]}",),
        (*drawn[2].words, *drawn[3].split()),
    )
)
_footnote = st.tuples(inlines(2), inlines(2)).map(
    lambda pair: Said((f"{pair[0].text}[^@]",), pair[0].words, (pair[1],))
)
_simple = st.one_of(
    _paragraph,
    _code,
    _indented,
    _formula,
    _tables(),
    _definitions,
    _figure,
    _footnote,
    st.just(_line("***")),
)


def _nested(inner: SearchStrategy[Said]) -> SearchStrategy[Said]:
    few = st.lists(inner, min_size=1, max_size=2).map(_stacked)
    item = st.one_of(inlines(2), st.tuples(_paragraph, few).map(_stacked))
    items = st.lists(item, min_size=1, max_size=3)
    tasks = st.lists(inlines(2), min_size=1, max_size=3)
    kind = st.sampled_from(["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
    return st.one_of(
        items.map(lambda drawn: _list("-", drawn)),
        items.map(lambda drawn: _list("1.", drawn)),
        tasks.map(lambda drawn: _list("-", [_moved(each, "[x] ", "") for each in drawn])),
        few.map(lambda drawn: _moved(drawn, "> ", "> ")),
        st.tuples(kind, few).map(
            lambda drawn: Said(
                (f"> [!{drawn[0]}]", *_moved(drawn[1], "> ", "> ").lines),
                drawn[1].words,
                drawn[1].notes,
            )
        ),
        st.tuples(inlines(2), few).map(
            lambda drawn: Said(
                (
                    f"<details><summary>{drawn[0].text}</summary>",
                    "",
                    *drawn[1].lines,
                    "",
                    "</details>",
                ),
                (*drawn[0].words, *drawn[1].words),
                drawn[1].notes,
            )
        ),
    )


_block = st.one_of(_simple, _nested(_simple), _nested(_nested(_simple)))


def blocks(most: int = 4) -> SearchStrategy[Said]:
    """Blocks of every kind, a paragraph first."""
    return st.tuples(_paragraph, st.lists(_block, max_size=most)).map(
        lambda drawn: _stacked([drawn[0], *drawn[1]])
    )


# Questions and sources ------------------------------------------------------------------------

_hint = inlines(2).map(lambda said: ("> [!HINT]", f"> {said.text}", ""))


@st.composite
def _basic(draw: DrawFn, level: int) -> Asked:
    """A question asked by its heading, perhaps with a prompt, a hint and inner headings."""
    hint = draw(st.one_of(st.just(()), _hint))
    prompt = draw(st.one_of(st.none(), blocks(2)))
    before = (*prompt.lines, "", *hint, "---", "") if prompt else hint
    answer = draw(blocks())
    if draw(st.booleans()):
        heading = _moved(draw(inlines(1)), f"{'#' * (level + 2)} ", "")
        answer = _stacked([answer, heading, draw(_paragraph)])
    notes = (*(prompt.notes if prompt else ()), *answer.notes)
    return Asked(
        draw(inlines(3)),
        before,
        Said(answer.lines, answer.words, notes),
        level,
        draw(st.sampled_from(["", " .reversed"])),
    )


@st.composite
def _typed(draw: DrawFn, level: int) -> Asked:
    return Asked(
        draw(inlines(3)), (), draw(words.map(lambda word: _line(word, word))), level, " .typed"
    )


@st.composite
def _cloze(draw: DrawFn, level: int) -> Asked:
    hidden = draw(st.lists(st.tuples(words, words), min_size=1, max_size=3))
    hinted = draw(st.booleans())
    hint = '{hint="think"}' if hinted else ""
    text = " ".join(f"{shown} =={word}=={hint}" for shown, word in hidden)
    said = _line(text, *chain.from_iterable(hidden))
    explained = draw(st.one_of(st.none(), blocks(1)))
    answer = explained or Said((), ())
    lines = (*said.lines, *(("", "---", "", *answer.lines) if explained else ()))
    return Asked(
        draw(inlines(2).filter(lambda title: "==" not in title.text)),
        (),
        Said(lines, (*said.words, *answer.words), answer.notes),
        level,
        " .cloze",
    )


@st.composite
def _choice(draw: DrawFn, level: int) -> Asked:
    options = draw(st.lists(inlines(2), min_size=2, max_size=4))
    boxed = [
        _moved(option, "[ ] " if index else "[x] ", "") for index, option in enumerate(options)
    ]
    explained = draw(st.one_of(st.just(()), blocks(1).map(lambda said: (said,))))
    shuffle = draw(st.sampled_from(["", " shuffle"]))
    answer = _stacked([_list("-", boxed), *explained])
    return Asked(draw(inlines(2)), (), answer, level, f" .choice{shuffle}")


def _question(level: int) -> SearchStrategy[Asked]:
    return st.one_of(_basic(level), _typed(level), _cloze(level), _choice(level))


@st.composite
def _with_follow_ups(draw: DrawFn) -> Asked:
    asked = draw(_question(2))
    found = tuple(draw(st.lists(_question(3), max_size=2)))
    return Asked(asked.heading, asked.before, asked.answer, asked.level, asked.attributes, found)


_LATER = 100
"""Footnotes of the next question are counted from the next hundred."""


@dataclass(frozen=True, slots=True)
class Written:
    """A whole source, and its words in order."""

    text: str
    words: tuple[str, ...]


@st.composite
def sources(draw: DrawFn) -> Written:
    """A source of some sections and questions, every one with a key of its own."""
    lines: list[str] = []
    said: list[str] = []
    count = 0

    def write(asked: Asked) -> None:
        nonlocal count
        count += 1
        follows = " .question" if asked.level == 3 else ""
        heading = (
            f"{'#' * asked.level} {asked.heading.text} {{#k{count}{asked.attributes}{follows}}}"
        )
        body = "\n".join((*asked.before, *asked.answer.lines))
        notes: list[str] = []
        for place, note in enumerate(asked.answer.notes):
            label = f"{count * _LATER + place}"
            body = body.replace("[^@]", f"[^{label}]", 1)
            notes += [f"[^{label}]: {note.text}", ""]
        lines.extend([heading, "", body, "", *notes])
        said.extend([*asked.heading.words, *asked.answer.words])
        for follow_up in asked.follow_ups:
            write(follow_up)

    for asked in draw(st.lists(_with_follow_ups(), min_size=1, max_size=2)):
        write(asked)
    for title in draw(st.lists(inlines(1), max_size=2)):
        lines.extend([f"# {title.text}", ""])
        said.extend(title.words)
        write(draw(_with_follow_ups()))
    return Written("\n".join(lines), tuple(said))
