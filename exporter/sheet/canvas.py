"""The canvas of reportlab, through which everything reaches the document."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFPage
from reportlab.pdfgen.canvas import Canvas


class BareCanvas(Canvas):
    """A canvas that adds nothing of its own, and whose content can be taken part by part."""

    _code: list[str]
    _annotationrefs: list[str]
    _shadingUsed: dict[str, str]  # noqa: N815  # reportlab's name
    _doc: Any  # its stubs leave out most of it

    @property
    def document(self) -> Any:
        """The document that the pages go to."""
        return self._doc

    @property
    def shadings(self) -> dict[str, str]:
        """The shadings in the content, by name."""
        return self._shadingUsed

    def write(self, operators: str) -> None:
        """Add operators to the content."""
        self._code.append(operators)

    def annotate(self, reference: str) -> None:
        """Add an annotation to the page."""
        self._annotationrefs.append(reference)

    def take(self) -> str:
        """Remove and return the content written since the last call."""
        content = "\n".join(self._code)
        self._code.clear()
        return content

    def turn(self) -> PDFPage:
        """End the page and return it."""
        self.showPage()
        page: PDFPage = self._doc.Pages.pages[-1]
        return page

    def _make_preamble(self) -> None:
        self._preamble = ""
