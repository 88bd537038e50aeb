"""`site-hours`: sessions lie in the site's opening hours and no closure."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.time import is_open


def site_hours(week: Week) -> Iterator[Violation]:
    """Check that sessions lie in the site's opening hours and no closure.

    A session on site lies in one stretch of the site's hours and shares no minute with a closure of the site; a
    telehealth session shares none with a closure of all sites. The hour that a clock change skips or repeats is
    closed everywhere.
    """
    for entry in week.entries:
        place = entry.place
        where = "telehealth" if place is None else f"site {place}"
        subjects = entry.subjects if place is None else (place, *entry.subjects)
        hours = None if place is None else week.facts.site_hours.get(place)
        if hours is not None and not is_open(hours, entry.start, entry.end):
            yield Violation(rule="site-hours", subjects=subjects, message=f"{entry} is outside the hours of {where}")
        if any(closure.overlaps(entry.start, entry.end) for closure in week.facts.closed.get(place, ())):
            yield Violation(rule="site-hours", subjects=subjects, message=f"{entry} touches a closure of {where}")
