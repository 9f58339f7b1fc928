"""Faces become font objects of the PDF: subset by HarfBuzz, each code with its Unicode text.

Composite fonts (ISO 32000-1, 9.7): two-byte codes; with TrueType outlines Identity-H and a
CIDToGIDMap from our codes to the subset's glyphs, with PostScript outlines a CMap to them. Nothing
of reportlab's own font handling is involved.
"""

from __future__ import annotations

import struct
from hashlib import sha256

import uharfbuzz as hb

from exporter.sheet.fonts import Face
from exporter.sheet.objects import Objects, name, stream

# Needed only for shaping, which is done.
_UNUSED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG", b"MATH", b"STAT", b"gasp", b"name")
_SYSTEM = "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
_SERIF, _SYMBOLIC, _ITALIC = 1 << 1, 1 << 2, 1 << 6


def embed(face: Face, objects: Objects) -> str:
    """Add a face with the glyphs that are used; returns the reference to its font object."""
    data, glyphs = _subset(face)
    tag = "".join(chr(65 + byte % 26) for byte in sha256(data).digest()[:6])
    base = name(f"{tag}+{face.name}")
    outlines = _postscript if face.table("CFF ") else _truetype
    encoding, descendant = outlines(face, objects, data, glyphs, base)
    to_unicode = objects.add(stream({}, _to_unicode(face).encode()))
    return objects.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont {base} /Encoding {encoding}"
        f" /DescendantFonts [{descendant}] /ToUnicode {to_unicode} >>"
    )


def _truetype(
    face: Face, objects: Objects, data: bytes, glyphs: dict[int, int], base: str
) -> tuple[str, str]:
    """Encoding and descendant of a font with TrueType outlines: a code's CID is the code."""
    file = objects.add(stream({"Length1": str(len(data))}, data))
    descriptor = objects.add(_descriptor(face, base, f"/FontFile2 {file}"))
    to_gid = objects.add(stream({}, _cid_to_gid(face, glyphs)))
    widths = " ".join(f"{face.advance(glyph):g}" for glyph, _ in face.codes)
    descendant = objects.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {base} /FontDescriptor {descriptor}"
        f" /CIDSystemInfo {_SYSTEM} /DW 0 /W [1 [{widths}]] /CIDToGIDMap {to_gid} >>"
    )
    return "/Identity-H", descendant


def _postscript(
    face: Face, objects: Objects, data: bytes, glyphs: dict[int, int], base: str
) -> tuple[str, str]:
    """The same for PostScript outlines: CIDs are glyph indices, and a CMap leads to them."""
    file = objects.add(stream({"Subtype": "/OpenType"}, data))
    descriptor = objects.add(_descriptor(face, base, f"/FontFile3 {file}"))
    used = dict(sorted((glyphs[glyph], face.advance(glyph)) for glyph, _ in face.codes))
    widths = " ".join(f"{cid} [{width:g}]" for cid, width in used.items())
    descendant = objects.add(
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont {base} /FontDescriptor {descriptor}"
        f" /CIDSystemInfo {_SYSTEM} /DW 0 /W [{widths}] >>"
    )
    lines = [f"<{code:04x}> {glyphs[glyph]}" for (glyph, _), code in face.codes.items()]
    entries = {"Type": "/CMap", "CMapName": "/Codes", "WMode": "0", "CIDSystemInfo": _SYSTEM}
    cmap = _cmap("Codes", 1, "Identity", "cidchar", lines)
    return objects.add(stream(entries, cmap.encode())), descendant


def _subset(face: Face) -> tuple[bytes, dict[int, int]]:
    """The font file with the used glyphs only, and the new index of each by its old one."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update({glyph for glyph, _ in face.codes})
    wanted.drop_table_tag_set.update({int.from_bytes(tag) for tag in _UNUSED})
    # CIDs are then glyph indices; and some viewers lose widths that are set in subroutines.
    wanted.flags |= hb.SubsetFlags.CFF_IDENTITY_CHARSET | hb.SubsetFlags.DESUBROUTINIZE
    if face.face.has_var_data:
        wanted.pin_all_axes_to_default(face.face)
    plan = hb.SubsetPlan(face.face, wanted)
    return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)


def _descriptor(face: Face, base: str, program: str) -> str:
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
        f" /CapHeight {capital * scale:.0f} /StemV {50 + weight**2 // 4225} {program} >>"
    )


def _cid_to_gid(face: Face, glyphs: dict[int, int]) -> bytes:
    return struct.pack(f">{len(face.codes) + 1}H", 0, *(glyphs[glyph] for glyph, _ in face.codes))


def _to_unicode(face: Face) -> str:
    lines = [
        f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for (_, text), code in face.codes.items()
    ]
    return _cmap("Adobe-Identity-UCS", 2, "UCS", "bfchar", lines)


def _cmap(called: str, kind: int, ordering: str, what: str, lines: list[str]) -> str:
    """A CMap of that type from lines of one code each (Adobe Technical Note 5014)."""
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    mapped = "".join(
        f"{len(block)} begin{what}\n" + "\n".join(block) + f"\nend{what}\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> def\n"
        f"/CMapName /{called} def\n/CMapType {kind} def\n/WMode 0 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{mapped}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
