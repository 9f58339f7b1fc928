"""Copies of a model tree with some nodes replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from exporter.model import Location, Media

T = TypeVar("T")


def rewritten(node: T, change: Callable[[Any], Any]) -> T:
    """A copy of a node with `change` applied to all nodes below it, then to the node.

    Unchanged parts are shared, not copied. The follow-ups of a question are left alone.
    """
    found: Any = node
    if isinstance(found, tuple):
        parts = tuple(rewritten(part, change) for part in found)
        same = all(new is old for new, old in zip(parts, found, strict=True))
        kept: Any = found if same else parts
        return kept  # type: ignore[no-any-return]  # it is a tuple, as the node was
    if not is_dataclass(found) or isinstance(found, (Location, Media, type)):
        return node
    names = (field.name for field in fields(found) if field.name != "follow_ups")
    parts_of = {name: rewritten(getattr(found, name), change) for name in names}
    changed = {name: new for name, new in parts_of.items() if new is not getattr(found, name)}
    made: T = change(replace(found, **changed) if changed else found)
    return made
