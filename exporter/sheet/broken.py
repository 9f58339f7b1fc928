"""Line breaks in displayed formulas that are too wide: between formulas, or between terms.

TeX leaves them to the author. Where the author has set none, each further line begins with a
relation or operator, as printed mathematics does (The Chicago Manual of Style, 12.23).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.formulas import side_by_side
from exporter.sheet.formula import FormulaError, Formulas

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_OPENING = frozenset(["{", "(", "[", r"\left", r"\begin", r"\{", r"\langle", r"\lfloor", r"\lceil"])
_CLOSING = frozenset(["}", ")", "]", r"\right", r"\end", r"\}", r"\rangle", r"\rfloor", r"\rceil"])
_SCRIPTS = frozenset("^_")
_SIDES = frozenset([r"\left", r"\right"])
_NAMES = (
    "approx cdot cong equiv ge geq gg iff implies in le leq leftarrow leftrightarrow ll mapsto mid "
    "mp neq ne oplus otimes pm propto rightarrow Rightarrow sim simeq subset subseteq times to"
)
_JOINING = frozenset([*"=<>+-", *(f"\\{name}" for name in _NAMES.split())])


def terms(latex: str) -> list[str]:
    """The formula split before each relation or operator that is outside all brackets."""
    cut: list[str] = [""]
    depth = 0
    before = ""  # the last token that is not white space; a sign after a sign joins nothing
    for token in _TOKEN.findall(latex):
        if token in _CLOSING:
            depth = max(0, depth - (before not in _SIDES))
        joins = token in _JOINING and before and before not in _JOINING and before not in _SCRIPTS
        if joins and not depth:
            cut.append("")
        if token in _OPENING:
            depth += before not in _SIDES
        cut[-1] += token
        if not token.isspace():
            before = "x" if before in _SCRIPTS else token  # a sign as a script joins nothing
    return cut


def apart(latex: str, room: float, formulas: Formulas) -> list[str]:
    """Formulas side by side as lines of at most `room` em; [] if one is wider by itself."""
    lines: list[str] = []
    try:
        for part, _ in side_by_side(latex, ()):
            joined = rf"{lines[-1]}\qquad {part}" if lines else part
            if lines and formulas.typeset(joined, display=True).width <= room:
                lines[-1] = joined
            elif formulas.typeset(part, display=True).width <= room:
                lines.append(part)
            else:
                return []
    except FormulaError:  # one of them does not stand alone
        return []
    return lines


def broken(latex: str, room: float, formulas: Formulas) -> list[str]:
    """One formula as lines of at most `room` em, as far as its terms allow; at least one line."""
    try:
        return list(_filled(terms(latex), room, formulas))
    except FormulaError:  # the terms of this formula do not stand alone
        return [latex]


def _filled(parts: list[str], room: float, formulas: Formulas) -> Iterator[str]:
    line = parts[0]
    for part in parts[1:]:
        if formulas.typeset(line + part, display=True).width <= room:
            line += part
        else:
            yield line
            line = "{}" + part  # an empty atom, so that the sign still joins and has its spaces
    formulas.typeset(line, display=True)
    yield line
