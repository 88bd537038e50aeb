"""A schedule and its outcome, ready for many small changes: each is turned into sessions and checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from iopsched.check.change import Change, Changes
from iopsched.compile import Compiled
from iopsched.compile.held import cell_of
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Takes, WeekSession
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.recommending.patch import Patch, Patcher
from iopsched_solver.outcome import Outcome
from iopsched_solver.placing import Placed
from iopsched_solver.problem import NONE
from iopsched_solver.staying import Part, Staying


class Ready:
    """One schedule of one compiled week.

    Parameters
    ----------
    scenario
        The week; its published schedule is `schedule`.
    compiled
        The same, compiled.
    schedule
        What is agreed.

    Raises
    ------
    ScenarioError
        If the schedule has a session that this week cannot have.
    """

    def __init__(self, scenario: Scenario, compiled: Compiled, schedule: Schedule) -> None:
        self.compiled, self.schedule, self.scenario = compiled, schedule, scenario
        base = compiled.encode(schedule)
        self.staying = Staying.of(
            compiled.problem, base, alone_in(compiled, schedule, base), parted_in(compiled, schedule)
        )
        self._patcher = Patcher(schedule, compiled, base)
        self._changes = Changes(self.scenario, schedule)
        self._ids = tuple(patient.id for patient in self.scenario.patients)

    def number_of(self, patient: str) -> int:
        """Return the patient's number; a newcomer's is the next."""
        return self._ids.index(patient) if patient in self._ids else len(self._ids)

    def judged(
        self, placed: Placed, patient: str, changed: Patient | None = None
    ) -> tuple[Patch, Change, tuple[str, ...]]:
        """Turn a week that was found into sessions, check it, and say who else is moved."""
        ids = self._ids if patient in self._ids else (*self._ids, patient)
        patch = self._patcher.patch(placed.outcome, ids, self.number_of(patient))
        moved = moved_by(patch) | {patient}
        change = self._changes.judge(moved, patch.gone, patch.new, changed=changed)
        return patch, change, tuple(sorted(moved - {patient}))

    def after(self, patch: Patch) -> tuple[Session, ...]:
        """Return all sessions after a change."""
        gone = {id(session) for session in patch.gone}
        left = (session for session in self.schedule.sessions if id(session) not in gone)
        return tuple(sorted((*left, *patch.new), key=_in_order))

    def of_patient(self, sessions: Iterable[Session], patient: str) -> list[Session]:
        """Return the sessions that name a patient."""
        return [session for session in sessions if patient in session.attendees]

    def described(self, sessions: Iterable[Session], patient: str) -> tuple[WeekSession, ...]:
        """Describe a patient's sessions without naming anybody else."""
        had = self.of_patient(self.schedule.sessions, patient)
        formats = {service.id: service.format for service in self.scenario.services}
        found = []
        for session in sessions:
            takes: Takes = "opens" if formats[session.service] == "group" else "time"
            if any(is_same(session, other) for other in had):
                takes = "as now"
            elif session.attendees != (patient,):
                takes = "seat"
            found.append(as_week_session(session, takes))
        return tuple(found)

    def cells_of_sessions(self) -> Iterator[tuple[Session, int]]:
        """Yield each session with its cell."""
        for session in self.schedule.sessions:
            yield session, cell_of(self.compiled.index, self.compiled.cells, session)

    def seats(self, session: Session) -> int:
        """Return how many may attend a group session as it is led and where it is."""
        return self._patcher.seats(session)


def alone_in(compiled: Compiled, schedule: Schedule, base: Outcome) -> dict[int, tuple[int, ...]]:
    """Return the places of sections with one attendee in the outcome, by patient."""
    index = compiled.index
    found: dict[int, tuple[int, ...]] = {}
    taken: set[int] = set()
    for session in schedule.sessions:
        if len(session.attendees) != 1 or index.services[index.service_of[session.service]].format != "group":
            continue
        patient = index.patient_of[session.attendees[0]]
        cell = cell_of(index, compiled.cells, session)
        leaders = tuple(sorted(index.clinician_of[leader] for leader in session.leaders))
        room = NONE if session.room is None else int(compiled.rooms.class_of[index.room_of[session.room]])
        for place, section in enumerate(base.sections):
            if (section.cell, section.leaders, section.room_class) == (cell, leaders, room) and place not in taken:
                taken.add(place)
                found[patient] = (*found.get(patient, ()), place)
                break
    return found


def parted_in(compiled: Compiled, schedule: Schedule) -> dict[int, tuple[Part, ...]]:
    """Return the sections of several attendees each, by cell, where a meeting has more than one section."""
    index = compiled.index
    at: defaultdict[int, list[Session]] = defaultdict(list)
    for session in schedule.sessions:
        if index.services[index.service_of[session.service]].format == "group":
            at[cell_of(index, compiled.cells, session)].append(session)
    return {
        cell: tuple(
            Part(
                np.array([index.patient_of[attendee] for attendee in session.attendees], dtype=np.int64),
                len(session.attendees) - index.services[index.service_of[session.service]].min_size,
            )
            for session in sessions
            if len(session.attendees) > 1
        )
        for cell, sessions in at.items()
        if len(sessions) > 1
    }


def moved_by(patch: Patch) -> set[str]:
    """Return the patients who attend another meeting, or one with another leader or in another room, than before."""

    def stays(sessions: list[Session]) -> set[tuple[str, Session]]:
        return {(patient, s.model_copy(update={"attendees": ()})) for s in sessions for patient in s.attendees}

    return {patient for patient, _ in stays(patch.gone) ^ stays(patch.new)}


def is_same(one: Session, other: Session) -> bool:
    """Whether two sessions are the same but for their attendees."""
    if (one.start, one.service, one.group, one.leaders) != (other.start, other.service, other.group, other.leaders):
        return False
    return one.model_copy(update={"attendees": ()}) == other.model_copy(update={"attendees": ()})


def as_week_session(session: Session, takes: Takes) -> WeekSession:
    """Describe a session without naming who attends."""
    shared = session.model_dump(exclude={"attendees"})
    return WeekSession(**shared, takes=takes, attendees=len(session.attendees))


def _in_order(session: Session) -> tuple[object, ...]:
    return session.start, session.service, session.group or "", session.room or "", session.site or "", session.leaders
