"""What differs from the published schedule for one person or room: only what concerns that one is told."""

from __future__ import annotations

from collections.abc import Callable

from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES
from iopsched.page.source import Source
from iopsched.words import day_short, span

Owns = Callable[[Session], bool]
"""Whether a session is one of that person's or room's."""


def what_changed(source: Source, index: int, owns: Owns, *, tells_people: bool) -> str:
    """Say how the session differs for its owner; empty if it does not.

    Who else joined or left is told only if `tells_people`, and then without naming them.
    """
    change = source.changes.marks.get(index) if source.changes is not None else None
    if change is None:
        return ""
    now, before = source.sessions[index], change.before
    if before is None or not owns(before):
        return "new"
    if (before.start, before.end) != (now.start, now.end):
        day = day_short(before.start // DAY_MINUTES, source.schedule.week)
        return f"moved, was {day} {span(before.start, before.end)}"
    if source.place(before) != source.place(now):
        return f"was in {source.place(before)}"
    return "other people" if tells_people else ""


def no_longer(source: Source, owns: Owns) -> list[Session]:
    """Return the owner's published sessions that are no more, or no more the owner's, in order of time."""
    if source.changes is None:
        return []
    gone = [session for session in source.changes.cancelled if owns(session)]
    for index, change in source.changes.marks.items():
        if change.before is not None and owns(change.before) and not owns(source.sessions[index]):
            gone.append(change.before)
    return sorted(gone, key=lambda session: session.start)
