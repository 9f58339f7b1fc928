"""A cache of typeset formulas between runs, in one file.

The file is a header, with a fingerprint of the code that typesets, and records: key, length and CRC
of a body, then the body. Each record is appended in one write, so that several runs can share the
file. Torn or damaged records, and files of other versions, are not read; the file is then replaced
in one step. Nothing here raises: an unusable folder or file counts as empty.
"""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

_NAME = "formulas.bin"
_MAGIC = b"exporter formulas 1\n"
_LARGEST = 8 << 20
_RECORD = struct.Struct("<16sII")  # key, length of the body, CRC-32 of key and body
_SIZE = struct.Struct("<3d")  # width, height, depth; the operators follow, deflated
_LONGEST_PATH = 4 << 20

_SOURCES = ("latex/*.py", "sheet/nodes/*.py", "sheet/formula_path.py")

Drawing = tuple[float, float, float, bytes]
"""A formula's width, height and depth in em, and its PDF operators."""


class FormulaCache:
    """The drawings in the file of one folder, by LaTeX and style."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _NAME
        self._header = _MAGIC + _fingerprint()
        self._bodies: dict[bytes, bytes] = {}
        self._fit = self._read()
        self._writable = True

    def get(self, latex: str, *, display: bool) -> Drawing | None:
        """The drawing, or None if it is not known."""
        body = self._bodies.get(_key(latex, display=display))
        if body is None:
            return None
        with suppress(zlib.error, struct.error):
            inflate = zlib.decompressobj()
            path = inflate.decompress(body[_SIZE.size :], _LONGEST_PATH)
            if inflate.eof:
                width, height, depth = _SIZE.unpack_from(body)
                return width, height, depth, path
        return None

    def put(self, latex: str, drawing: Drawing, *, display: bool) -> None:
        """Remember a drawing."""
        *size, path = drawing
        key = _key(latex, display=display)
        body = _SIZE.pack(*size) + zlib.compress(path)
        self._bodies[key] = body
        if self._writable:
            try:
                self._keep(key, body)
            except OSError:
                self._writable = False  # nor will it be in a moment, and each try costs

    def _keep(self, key: bytes, body: bytes) -> None:
        if not self._fit:
            self._write_anew()
            return
        with self._file.open("ab") as file:
            file.write(_record(key, body))
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
            key, length, checksum = _RECORD.unpack_from(data, at)
            body = data[at + _RECORD.size : at + _RECORD.size + length]
            if len(body) < length or zlib.crc32(key + body) != checksum:
                return False
            self._bodies[key] = body
            at += _RECORD.size + length
        return at == len(data) <= _LARGEST

    def _write_anew(self) -> None:
        """Replace the file by the newest records that fill at most half of it."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        room = _LARGEST // 2
        kept: list[bytes] = []
        for key, body in reversed(self._bodies.items()):
            record = _record(key, body)
            room -= len(record)
            if room < 0:
                break
            kept.append(record)
        new = self._file.with_name(f"{_NAME}.{token_hex(4)}")
        try:
            new.write_bytes(self._header + b"".join(reversed(kept)))
            new.replace(self._file)
        finally:
            new.unlink(missing_ok=True)
        self._fit = True


def _key(latex: str, *, display: bool) -> bytes:
    text = ("D" if display else "I") + latex
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _record(key: bytes, body: bytes) -> bytes:
    return _RECORD.pack(key, len(body), zlib.crc32(key + body)) + body


def _fingerprint() -> bytes:
    """A digest of the code that typesets formulas: ours, and ziamath's version and font.

    ziamath is not imported for it, since most of the time a cache saves is that import.
    """
    package = Path(__file__).parents[1]
    files = [file for pattern in _SOURCES for file in sorted(package.glob(pattern))]
    spec = find_spec("ziamath")
    if spec is not None and spec.origin is not None:
        files.append(Path(spec.origin))
    digest = sha256()
    for file in files:
        with suppress(OSError):
            digest.update(file.read_bytes())
    return digest.digest()
