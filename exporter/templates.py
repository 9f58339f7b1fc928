"""The template files: in the wheel, in a checkout, or in a folder of the user."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Templates:
    """HTML and CSS of cards, style and fonts of the sheet; a user's own files take precedence."""

    overrides: Path | None = None

    def path(self, name: str) -> Path:
        """The file of that name, such as "card/card.css" or "fonts/SourceSerif4-Regular.ttf"."""
        if self.overrides is not None and (own := self.overrides / name).is_file():
            return own
        return shipped() / name

    def read_text(self, name: str) -> str:
        """The text of that file (UTF-8) with LF; OSError or UnicodeError if it is unreadable."""
        return self.path(name).read_text(encoding="utf-8-sig")


def overridable() -> tuple[str, ...]:
    """The names of all template files except fonts."""
    cards = sorted(path.name for path in (shipped() / "card").iterdir())
    return (*(f"card/{name}" for name in cards), "sheet.toml")


def shipped() -> Path:
    """The folder of the templates in this package."""
    package = Path(__file__).parent
    inside = package / "templates"  # an installed wheel
    return inside if inside.is_dir() else package.parent / "templates"  # a checkout
