"""The arguments of the commands, with suggestions for what is mistyped."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from exporter.visible import visible


class Commands(click.Group):
    """A group of commands that explains itself when a source comes without a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; fails if that is a source."""
        if args[0].endswith(".md"):
            ctx.fail(f"say what to do with it, such as: exporter build {visible(args[0])}")
        return super().resolve_command(ctx, args)


class Source(click.Path):
    """The path of an existing source; the error for another one suggests a similar name."""

    def __init__(self) -> None:
        super().__init__(exists=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; raises BadParameter if there is no such file."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            near = _near(Path(value))
            raise click.BadParameter(f"{error.message}{near}", ctx, param) from None


def _near(path: Path) -> str:
    from exporter.suggest import did_you_mean  # noqa: PLC0415  # only to say what is wrong

    found: list[str] = []
    with suppress(OSError):
        found = [each.name for each in path.parent.iterdir() if each.suffix == ".md"]
    hint = visible(did_you_mean(path.name, found))
    return f" {hint[0].upper()}{hint[1:]}" if hint else ""
