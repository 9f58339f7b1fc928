"""What dist/ holds is what source/ says: the content is compared, since bytes also hold times."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from exporter.cli import main

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    source.mkdir()
    for file in (ROOT / "source").rglob("*"):
        target = source / file.relative_to(ROOT / "source")
        if file.is_dir():
            target.mkdir()
        else:
            target.write_bytes(file.read_bytes())
    layouts = [part for layout in ("sheet", "quiz", "cards") for part in ("--layout", layout)]
    result = CliRunner().invoke(
        main, ["build", str(source / "deep-learning.md"), "-o", str(folder), *layouts]
    )
    assert result.exit_code == 0, result.output
    return folder


def deck(folder: Path) -> dict[str, object]:
    """The notes, templates and media of the package, without its times."""
    with zipfile.ZipFile(folder / "deep-learning.apkg") as package:
        media = {
            name: package.getinfo(place).CRC
            for place, name in json.loads(package.read("media")).items()
        }
        data = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        return _content(database, media)


def _content(database: sqlite3.Connection, media: dict[str, int]) -> dict[str, object]:
    models, decks = database.execute("select models, decks from col").fetchone()
    return {
        "notes": database.execute("select guid, flds, tags from notes order by guid").fetchall(),
        "cards": database.execute(
            "select guid, ord, due from cards join notes on notes.id = nid order by guid, ord"
        ).fetchall(),
        "templates": [
            [model["name"], model["css"], model["tmpls"]] for model in json.loads(models).values()
        ],
        "decks": sorted(deck["name"] for deck in json.loads(decks).values()),
        "media": media,
    }


def sheet(folder: Path, name: str) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(folder / f"{name}.pdf") as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def test_the_deck_matches_its_source(built: Path) -> None:
    assert deck(ROOT / "dist") == deck(built)


@pytest.mark.parametrize("layout", ["", "-quiz", "-cards"])
def test_the_sheets_match_their_source(layout: str, built: Path) -> None:
    assert sheet(ROOT / "dist", f"deep-learning{layout}") == sheet(built, f"deep-learning{layout}")
