"""Progress of a search on standard error: one live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from iopsched.model.result import Progress
from iopsched.words import percent

LINE_EVERY_S = 1.0
PREPARING = "preparing"
"""The phase before the first event."""


class Display(Protocol):
    """Shows the latest event; called from the main thread alone."""

    def show(self, event: Progress | None, elapsed_s: float, *, stopping: bool) -> None:
        """Bring the display up to date."""


class Watch:
    """Takes events from the worker thread and hands the latest to a display in the main thread."""

    def __init__(self, display: Display, cancel: threading.Event) -> None:
        self._display, self._cancel = display, cancel
        self._latest: Progress | None = None
        self._started = time.monotonic()
        self.has_schedule = False

    def receive(self, event: Progress) -> None:
        """Take an event; any thread may call it."""
        self._latest = event
        self.has_schedule = self.has_schedule or event.cost is not None

    def tick(self) -> None:
        """Show what is new."""
        self._display.show(self._latest, time.monotonic() - self._started, stopping=self._cancel.is_set())


class Nothing:
    """Shows nothing (`--quiet`)."""

    def show(self, event: Progress | None, elapsed_s: float, *, stopping: bool) -> None:
        """Stay silent."""


class Lines:
    """A plain line when something changed, at most one a second."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: tuple[str, int | None, int | None] | None = None
        self._shown_at = -LINE_EVERY_S

    def show(self, event: Progress | None, elapsed_s: float, *, stopping: bool) -> None:  # noqa: ARG002
        """Print a line if it says something new."""
        state = (event.phase, event.cost, event.bound) if event is not None else (PREPARING, None, None)
        if state == self._shown or elapsed_s - self._shown_at < LINE_EVERY_S:
            return
        self._shown, self._shown_at = state, elapsed_s
        if event is None:
            self._console.print(f"{elapsed_s:7.1f} s  {PREPARING}")
        else:
            self._console.print(f"{event.seconds:7.1f} s  {_state(event)}", soft_wrap=True)


class LiveLine:
    """One line that is kept up to date in place, and below it what Ctrl-C does."""

    def __init__(self, live: Live, time_limit_s: float) -> None:
        self._live, self._limit = live, time_limit_s
        self._spinner = Spinner("dots")

    def show(self, event: Progress | None, elapsed_s: float, *, stopping: bool) -> None:
        """Redraw the line."""
        state = _state(event) if event is not None else PREPARING
        hint = "stopping: the best so far is kept" if stopping else "Ctrl-C keeps the best so far"
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_row(
            self._spinner,
            Text(f"{elapsed_s:.0f} of {self._limit:g} s", style="bold"),
            Text(state, no_wrap=True, overflow="ellipsis"),
        )
        self._live.update(Group(line, Text(hint, style="yellow" if stopping else "dim")), refresh=True)


@contextmanager
def watching(console: Console, cancel: threading.Event, *, quiet: bool, time_limit_s: float) -> Iterator[Watch]:
    """Yield a watch with the display that fits `console`."""
    if quiet:
        yield Watch(Nothing(), cancel)
    elif console.is_terminal and not console.is_dumb_terminal:
        with Live(
            console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
        ) as live:
            yield Watch(LiveLine(live, time_limit_s), cancel)
    else:
        yield Watch(Lines(console), cancel)


def _state(event: Progress) -> str:
    parts = [event.phase, f"best {event.cost:,}" if event.cost is not None else "no schedule yet"]
    if event.bound is not None:
        parts.append(f"bound {event.bound:,}")
    if event.gap is not None:
        parts.append(f"gap {percent(event.gap)}")
    return "  ".join(parts)
