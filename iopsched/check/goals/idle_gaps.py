"""`idle-gaps`: time patients wait between sessions."""

from __future__ import annotations

from iopsched.check.lack import half_hours
from iopsched.check.week import Week


def idle_gaps(week: Week) -> int:
    """Count half hours that patients spend between their sessions.

    Per patient and day: ceil((last end - first start - clock minutes of the attended sessions) / 30).
    """
    return sum(
        half_hours(max(entry.end for entry in entries) - entries[0].start - sum(entry.minutes for entry in entries))
        for _, entries in week.days_attended()
    )
