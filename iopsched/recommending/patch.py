"""From one outcome to the next as a schedule: only what differs is touched, so nobody else changes room or section."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from iopsched.compile import Compiled
from iopsched.compile.held import cell_of
from iopsched.model.care import Service
from iopsched.model.schedule import Schedule, Session
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import NONE


@dataclass
class Patch:
    """Sessions that are no more and sessions in their place."""

    gone: list[Session] = field(default_factory=list)
    new: list[Session] = field(default_factory=list)

    def replace(self, old: Session | None, new: Session | None) -> None:
        """Put a session in place of another; none for nothing. What was new and goes leaves no trace."""
        if old is not None:
            if old in self.new:
                self.new.remove(old)
            else:
                self.gone.append(old)
        if new is not None:
            self.new.append(new)


class Patcher:
    """A schedule and its outcome, ready to be changed.

    Parameters
    ----------
    schedule
        Every session a cell expresses.
    compiled
        The week; rooms that the schedule names are classes of their own (it is the published schedule).
    base
        The schedule as an outcome.
    """

    def __init__(self, schedule: Schedule, compiled: Compiled, base: Outcome) -> None:
        self._schedule, self._compiled, self._base = schedule, compiled, base
        self._attends = frozenset(base.attends)
        self._sections = Counter((s.cell, s.room_class, s.leaders) for s in base.sections)
        self._at: defaultdict[int, list[Session]] = defaultdict(list)
        for session in schedule.sessions:
            self._at[cell_of(compiled.index, compiled.cells, session)].append(session)

    def patch(self, outcome: Outcome, patients: Sequence[str], who: int) -> Patch:
        """Return what changes; `patients` are the ids by number, `who` is the number of the one who is placed."""
        patch = Patch()
        at: defaultdict[int, list[Session]] = defaultdict(list)
        attends = frozenset(outcome.attends)
        remade = self._remade(outcome, patients, who) & attends
        leaving, joining = sorted(self._attends - attends | remade), sorted(attends - self._attends | remade)
        for cell in {cell for _, cell in (*leaving, *joining)}:
            at[cell] = list(self._at[cell])
        for patient, cell in leaving:
            self._leave(patch, at[cell], patients[patient])
        opened = self._opened(outcome, {cell for _, cell in joining}, at)
        for patient, cell in joining:
            self._join(patch, at[cell], patients[patient], opened[cell])
        ended, begun = self._visits_that_differ(outcome)
        for visit in ended.elements():
            patch.replace(self._session_of(visit, patients), None)
        for visit in sorted(begun.elements()):
            patch.replace(None, self._visit(patch, visit, patients))
        return patch

    def _visits_that_differ(self, outcome: Outcome) -> tuple[Counter[Visit], Counter[Visit]]:
        """Visits that are no more, and new ones. Those taken over are the same objects and need no comparison."""
        was, now = self._base.visits, outcome.visits
        same = {id(visit) for visit in was} & {id(visit) for visit in now}
        before, after = (Counter(visit for visit in some if id(visit) not in same) for some in (was, now))
        return before - after, after - before

    def _remade(self, outcome: Outcome, patients: Sequence[str], who: int) -> set[tuple[int, int]]:
        """Find who changes section within a meeting: alone in one that changes, or placed in one that opens."""
        after = Counter((s.cell, s.room_class, s.leaders) for s in outcome.sections)
        closes, opens = self._sections - after, after - self._sections
        number = {patient: place for place, patient in enumerate(patients)}
        alone = {
            (number[session.attendees[0]], cell)
            for cell, _, _ in closes + opens
            for session in self._at[cell]
            if len(session.attendees) == 1
        }
        return alone | {(who, cell) for cell, _, _ in opens if (who, cell) in self._attends}

    @staticmethod
    def _leave(patch: Patch, sessions: list[Session], patient: str) -> None:
        for place, session in enumerate(sessions):
            if patient in session.attendees:
                rest = tuple(other for other in session.attendees if other != patient)
                left = session.model_copy(update={"attendees": rest}) if rest else None
                patch.replace(session, left)
                sessions[place : place + 1] = [left] if left is not None else []
                return

    def _join(self, patch: Patch, sessions: list[Session], patient: str, opened: list[Section]) -> None:
        """Open a section if there is one more than before, else take a seat in the emptiest."""
        if not opened:
            fitting = [session for session in sessions if len(session.attendees) < self.seats(session)] or sessions
            session = min(fitting, key=lambda s: (len(s.attendees), s.room or ""))
            attendees = tuple(sorted((*session.attendees, patient)))
            joined = session.model_copy(update={"attendees": attendees})
            patch.replace(session, joined)
            sessions[sessions.index(session)] = joined
            return
        section = opened.pop(0)
        index = self._compiled.index
        leaders = tuple(sorted(index.clinicians[leader] for leader in section.leaders))
        session = self._session(patch, section.cell, section.room_class, leaders, patient)
        patch.replace(None, session)
        sessions.append(session)

    def seats(self, session: Session) -> int:
        """Return how many may attend a group session as it is led and where it is."""
        service, leaders = self._service(session), len(session.leaders)
        most = service.max_size
        for size in {role.from_size for role in service.leaders}:
            if sum(role.count for role in service.leaders if role.from_size <= size) > leaders:
                most = min(most, size - 1)
        room = next((room for room in self._compiled.scenario.rooms if room.id == session.room), None)
        if room is None:
            return most
        return min(most, (room.capacity - leaders) // service.seats_per_patient)

    def _service(self, session: Session) -> Service:
        return self._compiled.index.services[self._compiled.index.service_of[session.service]]

    def _opened(
        self, outcome: Outcome, cells: set[int], left: dict[int, list[Session]]
    ) -> defaultdict[int, list[Section]]:
        """Sections that do not run yet, by cell."""
        opened: defaultdict[int, list[Section]] = defaultdict(list)
        for section in outcome.sections:
            if section.cell in cells:
                opened[section.cell].append(section)
        for cell, sections in opened.items():
            for session in left[cell]:
                leaders = tuple(sorted(self._compiled.index.clinician_of[leader] for leader in session.leaders))
                same = next((section for section in sections if section.leaders == leaders), None)
                if same is not None:
                    sections.remove(same)
        return opened

    def _session_of(self, visit: Visit, patients: Sequence[str]) -> Session:
        clinician = self._compiled.index.clinicians[visit.clinician]
        return next(
            session
            for session in self._at[visit.cell]
            if session.attendees == (patients[visit.patient],) and session.leaders == (clinician,)
        )

    def _visit(self, patch: Patch, visit: Visit, patients: Sequence[str]) -> Session:
        clinician = self._compiled.index.clinicians[visit.clinician]
        return self._session(patch, visit.cell, visit.room_class, (clinician,), patients[visit.patient])

    def _session(self, patch: Patch, cell: int, room_class: int, leaders: tuple[str, ...], patient: str) -> Session:
        problem, index = self._compiled.problem, self._compiled.index
        offering = index.offerings[int(problem.cells.offering[cell])]
        place, slot = int(problem.cells.place[cell]), problem.slot_minutes
        start, end = int(problem.cells.start[cell]) * slot, int(problem.cells.end[cell]) * slot
        return Session(
            service=index.services[offering.service].id,
            group=None if offering.group is None else offering.group.id,
            start=start,
            end=end,
            site=None if place == index.telehealth else index.sites[place],
            room=None if room_class == NONE else self._room(patch, room_class, start, end),
            telehealth=place == index.telehealth,
            leaders=leaders,
            attendees=(patient,),
        )

    def _room(self, patch: Patch, room_class: int, start: int, end: int) -> str:
        """A room of the class that nothing new takes; nothing else is in a class of several rooms."""
        rooms = [self._compiled.scenario.rooms[number] for number in self._compiled.rooms.members[room_class]]
        free = (
            room.id
            for room in rooms
            if not any(
                s.room == room.id and s.start < end + room.turnover_minutes and start < s.end + room.turnover_minutes
                for s in patch.new
            )
        )
        return next(free, rooms[0].id)
