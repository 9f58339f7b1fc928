"""Media files: their names in Anki's media folder, and the files that a text uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exporter.model import Block, Clip, Image, Inline, Media, nodes


def file_name(media: Media) -> str:
    """A name made from the content, because Anki never replaces a media file."""
    return f"exporter-{media.digest[:16]}{media.suffix}"


def files(content: Iterable[Block | Inline]) -> Iterator[Media]:
    """The files of all pictures and clips in a text, in order, with repetitions."""
    return (node.media for node in nodes(content) if isinstance(node, Image | Clip))
