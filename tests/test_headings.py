from __future__ import annotations

import pytest

from exporter.headings import parted


@pytest.mark.parametrize(
    ("heading", "words", "attributes"),
    [
        ("What? {#k}", "What?", "#k"),
        ('What? {#k tags="a b"} {.typed}', "What?", '#k tags="a b" .typed'),
        (r'What? {.typed expected="\frac{1}{2}"}', "What?", r'.typed expected="\frac{1}{2}"'),
        ("What? {.typed expected='{1: \"}\"}'} {#k}", "What?", ".typed expected='{1: \"}\"}' #k"),
        ('What? {.typed expected="x {#a"}', "What?", '.typed expected="x {#a"'),
        ('{#k expected="}"}', "", '#k expected="}"'),
        ('Is x="{" {1} a set? {#k}', 'Is x="{" {1} a set?', "#k"),
        ('Is x="a {#k tags="b"}', 'Is x="a', '#k tags="b"'),
        ("[All]{.underline}", "[All]{.underline}", ""),
        ("A set {x}", "A set {x}", ""),
        ("What? {#k} ##", "What? {#k}", ""),
    ],
)
def test_the_braces_at_the_end_are_attributes(heading: str, words: str, attributes: str) -> None:
    assert parted(heading) == (words, attributes)


def test_many_braces_take_no_longer_than_they_are() -> None:
    words, attributes = parted('What? {#a b="}"}' + ' {#a b="}"}' * 10_000)
    assert words == "What?"
    assert attributes.count("#a") == 10_001
