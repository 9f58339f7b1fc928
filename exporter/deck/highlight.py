"""Syntax highlighting for cards: code in pieces by class; card.css has their colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from exporter.highlighting import colourable

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType


class Piece(NamedTuple):
    """A piece of code with the short name of its token type in Pygments; "" without colour."""

    name: str
    code: str


def pieces(code: str, language: str) -> tuple[Piece, ...]:
    """The code in pieces, in order; a single piece without a name if it cannot be highlighted."""
    lexer = _lexer(language) if colourable(code, language) else None
    if lexer is None:
        return (Piece("", code),)
    found = tuple(_merged(_named(lexer, code)))
    if "".join(piece.code for piece in found) != code:  # a lexer that does not keep the text
        return (Piece("", code),)
    return found


@cache
def _lexer(language: str) -> Lexer | None:
    """The lexer of that name or alias, set to keep leading white space; None if unknown."""
    # Pygments takes long to import, and most decks hold no code.
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415  # see above
    from pygments.util import ClassNotFound  # noqa: PLC0415  # see above

    try:
        lexer: Lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
    return lexer


def _named(lexer: Lexer, code: str) -> Iterator[Piece]:
    """The tokens as pieces, without the line end that Pygments may add."""
    tokens = list(lexer.get_tokens(code))
    if not code.endswith("\n") and tokens and tokens[-1][1].endswith("\n"):
        kind, last = tokens[-1]
        tokens[-1] = (kind, last[:-1])
    for kind, text in tokens:
        yield Piece(_short_name(kind), text)


@cache
def _short_name(kind: _TokenType) -> str:
    """The class that Pygments' own style sheets use for that kind of token."""
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415  # as above

    known = kind
    while known not in STANDARD_TYPES and known.parent is not None:
        known = known.parent
    name = STANDARD_TYPES.get(known, "")
    return "" if name == "w" else name  # white space has no colour


def _merged(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without empty ones, and with neighbours of the same name merged."""
    name, parts = "", list[str]()
    for piece in found:
        if piece.name != name and parts:
            yield Piece(name, "".join(parts))
            parts = []
        if piece.code:
            name = piece.name
            parts.append(piece.code)
    if parts:
        yield Piece(name, "".join(parts))
