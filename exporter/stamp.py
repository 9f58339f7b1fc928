"""Keys written into a source's headings, every other byte left as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BRACES = re.compile(r"(\{:?[ ]*)((?:[.]|[\w-]+=)[^{}]*\}\s*)$")
_END = re.compile(r"\s*$")


def stamped(source: bytes, keys: Mapping[int, str]) -> bytes:
    """The source with a key behind each of the headings on these lines (from 1); it is UTF-8."""
    lines = _LINE.findall(source.decode())
    for line, key in keys.items():
        lines[line - 1] = _stamped(lines[line - 1], key)
    return "".join(lines).encode()


def _stamped(line: str, key: str) -> str:
    """The heading with its key, in the braces that it has or in new ones, before its comments."""
    text, comment = _before_comment(line)
    if _BRACES.search(text):
        return _BRACES.sub(rf"\g<1>#{key} \g<2>", text) + comment
    return _END.sub(rf" {{#{key}}}\g<0>", text, count=1) + comment


def _before_comment(line: str) -> tuple[str, str]:
    """The line up to a comment that ends it, and that comment; code may hold the sign of one."""
    comment = re.search(r"(?:\s*<!--(?:(?!-->).)*(?:-->)?)+\s*$", line, re.DOTALL)
    if comment is None or line.count("`", 0, comment.start()) % 2:
        return line, ""
    return line[: comment.start()], line[comment.start() :]
