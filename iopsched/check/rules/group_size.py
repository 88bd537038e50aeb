"""`group-size`: a session that runs is neither too small nor too large."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.result import Violation


def group_size(week: Week) -> Iterator[Violation]:
    """Check that a session that runs is neither too small nor too large.

    A group session has at least `min_size` and at most `max_size` different attendees, a one-to-one session exactly
    one; nobody is listed twice. In a multi-family group each patient is one family.
    """
    for entry in week.entries:
        size, least, most = len(entry.attendees), 1, 1
        if entry.is_group:
            least, most = entry.service.min_size, entry.service.max_size
        if not least <= size <= most:
            yield Violation(
                rule="group-size",
                subjects=entry.subjects,
                message=f"{entry} has {count(size, 'attendee')} and takes "
                f"{f'{least} to {most}' if least < most else f'exactly {least}'}",
            )
        if len(entry.session.attendees) != size:
            yield Violation(rule="group-size", subjects=entry.subjects, message=f"{entry} lists an attendee twice")
