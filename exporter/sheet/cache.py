"""A cache of drawings between runs: bytes by key, in one file.

The file is a header, with a fingerprint of the code that draws, and records: key, length and CRC
of a body, then the body, deflated. Each record is appended in one write, so that several runs can
share the file. Torn or damaged records, and files of other versions, are not read; the file is then
replaced in one step. Nothing here raises: an unusable folder or file counts as empty.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

_MAGIC = b"exporter drawings 2\n"
_LARGEST = 8 << 20
_LONGEST = 4 << 20  # bytes of a drawing; those of a formula are some thousand
_RECORD = struct.Struct("<16sII")  # key, length of the body, CRC-32 of key and body


class Cache:
    """The drawings in one file of a folder, made by the code in `sources`."""

    def __init__(self, file: Path, sources: Iterable[Path]) -> None:
        self._file = file
        self._header = _MAGIC + _fingerprint(sources)
        self._bodies: dict[bytes, bytes] = {}
        self._fit = self._read()
        self._writable = True

    def get(self, key: bytes) -> bytes | None:
        """The drawing with that key, or None if it is not known."""
        body = self._bodies.get(_digest(key))
        if body is None:
            return None
        with suppress(zlib.error):
            inflate = zlib.decompressobj()
            drawing = inflate.decompress(body, _LONGEST)
            if inflate.eof:
                return drawing
        return None

    def put(self, key: bytes, drawing: bytes) -> None:
        """Remember a drawing, unless it is so large that it would leave no room for others."""
        if len(drawing) > _LONGEST:
            return
        digest = _digest(key)
        body = zlib.compress(drawing)
        self._bodies[digest] = body
        if self._writable:
            try:
                self._keep(digest, body)
            except OSError:
                self._writable = False  # nor will it be in a moment, and each try costs

    def _keep(self, digest: bytes, body: bytes) -> None:
        if not self._fit:
            self._write_anew()
            return
        with self._file.open("ab") as file:
            file.write(_record(digest, body))
            self._fit = file.tell() <= _LARGEST

    def _read(self) -> bool:
        """Read the sound records; returns whether the file can be appended to."""
        try:
            if self._file.stat().st_size > 2 * _LARGEST:
                return False
            data = self._file.read_bytes()
        except OSError:
            return False
        if not data.startswith(self._header):
            return False
        at = len(self._header)
        while at + _RECORD.size <= len(data):
            digest, length, checksum = _RECORD.unpack_from(data, at)
            body = data[at + _RECORD.size : at + _RECORD.size + length]
            if len(body) < length or zlib.crc32(digest + body) != checksum:
                return False
            self._bodies[digest] = body
            at += _RECORD.size + length
        return at == len(data) <= _LARGEST

    def _write_anew(self) -> None:
        """Replace the file by the newest records that fill at most half of it."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        room = _LARGEST // 2
        kept: list[bytes] = []
        for digest, body in reversed(self._bodies.items()):
            record = _record(digest, body)
            room -= len(record)
            if room < 0:
                break
            kept.append(record)
        new = self._file.with_name(f"{self._file.name}.{token_hex(4)}")
        try:
            new.write_bytes(self._header + b"".join(reversed(kept)))
            new.replace(self._file)
        finally:
            new.unlink(missing_ok=True)
        self._fit = True


def _digest(key: bytes) -> bytes:
    return sha256(key).digest()[:16]


def _record(digest: bytes, body: bytes) -> bytes:
    return _RECORD.pack(digest, len(body), zlib.crc32(digest + body)) + body


def _fingerprint(sources: Iterable[Path]) -> bytes:
    """A digest of the files whose code draws; one that is missing has none."""
    digest = sha256()
    for file in sources:
        with suppress(OSError):
            digest.update(file.read_bytes())
    return digest.digest()
