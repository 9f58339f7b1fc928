from __future__ import annotations

from pathlib import Path

import pytest

from exporter.sheet.style import Style, read
from exporter.templates import Templates

A4 = (595.276, 841.89)


def own(folder: Path, text: str) -> tuple[Style, list[str]]:
    (folder / "sheet.toml").write_text(text, encoding="utf-8")
    style, problems = read(Templates(folder), A4)
    return style, [str(problem).replace(f"{folder}/", "") for problem in problems]


def test_the_shipped_style_has_no_problem() -> None:
    style, problems = read(Templates(), A4)
    assert problems == ()
    assert style.sizes.leading == 14.0


def test_what_a_file_leaves_out_keeps_its_value(tmp_path: Path) -> None:
    style, problems = own(tmp_path, "[sizes]\ntext = 11\n")
    assert problems == []
    assert (style.sizes.text, style.sizes.leading) == (11.0, 14.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[colours]\ntext = "#111111"\nacent = "#123456"\n',
            (
                'sheet.toml:3: unknown key "acent" in [colours]\n'
                "    the keys are text, quiet, rule, accent, mark, string"
            ),
        ),
        (
            "\n[color]\nx = 1\n",
            (
                'sheet.toml:2: unknown group "color"\n'
                "    the groups are page, fonts, sizes, spacing, margin, colours"
            ),
        ),
        (
            "measure = 3\n",
            (
                'sheet.toml:1: unknown group "measure"\n'
                "    the groups are page, fonts, sizes, spacing, margin, colours"
            ),
        ),
        ('[sizes]\n\ntext = "big"\n', 'sheet.toml:3: "text" must be a number of points'),
        ("[sizes]\ntext = true\n", 'sheet.toml:2: "text" must be a number of points'),
        (
            "[sizes]\ntext = 0\n",
            'sheet.toml:2: "text" must be more than 0 and less than 5000',
        ),
        (
            '[colours]\naccent = "red"\n',
            'sheet.toml:2: "accent" must be a colour such as "#8a1c1c"',
        ),
        (
            '[fonts]\ntext = ["fonts/a.ttf"]\n',
            'sheet.toml:2: "text" must name four files: regular, italic, bold, bold italic',
        ),
        ('[fonts]\nfallback = "a"\n', 'sheet.toml:2: "fallback" must be a list of font files'),
        (
            '[fonts]\nfallback = ["none.ttf"]\n',
            'sheet.toml:2: the font "none.ttf" cannot be read: No such file or directory',
        ),
        (
            '[fonts]\nfallback = ["sheet.toml"]\n',
            (
                'sheet.toml:2: the font "sheet.toml" is not a TrueType or OpenType font\n'
                "    take the .ttf or .otf of the family, not a web font"
            ),
        ),
        (
            "[page]\nmeasure = 600\n",
            "sheet.toml:1: the text does not fit across the paper, with its numbers and margins",
        ),
        (
            "# taller\n[page]\nbottom = 700\n",
            "sheet.toml:2: the text does not fit down the paper, with its running head",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    style, problems = own(tmp_path, text)
    assert problems == [message]
    assert style == read(Templates(), A4)[0]


def test_a_file_that_is_not_toml_is_said_with_its_line(tmp_path: Path) -> None:
    style, problems = own(tmp_path, "[sizes]\ntext = = 3\n")
    assert [problem.split(": ")[:2] for problem in problems] == [["sheet.toml:2", "not valid TOML"]]
    assert style == read(Templates(), A4)[0]


def test_a_key_is_looked_for_in_its_own_group(tmp_path: Path) -> None:
    _, problems = own(tmp_path, '[sizes]\ntext = 11\n[colours]\ntext = "ink"\n')
    assert problems == ['sheet.toml:4: "text" must be a colour such as "#8a1c1c"']
