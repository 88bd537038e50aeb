"""`leaders-by-size`: a session has the leaders that its size asks for."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.roles import staffings
from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.result import Violation


def leaders_by_size(week: Week) -> Iterator[Violation]:
    """Check that a session has the leaders that its size asks for.

    A group session has as many different leaders as its roles ask for at its own number of attendees, or at a larger
    one up to `max_size`; a role counts from `from_size` attendees on. A one-to-one session has exactly one. Nobody is
    listed twice.
    """
    for entry in week.entries:
        allowed = staffings(entry)
        if len(entry.leaders) not in allowed:
            size = len(entry.attendees)
            yield Violation(
                rule="leaders-by-size",
                subjects=entry.subjects,
                message=f"{entry} with {count(size, 'attendee')} has {count(len(entry.leaders), 'leader')} and needs "
                f"{' or '.join(map(str, allowed))}",
            )
        if len(entry.session.leaders) != len(entry.leaders):
            yield Violation(rule="leaders-by-size", subjects=entry.subjects, message=f"{entry} lists a leader twice")
