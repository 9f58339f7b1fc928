"""What the page content is, for screen readers: the structure tree of a tagged PDF.

The tree is built with the story, so it keeps the order of the source whatever the layout does.
Painting only records in each `Slot` where its content was placed.
"""

from __future__ import annotations

from collections.abc import Iterator


class Slot:
    """A stretch of content that belongs to one node; `marks` are (page, MCID), pages from 1."""

    __slots__ = ("marks", "role")

    def __init__(self, role: str) -> None:
        self.role = role
        self.marks: list[tuple[int, int]] = []


class Annotation:
    """A link's hot area as part of its node: the page and the reference of its object."""

    __slots__ = ("page", "reference")

    def __init__(self, page: int, reference: str) -> None:
        self.page = page
        self.reference = reference


class Node:
    """A structure element: one of the standard roles of ISO 32000-1, 14.8.4.

    `entries` holds further entries of its dictionary in PDF syntax, such as Alt.
    """

    __slots__ = ("children", "entries", "role")

    def __init__(self, role: str, entries: dict[str, str] | None = None) -> None:
        self.role = role
        self.entries = entries or {}
        self.children: list[Node | Slot | Annotation] = []

    def add(self, role: str, entries: dict[str, str] | None = None) -> Node:
        """A new child, after those there are."""
        node = Node(role, entries)
        self.children.append(node)
        return node

    def slot(self) -> Slot:
        """Where the next text of this node goes: its last child, if that is a slot already."""
        if self.children and isinstance(last := self.children[-1], Slot):
            return last
        slot = Slot(self.role)
        self.children.append(slot)
        return slot

    def has_content(self) -> bool:
        """Whether anything of it was painted."""
        return any(
            child.has_content()
            if isinstance(child, Node)
            else isinstance(child, Annotation) or bool(child.marks)
            for child in self.children
        )

    def nodes(self) -> Iterator[Node]:
        """It and everything under it, depth first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
