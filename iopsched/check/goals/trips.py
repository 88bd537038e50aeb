"""`trips`: days on which patients come to a site."""

from __future__ import annotations

from iopsched.check.week import Week


def trips(week: Week) -> int:
    """Count days on which a patient attends on site."""
    return sum(any(entry.place is not None for entry in entries) for _, entries in week.days_attended())
