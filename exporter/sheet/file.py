"""The objects of reportlab's document as a PDF 1.7 file, compressed, and valid as PDF/A.

reportlab's own writer miscounts its streams' lengths and leaves out line ends (ISO 19005-2, 6.1.7)
and writes every object by itself; here all but the streams go into object streams
(ISO 32000-1, 7.5.7), which makes a tagged file a third of the size.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import md5
from typing import Any

from reportlab.pdfbase.pdfdoc import format as formatted

from exporter.sheet.objects import packed

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PER_STREAM = 100
_STREAM = re.compile(rb"/Length (\d+)(.*?)stream\r?\n", re.DOTALL)


def assemble(document: Any, own: Mapping[int, bytes], root: str, info: str) -> bytes:
    """The bytes of a document; `root` and `info` refer to its catalog and information dictionary.

    The objects in `own`, by number, are written as they are.
    """
    file = _File()
    plain: list[tuple[int, bytes]] = []
    for number, body in _objects(document, own):
        if body.endswith(b"endstream"):
            file.add(number, body)
        else:
            plain.append((number, body))
    count = document.objectcounter + 1
    for start in range(0, len(plain), _PER_STREAM):
        file.add_many(count, plain[start : start + _PER_STREAM])
        count += 1
    return file.close(count, root, info)


def _objects(document: Any, own: Mapping[int, bytes]) -> Iterator[tuple[int, bytes]]:
    """Every object in PDF syntax, with its number; formatting one may add others."""
    for font in document.delayedFonts:
        font.addObjects(document)
    number = 1
    while number <= document.objectcounter:
        if (body := own.get(number)) is None:
            named = document.idToObject[document.numberToId[number]]
            body = _mended(formatted(named, document, toplevel=1).strip())
        yield number, body
        number += 1


def _mended(body: bytes) -> bytes:
    """One of reportlab's streams, compressed, with the right length and line ends."""
    found = _STREAM.search(body) if body.endswith(b"endstream") else None
    if found is None:
        return body
    head, rest = body[: found.start()], found[2].rstrip()
    data = body[found.end() : found.end() + int(found[1])]
    if b"/Filter" not in head + rest:
        data, rest = packed(_mapped(data)), b" /Filter /FlateDecode" + rest
    elif data[-1:] in {b"\r", b"\n"}:
        data += b"\0"  # no decoder looks behind the end of its data
    return b"%s/Length %d%s\nstream\n%s\nendstream" % (head, len(data), rest, data)


def _mapped(data: bytes) -> bytes:
    """Reportlab's ToUnicode maps without U+0000, which they give for unused codes."""
    return data.replace(b"> <0000>", b"> <fffd>") if b"beginbfchar" in data else data


class _File:
    """A file being written, and the cross-reference entries of its objects."""

    def __init__(self) -> None:
        self._parts = [_HEAD]
        self._length = len(_HEAD)
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}

    def add(self, number: int, body: bytes) -> None:
        self._places[number] = (1, self._length, 0)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def add_many(self, number: int, objects: list[tuple[int, bytes]]) -> None:
        """Add objects in one object stream of that number."""
        index, offset = [], 0
        for place, (own, body) in enumerate(objects):
            self._places[own] = (2, number, place)
            index.append(b"%d %d" % (own, offset))
            offset += len(body) + 1
        head = b" ".join(index) + b"\n"
        data = packed(head + b"\n".join(body for _, body in objects))
        entries = b"/Type /ObjStm /N %d /First %d" % (len(objects), len(head))
        self.add(number, _dictionary(entries, data))

    def close(self, number: int, root: str, info: str) -> bytes:
        """The whole file, with the cross-reference stream (7.5.8) of that number at its end."""
        self._places[number] = (1, self._length, 0)
        rows = [struct.pack(">BIH", *self._places[index]) for index in range(number + 1)]
        unused = struct.pack(">BIH", 0, 0, 65535)
        data = packed(b"".join(rows), pad=unused)
        size = len(zlib.decompress(data)) // len(unused)
        identity = md5(b"".join(self._parts), usedforsecurity=False).hexdigest()
        entries = (
            f"/Type /XRef /Size {size} /W [1 4 2] /Root {root} /Info {info}"
            f" /ID [<{identity}> <{identity}>]"
        )
        start = self._length
        body = _dictionary(entries.encode("ascii"), data)
        self._write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, body, start))
        return b"".join(self._parts)

    def _write(self, data: bytes) -> None:
        self._parts.append(data)
        self._length += len(data)


def _dictionary(entries: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (
        entries,
        len(data),
        data,
    )
