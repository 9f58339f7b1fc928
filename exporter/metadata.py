"""Removes personal metadata from media files: places, times, names, devices, thumbnails.

The EXIF block of a photo often has the place where it was taken, and data after the end of an image
can be a part that was cropped. Everything that affects the display stays the same, to the byte:
pixels, colour profile, resolution and orientation. A file without such metadata is not changed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from zlib import crc32

_Strip = Callable[[bytes], bytes]


def without_metadata(suffix: str, data: bytes) -> bytes:
    """The bytes of a file of that type without personal metadata."""
    strip = _STRIPS.get(suffix)
    return data if strip is None else strip(data)


# EXIF: a TIFF file of which only the first directory matters here (CIPA DC-008, 4.5 and 4.6) ---

_ORIENTATION = 0x0112
_UPRIGHT = (b"\0\1", b"\1\0")  # in either order of bytes
_KEPT_TAGS = (_ORIENTATION, 0x011A, 0x011B, 0x0128)  # and the resolution
_SIZES = {3: 2, 4: 4, 5: 8}  # bytes of a short, a long, a rational


def _essential(tiff: bytes) -> bytes:
    """An EXIF block with only orientation and resolution; b"" if it is not needed."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    entries = {tag: (kind, value) for tag, kind, value in _directory(tiff, order)}
    if not entries or ([*entries] == [_ORIENTATION] and entries[_ORIENTATION][1] in _UPRIGHT):
        return b""
    head = tiff[:2] + struct.pack(f"{order}HI", 42, 8)
    rows, values = b"", b""
    behind = len(head) + 2 + 12 * len(entries) + 4
    for tag, (kind, value) in sorted(entries.items()):
        place = struct.pack(f"{order}I", behind + len(values)) if len(value) > 4 else b""
        values += value if place else b""
        rows += struct.pack(f"{order}HHI", tag, kind, 1) + (place or value.ljust(4, b"\0"))
    return head + struct.pack(f"{order}H", len(entries)) + rows + bytes(4) + values


def _directory(tiff: bytes, order: str) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and value of the entries to keep, as far as the block is intact."""
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(f"{order}HHI", tiff, at)
            if tag in _KEPT_TAGS and kind in _SIZES and number == 1:
                size = _SIZES[kind]
                place = at + 8 if size <= 4 else struct.unpack_from(f"{order}I", tiff, at + 8)[0]
                if len(value := tiff[place : place + size]) == size:
                    yield tag, kind, value
    except struct.error:
        return


# JPEG: segments, each behind a marker (ITU-T T.81, annex B) ------------------------------------

_MARKER = re.compile(rb"\xff([^\x00\xff])", re.DOTALL)
_BEHIND_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_ALONE = {0x01, *range(0xD0, 0xDA)}
_SCAN, _END, _EXIF = 0xDA, 0xD9, 0xE1
_KEPT_SEGMENTS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}


def _jpeg(data: bytes) -> bytes:
    return data[:2] + b"".join(_segments(data))


def _segments(data: bytes) -> Iterator[bytes]:
    """The segments of a JPEG to keep after its first marker; stray bytes are skipped."""
    at = 2
    while found := _MARKER.search(data, at):
        marker = found[1][0]
        at = found.end()
        if marker not in _ALONE:
            at += int.from_bytes(data[at : at + 2])
        segment = data[found.end() - 2 : at]
        if marker == _SCAN:
            after = _BEHIND_SCAN.search(data, at)
            end = after.start() if after else len(data)
            yield segment + data[at:end]
            at = end
        elif marker == _EXIF and segment[4:10] == b"Exif\0\0":
            if kept := _essential(segment[10:]):
                yield b"\xff\xe1" + struct.pack(">H", 8 + len(kept)) + b"Exif\0\0" + kept
        elif marker in _KEPT_SEGMENTS:
            yield segment if segment[4:].startswith(_KEPT_SEGMENTS[marker]) else b""
        elif marker != 0xFE and not 0xE0 <= marker <= 0xEF:  # neither comment nor application
            yield segment
        if marker == _END:
            return


# PNG: chunks (PNG specification, third edition, 5) ----------------------------------------------

_KEPT_CHUNKS = frozenset(
    b"tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT".split()
)


def _png(data: bytes) -> bytes:
    return data[:8] + b"".join(_chunks(data))


def _chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while len(head := data[at : at + 8]) == 8 and head[4:].isalpha():
        length, name = int.from_bytes(head[:4]), head[4:]
        chunk = data[at : at + 12 + length]
        at += 12 + length
        if name == b"eXIf" and (kept := _essential(chunk[8:-4])):
            body = name + kept
            yield struct.pack(">I", len(kept)) + body + struct.pack(">I", crc32(body))
        elif name[0] & 0x20 == 0 or name in _KEPT_CHUNKS:  # upper case marks critical chunks
            yield chunk
        if name == b"IEND":
            return


# WebP: chunks of a RIFF file (RFC 9649, 2.3 to 2.7) ---------------------------------------------

_KEPT_IN_WEBP = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def _webp(data: bytes) -> bytes:
    kept = [*_riff(data)]
    names = {name for name, _ in kept}
    body = b"".join(_flagged(chunk, exif=b"EXIF" in names) for _, chunk in kept)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and bytes of the chunks to keep."""
    at = 12
    last = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= last:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = data[at : at + 8 + length + length % 2]
        at += 8 + length + length % 2
        if name == b"EXIF" and (kept := _essential(chunk[8:].removeprefix(b"Exif\0\0"))):
            kept += bytes(len(kept) % 2)
            yield name, name + struct.pack("<I", len(kept)) + kept
        elif name in _KEPT_IN_WEBP:
            yield name, chunk


