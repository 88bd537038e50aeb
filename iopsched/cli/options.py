"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FILE_IN = click.Path(exists=True, readable=True, allow_dash=True)
"""A file that is read, or a folder of CSV files; ``-`` is standard input."""
FILE_OUT = click.Path(dir_okay=False, allow_dash=True)
"""A file that is written; ``-`` is standard output."""


def examples(*commands: str) -> str:
    """Return the end of a help text: commands to paste."""
    return "\n".join(("\b", "Examples:", *(f"  {command}" for command in commands)))


def as_json(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, errors too.")(command)


def output(command: Command) -> Command:
    """Add ``-o``."""
    return click.option(
        "-o", "--output", type=FILE_OUT, metavar="OUT", callback=no_workbook,
        help="Write the result to this file instead of printing it.",
    )(command)  # fmt: skip


def no_workbook(_context: click.Context, _option: click.Parameter, path: str | None) -> str | None:
    """Refuse a name that a workbook would have: what is written here is text."""
    if path is not None and path.lower().endswith((".xlsx", ".xls", ".ods")):
        raise click.BadParameter(
            f"{path} would be no workbook: `export --xlsx` writes schedules as one, `init --workbook --from` weeks"
        )
    return path


def quiet(command: Command) -> Command:
    """Add ``--quiet``."""
    return click.option("--quiet", is_flag=True, help="Say nothing but errors.")(command)


def names(command: Command) -> Command:
    """Add ``--names``."""
    return click.option(
        "--names", metavar="KEYFILE", type=FILE_IN, help="Show names for ids: CSV (id,name), YAML or JSON."
    )(command)
