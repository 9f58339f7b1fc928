"""Where the templates are: in the wheel, in a checkout, or in the user's own folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Templates:
    """The card's HTML and CSS, the sheet's style and fonts; a user's folder wins file by file."""

    overrides: Path | None = None

    def path(self, name: str) -> Path:
        """The file of that name, such as "card/card.css" or "fonts/SourceSerif4-Regular.ttf"."""
        if self.overrides is not None and (own := self.overrides / name).is_file():
            return own
        return shipped() / name

    def read_text(self, name: str) -> str:
        """The text of that file (UTF-8), line ends as LF; OSError or UnicodeError if unreadable."""
        return self.path(name).read_text(encoding="utf-8-sig")


def overridable() -> tuple[str, ...]:
    """The names of all template files except fonts."""
    cards = sorted(path.name for path in (shipped() / "card").iterdir())
    return (*(f"card/{name}" for name in cards), "sheet.toml")


def shipped() -> Path:
    """The folder of the templates that came with this package."""
    package = Path(__file__).parent
    inside = package / "templates"  # an installed wheel
    return inside if inside.is_dir() else package.parent / "templates"  # a checkout
