"""The cache of drawings: whatever happens to its file, it gives what was put there, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.sheet import cache
from exporter.sheet.cache import Cache

DRAWINGS = {b"one": b"0 0 m 1 1 l S", b"two": b"0 0 9 9 re f", b"none": b""}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file in a folder that is yet to be made."""
    return tmp_path / "new" / "drawings.bin"


def filled(file: Path) -> Cache:
    found = Cache(file, ())
    for key, drawing in DRAWINGS.items():
        found.put(key, drawing)
    return found


def kept(file: Path) -> dict[bytes, bytes]:
    found = Cache(file, ())
    pairs = ((key, found.get(key)) for key in DRAWINGS)
    return {key: drawing for key, drawing in pairs if drawing is not None}


def test_what_is_put_in_is_there_at_once_and_next_time(file: Path) -> None:
    now = filled(file)
    assert {key: now.get(key) for key in DRAWINGS} == DRAWINGS
    assert kept(file) == DRAWINGS
    assert now.get(b"three") is None


def damage(file: Path, kind: str) -> None:
    data = file.read_bytes()
    match kind:
        case "torn":
            file.write_bytes(data[:-5])
        case "flipped":
            file.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
        case "foreign":
            file.write_bytes(b"something else altogether")
        case "empty":
            file.write_bytes(b"")
        case "other version":
            file.write_bytes(data.replace(b"drawings 2", b"drawings 1"))
        case _:
            file.unlink()
            file.mkdir()


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("torn", 2),
        ("flipped", 2),
        ("foreign", 0),
        ("empty", 0),
        ("other version", 0),
        ("folder", 0),
    ],
)
def test_a_damaged_file_is_mended(file: Path, kind: str, left: int) -> None:
    filled(file)
    damage(file, kind)
    assert list(kept(file).items()) == list(DRAWINGS.items())[:left]
    filled(file)
    if kind != "folder":
        assert kept(file) == DRAWINGS
        assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_what_other_code_drew_is_not_used(file: Path, tmp_path: Path) -> None:
    code = tmp_path / "draw.py"
    for text in ("thin lines", "thick lines"):
        code.write_text(text)
        assert Cache(file, [code]).get(b"key") is None
        Cache(file, [code, tmp_path / "missing.py"]).put(b"key", text.encode())
        assert Cache(file, [code]).get(b"key") == text.encode()


def test_two_writers_share_the_file(file: Path) -> None:
    Cache(file, ()).put(b"none", b"")
    first, second = Cache(file, ()), Cache(file, ())
    first.put(b"one", DRAWINGS[b"one"])
    second.put(b"two", DRAWINGS[b"two"])
    assert kept(file) == DRAWINGS


def test_a_folder_that_cannot_be_made_does_no_harm(file: Path) -> None:
    file.parent.write_text("not a folder")
    assert filled(file).get(b"one") == DRAWINGS[b"one"]


def test_the_file_does_not_grow_beyond_its_bound(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_LARGEST", 2_000)
    found = Cache(file, ())
    for number in range(100):
        found.put(f"{number}".encode(), f"{number} w".encode())
        assert file.stat().st_size < 2_100
    again = Cache(file, ())
    assert again.get(b"99") == b"99 w"
    assert again.get(b"0") is None


def test_a_drawing_that_would_leave_no_room_is_not_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_LONGEST", 10)
    assert sorted(drawing for drawing in kept(file).values()) == []
    filled(file)
    assert kept(file) == {b"none": b""}
