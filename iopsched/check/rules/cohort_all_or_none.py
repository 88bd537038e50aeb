"""`cohort-all-or-none`: who attends one meeting of a cohort attends them all."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Offering, Week
from iopsched.model.result import Violation


def cohort_all_or_none(week: Week) -> Iterator[Violation]:
    """Check that who attends one meeting of a cohort attends them all.

    Everyone among the attendees of one meeting of a cohort group is among those of each of its meetings that run.
    """
    for group in week.facts.scenario.groups:
        meetings = week.meetings_of.get(Offering("group", group.id), ())
        if group.enrollment != "cohort" or not meetings:
            continue
        present = {
            meeting: {name for entry in week.meetings[meeting] for name in entry.attendees} for meeting in meetings
        }
        everybody = sorted(set().union(*present.values()))
        for meeting in meetings:
            for name in everybody:
                if name not in present[meeting]:
                    yield Violation(
                        rule="cohort-all-or-none",
                        subjects=(name, group.id),
                        message=f"patient {name} attends cohort {group.id} but not its meeting {meeting}",
                    )
