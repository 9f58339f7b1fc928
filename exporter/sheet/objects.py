"""PDF objects beside those of reportlab: written in PDF syntax, referred to by number."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject


class Objects:
    """Adds objects to a document; `bodies` holds those that reportlab does not know, by number."""

    def __init__(self, document: Any) -> None:
        self.bodies: dict[int, bytes] = {}
        self._document = document

    def add(self, body: str | bytes) -> str:
        """Add an object in PDF syntax; returns its reference, such as "12 0 R"."""
        (reserved,) = self.reserve(1)
        reserved.fill(body)
        return reserved.reference

    def reserve(self, count: int) -> list[Reserved]:
        """Numbers for objects whose bodies come later, as they refer to each other."""
        first = self._document.objectcounter + 1
        self._document.objectcounter += count  # it numbers its own by this
        return [Reserved(self.bodies, number) for number in range(first, first + count)]

    def reference(self, obj: PDFObject) -> str:
        """The reference to an object of reportlab, which is added if it is new."""
        return self._named(self._document.Reference(obj).name)

    def page(self, number: int) -> str:
        """The reference to a finished page, counted from 1."""
        return self._named(f"Page{number}")

    def _named(self, name: str) -> str:
        number, version = self._document.idToObjectNumberAndVersion[name]
        return f"{number} {version} R"


class Reserved:
    """An object with a number but without a body yet."""

    __slots__ = ("_bodies", "_number", "reference")

    def __init__(self, bodies: dict[int, bytes], number: int) -> None:
        self._bodies = bodies
        self._number = number
        self.reference = f"{number} 0 R"
        bodies[number] = b"null"

    def fill(self, body: str | bytes) -> None:
        """Set its body."""
        self._bodies[self._number] = _bytes(body)


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
    """Deflated data, padded until its last byte is neither CR nor LF.

    Some readers take a final CR and the LF before "endstream" for one line end.
    """
    body = zlib.compress(data, 6)
    while body[-1] in b"\r\n":
        data += pad
        body = zlib.compress(data, 6)
    return body
