"""LaTeX commands that are forbidden because of what Anki's MathJax does with them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)

_NO_HTML = "formulas may not contain links or styles"
_NO_DEFINITION = "commands cannot be defined; write the formula out"

_FORBIDDEN = {
    # These write HTML: a script behind a link, a picture that is fetched, a sign over the buttons.
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
    """What is wrong with a formula and how to mend it, if it holds such a command."""
    for found in _COMMAND.finditer(latex):
        if hint := _FORBIDDEN.get(found[1] or ""):
            return rf"the command {found[0]} in a formula", hint
    return None


def divided(latex: str, edges: Iterable[int]) -> str:
    """The first command of a formula with one of these places inside it, "" if there is none.

    What a deletion cuts there becomes other commands on its cards.
    """
    places = sorted(edges, reverse=True)
    for found in _COMMAND.finditer(latex) if places else ():
        while places and places[-1] <= found.start():
            places.pop()
        if places and places[-1] < found.end():
            return found[0]
    return ""
