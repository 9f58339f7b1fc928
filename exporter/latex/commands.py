"""Every command that is more than a sign, and the function that reads what follows it."""

from __future__ import annotations

from collections.abc import Callable

from exporter.latex import constructs as c
from exporter.latex.elements import Atom
from exporter.latex.reader import Reader
from exporter.latex.symbols import (
    ACCENTS,
    ARROWS,
    COVERS,
    FLOORS,
    FONTS,
    TEXTS,
    WIDE_ACCENTS,
)
from exporter.latex.tables import begin, substack
from exporter.latex.words import words

COMMANDS: dict[str, Callable[[Reader, str], Atom]] = {
    **dict.fromkeys(FONTS, c.in_font),
    **dict.fromkeys(TEXTS, words),
    **dict.fromkeys(c.KINDS, c.of_kind),
    **dict.fromkeys(c.FRACTIONS, c.fraction_of),
    **dict.fromkeys([*ACCENTS, *WIDE_ACCENTS], c.accented),
    **dict.fromkeys(COVERS, c.covered),
    **dict.fromkeys(FLOORS, c.floored),
    **dict.fromkeys([r"\overline", r"\underline", r"\underbar"], c.ruled),
    **dict.fromkeys([r"\overset", r"\underset", r"\stackrel"], c.stacked),
    **dict.fromkeys(ARROWS, c.arrow),
    **dict.fromkeys(c.BIGS, c.sized),
    **dict.fromkeys(c.ENCLOSURES, c.enclosed),
    **dict.fromkeys(c.PADDINGS, c.padded),
    **dict.fromkeys([r"\bra", r"\ket", r"\braket"], c.bra_ket),
    **dict.fromkeys([r"\bmod", r"\pmod", r"\mod", r"\pod"], c.modulo),
    **dict.fromkeys([r"\hspace", r"\mspace", r"\kern", r"\mkern", r"\hskip", r"\mskip"], c.length),
    **dict.fromkeys([r"\strut", r"\mathstrut"], c.strut),
    r"\mathop": c.operator_with_limits,
    r"\operatorname": c.operator_name,
    **dict.fromkeys([r"\iff", r"\implies", r"\impliedby"], c.long_relation),
    r"\not": c.negated,
    r"\dots": c.dots,
    r"\genfrac": c.general_fraction,
    r"\sqrt": c.root,
    r"\left": c.left,
    r"\middle": c.middle,
    r"\begin": begin,
    r"\substack": substack,
}
