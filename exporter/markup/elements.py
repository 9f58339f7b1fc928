"""The text of elements in Python-Markdown's tree."""

from __future__ import annotations

from xml.etree.ElementTree import Element


def text_of(element: Element) -> str:
    """The text before the first child, without white space at its ends."""
    return (element.text or "").strip()


def only_text(element: Element) -> str:
    """The text of a paragraph without children, "" for any other element."""
    return text_of(element) if element.tag == "p" and not len(element) else ""
