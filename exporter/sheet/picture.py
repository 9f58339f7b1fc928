"""Pictures: an image file becomes a drawing, which is added to a PDF once and shown by its name.

`exporter.sheet.bitmap` reads photos and bitmaps, `exporter.sheet.svg` vectors, which
`exporter.sheet.vectors` keeps between runs; the content of each is one XObject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from exporter.errors import Problem, warning
from exporter.model import Image, Media
from exporter.sheet import installed
from exporter.sheet.cache import Cache
from exporter.sheet.canvas import BareCanvas
from exporter.sheet.fonts import lacking
from exporter.templates import shipped

if TYPE_CHECKING:
    from exporter.sheet.bitmap import Bitmap
    from exporter.sheet.vectors import Vectors

_LOST_HINT = "draw it with plain shapes, or save the picture as a PNG"


class PictureError(Exception):
    """A picture that cannot be shown: what is wrong with its file, and a hint."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


class Content(Protocol):
    """The drawing in a picture."""

    def place(self, canvas: BareCanvas, name: str, width: float, height: float) -> None:
        """Draw it into the rectangle from (0, 0) to (width, height), in points."""


C_co = TypeVar("C_co", bound=Content, covariant=True)


@dataclass(frozen=True, slots=True)
class Drawn(Generic[C_co]):
    """A decoded file: its natural size in points, and its content.

    `lost` names the parts that the sheet leaves out, `missing` the characters that no font has.
    """

    width: float
    height: float
    content: C_co
    lost: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A named picture: its natural size in points (SVG at 96 px per inch), and its content."""

    width: float
    height: float
    name: str
    content: Content

    def draw(self, canvas: BareCanvas, x: float, y: float, width: float, height: float) -> None:
        """Draw it with its lower left corner at (x, y); the graphics state is restored."""
        canvas.saveState()
        canvas.translate(x, y)
        self.content.place(canvas, self.name, width, height)
        canvas.restoreState()


class Pictures:
    """The pictures of a sheet, each drawn only once.

    With `gray`, colours become greys of the same lightness (ITU-R BT.601). The drawings of SVG are
    kept between runs in a file in the folder `cache`, if one is given.
    """

    def __init__(self, cache: Path | None, *, gray: bool = False) -> None:
        self._folder = cache
        self._gray = gray
        self._known: dict[str, Picture | None] = {}

    def load(self, image: Image) -> tuple[Picture | None, tuple[Problem, ...]]:
        """The picture of an image, None if its file is damaged; the first time, its problems."""
        media = image.media
        if media.digest in self._known:
            return self._known[media.digest], ()
        try:
            drawn = self._svg(media) if media.suffix == ".svg" else self._bitmap(media)
        except PictureError as error:
            self._known[media.digest] = None
            return None, (Problem(image.at, f"{media.path}: {error.what}", error.hint),)
        picture = Picture(drawn.width, drawn.height, f"P{media.digest[:24]}", drawn.content)
        self._known[media.digest] = picture
        problems = [
            warning(image.at, f"{media.path}: the sheet leaves out {lost}", _LOST_HINT)
            for lost in drawn.lost
        ]
        problems += [warning(image.at, f"{media.path}: {lacking(char)}") for char in drawn.missing]
        return picture, tuple(problems)

    # Pillow and svglib are slow to import, and seldom needed both.

    def _bitmap(self, media: Media) -> Drawn[Bitmap]:
        from exporter.sheet.bitmap import decode  # noqa: PLC0415  # see above

        return decode(media.suffix, media.data, gray=self._gray)

    def _svg(self, media: Media) -> Drawn[Vectors]:
        from exporter.sheet.vectors import dumps, loads  # noqa: PLC0415  # see above

        key = f"{media.digest} {'gray' if self._gray else 'colour'}".encode()
        if self._cache and (kept := self._cache.get(key)):
            return loads(kept)
        from exporter.sheet.svg import draw  # noqa: PLC0415  # see above

        drawn = draw(media.data, gray=self._gray)
        if self._cache:
            self._cache.put(key, dumps(drawn))
        return drawn

    @cached_property
    def _cache(self) -> Cache | None:
        return None if self._folder is None else Cache(self._folder / "pictures.bin", _sources())


def _sources() -> Iterator[Path]:
    """What draws an SVG: our code and svglib's, what says reportlab's version, and the fonts."""
    here = Path(__file__).parent
    yield from (*sorted(here.glob("svg*.py")), here / "vectors.py")
    yield from sorted((shipped() / "fonts").glob("*.ttf"))
    yield installed.folder("svglib") / "svglib.py"
    yield installed.folder("reportlab") / "__init__.py"
