"""Fractions, roots, accents, arrows, delimiters, boxes: what commands make of their arguments."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

from exporter.latex.elements import (
    DISPLAY,
    SCRIPTSCRIPT,
    TEXT,
    Atom,
    Limits,
    characters,
    fraction,
    growing,
    kind_of,
    mathml,
    or_none,
    part_of_fraction,
    row,
    script_of,
)
from exporter.latex.errors import FormulaError, unclosed
from exporter.latex.reader import Reader
from exporter.latex.symbols import (
    ACCENTS,
    ARROWS,
    CHARACTERS,
    COVERS,
    FLOORS,
    FONTS,
    SYMBOLS,
    WIDE_ACCENTS,
    Kind,
)

KINDS = {
    r"\mathord": Kind.ORDINARY,
    r"\mathbin": Kind.BINARY,
    r"\mathrel": Kind.RELATION,
    r"\mathopen": Kind.OPENING,
    r"\mathclose": Kind.CLOSING,
    r"\mathpunct": Kind.PUNCTUATION,
    r"\mathinner": Kind.INNER,
}
FRACTIONS: dict[str, tuple[int | None, str, str, str]] = {
    r"\frac": (None, "", "", ""),
    r"\dfrac": (DISPLAY, "", "", ""),
    r"\cfrac": (DISPLAY, "", "", ""),
    r"\tfrac": (TEXT, "", "", ""),
    r"\binom": (None, "(", ")", "0"),
    r"\dbinom": (DISPLAY, "(", ")", "0"),
    r"\tbinom": (TEXT, "(", ")", "0"),
}
_BIG = {r"\big": 1.2, r"\Big": 1.8, r"\bigg": 2.4, r"\Bigg": 3.0}
_BIG_KINDS = {
    "": Kind.ORDINARY,
    "l": Kind.OPENING,
    "m": Kind.RELATION,
    "r": Kind.CLOSING,
}
BIGS = {
    command + end: (size, kind)
    for command, size in _BIG.items()
    for end, kind in _BIG_KINDS.items()
}
_DELIMITERS = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋⌜⌝⌞⌟⟦⟧⟮⟯⎰⎱/\\↑↓↕⇑⇓⇕")
_DELIMITER_ALIASES = {"<": "⟨", ">": "⟩", "∣": "|", "∥": "‖", "∕": "/", "∖": "\\", ".": ""}
_BRACKETS = {r"\bra": ("⟨", "|"), r"\ket": ("|", "⟩"), r"\braket": ("⟨", "⟩")}
ENCLOSURES = {
    r"\boxed": "box",
    r"\fbox": "box",
    r"\cancel": "up",
    r"\bcancel": "down",
    r"\xcancel": "up down",
    r"\sout": "across",
}
# The parts of its size that an invisible or lapping argument keeps; "ink" makes it visible.
PADDINGS = {
    r"\phantom": "width height depth",
    r"\hphantom": "width",
    r"\vphantom": "height depth",
    r"\smash": "ink width",
    r"\mathrlap": "ink height depth",
    r"\rlap": "ink height depth",
    r"\mathllap": "ink height depth left",
    r"\llap": "ink height depth left",
    r"\mathclap": "ink height depth centre",
    r"\clap": "ink height depth centre",
}
DIMENSION = re.compile(r"\s*([+-]?\s*(?:\d+\.?\d*|\.\d+))\s*(em|ex|mu|pt|px|mm|cm|in|pc|bp)")
# Lengths in em; a font size of ten points is assumed for the absolute ones.
_UNITS = {
    "em": 1.0,
    "ex": 0.45,
    "mu": 1 / 18,
    "pt": 0.1,
    "px": 0.075,
    "bp": 0.1004,
    "pc": 1.2,
    "mm": 0.2845,
    "cm": 2.845,
    "in": 7.227,
}


def in_font(reader: Reader, command: str) -> Atom:
    r"""\mathbf{…}: the argument in another alphabet."""
    style = reader.style
    atoms = reader.argument_atoms(command, font=FONTS[command])
    return reader.atom(kind_of(atoms), row(atoms, style))


def of_kind(reader: Reader, command: str) -> Atom:
    r"""\mathrel{…}: the argument, spaced as a relation and so on."""
    return reader.atom(KINDS[command], reader.argument(command))


def operator_with_limits(reader: Reader, command: str) -> Atom:
    r"""\mathop{…}: the argument as a large operator."""
    return reader.atom(Kind.LARGE, reader.argument(command), Limits.STACKED_IN_DISPLAY)


def operator_name(reader: Reader, command: str) -> Atom:
    r"""\operatorname{…}: an upright name; with a star its scripts are limits."""
    limits = Limits.STACKED_IN_DISPLAY if reader.took("*") else Limits.BESIDE
    return reader.atom(Kind.LARGE, reader.argument(command, font="name"), limits)


def negated(reader: Reader, command: str) -> Atom:
    r"""\not: the sign that follows, struck out."""
    sign = reader.take()
    char, kind = SYMBOLS.get(sign) or CHARACTERS.get(sign) or (sign, Kind.ORDINARY)
    negated = unicodedata.normalize("NFC", char + "\u0338")
    if not char or len(negated) != 1:
        raise FormulaError(
            f"{command}{sign} has no printed form", r"use a ready symbol, such as \neq"
        )
    return reader.atom(kind, characters(negated))


def long_relation(reader: Reader, command: str) -> Atom:
    r"""\iff and \implies: a long arrow with more space around it."""
    element = mathml("mrow", _thick(), characters(SYMBOLS[command][0]), _thick())
    return reader.atom(Kind.RELATION, element)


def dots(reader: Reader, _command: str) -> Atom:
    r"""\dots: low or centred, depending on the sign that follows."""
    char, kind = SYMBOLS.get(reader.next) or CHARACTERS.get(reader.next) or ("", None)
    centred = kind in (Kind.BINARY, Kind.RELATION, Kind.LARGE) or char == "+"
    return reader.atom(Kind.INNER, characters("⋯" if centred else "…"))


def fraction_of(reader: Reader, command: str) -> Atom:
    r"""\frac, \binom and their kin."""
    style, opening, closing, thickness = FRACTIONS[command]
    style = reader.style if style is None else style
    part = TEXT if command == r"\cfrac" else part_of_fraction(style)
    above = reader.argument(command, part)
    below = reader.argument(command, part)
    return reader.atom(Kind.INNER, fraction(above, below, style, (opening, closing), thickness))


def general_fraction(reader: Reader, command: str) -> Atom:
    r"""\genfrac, with or without a bar."""
    fence = tuple(reader.raw_argument(command).replace("\\", "") for _ in range(2))
    thickness = reader.raw_argument(command)
    chosen = reader.raw_argument(command)
    style = int(chosen) if chosen in ("0", "1", "2", "3") else reader.style
    if not set(fence) <= {"", *_DELIMITERS} or thickness not in ("", "0", "0pt"):
        raise FormulaError(r"an unusual \genfrac in the formula", r"use \frac or \binom")
    part = part_of_fraction(style)
    above, below = reader.argument(command, part), reader.argument(command, part)
    return reader.atom(
        Kind.INNER, fraction(above, below, style, (fence[0], fence[1]), thickness[:1])
    )


def root(reader: Reader, command: str) -> Atom:
    r"""\sqrt[…]{…}."""
    degree = reader.optional(SCRIPTSCRIPT)
    inside = reader.argument(command)
    root = mathml("msqrt", inside) if degree is None else mathml("mroot", inside, degree)
    return reader.atom(Kind.ORDINARY, root)


def accented(reader: Reader, command: str) -> Atom:
    r"""\hat{…}: an accent over the argument."""
    char = ACCENTS.get(command) or WIDE_ACCENTS[command]
    base = reader.argument(command)
    element = mathml("mover", base, accent=char, wide=str(command in WIDE_ACCENTS))
    return reader.atom(Kind.ORDINARY, element)


def covered(reader: Reader, command: str) -> Atom:
    r"""\overbrace{…}: a sign stretched over the argument."""
    element = mathml("mover", reader.argument(command), cover=COVERS[command])
    return _stretched(reader, command, element)


def floored(reader: Reader, command: str) -> Atom:
    r"""\underbrace{…}: a sign stretched under the argument."""
    element = mathml("munder", reader.argument(command), cover=FLOORS[command])
    return _stretched(reader, command, element)


def _stretched(reader: Reader, command: str, element: Element) -> Atom:
    """The atom of a cover; the scripts of a brace are its labels, those of an arrow are not."""
    if "arrow" in command:
        return reader.atom(Kind.ORDINARY, element, Limits.BESIDE)
    return reader.atom(Kind.LARGE, element, Limits.STACKED)


def ruled(reader: Reader, command: str) -> Atom:
    r"""\overline{…} and \underline{…}."""
    tag = "mover" if command == r"\overline" else "munder"
    return reader.atom(Kind.ORDINARY, mathml(tag, reader.argument(command), cover="rule"))


def stacked(reader: Reader, command: str) -> Atom:
    r"""\overset{…}{…}: a small label over or under a sign."""
    outer = reader.argument(command, script_of(reader.style))
    style = reader.style
    atoms = reader.argument_atoms(command)
    kind = Kind.RELATION if command == r"\stackrel" else kind_of(atoms)
    scripts = [or_none(None), outer] if command != r"\underset" else [outer, or_none(None)]
    return reader.atom(kind, mathml("munderover", row(atoms, style), *scripts))


def arrow(reader: Reader, command: str) -> Atom:
    r"""\xrightarrow[…]{…}: an arrow as long as its labels."""
    smaller = script_of(reader.style)
    below = reader.optional(smaller)
    above = reader.argument(command, smaller)
    arrow = mathml("munderover", growing(ARROWS[command], "labels"), or_none(below), above)
    return reader.atom(Kind.RELATION, arrow)


def _delimiter(reader: Reader, command: str) -> str:
    sign = reader.take()
    char = SYMBOLS[sign][0] if sign in SYMBOLS else sign
    char = _DELIMITER_ALIASES.get(char, char)
    if not sign or (char and char not in _DELIMITERS):
        raise FormulaError(
            f"{command} before “{sign}”, which is not a delimiter"
            if sign
            else f"nothing after {command} in the formula",
            rf"write one of ( ) [ ] \{{ \}} | \| or a dot after {command}",
        )
    return char


def left(reader: Reader, command: str) -> Atom:
    r"""\left( … \right): delimiters as tall as what is between them."""
    opening = _delimiter(reader, command)
    style = reader.style
    with reader.within():
        atoms = reader.atoms(frozenset({r"\right"}), rf"\left{opening or '.'}")
    closing = _delimiter(reader, reader.take())
    fences = [
        [Atom(kind, growing(char, "row"), style)] if char else []
        for char, kind in ((opening, Kind.OPENING), (closing, Kind.CLOSING))
    ]
    return reader.atom(Kind.INNER, row([*fences[0], *atoms, *fences[1]], style))


def middle(reader: Reader, command: str) -> Atom:
    r"""\middle|: a delimiter between the two."""
    return reader.atom(Kind.ORDINARY, growing(_delimiter(reader, command), "row"))


def sized(reader: Reader, command: str) -> Atom:
    r"""\bigl( and its kin: a delimiter of a stated height."""
    size, kind = BIGS[command]
    return reader.atom(kind, growing(_delimiter(reader, command), f"{size}"))


def bra_ket(reader: Reader, command: str) -> Atom:
    r"""\bra{…}, \ket{…}, \braket{…}."""
    opening, closing = _BRACKETS[command]
    parts = characters(opening), reader.argument(command), characters(closing)
    return reader.atom(Kind.ORDINARY, mathml("mrow", *parts))


def enclosed(reader: Reader, command: str) -> Atom:
    r"""\boxed{…} and \cancel{…}."""
    inside = reader.argument(command)
    return reader.atom(Kind.ORDINARY, mathml("menclose", inside, notation=ENCLOSURES[command]))


def padded(reader: Reader, command: str) -> Atom:
    r"""\phantom{…}, \smash{…}, \rlap{…}: only a part of the argument\'s size or ink."""
    element = mathml("mpadded", reader.argument(command), keep=PADDINGS[command])
    return reader.atom(Kind.ORDINARY, element)


def strut(reader: Reader, _command: str) -> Atom:
    r"""\strut: the height of a parenthesis."""
    return reader.atom(Kind.ORDINARY, mathml("mpadded", characters("("), keep="height depth"))


def length(reader: Reader, command: str) -> Atom:
    r"""\hspace{…}: a space of a stated width."""
    reader.took("*")
    braces = reader.took("{")
    found = reader.match(DIMENSION)
    if not found:
        raise FormulaError(f"no length after {command} in the formula", f"write {command}{{1em}}")
    if braces and not reader.took("}"):
        raise unclosed("{", reader.next)
    return reader.space(float(found[1].replace(" ", "")) * _UNITS[found[2]])


def modulo(reader: Reader, command: str) -> Atom:
    r"""\bmod, \pmod{…}, \mod{…}, \pod{…}."""
    if command == r"\bmod":
        return reader.atom(Kind.BINARY, characters("mod"))
    inside = reader.argument(command)
    gap = mathml("mspace", width="1" if reader.style == DISPLAY else "0.4444")
    name = [characters("mod"), mathml("mspace", width="0.3333")]
    match command:
        case r"\mod":
            parts = [gap, *name, inside]
        case r"\pod":
            parts = [gap, characters("("), inside, characters(")")]
        case _:
            parts = [gap, characters("("), *name, inside, characters(")")]
    return reader.atom(Kind.ORDINARY, mathml("mrow", *parts))


def _thick() -> Element:
    return mathml("mspace", width="0.2778")
