"""Text for places that take only plain text: names of decks, the outline, alt texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exporter.model import Block, Cloze, Inline, Link, Location, Math, Style, Styled, nodes, plain


def plaintext(content: tuple[Inline, ...]) -> str:
    """The text of some inlines on one line, without styles and with formulas spelt out."""
    return "".join(map(_words, content))


def spelt(latex: str) -> str:
    """A formula in a line of text: `x²` for `x^2`.

    LaTeX that is not understood stays as it is.
    """
    # Few names hold a formula.
    from exporter.latex import FormulaError, read  # noqa: PLC0415  # see above
    from exporter.latex.linear import linear  # noqa: PLC0415  # see above

    try:
        return linear(read(latex, display=False))
    except FormulaError:
        return latex


def unspelt(content: Iterable[Block | Inline]) -> Iterator[tuple[Location, str, str]]:
    """Each formula that cannot be spelt out: its location, what is wrong with it, and a hint.

    This is for text that the sheet does not typeset, and so does not check.
    """
    for each in nodes(content):
        if isinstance(each, Math) and (found := _refusal(each.latex)):
            yield each.at, *found


def _refusal(latex: str) -> tuple[str, str] | None:
    from exporter.latex import FormulaError, read  # noqa: PLC0415  # as above

    try:
        read(latex, display=False)
    except FormulaError as error:
        return error.what, error.hint
    return None


def _words(inline: Inline) -> str:
    match inline:
        case Math(latex):
            return spelt(latex)
        case Styled(Style.SUBSCRIPT | Style.SUPERSCRIPT as style, content):
            return _script(plaintext(content), style)
        case Styled(_, content) | Cloze(_, content) | Link(content):
            return plaintext(content)
        case _:
            return plain((inline,))


def _script(words: str, style: Style) -> str:
    """The text as subscripts or superscripts of Unicode, if all of these exist."""
    from exporter.latex.linear import lowered, raised  # noqa: PLC0415  # as above

    return (lowered(words) if style is Style.SUBSCRIPT else raised(words)) or words
