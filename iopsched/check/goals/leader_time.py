"""`leader-time`: time that sessions take of their leaders."""

from __future__ import annotations

from iopsched.check.lack import half_hours
from iopsched.check.week import Week


def leader_time(week: Week) -> int:
    """Count half hours of leading: per session and leader ceil(clock minutes / 30)."""
    return sum(len(entry.leaders) * half_hours(entry.minutes) for entry in week.entries)
