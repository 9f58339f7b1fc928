"""Page breaking: one column of slabs becomes pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from exporter.sheet.slabs import Slab


class Placed(NamedTuple):
    """A slab on a page, in points from the upper left corner of the text area.

    `again` marks a repetition, such as the head of a table: it is drawn as an artifact.
    """

    top: float
    slab: Slab
    again: bool = False
    left: float = 0.0


Page = tuple[Placed, ...]


def paginate(slabs: Iterable[Slab], height: float) -> Iterator[Page]:
    """Pages of that height, each as soon as it is full; kept slabs share a page if they fit."""
    builder = _Builder(height)
    for group in _groups(slabs, height):
        if page := builder.put(group):
            yield page
    yield builder.finish()  # without any slabs, one empty page


def _groups(slabs: Iterable[Slab], height: float) -> Iterator[list[Slab]]:
    """The slabs in groups that share a page; a group that is higher than a page is split."""
    group: list[Slab] = []
    for slab in slabs:
        group.append(slab)
        if not slab.keep:
            yield from _divided(group, height)
            group = []
    if group:
        yield from _divided(group, height)


def _divided(group: list[Slab], height: float) -> Iterator[list[Slab]]:
    if extent(group) + _repeated(group) <= height:
        yield group
    else:
        yield from ([slab] for slab in group)


def extent(group: list[Slab]) -> float:
    """The height of some slabs, one below the other."""
    total = below = 0.0
    for index, slab in enumerate(group):
        total += (max(slab.above, below) if index else 0.0) + slab.height
        below = slab.below
    return total


def _repeated(group: list[Slab]) -> float:
    """The height of what is repeated above them at the head of a page."""
    return sum(slab.height for slab in group[0].again)


class _Builder:
    def __init__(self, height: float) -> None:
        self._height = height
        self._page: list[Placed] = []
        self._y = 0.0
        self._below = 0.0

    def put(self, group: list[Slab]) -> Page:
        """Add slabs; returns the finished page if they begin a new one, else ()."""
        done: Page = ()
        gap = max(group[0].above, self._below)
        if self._page and self._y + gap + extent(group) > self._height + 0.01:
            done = self.finish()
        if self._page:
            self._y += gap
        else:
            for slab in group[0].again:
                self._place(slab, again=True)
        for index, slab in enumerate(group):
            if index:
                self._y += max(slab.above, self._below)
            self._place(slab)
        return done

    def _place(self, slab: Slab, *, again: bool = False) -> None:
        self._page.append(Placed(self._y, slab, again))
        self._y += slab.height
        self._below = slab.below

    def finish(self) -> Page:
        """Finish the page and begin an empty one."""
        done = tuple(self._page)
        self._page = []
        self._y = self._below = 0.0
        return done
