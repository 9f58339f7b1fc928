"""Pictures and clips: the name of one in Anki's media folder, and those that some text has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exporter.model import Block, Clip, Image, Inline, Media, parts

Node = Block | Inline


def file_name(media: Media) -> str:
    """A name derived from the content, because Anki never replaces a media file that it has."""
    return f"exporter-{media.digest[:16]}{media.suffix}"


def files(nodes: Iterable[Node]) -> Iterator[Media]:
    """The files of all pictures and clips in some text, in order, doubles included."""
    for node in nodes:
        if isinstance(node, Image | Clip):
            yield node.media
        else:
            for part in parts(node):
                yield from files(part)
