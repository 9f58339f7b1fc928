"""The plainest PDF that reportlab's platypus makes of a text, as its manual shows."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate

if TYPE_CHECKING:
    from plain import Item


def pdf(items: Iterable[Item]) -> bytes:
    """The file, on A4 and in Helvetica."""
    styles = getSampleStyleSheet()
    story: list[Flowable] = []
    for style, text in items:
        if isinstance(text, list):
            entries = [Paragraph(entry, styles["BodyText"]) for entry in text]
            story.append(ListFlowable(entries, bulletType="bullet"))
        else:
            story.append(Paragraph(text, styles[style]))
    buffer = BytesIO()
    SimpleDocTemplate(buffer).build(story)
    return buffer.getvalue()
