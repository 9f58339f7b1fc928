"""Pictures and clips in a body: alt text, caption, width and file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from exporter.lines import Line
from exporter.markup.context import Context
from exporter.markup.dialect import attributes, cleaned
from exporter.media import CLIPS, LONGEST_QUOTED, PictureError
from exporter.model import Clip, FootnoteMark, Image, Inline, Location, nodes
from exporter.model import deletions as hidden
from exporter.plaintext import plaintext
from exporter.visible import shortened

_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:px|in|cm|mm|pt|em|rem)?")
_SIZE = re.compile(r"(?<=[^ ])[ ]+=\d{0,5}%?x\d{0,5}$")
"""A size after the name of a picture, which some programs take: `=300x200`."""


_IN_CAPTION = 'it can stand in a caption: ![what it shows](picture.png "the caption")'


class Images:
    """Reads the images of a body; `inlines` reads the content of an element in a context."""

    def __init__(
        self, context: Context, inlines: Callable[[Context, Element], tuple[Inline, ...]]
    ) -> None:
        self._context = context
        self._reading = context.reading
        self._where = context.where
        self._inlines = inlines

    def image(self, element: Element) -> Iterable[Inline]:
        """The image or clip of an element; nothing if its file cannot be used."""
        reference = _SIZE.sub("", cleaned(element.get("src", "")))
        self._where.find(element.get("opening", ""))
        alt = self._alt(element.find("alt"))
        at = self._where.find(element.get("closing", ""))
        caption = self._caption(element.find("caption"))
        width = self._width(element.get("attributes"), at)
        clip = reference.lower().endswith(CLIPS)
        if not alt and not clip:
            hint = "write what it shows between [ and ]"
            self._reading.warn(
                at, f'the image "{shortened(reference, LONGEST_QUOTED)}" has no alt text', hint
            )
        try:
            media = self._context.picture(reference)
        except PictureError as error:
            self._reading.error(at, error.what, error.hint)
            return ()
        return (Clip(media, alt, caption, at) if clip else Image(media, alt, caption, width, at),)

    def _alt(self, element: Element | None) -> str:
        """An alt text as plain text; images, footnotes and deletions in it are errors."""
        content = () if element is None else self._inlines(self._context, element)
        self._refuse_images(content, "an alt text")
        for mark in nodes(content):
            if isinstance(mark, FootnoteMark):
                self._reading.error(mark.at, "a footnote in an alt text", _IN_CAPTION)
        for deletion, _ in hidden(content):
            self._reading.error(deletion.at, "a deletion in an alt text", _IN_CAPTION)
        self._context.check_formulas(content)
        return " ".join(plaintext(content).split())

    def _caption(self, element: Element | None) -> tuple[Inline, ...]:
        """A caption; that of an image by reference is on the line of the definition."""
        if element is None:
            return ()
        context = self._context
        if line := element.get("line"):
            context = context.elsewhere([Line(int(line), element[0].text or "")])
        content = self._inlines(context, element)
        self._refuse_images(content, "a caption")
        return content

    def _refuse_images(self, content: tuple[Inline, ...], where: str) -> None:
        for node in nodes(content):
            if isinstance(node, Image | Clip):
                self._reading.error(node.at, f"an image in {where}", "put it behind")

    def _width(self, text: str | None, at: Location) -> float | None:
        """The width in the attributes of an image, `width=60%`, as a fraction."""
        width: float | None = None
        for name, value in attributes(text) if text else ():
            percent = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)%", value or "")
            if name == "width" and percent and 0 < float(percent[1]) <= 100:
                width = float(percent[1]) / 100
            elif name == "width":
                hint = "write a part of the text's width, as {width=60%}"
                if _LENGTH.fullmatch(value or ""):
                    self._reading.warn(at, f'the image width "{value}" is not used', hint)
                else:
                    self._reading.error(at, f'image width "{value}"', hint)
            else:
                what = f'unknown image attribute "{name if name not in ("id", ".") else value}"'
                self._reading.warn(at, what, "an image takes only {width=60%}")
        return width
