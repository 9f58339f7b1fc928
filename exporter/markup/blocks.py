"""Replacements for block parsers of Python-Markdown that lose text or take quadratic time."""

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
    """Install these in a parser."""
    md.parser.parseBlocks = partial(_parse_blocks, md.parser)  # type: ignore[method-assign]  # no hook
    md.parser.blockprocessors.register(_Numbered(md.parser), "olist", 40)
    md.parser.blockprocessors.register(_Bulleted(md.parser), "ulist", 30)
    md.parser.blockprocessors.register(
        _Tables(md.parser, {"use_align_attribute": True}), "table", 75
    )


class _Items(OListProcessor):
    """A parser of lists that joins the lines of an item once, instead of copying at each line."""

    def get_items(self, block: str) -> list[str]:
        """The items of a block, each with its continuation lines."""
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
    """The parser of ordered lists."""


class _Bulleted(_Items, SaneUListProcessor):
    """The parser of bullet lists."""


_CODE = re.compile(r"(?<![`\\])(`+)(?!`)[^\n]*?[^`]\1(?!`)")


class _Tables(TableProcessor):
    """The parser of tables as on GitHub; it marks rows with more cells than the head."""

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]  # not in the stub
        for cell in parent[-1]:
            if cell.text and r"\|" in cell.text:  # in code, which knows no escapes
                cell.text = _CODE.sub(lambda code: code[0].replace(r"\|", "|"), cell.text)
        if len(self._split_row(row)) > len(align):  # type: ignore[attr-defined]  # as above
            parent[-1].set("lost", row.strip())


def _parse_blocks(parser: BlockParser, parent: Element, blocks: list[str]) -> None:
    """Parse blocks in batches, since taking one off the head of a list moves all others."""
    while blocks:
        some = blocks[:_WINDOW]
        del blocks[:_WINDOW]
        BlockParser.parseBlocks(parser, parent, some)
