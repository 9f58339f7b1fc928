"""Atoms and rows: MathML elements, with TeX's spaces between them.

The elements are MathML's, with all that a layout needs written out: `mtext` holds characters in
their final alphabet, `mspace` every space in em, `mo` only what grows (`size` is "large", "row",
"labels" or a height in em), each `mrow` and `mfrac` its style; a script or limit that is missing
is `none`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from xml.etree.ElementTree import Element

from exporter.latex.symbols import Kind

DISPLAY, TEXT, SCRIPT, SCRIPTSCRIPT = range(4)
"""TeX's styles; cramped styles are not distinguished."""

# Space between neighbours, by kind: 1 thin, 2 medium, 3 thick; a negative one is left out in
# scripts. (The TeXbook, page 170.)
_BETWEEN = (
    # ord lrg bin rel opn cls pun inn    right neighbour, below the left one
    (0, 1, -2, -3, 0, 0, 0, -1),
    (1, 1, 0, -3, 0, 0, 0, -1),
    (-2, -2, 0, 0, -2, 0, 0, -2),
    (-3, -3, 0, 0, -3, 0, 0, -3),
    (0, 0, 0, 0, 0, 0, 0, 0),
    (0, 1, -2, -3, 0, 0, 0, -1),
    (-1, -1, 0, -1, -1, -1, -1, -1),
    (-1, 1, -2, -3, -1, 0, -1, -1),
)
_MU = (0, 3, 4, 5)  # none, thin, medium, thick
_NOT_BEFORE_BINARY = {Kind.LARGE, Kind.BINARY, Kind.RELATION, Kind.OPENING, Kind.PUNCTUATION}
_NOT_AFTER_BINARY = {Kind.RELATION, Kind.CLOSING, Kind.PUNCTUATION}


class Limits(Enum):
    """The position of the scripts of an atom."""

    BESIDE = 0
    STACKED_IN_DISPLAY = 1
    STACKED = 2


@dataclass(slots=True)
class Atom:
    """A part of a row; `kind` is None for a space, which does not count as a neighbour."""

    kind: Kind | None
    element: Element
    style: int
    limits: Limits = Limits.BESIDE


def mathml(tag: str, *children: Element, **attributes: str) -> Element:
    """A MathML element."""
    element = Element(tag, attributes)
    element.extend(children)
    return element


def characters(text: str) -> Element:
    """An `mtext` of these characters."""
    element = Element("mtext")
    element.text = text
    return element


def growing(char: str, size: str) -> Element:
    """An `mo` that grows, or an empty `mrow` for ""."""
    element = Element("mo" if char else "mrow", {"size": size})
    element.text = char
    return element


def or_none(element: Element | None) -> Element:
    """The element, or a `none` for a missing script."""
    return mathml("none") if element is None else element


def set_style(element: Element, style: int) -> Element:
    """The element, after setting its style as attributes."""
    element.set("displaystyle", "true" if style == DISPLAY else "false")
    element.set("scriptlevel", str(max(0, style - TEXT)))
    return element


def script_of(style: int) -> int:
    """The style of scripts in this style."""
    return SCRIPT if style < SCRIPT else SCRIPTSCRIPT


def part_of_fraction(style: int) -> int:
    """The style of a fraction's parts in this style."""
    return min(style + 1, SCRIPTSCRIPT)


def kind_of(atoms: list[Atom]) -> Kind:
    """The kind of these atoms as one: that of a single atom, else ordinary."""
    kinds = [atom.kind for atom in atoms if atom.kind is not None]
    return kinds[0] if len(kinds) == 1 else Kind.ORDINARY


def fenced(fence: tuple[str, str], content: list[Element], style: int) -> Element:
    """The content between delimiters that grow with it; "" stands for no delimiter."""
    opening, closing = ([growing(char, "row")] if char else [] for char in fence)
    parts = [*opening, *content, *closing]
    return parts[0] if len(parts) == 1 else set_style(mathml("mrow", *parts), style)


def row(atoms: list[Atom], style: int) -> Element:
    """The atoms as a row, with the spaces of TeX between them."""
    if len(atoms) == 1 and atoms[0].style == style and atoms[0].element.tag == "mtext":
        return set_style(atoms[0].element, style)
    row = set_style(Element("mrow"), style)
    before: Kind | None = None
    for atom, kind in zip(atoms, _kinds(atoms), strict=True):
        if before is not None and kind is not None:
            _space_between(row, _BETWEEN[before][kind], atom.style)
        _append(row, atom, style)
        before = before if kind is None else kind
    return row


def _kinds(atoms: list[Atom]) -> list[Kind | None]:
    """The kinds of the atoms; a binary sign without two operands becomes ordinary."""
    kinds = [atom.kind for atom in atoms]
    before: int | None = None
    for at, kind in enumerate(kinds):
        if kind is None:
            continue
        if kind is Kind.BINARY and (before is None or kinds[before] in _NOT_BEFORE_BINARY):
            kinds[at] = Kind.ORDINARY
        if kind in _NOT_AFTER_BINARY and before is not None and kinds[before] is Kind.BINARY:
            kinds[before] = Kind.ORDINARY
        before = at
    if before is not None and kinds[before] is Kind.BINARY:
        kinds[before] = Kind.ORDINARY
    return kinds


def _space_between(row: Element, space: int, style: int) -> None:
    if space > 0 or (space < 0 and style < SCRIPT):
        row.append(mathml("mspace", width=f"{_MU[abs(space)] / 18:.4f}"))


def _append(row: Element, atom: Atom, style: int) -> None:
    element = atom.element
    if atom.style != style:
        row.append(set_style(mathml("mrow", element), atom.style))
    elif (
        element.tag == "mtext"
        and len(row)
        and row[-1].tag == "mtext"
        and _joins(row[-1].text or "")
        and _joins(element.text or "")
    ):
        row[-1].text = (row[-1].text or "") + (element.text or "")
    else:
        row.append(element)


def fraction(
    above: Element, below: Element, style: int, fence: tuple[str, str], thickness: str
) -> Element:
    """An `mfrac`, with a bar unless `thickness` is "0", between delimiters if any."""
    over = set_style(mathml("mfrac", above, below), style)
    if thickness:
        over.set("linethickness", thickness)
    return fenced(fence, [over], style)


def is_empty(element: Element) -> bool:
    """Whether an element is an empty row."""
    return element.tag == "mrow" and not len(element)


def _joins(text: str) -> bool:
    """Whether a text is of ASCII letters or digits, which join to one word or number."""
    return text.isascii() and text.replace(".", "").isalnum()
