"""Python-Markdown's readers of blocks, where they lose something or copy the rest for each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import OListProcessor
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableProcessor

_WINDOW = 200


def register(md: Markdown) -> None:
    """Have a parser read blocks by these."""
    md.parser.parseBlocks = partial(_parse_blocks, md.parser)  # type: ignore[method-assign]  # no hook
    md.parser.blockprocessors.register(_Numbered(md.parser), "olist", 40)
    md.parser.blockprocessors.register(_Bulleted(md.parser), "ulist", 30)
    md.parser.blockprocessors.register(
        _Tables(md.parser, {"use_align_attribute": True}), "table", 75
    )


class _Items(OListProcessor):
    """Lists whose items are put together once, and not copied with every line."""

    def get_items(self, block: str) -> list[str]:
        """The items of a block, each with the lines that go on with it."""
        items: list[list[str]] = []
        for line in block.split("\n"):
            if child := self.CHILD_RE.match(line):
                if not items and self.TAG == "ol":
                    self.STARTSWITH = child[1].rstrip(".")  # type: ignore[misc]  # as upstream does
                items.append([child[3]])
            elif self.INDENT_RE.match(line) and not items[-1][0].startswith(" " * self.tab_length):
                items.append([line])
            else:
                items[-1].append(line)
        return ["\n".join(item) for item in items]


class _Numbered(_Items, SaneOListProcessor):
    """A list with numbers."""


class _Bulleted(_Items, SaneUListProcessor):
    """A list without."""


_CODE = re.compile(r"(?<![`\\])(`+)(?!`)[^\n]*?[^`]\1(?!`)")


class _Tables(TableProcessor):
    """Tables as GitHub's, that remember a row with more cells than the head."""

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]  # not in the stub
        for cell in parent[-1]:
            if cell.text and r"\|" in cell.text:  # in code, which knows no escapes
                cell.text = _CODE.sub(lambda code: code[0].replace(r"\|", "|"), cell.text)
        if len(self._split_row(row)) > len(align):  # type: ignore[attr-defined]  # as above
            parent[-1].set("lost", row.strip())


def _parse_blocks(parser: BlockParser, parent: Element, blocks: list[str]) -> None:
    """Parse the blocks some at a time: each is taken from the head of a list, which is moved up."""
    while blocks:
        some = blocks[:_WINDOW]
        del blocks[:_WINDOW]
        BlockParser.parseBlocks(parser, parent, some)
