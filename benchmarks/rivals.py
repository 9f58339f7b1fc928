"""Other ways from the same Markdown to a PDF, for what of them is installed here."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

Commands = tuple[tuple[str, ...], ...]


def rivals(source: Path, folder: Path) -> dict[str, Commands]:
    """By name, the commands that make a PDF of the source, one after the other.

    All begin with pandoc; Typst and WeasyPrint may be commands or Python packages.
    """
    pandoc = which("pandoc")
    if pandoc is None:
        return {}
    read = (pandoc, str(source), "--standalone", f"--resource-path={source.parent}")
    typ, html, pdf = (str(folder / f"rival.{suffix}") for suffix in ("typ", "html", "pdf"))
    found: dict[str, Commands] = {}
    if latex := which("pdflatex"):
        found["pandoc + pdflatex"] = ((*read, f"--pdf-engine={latex}", "-o", pdf),)
    if typst := _typst(typ, pdf):
        found["pandoc + typst"] = ((*read, "-o", typ), typst)
    if weasyprint := _weasyprint():
        found["pandoc + weasyprint"] = ((*read, "-o", html), (*weasyprint, html, pdf))
    return found


def _typst(typ: str, pdf: str) -> tuple[str, ...] | None:
    if command := which("typst"):
        return command, "compile", typ, pdf
    if find_spec("typst"):
        code = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        return sys.executable, "-c", code, typ, pdf
    return None


def _weasyprint() -> tuple[str, ...] | None:
    if command := which("weasyprint"):
        return (command,)
    if find_spec("weasyprint"):
        return sys.executable, "-m", "weasyprint"
    return None
