"""Links become annotations once every page is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exporter.sheet.objects import Objects, string
from exporter.sheet.pages import Page
from exporter.sheet.pen import Hot


def fill_links(
    pages: Sequence[Page], hot: Sequence[Hot], objects: Objects, top: float
) -> None:
    """Give each hot area's annotation its body; its StructParent follows those of the pages."""
    places = {
        placed.slab.anchor.name: f"[{objects.page(number)} /XYZ 0 {top - placed.top + 4:.1f} null]"
        for number, page in enumerate(pages, 1)
        for placed in page
        if placed.slab.anchor
    }
    for index, area in enumerate(hot):
        box = " ".join(f"{side:.2f}" for side in area.box)
        target = area.target
        if target.uri.startswith("#"):
            action = f"/Dest {places[target.uri[1:]]}"
        else:
            action = f"/A << /S /URI /URI {_uri(target.uri)} >>"
        area.annotation.fill(
            f"<< /Type /Annot /Subtype /Link /Rect [{box}] /Border [0 0 0] /F 4"
            f" /StructParent {len(pages) + index} /Contents {string(target.says)} {action} >>"
        )


def _uri(uri: str) -> str:
    """A URI as a string object: ASCII, what is not allowed in one escaped."""
    safe = re.sub(
        r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]",
        lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()),
        uri,
    )
    return f"({safe})"
