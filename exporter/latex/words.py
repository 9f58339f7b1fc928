r"""Words in a formula: \text and its kin, with their spaces, quotes, dashes and inner formulas."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

from exporter.latex.elements import TEXT, Atom, characters, mathml, row
from exporter.latex.errors import FormulaError, unclosed
from exporter.latex.reader import Reader
from exporter.latex.symbols import SPACES, TEXTS, Kind, styled

_TEXT_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|---|--|``|''|\s+|.", re.DOTALL)
_TEXT_CHARACTERS = {
    "~": "\u00a0",
    "---": "—",
    "--": "–",
    "``": "“",
    "''": "”",
    "`": "‘",
    "'": "’",
    r"\ ": " ",
    r"\space": " ",
    r"\textbackslash": "\\",
    r"\ldots": "…",
    r"\dots": "…",
    **{rf"\{char}": char for char in "%$#&_{}"},
}


def words(reader: Reader, command: str) -> Atom:
    r"""\text{…}."""
    with reader.within(font=TEXTS[command]):
        if reader.next != "{":
            raise FormulaError(f"nothing after {command} in the formula", f"write {command}{{…}}")
        at = reader.end
        elements, end = _text(reader, at, command)
    reader.seek(end)
    return reader.atom(Kind.ORDINARY, mathml("mrow", *elements))


def _text(reader: Reader, at: int, command: str) -> tuple[list[Element], int]:
    """The text from a place up to its closing brace, as elements, and the place after it."""
    elements: list[Element] = []
    words = ""

    def flush() -> None:
        nonlocal words
        if words:
            elements.append(characters(_styled_words(reader, words, command)))
        words = ""

    while found := _TEXT_TOKEN.match(reader.source, at):
        sign, at = found[0], found.end()
        if sign == "}":
            flush()
            return elements, at
        if sign in _TEXT_CHARACTERS:
            words += _TEXT_CHARACTERS[sign]
        elif sign in SPACES and sign[0] == "\\":
            flush()
            elements.append(mathml("mspace", width=f"{SPACES[sign] / 18:.4f}"))
        elif sign in ("$", r"\(") or sign in TEXTS or sign == "{":
            flush()
            inner, at = _inside_text(reader, sign, at, command)
            elements.extend(inner)
        elif sign[0] == "\\":
            raise FormulaError(
                f"{sign} inside {command} in the formula", rf"end the {command} before it"
            )
        else:
            words += " " if sign.isspace() else sign
    raise unclosed(f"{command}{{", "")


def _inside_text(reader: Reader, sign: str, at: int, command: str) -> tuple[list[Element], int]:
    if sign == "{":
        with reader.within():
            return _text(reader, at, command)
    reader.seek(at)
    if sign in TEXTS:
        element = words(reader, sign).element
        return [element], reader.start
    closer = "$" if sign == "$" else r"\)"
    with reader.within(TEXT, "math"):
        element = row(reader.atoms(frozenset({closer}), sign), TEXT)
    return [element], reader.end


def _styled_words(reader: Reader, words: str, command: str) -> str:
    letters = [styled(char, reader.font) for char in words]
    if None in letters or (reader.font != "rm" and not _plain(words)):
        raise FormulaError(
            f"“{words.strip()}” cannot be set by {command}", r"use \text, or write it outside"
        )
    return "".join(filter(None, letters))


def _plain(words: str) -> bool:
    return all(char.isascii() or unicodedata.category(char)[0] in "PZS" for char in words)
