"""The structure tree of a tagged PDF: the meaning of page content, for screen readers.

The tree is built with the story, so it has the order of the source in every layout. Painting only
records in each `Slot` where its content is.
"""

from __future__ import annotations

from collections.abc import Iterator


class Slot:
    """Content that belongs to one node; `marks` are its places as (page from 1, MCID)."""

    __slots__ = ("marks", "role")

    def __init__(self, role: str) -> None:
        self.role = role
        self.marks: list[tuple[int, int]] = []


class Annotation:
    """The area of a link as a child of its node: its page, and the reference to its object."""

    __slots__ = ("page", "reference")

    def __init__(self, page: int, reference: str) -> None:
        self.page = page
        self.reference = reference


class Node:
    """A structure element with a standard role (ISO 32000-1, 14.8.4).

    `entries` holds further entries of its dictionary in PDF syntax, such as Alt.
    """

    __slots__ = ("children", "entries", "role")

    def __init__(self, role: str, entries: dict[str, str] | None = None) -> None:
        self.role = role
        self.entries = entries or {}
        self.children: list[Node | Slot | Annotation] = []

    def add(self, role: str, entries: dict[str, str] | None = None) -> Node:
        """Append a new child and return it."""
        node = Node(role, entries)
        self.children.append(node)
        return node

    def slot(self) -> Slot:
        """The slot for the next text: the last child if that is a slot, else a new one."""
        if self.children and isinstance(last := self.children[-1], Slot):
            return last
        slot = Slot(self.role)
        self.children.append(slot)
        return slot

    def has_content(self) -> bool:
        """Whether any of its content was painted."""
        return any(
            child.has_content()
            if isinstance(child, Node)
            else isinstance(child, Annotation) or bool(child.marks)
            for child in self.children
        )

    def nodes(self) -> Iterator[Node]:
        """The node and all nodes below it, depth first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
