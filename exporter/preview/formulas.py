r"""The formulas of a card, between `\(` and `\)` or `\[` and `\]`, as MathML.

Browsers render MathML themselves, so nothing has to be loaded. A formula that cannot be converted
is shown as LaTeX; the sheet reports formulas that cannot be printed.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

_FORMULA = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SIGN = re.compile(r"&#x[0-9A-Fa-f]{2,6};")


def with_mathml(card: str) -> str:
    """The HTML of a card with its formulas as MathML."""
    return _FORMULA.sub(_replaced, card)


def _replaced(found: re.Match[str]) -> str:
    display = found["display"] is not None
    # Anki takes the elements of a deletion out of a formula as well.
    latex = html.unescape(_TAG.sub("", found["display"] if display else found["inline"]))
    if (element := mathml(latex, display=display)) is not None:
        return element
    return f'<code class="latex">{html.escape(latex.strip())}</code>'


@lru_cache(maxsize=20_000)
def mathml(latex: str, *, display: bool) -> str | None:
    """A formula as a `math` element, or None if its LaTeX is not understood."""
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415  # slow to import

    try:
        root = convert_to_element(latex, display="block" if display else "inline")
    except Exception:  # noqa: BLE001  # of several kinds, and some are bare IndexErrors
        return None
    if any("\\" in (each.text or "") for each in root.iter() if each.tag != "mtext"):
        return None  # a command that it does not know is left as a letter
    _mend(root)
    return tostring(root, encoding="unicode")


def _mend(root: Element) -> None:
    """Replace character references, which the converter leaves in texts, by their characters.

    Unescaping its output instead, as it proposes, would let a `<` in a text through as a tag.
    """
    root.attrib.pop("xmlns", None)
    for element in root.iter():
        for name, value in element.attrib.items():
            element.set(name, _SIGN.sub(_sign, value))
        if element.text:
            element.text = _SIGN.sub(_sign, element.text)


def _sign(reference: re.Match[str]) -> str:
    return html.unescape(reference[0])
