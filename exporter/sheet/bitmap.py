"""Bitmaps: PNG, JPEG, GIF and WebP as image XObjects, no larger than print needs.

Colours are DeviceRGB or DeviceGray; transparency is a soft mask. A JPEG that needs no change is
embedded as it is.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from exporter.sheet.canvas import BareCanvas
from exporter.sheet.picture import Drawn, PictureError

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
_MOST_PIXELS = 60_000_000
_MOST_SCANS = 32  # of a JPEG: programs write about ten, and each goes over all pixels anew
_WIDEST, _TALLEST = 2000, 2800  # pixels: the measure and a page's height at 300 dpi
_SCREEN_DPI = 96
_SANE_DPI = range(90, 1201)  # 72 is what programs write that do not know
_QUALITY = 88
_ORIENTATION = 0x0112  # EXIF


@dataclass(frozen=True, slots=True)
class _Stream:
    """The data of an image XObject, its size in pixels, and the entries of its dictionary."""

    data: bytes
    width: int
    height: int
    entries: str


@dataclass(frozen=True, slots=True)
class Bitmap:
    """An image and, where it is transparent, its soft mask."""

    image: _Stream
    mask: _Stream | None

    def place(self, canvas: BareCanvas, name: str, width: float, height: float) -> None:
        """Draw it; the first time, its XObject is added to the document."""
        document = canvas.document
        if not document.hasForm(name):
            entries = ""
            if self.mask is not None:
                mask = document.Reference(_ImageObject(self.mask, ""))
                entries = f" /SMask {mask.format(document).decode('ascii')}"
            document.Reference(_ImageObject(self.image, entries), document.getXObjectName(name))
        canvas.scale(width, height)
        canvas.doForm(name)


class _ImageObject(PDFObject):
    """An image XObject."""

    __RefOnly__ = 1  # reportlab then refers to it instead of writing it in place

    def __init__(self, stream: _Stream, entries: str) -> None:
        self._stream = stream
        self._entries = entries

    def format(self, _document: PDFDocument) -> bytes:
        stream = self._stream
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {stream.width} /Height {stream.height}"
            f" {stream.entries}{self._entries} /Length {len(stream.data)} >>\nstream\n"
        )
        return head.encode("ascii") + stream.data + b"\nendstream\n"


def decode(suffix: str, data: bytes, *, gray: bool = False) -> Drawn[Bitmap]:
    """The bitmap in a file; raises PictureError if it is damaged or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd files; sizes are checked here
            return _decode(suffix, data, gray=gray)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (PictureError, MemoryError):  # the latter says nothing of the file
        raise
    except Exception as error:  # decoders fail in many ways on damaged files
        raise PictureError("a damaged or incomplete file", "save the picture again") from error


def _decode(suffix: str, data: bytes, *, gray: bool) -> Drawn[Bitmap]:
    image: Image.Image = Image.open(BytesIO(data), formats=[_FORMATS[suffix]])
    if image.width * image.height > _MOST_PIXELS:
        raise _too_large()
    if suffix in {".jpg", ".jpeg"} and data.count(b"\xff\xda") > _MOST_SCANS:
        raise PictureError(f"a JPEG of more than {_MOST_SCANS} scans", "save the picture again")
    dpi = _dpi(image)
    turned = image.getexif().get(_ORIENTATION, 1) not in (0, 1)
    swapped = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    width, height = (image.height, image.width) if swapped else image.size
    scale = min(1.0, _WIDEST / width, _TALLEST / height)
    if scale < 1:
        image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    natural = width * 72 / dpi, height * 72 / dpi
    kept = ("L",) if gray else ("L", "RGB")
    if _FORMATS[suffix] == "JPEG" and scale == 1 and not turned and image.mode in kept:
        return Drawn(*natural, Bitmap(_jpeg(data, image), None))
    if turned:
        image = ImageOps.exif_transpose(image)
    image, alpha = _plain(image)
    if gray:
        image = image.convert("L")
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image, alpha = _scaled(image, size), alpha and _scaled(alpha, size)
    lossy = _FORMATS[suffix] == "JPEG" or (scale < 1 and alpha is None)
    mask = None if alpha is None else _deflated(alpha)
    return Drawn(*natural, Bitmap(_encoded(image) if lossy else _deflated(image), mask))


def _too_large() -> PictureError:
    most = _MOST_PIXELS // 1_000_000
    return PictureError(
        f"a picture of more than {most} million pixels",
        f"scale it down: print needs {_WIDEST} pixels across",
    )


def _dpi(image: Image.Image) -> float:
    """The resolution that the file states if it is plausible, else that of a screen."""
    across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    same = abs(across - down) < 1
    return across if same and round(across) in _SANE_DPI else _SCREEN_DPI


def _plain(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The image in grey, RGB or an opaque palette, and its alpha channel if it has one."""
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image), None
    if "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        image = image.convert("LA" if image.mode in ("LA", "La") else "RGBA")
        *bands, alpha = image.split()
        opaque = Image.merge("RGB", bands) if len(bands) == 3 else bands[0]
        return opaque, None if alpha.getextrema() == (255, 255) else alpha
    if image.mode in ("1", "L", "RGB") or (image.mode == "P" and image.palette is not None):
        return image, None
    return image.convert("RGB"), None


def _eight_bits(image: Image.Image) -> Image.Image:
    """A 16-bit grey image with 8 bits; Pillow's own conversion would clip it."""
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.mode in ("1", "P"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _deflated(image: Image.Image) -> _Stream:
    """Deflated data with PNG predictors, which PDF shares: the IDAT chunks of Pillow's PNG."""
    buffer = BytesIO()
    image.save(buffer, "PNG")
    chunks = dict[bytes, bytes]()
    for name, body in _png_chunks(buffer.getvalue()):
        chunks[name] = chunks.get(name, b"") + body
    bits, kind = chunks[b"IHDR"][8], chunks[b"IHDR"][9]
    colours = 3 if kind == 2 else 1
    if kind == 3:
        palette = chunks[b"PLTE"]
        space = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    else:
        space = "/DeviceRGB" if colours == 3 else "/DeviceGray"
    entries = (
        f"/ColorSpace {space} /BitsPerComponent {bits} /Filter /FlateDecode /DecodeParms"
        f" << /Predictor 15 /Colors {colours} /BitsPerComponent {bits} /Columns {image.width} >>"
    )
    return _Stream(chunks[b"IDAT"], *image.size, entries)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


def _encoded(image: Image.Image) -> _Stream:
    buffer = BytesIO()
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    image.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return _jpeg(buffer.getvalue(), image)


def _jpeg(data: bytes, image: Image.Image) -> _Stream:
    space = "/DeviceGray" if image.mode == "L" else "/DeviceRGB"
    entries = f"/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode"
    return _Stream(data, *image.size, entries)
