"""What has taken place: published sessions that started before now, in the words of pins.

Takes a scenario; gives the sessions that are history, as far as the scenario still knows who and what they name, and
the pins that hold them. That nothing else started before now is for the caller to see to.
"""

from __future__ import annotations

from collections import Counter

from iopsched.check.week import meeting_of
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Pin, Session
from iopsched.model.time import format_moment

_ID_MAX = 64


def taken_place(scenario: Scenario) -> tuple[Session, ...]:
    """Return the published sessions that started before now, without people and rooms the scenario has no more.

    A one-to-one session whose patient is gone is left out, and so is a session of what is no longer offered.
    """
    if scenario.now is None or scenario.published is None:
        return ()
    services = {service.id: service for service in scenario.services}
    groups = {group.id for group in scenario.groups}
    patients = {patient.id for patient in scenario.patients}
    clinicians = {clinician.id for clinician in scenario.clinicians}
    rooms = {room.id for room in scenario.rooms}
    begun = []
    for session in scenario.published.sessions:
        known = session.service in services and session.group in {None, *groups}
        if session.start >= scenario.now or not known:
            continue
        still = session.model_copy(
            update={
                "attendees": tuple(patient for patient in session.attendees if patient in patients),
                "leaders": tuple(clinician for clinician in session.leaders if clinician in clinicians),
                "room": session.room if session.room in rooms else None,
            }
        )
        if still.attendees or services[session.service].format == "group":
            begun.append(still)
    return tuple(begun)


def with_past_pinned(scenario: Scenario) -> Scenario:
    """Return the scenario with a pin for each thing that is history."""
    begun = taken_place(scenario)
    if not begun:
        return scenario
    sections = Counter(meeting_of(session) for session in begun)
    pins = [pin for session in begun for pin in _pins_of(session, is_alone=sections[meeting_of(session)] == 1)]
    return scenario.model_copy(update={"pins": (*scenario.pins, *pins)})


def _pins_of(session: Session, *, is_alone: bool) -> list[Pin]:
    """Pin a session. Where sections run in parallel, a pin says who sits with whom; else each thing is held alone."""
    name = f"begun {format_moment(session.start)} {session.group or session.service}"[:_ID_MAX]
    bare = Pin(
        id=name.strip(),
        group=session.group,
        service=None if session.group is not None else session.service,
        start=session.start,
    )
    if is_alone and session.group is not None:
        held: list[dict[str, str | None]] = [{"attendee": patient} for patient in session.attendees]
        held += [{"leader": clinician} for clinician in session.leaders]
        held += [{"room": session.room}] if session.room is not None else []
    else:
        held = [
            {"attendee": patient, "leader": leader, "room": session.room}
            for patient in session.attendees or (None,)
            for leader in session.leaders or (None,)
        ]
    return [bare.model_copy(update=fields) for fields in held or [{}]]
