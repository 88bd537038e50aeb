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
        "-o", "--output", type=FILE_OUT, metavar="OUT", help="Write the result to this file instead of printing it."
    )(command)


def quiet(command: Command) -> Command:
    """Add ``--quiet``."""
    return click.option("--quiet", is_flag=True, help="Say nothing but errors.")(command)


def names(command: Command) -> Command:
    """Add ``--names``."""
    return click.option(
        "--names", metavar="KEYFILE", type=FILE_IN, help="Show names for ids: CSV (id,name), YAML or JSON."
    )(command)
