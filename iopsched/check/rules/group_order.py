"""`group-order`: a group that must come after others in the week does."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Offering, Week
from iopsched.model.result import Violation


def group_order(week: Week) -> Iterator[Violation]:
    """Check that a group that must come after others in the week does.

    Every meeting of a group starts no earlier than the end of every meeting that runs of each group in its `after`.
    """
    for group in week.facts.scenario.groups:
        for first in group.after:
            before = week.meetings_of.get(Offering("group", first), ())
            end = max((entry.end for meeting in before for entry in week.meetings[meeting]), default=0)
            for meeting in week.meetings_of.get(Offering("group", group.id), ()):
                if meeting.start < end:
                    yield Violation(
                        rule="group-order",
                        subjects=(group.id, first),
                        message=f"{meeting} starts before {first}, which it must follow, is over",
                    )
