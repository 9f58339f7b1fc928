"""Link annotations and the outline, written once all destinations are known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exporter.sheet.objects import Objects, string
from exporter.sheet.paint import Landmark
from exporter.sheet.pen import LinkArea
from exporter.visible import shortened

_LONGEST = 500  # characters read out for a link; each of its lines repeats them


def fill_links(
    areas: Sequence[LinkArea], landmarks: Sequence[Landmark], objects: Objects, pages: int
) -> None:
    """Fill in the annotation of each area; StructParent numbers continue after the pages."""
    places = {landmark.anchor.name: landmark for landmark in landmarks}
    for index, area in enumerate(areas):
        box = " ".join(f"{side:.2f}" for side in area.box)
        target = area.target
        if target.uri.startswith("#"):
            action = f"/Dest {_destination(places[target.uri[1:]], objects)}"
        else:
            action = f"/A << /S /URI /URI {_uri(target.uri)} >>"
        says = string(shortened(target.says, _LONGEST))
        area.annotation.fill(
            f"<< /Type /Annot /Subtype /Link /Rect [{box}] /Border [0 0 0] /F 4"
            f" /StructParent {pages + index} /Contents {says} {action} >>"
        )


def _destination(landmark: Landmark, objects: Objects) -> str:
    return f"[{objects.page(landmark.page)} /XYZ 0 {landmark.y:.1f} null]"


def write_outline(landmarks: Sequence[Landmark], objects: Objects) -> str:
    """Add the outline (ISO 32000-1, 12.3.3), open to its first level; returns its reference."""
    (root,) = objects.reserve(1)
    items = objects.reserve(len(landmarks))
    parents: list[int] = []  # of the item before, by level
    children: dict[int, list[int]] = {-1: []}
    above: list[int] = []
    for index, landmark in enumerate(landmarks):
        del parents[landmark.anchor.level :]
        above.append(parents[-1] if parents else -1)
        children[above[-1]].append(index)
        children[index] = []
        parents.append(index)

    def child_entries(index: int) -> str:
        own = children[index]
        if not own:
            return ""
        count = len(own) if index < 0 else -len(own)
        return f" /First {items[own[0]].reference} /Last {items[own[-1]].reference} /Count {count}"

    place = {child: at for own in children.values() for at, child in enumerate(own)}
    for index, landmark in enumerate(landmarks):
        siblings, at = children[above[index]], place[index]
        parent = items[above[index]] if above[index] >= 0 else root
        before = f" /Prev {items[siblings[at - 1]].reference}" if at else ""
        after = f" /Next {items[siblings[at + 1]].reference}" if at + 1 < len(siblings) else ""
        items[index].fill(
            f"<< /Title {string(landmark.anchor.title)} /Parent {parent.reference}"
            f"{before}{after}{child_entries(index)} /Dest {_destination(landmark, objects)} >>"
        )
    root.fill(f"<< /Type /Outlines{child_entries(-1)} >>")
    return root.reference


def _uri(uri: str) -> str:
    """A URI as a string object, percent-encoded to ASCII."""
    safe = re.sub(
        r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]",
        lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()),
        uri,
    )
    return f"({safe})"
