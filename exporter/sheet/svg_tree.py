"""The tree of an SVG made safe for svglib; what svglib cannot draw is removed and reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from exporter.sheet.picture import PictureError
from exporter.sheet.svg_style import Rule, declarations, plain_rules

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_MOST_ELEMENTS = 20_000
_MOST_REPEATED = 5_000
_MOST_ATTRIBUTES = 200
_MOST_LEVELS = 100_000  # of all elements together
_MOST_STYLE = 10_000_000  # characters of the styles around all elements together
_MOST_PAINTED = 500_000  # steps of clipping and of colouring: more take seconds
_LONGEST_TRANSFORM = 10_000  # characters
_LONG = 100  # characters
_DEEPEST = 60
_LARGEST = 20_000  # px

_DRAWN = frozenset(
    re.findall(
        r"\w+",
        "svg g defs a style symbol use clipPath linearGradient radialGradient stop"
        " line rect circle ellipse polyline polygon path text tspan",
    )
)
_SILENT = frozenset({"title", "desc", "metadata"})
# Visible only through references to them, which are reported instead.
_REFERRED = frozenset({"marker", "mask", "filter", "pattern"})
_LEAVES = frozenset(
    {"line", "rect", "circle", "ellipse", "polyline", "polygon", "path", "text", "tspan", "use"}
)

_PAINTS = ("clip-path", "fill", "stroke")
_URL = re.compile(r"""url\([\s'"]*#([^'")\s]+)""")
_LENGTH = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*$")
_UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
}

