"""Which sessions of one person, room or stock come too close, and how many run at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from iopsched.check.week import Entries, Entry


def too_close(
    entries: Entries, pause_minutes: Callable[[Entry, Entry], int], longest_pause_minutes: int
) -> Iterator[tuple[Entry, Entry]]:
    """Yield every two entries of which the later starts before the earlier's end and the pause between them.

    Parameters
    ----------
    entries
        In order of start.
    pause_minutes
        What is needed between an earlier and a later entry.
    longest_pause_minutes
        No pause is longer; it only keeps the search short.
    """
    for place, earlier in enumerate(entries):
        for later in entries[place + 1 :]:
            if later.start >= earlier.end + longest_pause_minutes:
                break
            if later.start < earlier.end + pause_minutes(earlier, later):
                yield earlier, later


class Peak(NamedTuple):
    """The busiest moment."""

    amount: int
    moment: int


def peak(entries: Entries, takes: Callable[[Entry], int]) -> Peak:
    """Return the first moment at which running entries together take the most."""
    changes = sorted(
        [(entry.end, -takes(entry)) for entry in entries] + [(entry.start, takes(entry)) for entry in entries]
    )
    most, now = Peak(0, 0), 0
    for moment, change in changes:  # at one moment what ends comes before what starts: changes below 0 sort first
        now += change
        if now > most.amount:
            most = Peak(now, moment)
    return most
