"""`room-use`: sessions that take a room."""

from __future__ import annotations

from iopsched.check.week import Week


def room_use(week: Week) -> int:
    """Count sessions in a room."""
    return sum(entry.session.room is not None for entry in week.entries)
