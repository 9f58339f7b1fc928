r"""A formula in one line of plain text, for names: `x²`, `∑ᵢ₌₁ⁿ xᵢ`, `(a+b)/c`.

Scripts are Unicode's where it has them, fractions and roots as typed on a keyboard, letters in the
one plain alphabet. Meant to be recognised, not to be read back.
"""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′″‴∘⊤†*∗",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′″‴°ᵀ†**",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_MOST_LETTERS = 3
"""So many letters a script may have and still be legible as one of Unicode's."""

_ROOTS = {"3": "∛", "4": "∜"}
_SIMPLE = re.compile(r"[\w.∂∇∞√′\u0300-\u036f\u20d0-\u20ff]+(?:\([^()]*\))?|\([^()]*\)")
"""What needs no parentheses in a fraction or behind a root."""

_LETTERLIKE = "ℎℬℰℱℋℐℒℳℛℯℊℴℭℌℨ"
"""Letters of mathematical alphabets that Unicode had before it had the alphabets."""

_OVERLINE = "\u0305"


def linear(element: Element) -> str:
    """The text of a formula's element, as `exporter.latex.read` gives it."""
    return " ".join(_of(element).split())


def _of(element: Element) -> str:  # noqa: C901  # one case for each element of a formula
    parts = [_of(child) for child in element]
    match element.tag, parts:
        case "mtext" | "mo", _:
            return "".join(map(_plain, element.text or ""))
        case "mspace", _:
            return " " if float(element.get("width", "0")) > 0 else ""
        case "mpadded", _:
            return "".join(parts) if "ink" in element.get("keep", "") else ""
        case "mfrac", [above, below]:
            bar = "¦" if element.get("linethickness") == "0" else "/"
            return f"{_grouped(above)}{bar}{_grouped(below)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [inside, degree]:
            sign = _ROOTS.get(degree) or f"{_above(degree)}√"
            return f"{sign}{_grouped(inside)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}{_below(below.strip())}{_above(above.strip())}"
        case "mover" | "munder", [base]:
            return _accented(base, element)
        case "mtable", _:
            return "; ".join(parts)
        case "mtr", _:
            return ", ".join(parts)
        case _:
            return "".join(parts)


def _plain(char: str) -> str:
    """The letter, whatever alphabet of mathematics it is from."""
    of_alphabet = char >= "\U0001d400" or char in _LETTERLIKE
    return unicodedata.normalize("NFKC", char) if of_alphabet else char


def raised(text: str) -> str:
    """The text as Unicode's superscripts, "" if it is too long or lacks one."""
    return _in_forms(text, _SUPERSCRIPTS)


def lowered(text: str) -> str:
    """The text as Unicode's subscripts, likewise."""
    return _in_forms(text, _SUBSCRIPTS)


def _in_forms(text: str, forms: dict[str, str]) -> str:
    fits = sum(map(str.isalpha, text)) <= _MOST_LETTERS and all(char in forms for char in text)
    return "".join(forms[char] for char in text) if fits else ""


def _above(text: str) -> str:
    return raised(text) or (f"^{_grouped(text)}" if text else "")


def _below(text: str) -> str:
    return lowered(text) or (f"_{_grouped(text)}" if text else "")


def _grouped(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _accented(base: str, element: Element) -> str:
    """A base under its accent or its bar; a brace says nothing without what stands at it."""
    if element.tag == "mover" and element.get("cover") == "rule":
        return "".join(f"{char}{_OVERLINE}" for char in base)
    sign = element.get("accent") or element.get("cover") or ""
    combining = len(sign) == 1 and unicodedata.combining(sign)
    return unicodedata.normalize("NFC", base + sign) if combining else base
