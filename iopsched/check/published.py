"""What the published schedule says, meeting by meeting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iopsched.check.week import Entries, Meeting, Week, meeting_of
from iopsched.model.schedule import Session


class Published(NamedTuple):
    """One published session, or one patient's share of a one-to-one session, and what still runs of it."""

    session: Session
    meeting: Meeting
    patient: str | None
    """One-to-one: whose session it is."""
    still_runs: Entries
    """Sessions of that meeting today; one-to-one: of that patient."""


def published(week: Week) -> Iterator[Published]:
    """Yield what was published; nothing if there is no published schedule."""
    schedule = week.facts.scenario.published
    for session in schedule.sessions if schedule is not None else ():
        meeting = meeting_of(session)
        today = week.meetings.get(meeting, ())
        service = week.facts.services.get(session.service)
        if session.group is not None or service is None or service.format == "group":
            yield Published(session, meeting, None, today)
            continue
        for patient in session.attendees:
            theirs = tuple(entry for entry in today if patient in entry.attendees)
            yield Published(session, meeting, patient, theirs)
