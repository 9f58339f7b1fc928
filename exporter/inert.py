"""Whether an SVG is inert: without scripts, and without entities that expand on reading.

Cards show pictures as `<img>`, in which browsers run no scripts and load no other files; but Anki
keeps the file, and it can be opened by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SCRIPT = re.compile(r"(?:^|;)(?:(?:java|vb)script:|data:text/html)", re.IGNORECASE)
_PAGES = frozenset({"iframe", "frame", "object", "embed", "portal", "fencedframe", "meta", "base"})
"""HTML elements that embed another page, which may have a script, or lead to one."""

_PSEUDO = re.compile(r"""([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BLANK = re.compile(r"[\x00-\x20]+")  # browsers ignore these in an address


class _Fault(Exception):  # noqa: N818  # private, and caught in this module
    pass


def fault(data: bytes) -> str:
    """A message about an SVG, to follow its name; "" if it is inert."""
    from xml.parsers import expat  # noqa: PLC0415  # most sources hold no SVG

    parser = expat.ParserCreate()
    parser.StartElementHandler = _element
    parser.EntityDeclHandler = _entity
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003  # its parameter has no name
    except _Fault as found:
        return str(found)
    except expat.ExpatError as error:
        return f"is not well-formed (line {error.lineno})"
    except (LookupError, ValueError):
        return "has an encoding that is not known"
    return ""


def _element(name: str, attributes: Mapping[str, str]) -> None:
    local = name.rpartition(":")[2].lower()
    if local == "script":
        raise _Fault("holds a script")
    if local in _PAGES:
        raise _Fault("holds another page")
    for key, value in attributes.items():
        if key.lower().startswith("on") or _SCRIPT.search(_BLANK.sub("", value)):
            raise _Fault("holds a script")


def _entity(*_: object) -> None:
    raise _Fault("declares XML entities")


def _instruction(target: str, words: str) -> None:
    types = [one or other for name, one, other in _PSEUDO.findall(words) if name == "type"]
    if target.lower() == "xml-stylesheet" and types != ["text/css"]:
        raise _Fault("holds a script")
