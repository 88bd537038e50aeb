"""Who sits in which parallel section: as published, as far as that can be.

The solver counts attendees of a meeting; which of its parallel sections each sits in never matters to rules or cost.
It matters to people, who know the room and the leader they were told.
"""

from __future__ import annotations

from collections import defaultdict

from iopsched.check.week import Meeting, meeting_of
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session


def as_published(scenario: Scenario, schedule: Schedule, published: Schedule) -> Schedule:
    """Return `schedule` with the attendees of parallel sections, and nothing else, put where they were.

    One-to-one sessions at one time are no sections of one meeting: who sees whom is decided, and priced.
    """
    one_to_one = {service.id for service in scenario.services if service.format != "group"}
    then, now = (_parallel(week, one_to_one) for week in (published, schedule))
    placed: dict[int, Session] = {}
    for meeting, sections in now.items():
        if len(sections) > 1 and meeting in then:
            for old, new in zip(sections, _seated(sections, then[meeting]), strict=True):
                placed[id(old)] = new
    sessions = tuple(placed.get(id(session), session) for session in schedule.sessions)
    return schedule.model_copy(update={"sessions": sessions}) if placed else schedule


def _parallel(schedule: Schedule, one_to_one: set[str]) -> dict[Meeting, list[Session]]:
    found: defaultdict[Meeting, list[Session]] = defaultdict(list)
    for session in schedule.sessions:
        if session.service not in one_to_one:
            found[meeting_of(session)].append(session)
    return found


def _seated(sections: list[Session], published: list[Session]) -> list[Session]:
    """Seat everybody anew: first who was in the section most like each, then the others where there are fewest."""
    was = _matches(sections, published)
    everybody = [patient for section in sections for patient in section.attendees]
    same = {(section.room, frozenset(section.leaders)) for section in sections} == {
        (section.room, frozenset(section.leaders)) for section in published
    }
    # Sections that are led and placed as before seat as many as before; others only as many as they were given.
    most = [max(len(section.attendees), len(old.attendees) if old is not None and same else 0)
            for section, old in zip(sections, was, strict=True)]  # fmt: skip
    seats: list[list[str]] = [
        [patient for patient in (old.attendees if old is not None else ()) if patient in everybody][:limit]
        for old, limit in zip(was, most, strict=True)
    ]
    seated = {patient for patients in seats for patient in patients}
    for patient in everybody:
        if patient not in seated:
            open_ = [number for number, patients in enumerate(seats) if len(patients) < most[number]]
            seats[min(open_, key=lambda number: len(seats[number]))].append(patient)
    return [
        section.model_copy(update={"attendees": tuple(sorted(patients))})
        for section, patients in zip(sections, seats, strict=True)
    ]


def _matches(sections: list[Session], published: list[Session]) -> list[Session | None]:
    """Find for each section the published one most like it, each taken once."""
    left = list(published)
    found: list[Session | None] = []
    for section in sections:
        likest = max(left, key=lambda old: _likeness(section, old), default=None)
        if likest is not None and _likeness(section, likest) == (0, 0):
            likest = None
        if likest is not None:
            left.remove(likest)
        found.append(likest)
    return found


def _likeness(section: Session, old: Session) -> tuple[int, int]:
    return len(set(section.leaders) & set(old.leaders)), int(section.room == old.room)
