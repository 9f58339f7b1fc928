"""The files of installed packages, found without importing these, which takes long."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def folder(package: str) -> Path:
    """The folder of a package; one that does not exist if the package is missing."""
    spec = find_spec(package)
    return Path(spec.origin if spec and spec.origin else package).parent
