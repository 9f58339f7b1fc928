"""The structure tree as PDF objects (ISO 32000-1, 14.7): elements, parent tree, role map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from exporter.sheet.objects import Objects, Reserved
from exporter.sheet.pen import LinkArea
from exporter.sheet.structure import Annotation, Node, Slot

_ALWAYS = {"TR", "TH", "TD"}  # a table stays rectangular though a cell is empty


def write_tree(root: Node, areas: Sequence[LinkArea], objects: Objects, pages: int) -> str:
    """Add the tree below `root`; returns the reference to the StructTreeRoot.

    The keys of the parent tree are the pages from 0 on, then the links in the order of `areas`.
    """
    (top,) = objects.reserve(1)
    writer = _Writer(objects, pages)
    (body,) = objects.reserve(1)
    writer.write(root, body, top.reference)
    numbers = writer.parent_tree(areas)
    top.fill(
        f"<< /Type /StructTreeRoot /K {body.reference}"
        f" /ParentTree << /Nums [{numbers}] >> /ParentTreeNextKey {pages + len(areas)} >>"
    )
    return top.reference


class _Writer:
    def __init__(self, objects: Objects, pages: int) -> None:
        self._objects = objects
        self._pages = [objects.page(number + 1) for number in range(pages)]
        self._owners: list[dict[int, str]] = [{} for _ in range(pages)]
        self._links: dict[str, str] = {}

    def write(self, root: Node, body: Reserved, parent: str) -> None:
        """Fill in the elements of a node and of all nodes below it."""
        stack = [(root, body, parent)]
        while stack:
            node, element, above = stack.pop()
            kids = [kid for kid in node.children if isinstance(kid, Node) and _wanted(kid)]
            below = dict(zip(map(id, kids), self._objects.reserve(len(kids)), strict=True))
            content: list[str] = []
            home = _home(node)
            for child in node.children:
                match child:
                    case Slot():
                        content += self._marks(child, element.reference, home)
                    case Annotation(page=page, reference=reference):
                        self._links[reference] = element.reference
                        content.append(
                            f"<< /Type /OBJR /Obj {reference} /Pg {self._pages[page - 1]} >>"
                        )
                    case Node():
                        content += [below[id(child)].reference] if id(child) in below else []
                    case _:
                        assert_never(child)
            entries = "".join(f" /{key} {value}" for key, value in node.entries.items())
            if home:
                entries += f" /Pg {self._pages[home - 1]}"
            element.fill(
                f"<< /Type /StructElem /S /{node.role} /P {above}{entries}"
                f" /K [{' '.join(content)}] >>"
            )
            stack += [(kid, below[id(kid)], element.reference) for kid in kids]

    def _marks(self, slot: Slot, owner: str, home: int) -> list[str]:
        for page, mcid in slot.marks:
            self._owners[page - 1][mcid] = owner
        return [
            f"{mcid}"
            if page == home
            else f"<< /Type /MCR /Pg {self._pages[page - 1]} /MCID {mcid} >>"
            for page, mcid in slot.marks
        ]

    def parent_tree(self, areas: Sequence[LinkArea]) -> str:
        parts = []
        for index, owners in enumerate(self._owners):
            references = " ".join(owners[mcid] for mcid in range(len(owners)))
            parts.append(f"{index} {self._objects.add(f'[{references}]')}")
        for index, area in enumerate(areas, len(self._owners)):
            parts.append(f"{index} {self._links[area.annotation.reference]}")
        return " ".join(parts)


def _home(node: Node) -> int:
    """The page of a node, on which its content is named by its MCID alone; 0 for none."""
    slots = (child for child in node.children if isinstance(child, Slot))
    return next((slot.marks[0][0] for slot in slots if slot.marks), 0)


def _wanted(node: Node) -> bool:
    return node.role in _ALWAYS or node.has_content()
