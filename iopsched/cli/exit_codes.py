"""Exit codes: what a command leaves behind for the shell or service that called it."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    """Done: the schedule is written and legal."""
    BUG = 1
    """Our bug, or the machine's (no space left)."""
    USAGE = 2
    """The command was called wrongly."""
    INPUT_WRONG = 3
    """The input is wrong: every error is listed."""
    IMPOSSIBLE = 4
    """Proved impossible: pins or hard rules contradict each other."""
    NOTHING_FOUND = 5
    """No schedule was found before the limit or the stop; nothing is written."""
    ILLEGAL = 6
    """The checker rejected the schedule."""
    NEEDS_UNMET = 7
    """The schedule is written and legal, but needs are unmet (only with ``--strict``)."""
    STOPPED = 8
    """Stopped by a signal; the best legal schedule so far is written."""

    @property
    def slug(self) -> str:
        """The name in machine-readable output."""
        return self.name.lower().replace("_", "-")
