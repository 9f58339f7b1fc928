"""Noto fonts of the system, for scripts that no font of the templates covers.

They are searched only if a character is missing everywhere else, so a sheet in Latin, Greek or
Cyrillic script does not depend on the machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

_REGULAR = re.compile(
    r"Noto(?P<kind>Sans|Serif|Emoji|Naskh)[A-Za-z0-9]*(?P<cut>[-_](Regular|VF)|\[.*\])?\.(ttf|otf|ttc)"
)
_UNFIT = re.compile("Color|Italic|Mono|Display|UI")
# The index of the face for a language in collections of CJK fonts.
_COLLECTED = {"ko": 1, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4, "zh": 2}


class FontFile(NamedTuple):
    """A font file, and the index of a face in it."""

    path: Path
    face: int = 0


def folders() -> tuple[Path, ...]:
    """The folders in which systems keep fonts."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home() fails where there is none
    windows = (os.environ.get("WINDIR"), os.environ.get("LOCALAPPDATA"))
    return (
        home / ".local/share/fonts",
        home / ".fonts",
        home / "Library/Fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts"),
        *(Path(root) / part for root, part in zip(windows, _WINDOWS, strict=True) if root),
    )


_WINDOWS = ("Fonts", "Microsoft/Windows/Fonts")


def covering(ch: str, language: str) -> FontFile | None:
    """A font that has a character, preferably sans serif; the choice is deterministic."""
    for path in _candidates(folders()):
        try:
            face = hb.Face(hb.Blob.from_file_path(path))
        except (OSError, hb.HarfBuzzError):
            continue
        if ord(ch) in face.unicodes:
            return FontFile(path, _index(face.count, language))
    return None


def _index(count: int, language: str) -> int:
    tag = language.lower()
    found = next((index for key, index in _COLLECTED.items() if tag.startswith(key)), 0)
    return found if found < count else 0


@cache
def _candidates(where: tuple[Path, ...]) -> tuple[Path, ...]:
    """The regular Noto fonts in some folders, sans before serif, by name."""
    fonts = (path for folder in where for path in _files(folder) if _fit(path.name))
    order = {"Sans": 0, "Naskh": 1, "Emoji": 2, "Serif": 3}

    def rank(path: Path) -> tuple[int, str, str]:
        match = _REGULAR.fullmatch(path.name)
        return order[match["kind"]] if match else 9, path.name, str(path)

    return tuple(sorted(fonts, key=rank))


def _fit(name: str) -> bool:
    return _REGULAR.fullmatch(name) is not None and not _UNFIT.search(name)


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in names:
            yield Path(root) / name
