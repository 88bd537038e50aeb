"""`group-eligibility`: attendees fit the group's tags, phases and closed membership."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.eligibility import why_not
from iopsched.check.week import Week
from iopsched.model.result import Violation


def group_eligibility(week: Week) -> Iterator[Violation]:
    """Check that attendees fit the group's tags, phases and closed membership.

    Each attendee has any of `tags_any`, all of `tags_all`, none of `tags_none` and one of `phases`, where these are
    given. A cohort with named members admits only these, a roster only its members. Attendees are patients of the
    scenario.
    """
    for entry in week.entries:
        for name in entry.attendees:
            patient = week.facts.patients.get(name)
            if patient is None:
                fact = "is not a patient of this scenario"
            else:
                fact = why_not(patient, entry.group) if entry.group is not None else ""
            if fact:
                yield Violation(
                    rule="group-eligibility",
                    subjects=(name, *entry.subjects),
                    message=f"attendee {name} of {entry} {fact}",
                )
