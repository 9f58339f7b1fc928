"""LaTeX commands that no formula may hold, for what Anki's MathJax makes of them."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)

_NO_HTML = "a formula makes no links and brings no styles of its own"
_NO_DEFINITION = "commands cannot be defined; write the formula out"

_FORBIDDEN = {
    # These write HTML: a script behind a link, a picture that is fetched, a sign over the buttons.
    **dict.fromkeys(
        ("href", "style", "class", "cssId", "data", "mmlToken", "bbox", "require"), _NO_HTML
    ),
    # MathJax keeps what they define for the formulas of every card that is shown afterwards.
    **dict.fromkeys(
        (
            *("def", "gdef", "edef", "xdef", "let", "newcommand", "renewcommand", "providecommand"),
            *("newenvironment", "renewenvironment", "provideenvironment"),
            *("DeclareMathOperator", "DeclarePairedDelimiter", "DeclarePairedDelimiterX"),
            *("DeclarePairedDelimiterXPP", "DeclarePairedDelimiters", "Newextarrow"),
            *("newtagform", "renewtagform", "usetagform", "mathtoolsset"),
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
