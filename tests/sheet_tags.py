"""A tagged PDF read the way a screen reader does: by its structure, not by its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Object, Operator

from exporter.model import Inline, Text


@dataclass(frozen=True)
class Content:
    """What the pages hold: text by (page, MCID), text of artifacts by page, and stray text."""

    marked: dict[tuple[int, int], str] = field(default_factory=dict)
    artifacts: list[tuple[int, str]] = field(default_factory=list)
    stray: list[tuple[int, str]] = field(default_factory=list)
    twice: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Element:
    """A structure element: its role, its depth in the tree, and its own text in reading order."""

    role: str
    depth: int
    text: str
    alt: str


class Tagged:
    """A tagged PDF, opened."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.content = _content(self.pdf)
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.claimed: list[tuple[int, int]] = []
        self.elements = list(self._elements(self.pdf.Root.StructTreeRoot.K, 0))

    def reading(self) -> str:
        """Everything in the order of the tree; formulas and figures by their alternative."""
        parts = (element.alt or element.text for element in self.elements)
        return re.sub(r"\s+", " ", " ".join(parts)).strip()

    def _elements(self, element: Object, depth: int) -> Iterator[Element]:
        own: list[str] = []
        alt = str(element.get("/Alt", ""))
        role = str(element.S)[1:]
        below: list[Element] = []
        home = element.get("/Pg")
        for kid in kids(element):
            if isinstance(kid, int):
                own.append(self._claim(home, kid))
            elif kid.get("/Type") == Name.MCR:
                own.append(self._claim(kid.Pg, int(kid.MCID)))
            elif kid.get("/Type") == Name.OBJR:
                pass
            else:
                if own:
                    below.append(Element("", depth + 1, "".join(own), ""))
                    own = []
                assert kid.P.objgen == element.objgen
                below += self._elements(kid, depth + 1)
        yield Element(role, depth, "" if below else "".join(own), alt)
        yield from below
        if below and own:
            yield Element("", depth + 1, "".join(own), "")

    def _claim(self, page: Object | None, mcid: int) -> str:
        assert page is not None
        key = (self.pages[page.objgen], mcid)
        self.claimed.append(key)
        return self.content.marked[key]

    def parents(self) -> dict[tuple[int, int], Object]:
        """The element each mark belongs to, by the parent tree."""
        numbers = list(self.pdf.Root.StructTreeRoot.ParentTree.Nums)
        tree = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        return {
            (number, mcid): owner
            for number, page in enumerate(self.pdf.pages)
            for mcid, owner in enumerate(tree[int(page.obj.StructParents)])
        }

    def owners(self) -> dict[tuple[int, int], Object]:
        """The same, by the structure tree."""
        found: dict[tuple[int, int], Object] = {}
        stack: list[Object] = [self.pdf.Root.StructTreeRoot.K]
        while stack:
            element = stack.pop()
            for kid in kids(element):
                if isinstance(kid, int):
                    found[self.pages[element.Pg.objgen], kid] = element
                elif kid.get("/Type") == Name.MCR:
                    found[self.pages[kid.Pg.objgen], int(kid.MCID)] = element
                elif kid.get("/Type") != Name.OBJR:
                    stack.append(kid)
        return found


def kids(element: Object) -> list[Object | int]:
    """The children of a structure element; numbers are MCIDs."""
    own = element.K
    return list(own) if isinstance(own, pikepdf.Array) else [own]


def _content(pdf: pikepdf.Pdf) -> Content:
    content = Content()
    for number, page in enumerate(pdf.pages):
        maps = {
            name: _unicode(font.ToUnicode.read_bytes().decode())
            for name, font in page.obj.Resources.Font.items()
        }
        _page(number, page, maps, content)
    return content


def _page(number: int, page: pikepdf.Page, maps: dict[str, dict[str, str]], to: Content) -> None:
    stack: list[int | None] = []  # MCIDs; None is an artifact
    font = ""
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if operator == Operator("BDC"):
            stack.append(_begun(number, operands[1], to))
        elif operator == Operator("BMC"):
            assert operands[0] == Name.Artifact
            stack.append(None)
        elif operator == Operator("EMC"):
            stack.pop()
        elif operator == Operator("Tf"):
            font = str(operands[0])
        elif operator == Operator("TJ"):
            text = "".join(
                _text(bytes(part), maps[font])
                for part in operands[0]
                if isinstance(part, pikepdf.String)
            )
            if not stack:
                to.stray.append((number, text))
            elif stack[-1] is None:
                to.artifacts.append((number, text))
            else:
                to.marked[number, stack[-1]] += text
        elif operator in {Operator("Do"), Operator("f"), Operator("S")} and not stack:
            to.stray.append((number, str(operator)))
    assert not stack


def _begun(number: int, properties: Object, to: Content) -> int:
    assert isinstance(properties, Dictionary)
    mcid = int(properties.MCID)
    if (number, mcid) in to.marked:
        to.twice.append((number, mcid))
    to.marked[number, mcid] = ""
    return mcid


def _text(codes: bytes, mapping: dict[str, str]) -> str:
    return "".join(mapping[codes[at : at + 2].hex()] for at in range(0, len(codes), 2))


def _unicode(cmap: str) -> dict[str, str]:
    pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>\n", cmap)
    return {code: bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def long_words(content: tuple[Inline, ...]) -> list[str]:
    """The words of at least three letters in the texts of some inlines."""
    return [
        word
        for inline in content
        if isinstance(inline, Text)
        for word in re.findall(r"\w{3,}", inline.text)
    ]
