"""Other ways from the same Markdown to a PDF, for what of them is installed here."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

Commands = tuple[tuple[str, ...], ...]


_TYP, _HTML, _PDF = "rival.typ", "rival.html", "rival.pdf"


def rivals(source: Path) -> dict[str, Commands]:
    """By name, the commands that make a PDF of the source in the current folder, in their order.

    All begin with pandoc; Typst and WeasyPrint may be commands or Python packages.
    """
    pandoc = which("pandoc")
    if pandoc is None:
        return {}
    pictures = (f"--resource-path={source.parent}", "--extract-media=.")
    read = (pandoc, str(source), "--standalone", *pictures, "-o")
    found: dict[str, Commands] = {}
    if latex := which("pdflatex"):
        found["pandoc + pdflatex"] = ((*read, _PDF, f"--pdf-engine={latex}"),)
    if typst := _typst():
        found["pandoc + typst"] = ((*read, _TYP), typst)
    if weasyprint := _weasyprint():
        found["pandoc + weasyprint"] = ((*read, _HTML), weasyprint)
    return found


def _typst() -> tuple[str, ...] | None:
    if command := which("typst"):
        return command, "compile", _TYP, _PDF
    if find_spec("typst"):
        code = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        return sys.executable, "-c", code, _TYP, _PDF
    return None


def _weasyprint() -> tuple[str, ...] | None:
    if command := which("weasyprint"):
        return command, _HTML, _PDF
    if find_spec("weasyprint"):
        return sys.executable, "-m", "weasyprint", _HTML, _PDF
    return None
