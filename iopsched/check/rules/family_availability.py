"""`family-availability`: enough named family members are free."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.time import is_open


def family_availability(week: Week) -> Iterator[Violation]:
    """Check that enough named family members are free.

    Of each attendee's family members at least `family_members_min` are each free for the whole session.
    """
    for entry in week.entries:
        needed = entry.service.family_members_min
        if needed == 0:
            continue
        for name in entry.attendees:
            hours = week.facts.family_open.get(name, ())
            free = sum(is_open(windows, entry.start, entry.end) for windows in hours)
            if name in week.facts.patients and free < needed:
                yield Violation(
                    rule="family-availability",
                    subjects=(name, *entry.subjects),
                    message=f"{entry} of patient {name} needs {needed} family members, {free} are free",
                )
