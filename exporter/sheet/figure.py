"""Figures: never larger than they are, never higher than a page can bear, with their caption."""

from __future__ import annotations

from exporter.model import Image, Text
from exporter.plaintext import plaintext
from exporter.sheet.objects import string
from exporter.sheet.paragraph import Place, on_grid, paragraph
from exporter.sheet.shop import Shop
from exporter.sheet.slabs import Display, Slab, kept, spaced
from exporter.sheet.text import Art

_MOST = 0.85  # of a page: there is room for its question above and its caption below


def figure(image: Image, place: Place, shop: Shop) -> list[Slab]:
    """A picture and, below it, its caption."""
    picture = shop.picture(image)
    alt = image.alt or plaintext(image.caption) or image.media.path
    if picture is None:
        return paragraph((Text(alt, image.at),), place, shop, place.node.add("P"))
    wanted = image.width * place.measure if image.width else picture.width
    width = min(
        wanted, place.measure, _tallest(image, place, shop) * picture.width / picture.height
    )
    height = width * picture.height / picture.width
    node = place.node.add("Figure", {"Alt": string(alt)})
    whole = on_grid(height + 2, place.leading)
    art = Art(picture, width, height, 0.0, place.voice.colour)
    display = Display(place.x, (whole + height) / 2, art, node.slot())
    slabs = [Slab(whole, (display,), rails=place.rails)]
    if image.caption:
        slabs = kept(slabs) + _caption(image, place, shop)
    return spaced(slabs, above=place.gap, below=place.gap)


def _tallest(image: Image, place: Place, shop: Shop) -> float:
    """The height it may have: most of a page that is higher than wide if its width is asked for."""
    return shop.room * _MOST if image.width and place.measure < shop.room else shop.tallest


def _caption(image: Image, place: Place, shop: Shop) -> list[Slab]:
    sizes = shop.style.sizes
    voice = place.voice._replace(italic=True, size=sizes.small, colour=shop.quiet)
    small = place._replace(voice=voice, leading=sizes.leading * 6 / 7)
    caption = place.node.add("Caption")
    return paragraph(image.caption, small, shop, caption, gap=0.0)
