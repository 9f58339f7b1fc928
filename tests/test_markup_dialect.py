"""What the parser leaves out for speed, by the signs a text has, would not have found anything."""

from __future__ import annotations

from itertools import islice
from xml.etree.ElementTree import tostring

import mutation
import pytest

from exporter.lines import Line, Reference
from exporter.markup.dialect import Dialect

EVERY_SIGN = "\\`*_~^==[<&$!@\x0e{ :// www."
REFERENCES = {
    "a": Reference("https://a.example", "", Line(1, "")),
    "1": Reference("https://b.example", "*b*", Line(2, "")),
}


class Whole(Dialect):
    """The parser with every extension, and every pattern for every text."""

    def __init__(self) -> None:
        super().__init__(EVERY_SIGN)

    def _inlines(self, _text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  # not to name it
        return super()._inlines(EVERY_SIGN)


def bodies(seed: int) -> list[str]:
    """Paragraphs of mutated sources, and signs beside each other."""
    texts = islice(mutation.inputs(seed), 150)
    return [body[:800] for text in texts for body in text.replace("\r", "").split("\n\n")[:20]]


@pytest.mark.parametrize("seed", [11, 12])
def test_a_text_is_read_as_by_all_patterns(seed: int) -> None:
    whole = Whole()
    for body in bodies(seed):
        lines = body.split("\n")
        own = Dialect(body)
        assert tostring(own.tree(lines, REFERENCES)) == tostring(whole.tree(lines, REFERENCES))
        assert tostring(own.inline(body, {})) == tostring(whole.inline(body, {}))


@pytest.mark.parametrize(
    "text",
    ["HTTP://A.example", "WWW.a.example", "a@b.example", "x^2^", "~~x~~", "==x==", "![a]", "[^a]"],
)
def test_every_sign_brings_what_finds_it(text: str) -> None:
    assert tostring(Dialect(text).inline(text, REFERENCES)) == tostring(
        Whole().inline(text, REFERENCES)
    )
