"""The metadata of the file: its XMP packet (ISO 16684-1) and its colour profile.

The identification schemas are those of PDF/A-2 (ISO 19005-2, 6.6.4) and PDF/UA-1 (ISO 14289-1, 5);
PDF/A requires an extension schema for the latter, as it is not among the predefined ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5
from html import escape

from PIL import ImageCms

from exporter import __version__

PRODUCER = f"anki-pdf-exporter {__version__}"

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}

_EXTENSION = """\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Bibliographic data of the file; `created` is in seconds since 1970, UTC."""

    title: str
    author: str
    subject: str
    language: str
    created: int


def information(facts: Facts) -> dict[str, str]:
    """The entries of the information dictionary, with the same data as the packet."""
    when = _time(facts).strftime("D:%Y%m%d%H%M%S+00'00'")
    entries = {
        "/Title": facts.title,
        "/Author": facts.author,
        "/Subject": facts.subject,
        "/Producer": PRODUCER,
        "/CreationDate": when,
        "/ModDate": when,
    }
    return {key: value for key, value in entries.items() if value}


def packet(facts: Facts) -> bytes:
    """The XMP packet."""
    when = _time(facts).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    parts = [
        f"<dc:title>{_alternative(facts.title)}</dc:title>",
        f"<dc:language><rdf:Bag><rdf:li>{escape(facts.language)}</rdf:li></rdf:Bag></dc:language>",
        f"<pdf:Producer>{escape(PRODUCER)}</pdf:Producer>",
        f"<xmp:CreateDate>{when}</xmp:CreateDate>",
        f"<xmp:ModifyDate>{when}</xmp:ModifyDate>",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        _EXTENSION,
    ]
    if facts.author:
        author = f"<rdf:Seq><rdf:li>{escape(facts.author)}</rdf:li></rdf:Seq>"
        parts.append(f"<dc:creator>{author}</dc:creator>")
    if facts.subject:
        parts.append(f"<dc:description>{_alternative(facts.subject)}</dc:description>")
    spaces = "".join(f'\nxmlns:{key}="{value}"' for key, value in _NAMESPACES.items())
    body = "\n".join(parts)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n{body}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


def _time(facts: Facts) -> datetime:
    return datetime.fromtimestamp(facts.created, UTC)


def colour_profile() -> bytes:
    """The sRGB profile (ICC.1:2001-04), with a fixed date so that builds are reproducible."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = bytearray(made)
    profile[24:36] = bytes((0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # made on 1 January 2000
    hashed = bytearray(profile)  # without its flags, rendering intent and digest
    hashed[44:48] = hashed[64:68] = bytes(4)
    hashed[84:100] = bytes(16)
    profile[84:100] = md5(hashed, usedforsecurity=False).digest()
    return bytes(profile)
