"""PDF objects of our own in reportlab's document: written as text, referred to by number."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject


class _Raw(PDFObject):
    """An object that is already in the file's syntax."""

    __RefOnly__ = 1  # reportlab then never writes it in place of a reference

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, _document: PDFDocument) -> bytes:
        return self.body


class Objects:
    """Adds objects to a document."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document

    def add(self, body: str | bytes) -> str:
        """Add an object in PDF syntax; gives a reference such as "12 0 R"."""
        return self.reference(_Raw(_bytes(body)))

    def reserve(self, count: int) -> list[Reserved]:
        """References to objects whose bodies come later, for objects that name each other."""
        raws = [_Raw(b"null") for _ in range(count)]
        return [Reserved(raw, self.reference(raw)) for raw in raws]

    def reference(self, obj: PDFObject) -> str:
        """The reference to any object of the document, which is added if it is new."""
        handle = self._document.Reference(obj)  # type: ignore[no-untyped-call]
        number, version = self._document.idToObjectNumberAndVersion[handle.name]
        return f"{number} {version} R"

    def page(self, number: int) -> str:
        """The reference to a finished page, counted from 1."""
        found, version = self._document.idToObjectNumberAndVersion[f"Page{number}"]
        return f"{found} {version} R"


class Reserved:
    """An object that is referred to before its body is known."""

    __slots__ = ("_raw", "reference")

    def __init__(self, raw: _Raw, reference: str) -> None:
        self._raw = raw
        self.reference = reference

    def fill(self, body: str | bytes) -> None:
        """Give it its body."""
        self._raw.body = _bytes(body)


def _bytes(body: str | bytes) -> bytes:
    return body.encode("ascii") if isinstance(body, str) else body


def name(text: str) -> str:
    """A name object."""

    def escaped(found: re.Match[str]) -> str:
        return "".join(f"#{byte:02x}" for byte in found[0].encode())

    return "/" + re.sub("[^A-Za-z0-9+_.-]", escaped, text)


def string(text: str) -> str:
    """A text string: ASCII as it is, all else as UTF-16."""
    if text.isascii() and text.isprintable():
        return "(" + re.sub(r"([\\()])", r"\\\1", text) + ")"
    return "<" + b"\xfe\xff".hex() + text.encode("utf-16-be", "replace").hex() + ">"


def stream(entries: Mapping[str, str], data: bytes) -> bytes:
    """A compressed stream with these entries in its dictionary."""
    body = packed(data)
    extra = "".join(f" /{key} {value}" for key, value in entries.items())
    head = f"<< /Length {len(body)} /Filter /FlateDecode{extra} >>\nstream\n"
    return head.encode("ascii") + body + b"\nendstream"


def plain_stream(entries: Mapping[str, str], data: bytes) -> bytes:
    """A stream that any text editor can read."""
    extra = "".join(f" /{key} {value}" for key, value in entries.items())
    head = f"<< /Length {len(data)} {extra} >>\nstream\n"
    return head.encode("ascii") + data + b"\nendstream"


def packed(data: bytes, pad: bytes = b"\n") -> bytes:
    """Data compressed; padding is added to it until the last byte is not that of a line end.

    Some readers take a CR there, and the LF before "endstream", for one line end.
    """
    body = zlib.compress(data, 6)
    while body[-1] in b"\r\n":
        data += pad
        body = zlib.compress(data, 6)
    return body
