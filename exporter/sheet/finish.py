"""The last pass over the file: what the document says of itself, and clean streams."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Stream, String

from exporter.sheet.metadata import Facts, colour_profile, information, packet
from exporter.sheet.objects import packed


def finish(data: bytes, facts: Facts, tree: str, outline: str) -> bytes:
    """The file with its metadata, outline and structure tree in place, written anew."""
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
        root.OutputIntents = Array([_intent(pdf)])
        pdf.trailer.Info = pdf.make_indirect(
            Dictionary({key: String(value) for key, value in information(facts).items()})
        )
        _clean(pdf)
        root.Metadata = Stream(pdf, packet(facts), Type=Name.Metadata, Subtype=Name.XML)
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            compress_streams=False,  # done already, in a way that every reader understands
            object_stream_mode=ObjectStreamMode.generate,
            min_version="1.7",
        )
    return out.getvalue()


def _object(pdf: pikepdf.Pdf, reference: str) -> pikepdf.Object:
    number, generation = reference.split()[:2]
    return pdf.get_object(int(number), int(generation))


def _intent(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The colours are those of sRGB (ISO 19005-2, 6.2.3)."""
    profile = Stream(pdf, colour_profile(), N=3)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
            Info=String("sRGB IEC61966-2.1"),
            DestOutputProfile=profile,
        )
    )


def _clean(pdf: pikepdf.Pdf) -> None:
    """Compress what reportlab has not, and mend its ToUnicode maps: no code is U+0000."""
    for obj in pdf.objects:
        if isinstance(obj, Stream) and obj.get(Name.Filter) is None:
            data = obj.read_raw_bytes()
            if b"beginbfchar" in data:
                data = data.replace(b"> <0000>", b"> <fffd>")
            obj.write(packed(data), filter=Name.FlateDecode)
