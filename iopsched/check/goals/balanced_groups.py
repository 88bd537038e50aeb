"""`balanced-groups`: group meetings smaller or larger than preferred."""

from __future__ import annotations

from iopsched.check.week import Week


def balanced_groups(week: Week) -> int:
    """Count attendees that group meetings have too few or too many.

    Per group meeting with y sections and n attendees: max(0, y x preferred min - n) + max(0, n - y x preferred max).
    """
    units = 0
    for sections in week.meetings.values():
        if not sections[0].is_group:
            continue
        preferred, attendees = sections[0].service.preferred_size, sum(len(entry.attendees) for entry in sections)
        units += max(0, len(sections) * preferred.min - attendees)
        if preferred.max is not None:
            units += max(0, attendees - len(sections) * preferred.max)
    return units
