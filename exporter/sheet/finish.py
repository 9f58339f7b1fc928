"""The catalog and the metadata of a document, and the last step to its bytes."""

from __future__ import annotations

from typing import Any

from exporter.sheet.file import assemble
from exporter.sheet.metadata import Facts, colour_profile, information, packet
from exporter.sheet.objects import Objects, plain_stream, stream, string


def finish(document: Any, objects: Objects, facts: Facts, tree: str, outline: str) -> bytes:
    """The file, with its metadata, outline and structure tree in place."""
    pages = objects.reference(document.Pages)
    packed = objects.add(plain_stream({"Type": "/Metadata", "Subtype": "/XML"}, packet(facts)))
    root = objects.add(
        f"<< /Type /Catalog /Pages {pages} /Outlines {outline} /StructTreeRoot {tree}"
        f" /MarkInfo << /Marked true >> /Lang {string(facts.language)}"
        f" /ViewerPreferences << /DisplayDocTitle true >> /Metadata {packed}"
        f" /OutputIntents [{_intent(objects)}] >>"
    )
    entries = " ".join(f"{key} {string(value)}" for key, value in information(facts).items())
    info = objects.add(f"<< {entries} >>")
    return assemble(document, objects.bodies, root, info)


def _intent(objects: Objects) -> str:
    """The output intent: colours are sRGB (ISO 19005-2, 6.2.3)."""
    profile = objects.add(stream({"N": "3"}, colour_profile()))
    name = string("sRGB IEC61966-2.1")
    return (
        f"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier {name} /Info {name}"
        f" /DestOutputProfile {profile} >>"
    )
