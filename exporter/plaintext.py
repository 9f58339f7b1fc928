"""Names where there is only plain text: of decks, in outlines and contents, beside a page."""

from __future__ import annotations

from exporter.model import Inline, plain


def plaintext(content: tuple[Inline, ...]) -> str:
    """The words of some inlines in a line, without their styles, their formulas spelt out."""
    return plain(content, spelt)


def spelt(latex: str) -> str:
    """A formula in a line of text: `x²` for `x^2`.

    What is not understood stays LaTeX; the sheet says what is wrong with it.
    """
    # Few names hold a formula.
    from exporter.latex import FormulaError, read  # noqa: PLC0415  # see above
    from exporter.latex.linear import linear  # noqa: PLC0415  # see above

    try:
        return linear(read(latex, display=False))
    except FormulaError:
        return latex
