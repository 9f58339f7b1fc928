"""LaTeX commands that are forbidden because of their effects in Anki's MathJax."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)

_NO_HTML = "formulas may not contain links or styles"
_NO_DEFINITION = "commands cannot be defined; write the formula out"

_FORBIDDEN = {
    # These write HTML: links with scripts, pictures from the web, text over the buttons.
    **dict.fromkeys(
        (
            *("href", "style", "class", "cssId", "data", "mmlToken", "bbox", "require"),
            *("unicode", "fcolorbox"),  # whose font and colour get into a style as they are
        ),
        _NO_HTML,
    ),
    "verb": r"what it hides would be read in two ways; write \text{…}",
    # MathJax keeps what they define for the formulas of every card that is shown afterwards.
    **dict.fromkeys(
        (
            *("def", "gdef", "edef", "xdef", "let", "newcommand", "renewcommand", "providecommand"),
            *("newenvironment", "renewenvironment", "provideenvironment"),
            *("DeclareMathOperator", "DeclarePairedDelimiter", "DeclarePairedDelimiterX"),
            *("DeclarePairedDelimiterXPP", "DeclarePairedDelimiters", "Newextarrow"),
            *("newtagform", "renewtagform", "usetagform", "mathtoolsset", "definecolor"),
        ),
        _NO_DEFINITION,
    ),
}


def forbidden(latex: str) -> tuple[str, str] | None:
    """A message and a hint if a formula has a forbidden command."""
    for found in _COMMAND.finditer(latex):
        if hint := _FORBIDDEN.get(found[1] or ""):
            return rf"the command {found[0]} in a formula", hint
    return None


def divided(latex: str, edges: Iterable[int]) -> str:
    """The first command of a formula that one of these places is inside of, "" if there is none.

    A deletion that began or ended there would make other commands of it on its cards.
    """
    places = sorted(edges, reverse=True)
    for found in _COMMAND.finditer(latex) if places else ():
        while places and places[-1] <= found.start():
            places.pop()
        if places and places[-1] < found.end():
            return found[0]
    return ""
