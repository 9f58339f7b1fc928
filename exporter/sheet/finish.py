"""The last pass over the file: what the document says of itself, and clean streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, String

from exporter import __version__

_PRODUCER = f"anki-pdf-exporter {__version__}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself; `created` is in seconds since 1970, UTC."""

    title: str
    author: str
    subject: str
    language: str
    created: int


def finish(data: bytes, facts: Facts, tree: str, outline: str) -> bytes:
    """The file with its metadata and structure tree in place, written anew."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for index, page in enumerate(pdf.pages):
            page.obj.StructParents = index
            page.obj.Tabs = Name.S
        root = pdf.Root
        root.StructTreeRoot = _object(pdf, tree)
        root.Outlines = _object(pdf, outline)
        root.MarkInfo = Dictionary(Marked=True)
        root.Lang = String(facts.language)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _describe(pdf, facts)
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            recompress_flate=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7",
        )
    return out.getvalue()


def _object(pdf: pikepdf.Pdf, reference: str) -> pikepdf.Object:
    number, generation = reference.split()[:2]
    return pdf.get_object(int(number), int(generation))


def _describe(pdf: pikepdf.Pdf, facts: Facts) -> None:
    when = datetime.fromtimestamp(facts.created, UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    entries = {
        "/Title": facts.title,
        "/Author": facts.author,
        "/Subject": facts.subject,
        "/Producer": _PRODUCER,
        "/CreationDate": when,
        "/ModDate": when,
    }
    info = Dictionary({key: String(value) for key, value in entries.items() if value})
    pdf.trailer.Info = pdf.make_indirect(info)
