"""Tables: columns sized to their content, and a head that is repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exporter.errors import warning
from exporter.model import Align, Inline, Table
from exporter.sheet.bidi import leftward
from exporter.sheet.lines import lines
from exporter.sheet.paragraph import Place, line_height, pieces_of, width_of
from exporter.sheet.slabs import ABOVE_BASELINE, Line, Mark, Rule, Slab, kept, spaced
from exporter.sheet.structure import Node
from exporter.sheet.text import Chunk, cut, set_text
from exporter.sheet.tools import Tools

_GAP = 14.0  # between columns
_PAD = 2.0  # above and below a row
_SCALES = (1.0, 0.9, 0.8, 0.7)  # tried until every word fits its column
_WHOLE = 6  # lines: a row up to this is never broken
_SHORT = 8  # lines: a table up to this is never broken

Cell = list[Chunk]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The typeset cells of a table, the head first, and the width of each column."""

    rows: list[list[Cell]]
    widths: list[float]
    gap: float
    scale: float
    node: Node


def table(block: Table, place: Place, tools: Tools) -> list[Slab]:
    """A table as slabs, with rules above, below the head and at the foot."""
    if not block.align:
        return []
    grid = _grid(block, place, tools)
    place.node.children.append(grid.node)
    sizes = tools.style.sizes
    leading = sizes.leading * 6 / 7 * grid.scale
    parts = [_row(row, grid, block.align, place, leading) for row in grid.rows]
    ruled = any(len(part) > 1 for part in parts[1:])
    width = sum(grid.widths) + grid.gap * (len(grid.widths) - 1)
    colours = tools.style.colours

    def rule(y: float, weight: float, colour: str) -> Rule:
        return Rule(place.x, y, width, weight, colour)

    head = kept(parts[0])
    head[0] = _with(head[0], rule(0.0, 0.8, colours.text))
    head[-1] = _with(head[-1], rule(head[-1].height - 0.25, 0.5, colours.text))
    again = tuple(head)
    out = list(head)
    for index, part in enumerate(parts[1:]):
        body = [slab._replace(again=again) for slab in part]
        if ruled and index:
            body[0] = _with(body[0], rule(0.0, 0.3, colours.rule))
        if index + 3 == len(parts):  # the last row but one
            body[-1] = body[-1]._replace(keep=True)
        out += body
    out[-1] = _with(out[-1], rule(out[-1].height, 0.8, colours.text))
    if len(out) <= _SHORT:
        out = [*kept(out[:-1]), out[-1]]
    return spaced(out, above=place.gap, below=place.gap + 2)


def _with(slab: Slab, mark: Mark) -> Slab:
    return slab._replace(marks=(*slab.marks, mark))


def _grid(block: Table, place: Place, tools: Tools) -> _Grid:
    count = len(block.align)
    gap = min(_GAP, place.measure / (3 * count))
    room = place.measure - gap * (count - 1)
    size = _size(place, tools)
    for scale in (each for each in _SCALES if each == _SCALES[0] or size * each >= tools.least):
        node = Node("Table")
        rows = _cells(block, scale, node, place, tools)
        least = [max(_widest(row[column]) for row in rows) for column in range(count)]
        if sum(least) <= room:
            most = [max(width_of(row[column]) for row in rows) for column in range(count)]
            return _Grid(rows, _shared(least, most, room), gap, scale, node)
    least_width = room / count
    if least_width < 2 * place.voice.size:
        what = f"a table of {count} columns is too wide for the sheet"
        tools.problems.append(warning(block.at, what, "turn rows into columns, or split it in two"))
    widths = _squeezed(least, room)
    fitting = [[cut(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return _Grid(fitting, widths, gap, scale, node)


def _cells(block: Table, scale: float, node: Node, place: Place, tools: Tools) -> list[list[Cell]]:
    voice = place.voice._replace(size=_size(place, tools) * scale)
    bold = voice._replace(bold=True)
    problems = len(tools.problems)

    def row(cells: Sequence[tuple[Inline, ...]], *, head: bool) -> list[Cell]:
        line = node.add("TR")
        role = ("TH", {"A": "<< /O /Table /Scope /Column >>"}) if head else ("TD", None)
        own = bold if head else voice
        return [set_text(cell, own, line.add(*role), tools, place.measure) for cell in cells]

    rows = [row(block.head, head=True), *(row(cells, head=False) for cells in block.rows)]
    if scale != _SCALES[0]:  # reported at the first scale
        del tools.problems[problems:]
    return rows


def _size(place: Place, tools: Tools) -> float:
    """The preferred size of type in a table."""
    return tools.style.sizes.table * place.voice.size / tools.style.sizes.text


def _widest(cell: Cell) -> float:
    return max((chunk.width for chunk in cell), default=0.0)


def _shared(least: list[float], most: list[float], room: float) -> list[float]:
    """The widths that content asks for; if they do not fit, wide columns share the rest."""
    if sum(most) <= room:
        return [width + 0.01 for width in most]
    widths = list(least)
    left = room - sum(least)
    wide = sorted(range(len(most)), key=lambda column: most[column])
    while wide and most[wide[0]] - least[wide[0]] <= left / len(wide):
        column = wide.pop(0)
        left -= most[column] - least[column]
        widths[column] = most[column]
    wanted = sum(most[column] - least[column] for column in wide) or 1.0
    for column in wide:
        widths[column] += left * (most[column] - least[column]) / wanted
    return widths


def _squeezed(least: list[float], room: float) -> list[float]:
    """Widths below the least that fill the room: wide columns share what narrow ones leave."""
    widths = [0.0] * len(least)
    open_columns = sorted(range(len(least)), key=lambda column: least[column])
    left = room
    for done, column in enumerate(open_columns):
        widths[column] = min(least[column], left / (len(least) - done))
        left -= widths[column]
    return widths


def _row(
    row: list[Cell],
    grid: _Grid,
    align: tuple[Align | None, ...],
    place: Place,
    leading: float,
) -> list[Slab]:
    """A row as one slab for each of its lines."""
    broken = [
        [cell[start:end] for start, end in lines(cell, width)]
        for cell, width in zip(row, grid.widths, strict=True)
    ]
    count = max((len(cell) for cell in broken), default=0) or 1
    out = []
    for index in range(count):
        parts = [cell[index] if index < len(cell) else [] for cell in broken]
        together = [chunk for part in parts for chunk in part]
        height, y = (
            line_height(together, leading) if together else (leading, leading * ABOVE_BASELINE)
        )
        top = 0.0 if index else _PAD
        bottom = _PAD if index == count - 1 else 0.0
        marks = _row_marks(parts, grid, align, place.x, y + top)
        keep = index < count - 1 and (count <= _WHOLE or index in {0, count - 2})
        out.append(Slab(height + top + bottom, marks, keep=keep, rails=place.rails, row=row))
    return out


def _row_marks(
    parts: list[list[Chunk]],
    grid: _Grid,
    align: tuple[Align | None, ...],
    x: float,
    y: float,
) -> tuple[Line, ...]:
    marks = []
    for column, (part, width, how) in enumerate(zip(parts, grid.widths, align, strict=True)):
        if part:
            spare = width - width_of(part)
            side = how or (Align.RIGHT if leftward(part) else Align.LEFT)
            shift = {Align.RIGHT: spare, Align.CENTER: spare / 2}.get(side, 0.0)
            marks.append(Line(x + max(shift, 0.0), y, pieces_of(part), column))
        x += width + grid.gap
    return tuple(marks)
