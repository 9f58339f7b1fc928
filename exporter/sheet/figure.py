"""Figures with their captions, limited in width and height."""

from __future__ import annotations

from exporter.model import Image, Text
from exporter.plaintext import plaintext
from exporter.sheet.objects import string
from exporter.sheet.paragraph import Place, on_grid, paragraph
from exporter.sheet.slabs import Display, Slab, kept, spaced
from exporter.sheet.text import Art
from exporter.sheet.tools import Tools

_MOST = 0.85  # of a page: there is room for its question above and its caption below


def figure(image: Image, place: Place, tools: Tools) -> list[Slab]:
    """A picture and, below it, its caption."""
    picture = tools.picture(image)
    alt = image.alt or plaintext(image.caption) or image.media.path
    if picture is None:
        return paragraph((Text(alt, image.at),), place, tools, place.node.add("P"))
    wanted = image.width * place.measure if image.width else picture.width
    width = min(
        wanted, place.measure, _tallest(image, place, tools) * picture.width / picture.height
    )
    height = width * picture.height / picture.width
    node = place.node.add("Figure", {"Alt": string(alt)})
    whole = on_grid(height + 2, place.leading)
    art = Art(picture, width, height, 0.0, place.voice.colour)
    display = Display(place.x, (whole + height) / 2, art, node.slot())
    slabs = [Slab(whole, (display,), rails=place.rails)]
    if image.caption:
        slabs = kept(slabs) + _caption(image, place, tools)
    return spaced(slabs, above=place.gap, below=place.gap)


def _tallest(image: Image, place: Place, tools: Tools) -> float:
    """The greatest height: most of an upright page if a width is stated, else half a page."""
    return tools.room * _MOST if image.width and place.measure < tools.room else tools.tallest


def _caption(image: Image, place: Place, tools: Tools) -> list[Slab]:
    sizes = tools.style.sizes
    voice = place.voice._replace(italic=True, size=sizes.small, colour=tools.quiet)
    small = place._replace(voice=voice, leading=sizes.leading * 6 / 7)
    caption = place.node.add("Caption")
    return paragraph(image.caption, small, tools, caption, gap=0.0)