def _flagged(chunk: bytes, *, exif: bool) -> bytes:
    """A chunk; in VP8X, the flags for EXIF and XMP are brought up to date."""
    if chunk[:4] != b"VP8X" or len(chunk) < 9:
        return chunk
    flags = chunk[8] & ~_HAS_XMP & ~(0 if exif else _HAS_EXIF)
    return chunk[:8] + bytes([flags]) + chunk[9:]


# GIF: blocks (GIF89a specification, 15 to 27) ---------------------------------------------------

_EXTENSION, _IMAGE, _TRAILER = b"\x21", b"\x2c", b";"
_CONTROL, _PLAIN_TEXT = b"\xf9", b"\x01"
_KEPT_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def _gif(data: bytes) -> bytes:
    start = 13 + _colours(data[10:11])
    return data[:start] + b"".join(_blocks(data, start))


def _colours(flags: bytes) -> int:
    """The size of the colour table that these flags state."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _blocks(data: bytes, at: int) -> Iterator[bytes]:
    while (sign := data[at : at + 1]) in (_EXTENSION, _IMAGE):
        start = at
        if sign == _IMAGE:
            at = _behind_parts(data, at + 11 + _colours(data[at + 9 : at + 10]))
            yield data[start:at]
            continue
        at = _behind_parts(data, at + 2)
        label, name = data[start + 1 : start + 2], data[start + 3 : start + 14]
        if label in (_CONTROL, _PLAIN_TEXT) or name in _KEPT_APPLICATIONS:
            yield data[start:at]
    if sign == _TRAILER:
        yield sign


def _behind_parts(data: bytes, at: int) -> int:
    """The end of the sub-blocks at a place, each of which begins with its length."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


# MP4 and QuickTime: boxes, in which places are referred to by number (ISO/IEC 14496-12, 4.2) ----

_CONTAINERS = (b"moov", b"trak")  # the latter inside the former
_METADATA = frozenset([b"udta", b"meta", b"uuid"])


def _boxes(data: bytes) -> bytes:
    """The file with metadata boxes replaced by free space of the same size."""
    blanked = bytearray(data)
    for start, end in _metadata_boxes(data, 0, len(data), _CONTAINERS):
        blanked[start + 4 : end] = b"free" + bytes(end - start - 8)
    return bytes(blanked)


def _metadata_boxes(
    data: bytes, at: int, end: int, containers: tuple[bytes, ...]
) -> Iterator[tuple[int, int]]:
    """The start and end of metadata boxes, inside of these nested containers."""
    while at + 8 <= end:
        size, name, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        last = min(end, at + max(size, 8)) if size else end
        if name in _METADATA:
            yield at, last
        elif containers and name == containers[0]:
            yield from _metadata_boxes(data, at + head, last, containers[1:])
        at = last


_STRIPS: dict[str, _Strip] = {
    **dict.fromkeys((".jpg", ".jpeg"), _jpeg),
    ".png": _png,
    ".webp": _webp,
    ".gif": _gif,
    **dict.fromkeys((".mp4", ".m4a", ".mov"), _boxes),
}
