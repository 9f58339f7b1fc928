"""Who is who between builds: guids and stamps (pure)."""

from exporter.history.identity import fresh, guid

__all__ = ["fresh", "guid"]
