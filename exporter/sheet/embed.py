"""Faces become font objects of the PDF: subset by HarfBuzz, each code with its Unicode text.

Composite fonts (ISO 32000-1, 9.7): two-byte codes, Identity-H, a CIDToGIDMap from our codes to
the subset's glyphs. Nothing of reportlab's own font handling is involved.
"""

from __future__ import annotations

import struct
from hashlib import sha256

import uharfbuzz as hb

from exporter.sheet.fonts import Face
from exporter.sheet.objects import Objects, name, stream

# A reader of PDF has no use for these: the text is shaped already.
_UNUSED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG", b"MATH", b"STAT", b"gasp", b"name")
_SERIF, _SYMBOLIC, _ITALIC = 1 << 1, 1 << 2, 1 << 6


def embed(face: Face, objects: Objects) -> str:
    """Add a face with all glyphs used of it; gives the reference to its font object."""
    data, glyphs = _subset(face)
    tag = "".join(chr(65 + byte % 26) for byte in sha256(data).digest()[:6])
    base = name(f"{tag}+{face.name}")
    file = objects.add(stream({"Length1": str(len(data))}, data))
    descriptor = objects.add(_descriptor(face, base, file))
    to_gid = objects.add(stream({}, _cid_to_gid(face, glyphs)))
    widths = " ".join(f"{face.advance(glyph):g}" for glyph, _ in face.codes)
    descendant = objects.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {base} /FontDescriptor {descriptor}"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /DW 0 /W [1 [{widths}]] /CIDToGIDMap {to_gid} >>"
    )
    to_unicode = objects.add(stream({}, _to_unicode(face).encode()))
    return objects.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont {base} /Encoding /Identity-H"
        f" /DescendantFonts [{descendant}] /ToUnicode {to_unicode} >>"
    )


def _subset(face: Face) -> tuple[bytes, dict[int, int]]:
    """The font file with the used glyphs only, and where each of them is in it."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update({glyph for glyph, _ in face.codes})
    wanted.drop_table_tag_set.update({int.from_bytes(tag) for tag in _UNUSED})
    plan = hb.SubsetPlan(face.face, wanted)
    return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)


def _descriptor(face: Face, base: str, file: str) -> str:
    head, post, os2, hhea = map(face.table, ("head", "post", "OS/2", "hhea"))
    scale = 1000 / face.upem
    ascent, descent = struct.unpack(">2h", hhea[4:8])
    angle = struct.unpack(">i", post[4:8])[0] / 65536
    weight = struct.unpack(">H", os2[4:6])[0]
    capital = struct.unpack(">h", os2[88:90])[0] if len(os2) >= 90 else ascent
    italic = struct.unpack(">H", head[44:46])[0] & 2
    flags = _SYMBOLIC | (_ITALIC if italic else 0) | (_SERIF if "Serif" in face.name else 0)
    box = " ".join(map(str, face.box))
    return (
        f"<< /Type /FontDescriptor /FontName {base} /Flags {flags} /FontBBox [{box}]"
        f" /ItalicAngle {angle:g} /Ascent {ascent * scale:.0f} /Descent {descent * scale:.0f}"
        f" /CapHeight {capital * scale:.0f} /StemV {50 + weight**2 // 4225} /FontFile2 {file} >>"
    )


def _cid_to_gid(face: Face, glyphs: dict[int, int]) -> bytes:
    return struct.pack(f">{len(face.codes) + 1}H", 0, *(glyphs[glyph] for glyph, _ in face.codes))


def _to_unicode(face: Face) -> str:
    lines = [
        f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for (_, text), code in face.codes.items()
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    mapped = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{mapped}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
