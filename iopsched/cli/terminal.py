"""Where text goes: results to standard output, all else to standard error, each fit for what is behind it."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Never, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH_MAX = 100
"""Columns used at most: longer lines are hard to read."""
WIDTH_PLAIN = 80
"""Columns used where there is no terminal."""
_ASCII = str.maketrans("─━▁▂▃▄▅▆▇█•·", "-=12345678o.")
"""Lines, bars and pictures where the output is not Unicode."""


def console_for(stream: TextIO) -> Console:
    """Return a console for `stream`: colour and width of a terminal, plain text of 80 columns elsewhere."""
    from iopsched.cli.plain_words import PlainWords

    if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
        stream.reconfigure(errors="replace")
    if not stream.isatty():
        columns = os.environ.get("COLUMNS", "")
        width = int(columns) if columns.isdigit() and int(columns) > 0 else WIDTH_PLAIN
        return PlainWords(file=stream, width=min(width, WIDTH_MAX), color_system=None, force_terminal=False)
    console = PlainWords(file=stream)
    console.width = min(console.width, WIDTH_MAX)
    return console


def print_parts(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print one part after the other; plain text has no spaces at the ends of lines."""
    if console.is_terminal:
        for part in parts:
            console.print(part)
        return
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    text = "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    console.file.write(text if console.encoding.startswith("utf") else text.translate(_ASCII))
    console.file.flush()


def out() -> Console:
    """Return the console for results."""
    return console_for(sys.stdout)


def err() -> Console:
    """Return the console for all else."""
    return console_for(sys.stderr)


def end_by(signum: int) -> Never:
    """End the process as the signal would have done by itself."""
    signal.signal(signum, signal.SIG_DFL)
    os.kill(os.getpid(), signum)
    os._exit(128 + signum)


def end_by_closed_pipe() -> Never:
    """End as filters do when nobody reads any more."""
    # What is still buffered has nowhere to go: without this the interpreter would complain when it exits.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if hasattr(signal, "SIGPIPE"):
        end_by(signal.SIGPIPE)
    os._exit(0)


def end_by_interrupt() -> Never:
    """End as a process that was interrupted does."""
    end_by(signal.SIGINT)
