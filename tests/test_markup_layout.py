"""What GitHub nests by columns, Python-Markdown must see nested by fours."""

from __future__ import annotations

import pytest

from exporter.lines import Reading, lift, number
from exporter.markup.layout import regular


@pytest.mark.parametrize(
    ("github", "python_markdown"),
    [
        ("text\n- a\n- b", "text\n\n- a\n- b"),
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
        ("1. a\n   - b\n2. c", "1. a\n    - b\n2. c"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("10. a\n    - b", "10. a\n    - b"),
        ("- a\n\n  more\n- b", "- a\n\n    more\n\n- b"),
        ("* a\n1. b", "* a\n\n1. b"),
        ("in\n2024. a year", "in\n2024. a year"),
        ("in\n1. a list", "in\n\n1. a list"),
        ("text\n| a |\n|---|\n| b |", "text\n\n| a |\n|---|\n| b |"),
        ("- a\n  > b\n  > - c\n  >   - d", "- a\n\n    > b\n    >\n    > - c\n    >     - d\n"),
        ("> a\nlazy", "\n> a\n> lazy\n"),
        ("word\n: a\n\n  b", "word\n:   a\n\n    b"),
        ("- a\n***\n- b", "- a\n\n***\n\n- b"),
        ("a\n<details><summary>s</summary>\nb", "a\n\n<details>\n\n\n<summary>s</summary>\n\nb"),
    ],
)
def test_the_layout_of_github_becomes_that_of_python_markdown(
    github: str, python_markdown: str
) -> None:
    reading = Reading("x.md")
    lines, _ = number(github, "x.md")
    assert "\n".join(regular(lift(lines, reading), reading)) == python_markdown
    assert reading.problems == []
