"""`roster`: named members attend every meeting of their group that runs."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Offering, Week
from iopsched.model.result import Violation


def roster(week: Week) -> Iterator[Violation]:
    """Check that named members attend every meeting of their group that runs.

    Each of a roster group's `members` is among the attendees of each of its meetings that run.
    """
    for group in week.facts.scenario.groups:
        if group.enrollment != "roster":
            continue
        for meeting in week.meetings_of.get(Offering("group", group.id), ()):
            present = {name for entry in week.meetings[meeting] for name in entry.attendees}
            for name in group.members:
                if name not in present:
                    yield Violation(
                        rule="roster",
                        subjects=(name, group.id),
                        message=f"patient {name} is on the roster of {group.id} but not at its meeting {meeting}",
                    )
