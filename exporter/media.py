"""Checks of the pictures and clips that a source uses: their paths, types and contents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote

from exporter import inert
from exporter.metadata import without_metadata
from exporter.model import Media
from exporter.visible import shortened

SOUNDS = (".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac")

FILMS = (".mp4", ".webm", ".ogv", ".mov", ".mkv")

CLIPS = (*SOUNDS, *FILMS)

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")

SUFFIXES = (*PICTURES, *CLIPS)

LONGEST_QUOTED = 60
"""The greatest length of a reference in a message."""

_SIGNATURES = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".mp3": re.compile(rb"ID3|\xff[\xe2-\xff]"),
    **dict.fromkeys((".ogg", ".oga", ".opus", ".ogv"), re.compile(rb"OggS")),
    ".wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
    ".flac": re.compile(rb"fLaC"),
    **dict.fromkeys(
        (".m4a", ".mp4", ".mov"), re.compile(rb"....(?:ftyp|moov|mdat|wide)", re.DOTALL)
    ),
    **dict.fromkeys((".webm", ".mkv"), re.compile(rb"\x1aE\xdf\xa3")),
    ".svg": re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|svg)", re.IGNORECASE),
}


_CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
}


def content_type(media: Media) -> str:
    """The MIME type of a file."""
    return _CONTENT_TYPES[media.suffix]


class PictureError(Exception):
    """A picture or clip that cannot be used: what is wrong with it, and a hint."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def vetted(reference: str) -> PurePosixPath:
    """The path of a reference below the folder of the source; PictureError if it is not allowed."""
    if reference.lower().startswith("data:"):
        raise PictureError("an image written into the text", "save it as a file beside the source")
    if reference.startswith((":/", "attachment:")):  # Joplin's and Jupyter's
        hint = "export the notes from there with their pictures as files"
        raise PictureError(
            f'the image "{shortened(reference, LONGEST_QUOTED)}" is in another program', hint
        )
    if re.match(r"(?:[a-zA-Z][a-zA-Z0-9+.-]+:|//)", reference):
        hint = "save the file beside the source: nothing is fetched"
        raise PictureError(
            f'remote {noun(reference)} "{shortened(reference, LONGEST_QUOTED)}"', hint
        )
    if reference.startswith(("/", "\\")) or re.match(r"[a-zA-Z]:", reference):
        hint = "name the file from the source's folder"
        raise PictureError(f'absolute {noun(reference)} path "{reference}"', hint)
    if "\\" in unquote(reference):
        raise PictureError(
            f'{noun(reference)} path "{reference}" with a backslash', "write / between folders"
        )
    path = PurePosixPath(unquote(reference))
    if ".." in path.parts or path.is_absolute() or "\0" in str(path):
        hint = "move the file into the source's folder or below"
        raise PictureError(f'{noun(reference)} outside the source\'s folder: "{reference}"', hint)
    if path.suffix.lower() not in SUFFIXES:
        pictures, sounds, films = map(_listed, (PICTURES, SOUNDS, FILMS))
        hint = f"pictures are {pictures}; sounds {sounds}; films {films}"
        raise PictureError(f'unsupported image type "{path.name}"', hint)
    return path


def checked(path: PurePath, data: bytes) -> Media:
    """The file without personal metadata; PictureError if it is not of the type of its suffix."""
    suffix = path.suffix.lower()
    if not _SIGNATURES[suffix].match(data):
        kinds = [kind for kind, sign in _SIGNATURES.items() if sign.match(data)]
        hint = f"its content is {kinds[0][1:]}: rename it" if kinds else ""
        raise PictureError(
            f'{noun(path.name)} "{path.as_posix()}" is not {_article(suffix)} {suffix[1:]} file',
            hint,
        )
    if suffix == ".svg" and (wrong := inert.fault(data)):
        raise PictureError(f'image "{path.as_posix()}" {wrong}', "save it as plain SVG")
    return Media(path.as_posix(), suffix, without_metadata(suffix, data))


def noun(name: str) -> str:
    """The word for a file of that name in messages."""
    return "clip" if name.lower().endswith(CLIPS) else "image"


def _article(suffix: str) -> str:
    return "an" if suffix[1] in "mos" else "a"


def _listed(suffixes: Iterable[str]) -> str:
    return ", ".join(suffix[1:] for suffix in suffixes)
