"""The table of contents: a line per section and question, each with its page number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from exporter.model import NOWHERE, Clip, FootnoteMark, Image, Inline, Link, Styled, Text
from exporter.plaintext import plaintext
from exporter.sheet.index import Landing
from exporter.sheet.objects import string
from exporter.sheet.paragraph import Place, beside, set_lines
from exporter.sheet.slabs import Line, PageOf, Slab, baseline, marked
from exporter.sheet.structure import Node
from exporter.sheet.text import Target, Voice, set_text
from exporter.sheet.tools import Tools, colour

_MOST = 70  # lines: with more, only sections are listed
_ROOM = 24.0  # points kept free for the page number after a title


def contents(index: Sequence[Landing], place: Place, tools: Tools) -> list[Slab]:
    """The lines of the table; follow-ups are left out."""
    listed = [entry for entry in index if not entry.label or entry.label.isdigit()]
    if len(listed) > _MOST:
        listed = [entry for entry in listed if not entry.label]
    slabs: list[Slab] = []
    for entry in listed:
        slabs += _entry(entry, place, tools, above=0.0 if entry.label else place.gap)
    return slabs


def _entry(entry: Landing, place: Place, tools: Tools, above: float) -> list[Slab]:
    """A linked title with its number before it and its page number after it."""
    style = tools.style
    node = place.node.add("TOCI")
    number = _number(entry, node, tools) if entry.label else ()
    reference = node.add("Reference")
    says = plaintext(entry.title)
    link = reference.add("Link", {"Alt": string(says)})
    voice = place.voice._replace(size=style.sizes.table, bold=not entry.label)
    own = place._replace(voice=voice, measure=place.measure - _ROOM)
    target = Target(f"#{entry.name}", says, link)
    title = tuple(_unlinked(entry.title)) or (Text("…", NOWHERE),)
    slabs = set_lines(set_text(title, voice, link, tools, own.measure, target), own, gap=above)
    if not slabs:
        return []
    (last,) = (mark for mark in slabs[-1].marks if isinstance(mark, Line))
    end = last.x + sum(piece.width for piece in last.pieces)
    quiet = Voice("sans", style.sizes.small, tools.quiet)
    slabs[-1] = slabs[-1]._replace(
        marks=(
            *slabs[-1].marks,
            PageOf(end + 7.0, last.y, entry.name, quiet, reference.add("Span")),
        ),
        keep=not entry.label,
    )
    y = baseline(slabs[0], own.leading)
    return marked(slabs, *(each._replace(y=y) for each in number))


def _number(entry: Landing, node: Node, tools: Tools) -> tuple[Line, ...]:
    """The number of a question, on a baseline at 0."""
    style = tools.style
    accent = Voice("sans", style.sizes.small, colour(style.colours.accent), bold=True)
    pieces, width = beside(entry.label, accent, node.add("Lbl"), tools)
    return (Line(-style.spacing.number - width, 0.0, pieces),)


def _unlinked(content: Sequence[Inline]) -> Iterator[Inline]:
    """The inlines without links, images and footnotes."""
    for inline in content:
        match inline:
            case Link(inner):
                yield from _unlinked(inner)
            case Styled(style, inner):
                yield Styled(style, tuple(_unlinked(inner)))
            case Clip(caption=caption):
                yield replace(inline, caption=tuple(_unlinked(caption)))
            case Image() | FootnoteMark():
                pass
            case _:
                yield inline
