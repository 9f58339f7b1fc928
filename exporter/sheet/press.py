"""Everything in its order: from a deck to the finished bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from exporter.errors import in_source_order
from exporter.model import Deck, entries
from exporter.output import Output, Tick
from exporter.sheet import SheetSettings
from exporter.sheet.embed import embed
from exporter.sheet.finish import Facts, finish
from exporter.sheet.fonts import FontBook
from exporter.sheet.formula import Formulas
from exporter.sheet.links import fill_links
from exporter.sheet.objects import Objects
from exporter.sheet.pages import paginate
from exporter.sheet.paint import paint
from exporter.sheet.pen import BareCanvas, Pen
from exporter.sheet.shop import Shop
from exporter.sheet.story import numbers, story
from exporter.sheet.structure import Node
from exporter.sheet.style import Style, read
from exporter.sheet.tagging import write_tree
from exporter.templates import Templates

_TALLEST = 0.55  # of the page: higher pictures would leave pages half empty


def press(deck: Deck, settings: SheetSettings, tick: Tick) -> Output:
    """The sheet of a deck."""
    style, faults = read(settings.templates)
    width, height = settings.paper.value
    room = height - style.page.top - style.page.bottom
    labels = numbers(deck)
    keys: dict[str, str] = {}
    for index, entry in enumerate(entries(deck)):
        keys.setdefault(entry.question.key, labels[index])
    book = _fonts(style, settings.templates)
    shop = Shop(style, book, Formulas(settings.cache), keys, room * _TALLEST)
    root = Node("Document")
    pages = paginate(story(deck, shop, root, tick), room)
    buffer = BytesIO()
    canvas = BareCanvas(buffer, pagesize=(width, height), invariant=1, pageCompression=1)
    objects = Objects(canvas._doc)  # noqa: SLF001
    pen = Pen(canvas, objects, style.colours.rule, style.colours.mark)
    paint(pages, deck, shop, canvas, pen)
    fill_links(pages, pen.hot, objects, height - style.page.top)
    tree = write_tree(root, pen.hot, objects, len(pages))
    fonts = canvas._doc.idToObject["BasicFonts"].dict  # noqa: SLF001
    for face in book.faces:
        if face.codes:
            fonts[face.resource] = embed(face, objects)
    canvas.save()
    facts = Facts(deck.title, deck.author, deck.description, deck.language, settings.created)
    data = finish(buffer.getvalue(), facts, tree)
    return Output(data, len(pages), in_source_order((*faults, *shop.problems)))


def _fonts(style: Style, templates: Templates) -> FontBook:
    def paths(names: tuple[str, ...]) -> tuple[Path, ...]:
        return tuple(map(templates.path, names))

    fonts = style.fonts
    families = {"text": fonts.text, "sans": fonts.sans, "code": fonts.code}
    return FontBook(
        {family: paths(names) for family, names in families.items()}, paths(fonts.fallback)
    )