# Properties unknown to svglib: what is lost with them, and the values that lose nothing.
_PROPERTIES = {
    "marker": ("<marker>", {"none"}),
    "marker-start": ("<marker>", {"none"}),
    "marker-mid": ("<marker>", {"none"}),
    "marker-end": ("<marker>", {"none"}),
    "mask": ("<mask>", {"none"}),
    "filter": ("<filter>", {"none"}),
    "mix-blend-mode": ("mix-blend-mode", {"normal"}),
    "text-decoration": ("text-decoration", {"none"}),
    "letter-spacing": ("letter-spacing", {"normal", "0", "0px", "0em"}),
    "word-spacing": ("word-spacing", {"normal", "0", "0px", "0em"}),
    "writing-mode": ("writing-mode", {"horizontal-tb", "lr", "lr-tb"}),
    "textLength": ("textLength", set[str]()),
    "rotate": ("the turning of single letters", {"0"}),
    "transform-origin": ("transform-origin", {"0 0"}),
    "clip-path": ("clip-path", {"none"}),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """A vetted root element, its size in px, and the names of what was removed."""

    root: Any
    width: float
    height: float
    lost: tuple[str, ...]


def vetted(root: Any) -> Tree:
    """The tree as svglib may see it; raises PictureError if it is not an SVG of a sane size."""
    _name_plainly(root)
    if root.tag != "svg":
        raise PictureError("a file that is not SVG", f"its root element is <{root.tag}>")
    _check_extent(root)
    lost: dict[str, None] = {}
    _vet(root, lost)
    rules = plain_rules(root, lost)
    _check_styles(root, rules, lost)
    _spread_opacity(root, 1.0, lost)
    _check_references(root, rules)
    width, height = _size(root)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if "viewBox" not in root.attrib:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    return Tree(root, width, height, tuple(lost))


def _name_plainly(root: Any) -> None:
    """Remove the SVG namespace from names, and all elements of other namespaces."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _remove(element)
        elif element.tag.startswith(f"{{{_SVG}}}"):
            element.tag = element.tag[len(_SVG) + 2 :]
        elif element.tag.startswith("{") and element is not root:
            _remove(element)
    etree.cleanup_namespaces(root)  # svglib looks for <defs> in the namespace that is declared


def _check_extent(root: Any) -> None:
    """Reject trees that take svglib long, and collapse white space in long attributes."""
    levels = styled = 0
    styles: list[int] = []  # how long they are around an element of that depth
    for count, (element, depth) in enumerate(_with_depth(root)):
        levels += depth
        styles[depth:] = [len(element.get("style", "")) + (styles[depth - 1] if depth else 0)]
        styled += styles[depth]
        if count > _MOST_ELEMENTS:
            raise PictureError(
                f"an SVG of more than {_MOST_ELEMENTS:,} elements",
                "simplify it, or save it as a PNG",
            )
        if depth > _DEEPEST:
            raise PictureError(f"an SVG nested more than {_DEEPEST} levels deep", "ungroup it")
        if styled > _MOST_STYLE:
            raise PictureError("an SVG with too much style around its elements", "ungroup it")
        if levels > _MOST_LEVELS:
            raise PictureError("an SVG of too many elements in too many groups", "ungroup it")
        if len(element.attrib) > _MOST_ATTRIBUTES:
            raise PictureError(f"an SVG element with more than {_MOST_ATTRIBUTES} attributes")
        if len(element.get("transform", "")) > _LONGEST_TRANSFORM:
            raise PictureError("an SVG element with too many transformations", "ungroup it")
        for key, value in element.attrib.items():
            if len(value) > _LONG:  # patterns of svglib's take long over many blanks
                element.set(key, " ".join(value.split()))


def _with_depth(root: Any) -> Iterator[tuple[Any, int]]:
    """Every element with its depth, in document order."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            yield element, depth
        depth += 1 if event == "start" else -1


def _vet(element: Any, lost: dict[str, None]) -> None:
    """Remove from an element what svglib must not see."""
    _vet_references(element, lost)
    for key, value in (*element.attrib.items(), *declarations(element.get("style", ""))):
        _vet_declaration(key, value, lost)
        if key in ("fill", "stroke") and value.strip() == "currentColor":
            _declare(element, key, _inherited(element, "color") or "black")
    if any(len(element.get(key, "").split()) > 1 for key in ("x", "y", "dx", "dy")):
        lost["the places of single letters"] = None
    for child in list(element):
        if child.tag in _DRAWN:
            _vet(child, lost)
        else:
            if child.tag not in _REFERRED and child.tag not in _SILENT:
                lost[f"<{child.tag}>"] = None
            _remove(child)


def _vet_references(element: Any, lost: dict[str, None]) -> None:
    """Remove references to other files."""
    for key in ("href", _XLINK_HREF):
        target = element.get(key)
        if target is not None and element.tag == "a":
            del element.attrib[key]
        elif target is not None and not target.strip().startswith("#"):
            del element.attrib[key]
            lost[f"<{element.tag}> of another file"] = None


def _vet_declaration(key: str, value: str, lost: dict[str, None]) -> None:
    value = value.replace("!important", "").strip()
    if key == "clip-path" and _URL.match(value):
        return
    if key in _PROPERTIES:
        what, harmless = _PROPERTIES[key]
        if value not in harmless:
            lost[what] = None


def _check_styles(root: Any, rules: Iterable[Rule], lost: dict[str, None]) -> None:
    """Record what is lost in style sheets, and in references to patterns and gradients."""
    gradients = {each.get("id") for each in root.iter("linearGradient", "radialGradient")}
    for rule in rules:
        for key, value in rule.declarations:
            _vet_declaration(key, value, lost)
            _vet_opacity_rule(key, value, lost)
            _vet_paint(key, value, gradients, lost)
    for element in root.iter():
        for key, value in (*element.attrib.items(), *declarations(element.get("style", ""))):
            _vet_paint(key, value, gradients, lost)


def _vet_opacity_rule(key: str, value: str, lost: dict[str, None]) -> None:
    if key == "opacity" and value.strip() not in ("1", "1.0", "100%"):
        lost["opacity in a style sheet"] = None


def _vet_paint(key: str, value: str, gradients: set[str], lost: dict[str, None]) -> None:
    """Record paint that is lost: svglib knows no reference but a fill with a gradient."""
    if key not in ("fill", "stroke") or not (found := _URL.search(value)):
        return
    if found[1] not in gradients:
        lost["<pattern>"] = None
    elif key == "stroke":
        lost["the gradient of a line"] = None


def _spread_opacity(element: Any, inherited: float, lost: dict[str, None]) -> None:
    """Replace `opacity`, which svglib does not know, by the opacity of fills and strokes.

    For a single shape that is equivalent; for a group whose parts may overlap it is reported.
    """
    own = _opacity(element)
    opacity = inherited * own
    if own < 1 and element.tag not in _LEAVES and len(element) > 1:
        lost["the opacity of a group, which its parts are given one by one,"] = None
    if opacity < 1 and element.tag == "use":
        lost["the opacity of <use>"] = None
    elif opacity < 1 and element.tag in _LEAVES:
        for key in ("fill-opacity", "stroke-opacity"):
            before = _number(_inherited(element, key), 1.0)
            _declare(element, key, f"{before * opacity:.4g}")
        opacity = 1.0  # words inside a text inherit what was declared just now
    for child in element:
        _spread_opacity(child, opacity, lost)


def _opacity(element: Any) -> float:
    return min(1.0, max(0.0, _number(_declared(element, "opacity"), 1.0)))


def _declared(element: Any, key: str) -> str:
    """The value of a property in the style or attributes of an element itself."""
    declared = dict(declarations(element.get("style", "")))
    return str(declared.get(key, element.get(key, "")))


def _inherited(element: Any, key: str) -> str:
    """The value of a property in an element or else in its nearest ancestor."""
    for holder in (element, *element.iterancestors()):
        if value := _declared(holder, key):
            return value
    return ""


def _declare(element: Any, key: str, value: str) -> None:
    style = element.get("style")
    if style is None:
        element.set(key, value)
    else:
        element.set("style", f"{style.rstrip('; ')};{key}:{value}")


def _number(text: str, default: float) -> float:
    text = text.strip()
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return default


class _Sizes:
    """Counts elements, including those that <use> elements repeat."""

    def __init__(self, root: Any) -> None:
        self._by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
        self._known: dict[Any, int] = {}

    def of(self, element: Any, within: tuple[Any, ...] = ()) -> int:
        """The count for an element with itself; PictureError if references are circular."""
        if element in within or len(within) > _DEEPEST:
            raise PictureError("an SVG whose <use> elements refer to each other in a circle")
        if element not in self._known:
            total = 0
            for part in element.iter():
                total += 1
                if part.tag == "use" and (target := self._by_id.get(_target(part))) is not None:
                    total += self.of(target, (*within, element))
            self._known[element] = total
        return self._known[element]

    def paint(self, value: str) -> int:
        """The number of parts in the clipping path or gradient that a value refers to."""
        found = _URL.search(value)
        target = self._by_id.get(found[1]) if found else None
        if target is None:
            return 0
        stops = self._by_id.get(_target(target))
        return self.of(target) - 1 + (0 if stops is None else self.of(stops))


def _check_references(root: Any, rules: Iterable[Rule]) -> None:
    """Reject a tree that references would make too large."""
    sizes = _Sizes(root)
    if sizes.of(root) - sum(1 for _ in root.iter()) > _MOST_REPEATED:
        what = f"an SVG whose <use> elements stand for more than {_MOST_REPEATED:,} others"
        raise PictureError(what, "simplify it, or save it as a PNG")
    steps = 0
    for key, value, count in _painted(root, rules):
        parts = sizes.paint(value)
        # svglib joins each part of a clipping path to those before it, every time.
        steps += count * parts * (parts - 1 if key == "clip-path" else 1)
    if steps > _MOST_PAINTED:
        what = "an SVG with too many parts in its clipping paths or gradients"
        raise PictureError(what, "simplify it, or save it as a PNG")


def _painted(root: Any, rules: Iterable[Rule]) -> Iterator[tuple[str, str, int]]:
    """Each property that may refer to paint, its value, and how many elements have it at most."""
    for rule in rules:
        for key, value in rule.declarations:
            if key in _PAINTS:
                yield key, value, rule.matches
    for element in root.iter():
        for key in _PAINTS:
            yield key, _declared(element, key), 1


def _target(use: Any) -> str:
    return str(use.get("href") or use.get(_XLINK_HREF) or "").strip().lstrip("#")


def _size(root: Any) -> tuple[float, float]:
    """The width and height in px: as stated, or else those of the view box."""
    box = _box(root)
    width, height = (_pixels(root.get(name)) for name in ("width", "height"))
    if box:
        ratio = box[1] / box[0]
        if width is None:
            width = box[0] if height is None else height / ratio
        if height is None:
            height = width * ratio
    if width is None or height is None:
        raise PictureError("an SVG without a size", "give it a viewBox, or a width and a height")
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise PictureError(f"an SVG of {width:g} × {height:g} px", "give it a sane size")
    return width, height


def _box(root: Any) -> tuple[float, float] | None:
    numbers = [_number(part, 0.0) for part in root.get("viewBox", "").replace(",", " ").split()]
    if len(numbers) == 4 and 0 < numbers[2] < 1e6 and 0 < numbers[3] < 1e6:
        return numbers[2], numbers[3]
    root.attrib.pop("viewBox", None)
    return None


def _pixels(length: str | None) -> float | None:
    found = _LENGTH.match(length or "")
    return float(found[1]) * _UNITS[found[2]] if found and found[2] in _UNITS else None


def _remove(element: Any) -> None:
    """Remove an element, but not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
