"""The press, which runs all steps from a deck to the bytes of its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from exporter import wording
from exporter.errors import in_source_order
from exporter.model import Deck
from exporter.output import Output, Tick
from exporter.sheet import Layout, Paper, SheetSettings, installed
from exporter.sheet.canvas import BareCanvas
from exporter.sheet.embed import embed
from exporter.sheet.finish import finish
from exporter.sheet.fonts import FontBook
from exporter.sheet.formula import Formulas
from exporter.sheet.index import Landing, landings
from exporter.sheet.kinds import printed
from exporter.sheet.layouts import LAYOUTS
from exporter.sheet.layouts.plan import Work
from exporter.sheet.links import fill_links, write_outline
from exporter.sheet.metadata import Facts
from exporter.sheet.objects import Objects
from exporter.sheet.paint import paint
from exporter.sheet.pen import Pen
from exporter.sheet.picture import Pictures
from exporter.sheet.structure import Node
from exporter.sheet.style import Style, grey, read
from exporter.sheet.tagging import write_tree
from exporter.sheet.tools import Tools
from exporter.templates import Templates


def press(deck: Deck, settings: SheetSettings, tick: Tick) -> Output:
    """The sheet of a deck."""
    look, faults = read(settings.templates, max(settings.paper.value, Paper.A4.value))
    plan = LAYOUTS[settings.layout](grey(look) if settings.gray else look, settings)
    style = plan.style
    book = _fonts(style, settings.templates, deck.language)
    formulas = Formulas(settings.cache)
    deck = printed(deck, formulas.sets, apart=settings.layout in _APART)
    index = landings(deck)
    words, numbers = wording.of(deck.language), _numbers(index)
    pictures = Pictures(settings.cache, gray=settings.gray)
    tools = Tools(style, book, formulas, pictures, words, numbers, plan.room, list(faults))
    canvas = BareCanvas(BytesIO(), pagesize=plan.size, invariant=1, pageCompression=0)
    objects = Objects(canvas.document)
    pen = Pen(canvas, objects, style.colours.rule, style.colours.mark)
    root = Node("Document")
    pages = plan.pages(Work(deck, index, tools, root, tick))
    landmarks, count = paint(pages, deck, tools, pen, plan.size, headed=plan.headed)
    pen.close()
    fill_links(pen.link_areas, landmarks, objects, count)
    tree = write_tree(root, pen.link_areas, objects, count)
    outline = write_outline(landmarks, objects)
    for face in book.faces:
        if face.codes:
            canvas.document.idToObject["BasicFonts"].dict[face.resource] = embed(face, objects)
    facts = Facts(deck.title, deck.author, deck.description, deck.language, settings.created)
    data = finish(canvas.document, objects, facts, tree, outline)
    return Output(data, count, in_source_order(tools.problems))


_APART = (Layout.QUIZ, Layout.FOLD, Layout.CARDS)
"""The layouts that print answers out of sight of their questions."""


def _numbers(index: Sequence[Landing]) -> dict[str, str]:
    """The printed number of each question by its key."""
    # Backwards, so that of two with the same key, which no reader gives, the first one counts.
    return {landing.name: landing.label for landing in reversed(index) if landing.label}


def _fonts(style: Style, templates: Templates, language: str) -> FontBook:
    def paths(names: tuple[str, ...]) -> tuple[Path, ...]:
        return tuple(_math_font() if name == "math" else templates.path(name) for name in names)

    fonts = style.fonts
    families = {"text": fonts.text, "sans": fonts.sans, "code": fonts.code}
    return FontBook(
        {family: paths(names) for family, names in families.items()},
        paths(fonts.fallback),
        language,
    )


def _math_font() -> Path:
    """The font of formulas, which comes with ziamath."""
    return installed.folder("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"
