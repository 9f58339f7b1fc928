"""Which pictures a source may use: of its own folder, of a known type, and truly of that type."""

from __future__ import annotations

import re
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote

from exporter.model import Media

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")

_SIGNATURES = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".svg": re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|svg)", re.IGNORECASE),
}


class PictureError(Exception):
    """A picture that cannot be used: what is wrong with it, and how to mend that."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def vetted(reference: str) -> PurePosixPath:
    """The path below the source's folder that a reference names; PictureError if there is none."""
    if re.match(r"(?:[a-zA-Z][a-zA-Z0-9+.-]+:|//)", reference):
        hint = "save the picture beside the source: nothing is fetched"
        raise PictureError(f'remote image "{_short(reference)}"', hint)
    if reference.startswith(("/", "\\")) or re.match(r"[a-zA-Z]:", reference):
        hint = "name the picture from the source's folder"
        raise PictureError(f'absolute image path "{reference}"', hint)
    if "\\" in reference:
        raise PictureError(f'image path "{reference}" with a backslash', "write / between folders")
    path = PurePosixPath(unquote(reference))
    if ".." in path.parts or path.is_absolute() or "\0" in str(path):
        hint = "move the picture into the source's folder or below"
        raise PictureError(f'image outside the source\'s folder: "{reference}"', hint)
    if path.suffix.lower() not in SUFFIXES:
        known = ", ".join(suffix[1:] for suffix in SUFFIXES)
        raise PictureError(f'unsupported image type "{path.name}"', f"known are {known}")
    return path


def checked(path: PurePath, data: bytes) -> Media:
    """The picture, if its bytes are what its name says; PictureError if not."""
    suffix = path.suffix.lower()
    if not _SIGNATURES[suffix].match(data):
        kinds = [kind for kind, sign in _SIGNATURES.items() if sign.match(data)]
        hint = f"its content is {kinds[0][1:]}: rename it" if kinds else ""
        raise PictureError(f'image "{path.as_posix()}" is not a {suffix[1:]} file', hint)
    if suffix == ".svg" and b"<!ENTITY" in data:
        raise PictureError(
            f'image "{path.as_posix()}" declares XML entities', "save it as plain SVG"
        )
    return Media(path.as_posix(), suffix, data)


def _short(reference: str) -> str:
    return reference if len(reference) <= 60 else reference[:57] + "…"
