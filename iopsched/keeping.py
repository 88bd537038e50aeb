"""What of an agreed schedule is still legal: sessions and seats that break a rule are left out until none does.

In plain Python, by the checker, so that a legal week is there at once; the search finds the rest another place.
"""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.contents import NEEDS, RULES
from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import format_moment

ROUNDS_MAX = 30
"""Leaving something out may break something else: a group is too small then. More rounds than this help no more."""


def legal_rest(scenario: Scenario, schedule: Schedule) -> Schedule | None:
    """Return what of `schedule` breaks no rule, or none if leaving out does not help (something is pinned)."""
    rest = _known(scenario, schedule)
    for _ in range(ROUNDS_MAX):
        violations = tuple(_violations(scenario, rest))
        if not violations:
            return rest
        fewer = _without(scenario, rest, violations)
        if fewer == rest:
            return None
        rest = fewer
    return None


def _violations(scenario: Scenario, schedule: Schedule) -> Iterator[Violation]:
    week = Week.of(scenario, schedule)
    for rule in RULES:
        yield from rule(week)
    for need in NEEDS:
        yield from (finding for finding in need(week) if isinstance(finding, Violation))


def _known(scenario: Scenario, schedule: Schedule) -> Schedule:
    """Leave out who and what the scenario has no more."""
    patients = {patient.id for patient in scenario.patients}
    clinicians = {clinician.id for clinician in scenario.clinicians}
    rooms = {None, *(room.id for room in scenario.rooms)}
    services = {service.id: service for service in scenario.services}
    groups = {None, *(group.id for group in scenario.groups)}
    sessions = []
    for session in schedule.sessions:
        attendees = tuple(patient for patient in session.attendees if patient in patients)
        service = services.get(session.service)
        if service is None or session.group not in groups or session.room not in rooms:
            continue
        if clinicians.issuperset(session.leaders) and (attendees or service.format == "group"):
            sessions.append(session.model_copy(update={"attendees": attendees}))
    return schedule.model_copy(update={"sessions": tuple(sessions)})


def _without(scenario: Scenario, schedule: Schedule, violations: tuple[Violation, ...]) -> Schedule:
    """Leave out what the violations name: a patient's seat if they name a patient, else the session."""
    patients = {patient.id for patient in scenario.patients}
    dropped: set[int] = set()
    unseated: dict[int, set[str]] = {}
    for violation in violations:
        names = set(violation.subjects)
        people = names & patients
        ahead = [
            number
            for number, session in enumerate(schedule.sessions)
            if scenario.now is None or session.start >= scenario.now
        ]
        theirs = [n for n in ahead if people & set(schedule.sessions[n].attendees)] if people else ahead
        for number in _named(schedule.sessions, theirs, names, is_clash="overlap" in violation.rule):
            if people:
                unseated.setdefault(number, set()).update(people)
            else:
                dropped.add(number)
    one_to_one = {service.id for service in scenario.services if service.format != "group"}
    sessions = []
    for number, session in enumerate(schedule.sessions):
        if number in dropped:
            continue
        left = tuple(patient for patient in session.attendees if patient not in unseated.get(number, ()))
        if left or session.service not in one_to_one:
            sessions.append(session.model_copy(update={"attendees": left}))
    return schedule.model_copy(update={"sessions": tuple(sessions)})


def _named(sessions: tuple[Session, ...], among: list[int], names: set[str], *, is_clash: bool) -> list[int]:
    """Find the sessions that a violation names: by offering and moment, else by offering, else all of these people."""

    def offering(number: int) -> bool:
        return (sessions[number].group or sessions[number].service) in names

    def moment(number: int) -> bool:
        return format_moment(sessions[number].start) in names

    exact = [number for number in among if offering(number) and moment(number)]
    holders = [n for n in exact if {*sessions[n].leaders, sessions[n].room} & names]
    exact = holders or exact
    if exact:
        return exact[-1:] if is_clash else exact
    loose = [number for number in among if offering(number)]
    if loose:
        return loose
    named = [n for n in among if {*sessions[n].leaders, *sessions[n].attendees, sessions[n].room} & names]
    return named[-1:]
