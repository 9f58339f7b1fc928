"""Environments: matrices, cases, aligned lines, arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from exporter.latex.constructs import DIMENSION
from exporter.latex.elements import (
    DISPLAY,
    SCRIPT,
    TEXT,
    Atom,
    fenced,
    is_empty,
    mathml,
    row,
    set_style,
)
from exporter.latex.errors import FormulaError, near
from exporter.latex.reader import Reader
from exporter.latex.symbols import Kind


@dataclass(frozen=True, slots=True)
class _Grid:
    """How an environment sets its cells; lengths are in em, and `columns` repeats.

    `gaps` are the spaces between columns, in turn; `stretch` is the height of a strut in lines of
    1.2 em; `between` is the least space between rows; with an `argument` the source states the
    columns.
    """

    opening: str = ""
    closing: str = ""
    columns: str = "c"
    gaps: tuple[float, ...] = (1.0,)
    style: int = TEXT
    stretch: float = 1.0
    between: float = 0.0
    argument: bool = False


_ALIGNED = _Grid(columns="rl", gaps=(0.0, 2.0), style=DISPLAY, between=0.3)
_GATHERED = _Grid(style=DISPLAY, between=0.3)
_CASES = _Grid("{", "", "l", stretch=1.2)
_SMALL = _Grid(gaps=(0.28,), style=SCRIPT, stretch=0.6, between=0.1)
_FENCES = {
    "": ("", ""),
    "p": ("(", ")"),
    "b": ("[", "]"),
    "B": ("{", "}"),
    "v": ("|", "|"),
    "V": ("‖", "‖"),
}
_GRIDS = {
    **{f"{name}matrix": _Grid(*fences) for name, fences in _FENCES.items()},
    **{
        f"{name}smallmatrix": replace(_SMALL, opening=opening, closing=closing)
        for name, (opening, closing) in _FENCES.items()
    },
    **dict.fromkeys(["aligned", "align", "align*", "split", "alignat*", "alignedat"], _ALIGNED),
    **dict.fromkeys(["gathered", "gather", "gather*"], _GATHERED),
    **dict.fromkeys(["equation", "equation*", "displaymath", "math"], _GATHERED),
    "eqnarray": _Grid(columns="rcl", gaps=(0.28,), style=DISPLAY, between=0.3),
    "eqnarray*": _Grid(columns="rcl", gaps=(0.28,), style=DISPLAY, between=0.3),
    "cases": _CASES,
    "dcases": _Grid("{", "", "l", style=DISPLAY, stretch=1.2),
    "rcases": _Grid("", "}", "l", stretch=1.2),
    "array": _Grid(argument=True),
    "subarray": _Grid(style=SCRIPT, stretch=0.0, between=0.1, argument=True),
}
_COUNTED = frozenset({"alignat*", "alignedat"})
_SUBSTACK = _Grid(style=SCRIPT, stretch=0.0, between=0.1)


def begin(reader: Reader, _command: str) -> Atom:
    r"""\begin{…} … \end{…}."""
    name = reader.raw_argument(r"\begin")
    grid = _GRIDS.get(name)
    if grid is None:
        raise FormulaError(f'unknown environment "{name}" in the formula', near(name, _GRIDS))
    if name in _COUNTED:
        reader.raw_argument(r"\begin{" + name + "}")
    columns = reader.raw_argument(r"\begin{" + name + "}") if grid.argument else grid.columns
    if grid.argument and reader.next == "[":
        reader.optional(TEXT)
    return _table(reader, grid, columns, rf"\begin{{{name}}}")


def substack(reader: Reader, command: str) -> Atom:
    r"""\substack{… \\ …}."""
    if not reader.took("{"):
        raise FormulaError(f"nothing after {command} in the formula", f"write {command}{{…}}")
    return _table(reader, _SUBSTACK, "c", command)


def _table(reader: Reader, grid: _Grid, columns: str, opener: str) -> Atom:
    aligns, rules = _columns(columns)
    closer = "}" if opener == r"\substack" else r"\end"
    with reader.within(grid.style):
        rows, lines = _rows(reader, grid, closer, opener, aligns)
    reader.take()
    if closer == r"\end" and (name := reader.raw_argument(r"\end")) != opener[7:-1]:
        raise FormulaError(rf"\end{{{name}}} where {opener} is to be closed")
    table = mathml(
        "mtable",
        *rows,
        columnalign=aligns,
        gaps=" ".join(map(str, grid.gaps)),
        rules=" ".join(map(str, rules)),
        lines=" ".join(map(str, lines)),
        stretch=str(grid.stretch),
        between=str(grid.between),
    )
    fence = grid.opening, grid.closing
    whole = fenced(fence, [set_style(table, grid.style)], reader.style)
    return reader.atom(Kind.INNER if grid.opening else Kind.ORDINARY, whole)


def _rows(
    reader: Reader, grid: _Grid, closer: str, opener: str, aligns: str
) -> tuple[list[Element], list[int]]:
    """The rows up to the closer, and the indices of those with a line above."""
    rows: list[Element] = []
    lines: list[int] = []
    while True:
        while reader.took(r"\hline"):
            lines.append(len(rows))
        cells = _cells(reader, grid, closer, opener, aligns)
        last = reader.next == closer
        if not (last and len(cells) == 1 and is_empty(cells[0])):
            rows.append(mathml("mtr", *cells))
        if last:
            return rows, lines
        reader.take()
        _skip_row_space(reader)


def _cells(reader: Reader, grid: _Grid, closer: str, opener: str, aligns: str) -> list[Element]:
    ends = frozenset({"&", r"\\", r"\cr", closer})
    cells: list[Element] = []
    while True:
        with reader.within(grid.style):
            atoms = reader.atoms(ends, opener)
        align = aligns[len(cells) % len(aligns)]
        if align == "l" and aligns.startswith("rl") and atoms:
            # An empty atom, so that the relation sign a cell begins with has its space.
            atoms.insert(0, Atom(Kind.ORDINARY, mathml("mrow"), grid.style))
        cells.append(row(atoms, grid.style) if atoms else mathml("mrow"))
        if reader.next != "&":
            return cells
        reader.take()


def _skip_row_space(reader: Reader) -> None:
    """Skip the star or the extra space after a row, which is ignored."""
    if reader.next == "[" and (end := reader.source.find("]", reader.start)) >= 0:
        inside = reader.source[reader.source.index("[", reader.start) + 1 : end]
        if DIMENSION.fullmatch(inside.rstrip()):
            reader.seek(end + 1)
    reader.took("*")


def _columns(spec: str) -> tuple[str, list[int]]:
    """The alignments of the columns of an array, and the indices of those with a rule before."""
    aligns = ""
    rules: list[int] = []
    for char in spec:
        if char in "lcr":
            aligns += char
        elif char == "|":
            rules.append(len(aligns))
        elif not char.isspace():
            raise FormulaError(f'"{spec}" in the formula’s array', "use only l, c, r and |")
    if not aligns:
        raise FormulaError("an array without columns in the formula", r"write \begin{array}{cc}")
    return aligns, rules
