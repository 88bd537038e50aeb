"""Short items one after the other, broken between them and never inside."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text


class Flow:
    """Items such as ``Mon 18:00 11/12``, as many on a line as fit."""

    def __init__(self, items: Sequence[str]) -> None:
        self._items = [f"{item}," for item in items[:-1]] + list(items[-1:])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = ""
        for item in self._items:
            longer = f"{line} {item}" if line else item
            if line and len(longer) > options.max_width:
                yield Text(line)
                longer = item
            line = longer
        yield Text(line)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        longest = max(map(len, self._items), default=0)
        return Measurement(longest, max(longest, len(" ".join(self._items)))).clamp(None, options.max_width)
