"""Scaling of a style, for other paper, for cards and for large print."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from exporter.sheet.heads import Size
from exporter.sheet.style import Style

_WIDTH, _HEIGHT = 595.276, 841.89  # of A4, for which a style's page is measured out
_SMALL = 0.875  # of the type on paper half as large

_Group = TypeVar("_Group")


def to_paper(style: Style, size: Size) -> Style:
    """The style for paper of that size; below A4 and Letter, margins and text shrink.

    The text shrinks less than the paper does, from 10.5 to 9.2 points.
    """
    across, down = size[0] / _WIDTH, size[1] / _HEIGHT
    if across > 0.9:
        return style
    page = style.page
    narrow = replace(
        page,
        measure=page.measure * across,
        left=page.left * across,
        outer=page.outer * across,
        top=page.top * down,
        bottom=page.bottom * down,
        head=page.head * down,
    )
    return replace(scaled(style, _SMALL), page=narrow)


def scaled(style: Style, factor: float, least: float = 0.0) -> Style:
    """The style with its text `factor` times as large, and no type smaller than `least` points.

    Sizes above that of the text keep their difference from it in points: the ratios that suit text
    of 10 points are too much at 20.
    """
    old = style.sizes
    text = old.text * factor
    sizes = {
        field.name: max(_resized(getattr(old, field.name), old.text, factor), least)
        for field in fields(old)
    }
    sizes["leading"] = old.leading / old.text * max(text, least)
    return replace(
        style,
        sizes=replace(old, **sizes),
        spacing=_times(style.spacing, factor),
        margin=replace(_times(style.margin, factor), boxes=style.margin.boxes),
    )


def _resized(size: float, text: float, factor: float) -> float:
    return size * factor if size <= text else text * factor + (size - text)


def _times(group: _Group, factor: float) -> _Group:
    numbers: dict[str, Any] = {
        field.name: getattr(group, field.name) * factor
        for field in fields(group)  # type: ignore[arg-type]  # a group of a style is a dataclass
    }
    return type(group)(**numbers)


def unticked(style: Style) -> Style:
    """The style without boxes to tick."""
    return replace(style, margin=replace(style.margin, boxes=0.0))
