"""A schedule made ready once; then each recommendation takes a fraction of a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from iopsched.check import check
from iopsched.check.change import Change, Changes
from iopsched.compile import Compiled, compile_scenario
from iopsched.compile.held import cell_of
from iopsched.compile.newcomer import with_patient
from iopsched.model.errors import EngineError, IllegalScheduleError, InputProblem, ScenarioError
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Recommendation, Recommendations, SeatOffers, Takes, WeekSession
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.recommending.others import movable
from iopsched.recommending.patch import Patch, Patcher
from iopsched.recommending.seats import cells_of, in_order
from iopsched.validation import validate
from iopsched_solver.limits import Limits
from iopsched_solver.outcome import Outcome
from iopsched_solver.placing import Placed, Placing, best_weeks
from iopsched_solver.problem import NONE
from iopsched_solver.staying import Staying


class Recommender:
    """One published schedule, ready for recommendations.

    Parameters
    ----------
    scenario
        A valid scenario.
    schedule
        What is agreed: nobody else is moved from it, unless asked for.

    Raises
    ------
    ScenarioError
        If the schedule has a session that this week cannot have.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> scenario, schedule = base_week()
    >>> recommender = Recommender(scenario, schedule)
    >>> patient = scenario.patients[0]
    >>> len(recommender.weeks(patient, k=2).weeks)
    2
    """

    def __init__(self, scenario: Scenario, schedule: Schedule) -> None:
        self.scenario = scenario.model_copy(update={"published": schedule})
        self.schedule = schedule
        compiled = compile_scenario(self.scenario, keep_idle=True)
        base = compiled.encode(schedule)
        self.compiled = compiled
        self.staying = Staying.of(compiled.problem, base, alone_in(compiled, schedule, base))
        self._patcher = Patcher(schedule, compiled, base)
        self._changes = Changes(self.scenario, schedule)
        self._report = check(self.scenario, schedule)

    def patient(self, name: str) -> Patient:
        """Return a patient of the week.

        Raises
        ------
        ScenarioError
            If there is none of that id.
        """
        for patient in self.scenario.patients:
            if patient.id == name:
                return patient
        raise ScenarioError(
            [InputProblem("dangling-id", "#/patients", f"there is no patient {name}", "give the patient as a file")]
        )

    def weeks(
        self,
        patient: Patient | str,
        *,
        k: int = 3,
        max_moved: int = 0,
        time_limit_s: float = 10.0,
        cancel: threading.Event | None = None,
    ) -> Recommendations:
        """Return the best k whole weeks for one patient.

        Parameters
        ----------
        patient
            Somebody of the week by id, or as they are now, or somebody new.
        k
            How many weeks, each different in what the patient attends.
        max_moved
            Also look for a week for which at most so many others are moved.
        time_limit_s
            Seconds before the best so far is returned.
        cancel
            Set from any thread: as if the time were over.

        Raises
        ------
        ScenarioError
            If the patient has errors or is not known.
        IllegalScheduleError
            If the schedule breaks a rule already that does not concern this patient.
        """
        began_s = time.monotonic()
        who = self.patient(patient) if isinstance(patient, str) else patient
        place = self.place(who)
        limits = Limits(time_limit_s=time_limit_s, workers=1)
        found, proved = best_weeks(Placing(place.staying, place.number), limits, k, cancel=cancel)
        weeks = tuple(place.recommendation(placed) for placed in found)
        with_moves = None
        if max_moved > 0:
            left_s = max(time_limit_s - (time.monotonic() - began_s), 1.0)
            better = place.with_others(max_moved, Limits(time_limit_s=left_s, workers=1), cancel)
            if better is not None and (not weeks or better.cost < weeks[0].cost):
                with_moves = better
        return Recommendations(
            patient=who.id,
            weeks=weeks,
            with_moves=with_moves,
            moved_max=max_moved,
            proved=proved,
            seconds=round(time.monotonic() - began_s, 3),
        )

    def seat(
        self,
        meeting: str,
        *,
        k: int | None = None,
        time_limit_s: float = 60.0,
        cancel: threading.Event | None = None,
    ) -> SeatOffers:
        """Return whom a seat in a session, or a one-to-one slot, serves best, in fair order.

        Parameters
        ----------
        meeting
            The session as messages name it: ``Tue 18:00 relapse prevention``, or ``Tue 18:00 individual``.
        k
            At most so many offers; none means all.
        time_limit_s
            Seconds before those not looked at are listed as such.
        cancel
            Set from any thread: as if the time were over.

        Raises
        ------
        ScenarioError
            If no such session can run this week.
        """
        began_s = time.monotonic()
        cells = cells_of(self.compiled, meeting)
        waiting = in_order(self, cells)
        offers, left, proved = [], [], True
        for lacking in waiting:
            over_s = time.monotonic() - began_s
            if over_s >= time_limit_s or (cancel is not None and cancel.is_set()):
                left.append(lacking.patient.id)
                continue
            place = self.place(lacking.patient)
            placing = Placing(place.staying, place.number)
            placing.attend(cells)
            found, sure = best_weeks(placing, Limits(time_limit_s=time_limit_s - over_s, workers=1), 1, cancel=cancel)
            proved &= sure
            weeks = [place.recommendation(placed) for placed in found]
            offers += [lacking.offer(week) for week in weeks if week.tiers["needs"] < 0]
        return SeatOffers(
            meeting=meeting,
            offers=tuple(offers[:k]),
            looked_at=len(waiting) - len(left),
            not_looked_at=tuple(left),
            proved=proved and not left,
            seconds=round(time.monotonic() - began_s, 3),
        )

    @property
    def unmet(self) -> tuple[UnmetNeed, ...]:
        """What the schedule leaves unmet."""
        return self._report.unmet

    def place(self, patient: Patient) -> Place:
        """Make the week ready for one patient, new, changed or as in the scenario."""
        known = {each.id: each for each in self.scenario.patients}.get(patient.id)
        others = [v for v in self._report.violations if patient.id not in v.subjects]
        if others:
            raise IllegalScheduleError(others)
        if known == patient:
            return Place(self, patient, self.staying, is_changed=False)
        refuse_wrong(self.scenario, patient)
        compiled = with_patient(self.compiled, patient)
        return Place(self, patient, self.staying.with_problem(compiled.problem), is_changed=True)

    def judged(self, placed: Placed, place: Place) -> tuple[Patch, Change, tuple[str, ...]]:
        """Turn a week that was found into sessions, and check it."""
        ids = tuple(each.id for each in self.scenario.patients)
        ids = ids if place.patient.id in ids else (*ids, place.patient.id)
        patch = self._patcher.patch(placed.outcome, ids, place.number)
        moved = moved_by(patch) | {place.patient.id}
        change = self._changes.judge(moved, patch.gone, patch.new, changed=place.patient if place.is_changed else None)
        return patch, change, tuple(sorted(moved - {place.patient.id}))


class Place:
    """One patient in the week: what is asked of the engine and what its answers mean."""

    def __init__(self, recommender: Recommender, patient: Patient, staying: Staying, *, is_changed: bool) -> None:
        self.patient, self.staying, self.is_changed = patient, staying, is_changed
        self._recommender = recommender
        ids = [each.id for each in recommender.scenario.patients]
        self.number = ids.index(patient.id) if patient.id in ids else len(ids)

    def recommendation(self, placed: Placed) -> Recommendation:
        """Return a week that was found, checked.

        Raises
        ------
        IllegalScheduleError
            If the checker rejects it. This is a bug: please report it.
        """
        patch, change, moved = self._recommender.judged(placed, self)
        if change.violations:
            raise IllegalScheduleError(change.violations)
        if not self.is_changed and change.cost != placed.cost:
            raise EngineError(f"the checker finds a change of cost of {change.cost}, the solver one of {placed.cost}")
        before = self._recommender.schedule.sessions
        after = tuple(sorted((*_without(before, patch.gone), *patch.new), key=_in_order))
        mine = [s for s in after if self.patient.id in s.attendees]
        had = [s for s in before if self.patient.id in s.attendees]
        return Recommendation(
            patient=self.patient.id,
            cost=change.cost,
            tiers=change.tiers,
            unmet=tuple(need for need in change.unmet if need.patient == self.patient.id),
            contact_minutes=self._contact_minutes(mine),
            sessions=tuple(self._described(session, had) for session in mine),
            gives_up=tuple(
                _as_week_session(session, "as now") for session in had if not any(_same(session, s) for s in mine)
            ),
            moved=moved,
            schedule=self._recommender.schedule.model_copy(update={"sessions": after}),
        )

    def with_others(self, most: int, limits: Limits, cancel: threading.Event | None) -> Recommendation | None:
        """Return the best week found with at most so many others moved."""
        others = movable(self.staying, self.number)
        if not others.any():
            return None
        placing = Placing(self.staying, self.number, others=others, moved_max=most)
        try:
            placed = placing.best(limits, cancel=cancel)
        except TimeoutError:
            return None
        return None if placed is None else self.recommendation(placed)

    def _contact_minutes(self, sessions: Iterable[Session]) -> int:
        services = {service.id: service for service in self._recommender.scenario.services}
        return sum(services[s.service].contact_minutes for s in sessions if services[s.service].patient_attends)

    def _described(self, session: Session, had: list[Session]) -> WeekSession:
        if any(_same(session, other) for other in had):
            return _as_week_session(session, "as now")
        if session.attendees != (self.patient.id,):
            return _as_week_session(session, "seat")
        services = {service.id: service for service in self._recommender.scenario.services}
        return _as_week_session(session, "opens" if services[session.service].format == "group" else "time")


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


def refuse_wrong(scenario: Scenario, patient: Patient) -> None:
    """Validate one patient.

    Raises
    ------
    ScenarioError
        With every error.
    """
    alone = scenario.model_copy(
        update={"patients": (patient,), "keep_apart": (), "keep_together": (), "pins": (), "published": None}
    )
    groups = tuple(
        group.model_copy(update={"members": tuple(m for m in group.members if m == patient.id)})
        for group in scenario.groups
    )
    problems = validate(alone.model_copy(update={"groups": groups}))
    own = [p for p in problems if p.severity == "error" and p.place.startswith("#/patients")]
    if own:
        raise ScenarioError(own)


def moved_by(patch: Patch) -> set[str]:
    """Return the patients who attend another meeting, or one with another leader or in another room, than before."""

    def stays(sessions: list[Session]) -> set[tuple[object, ...]]:
        return {(a, s.service, s.group, s.start, s.site, s.room, s.leaders) for s in sessions for a in s.attendees}

    return {str(row[0]) for row in stays(patch.gone) ^ stays(patch.new)}


def _same(one: Session, other: Session) -> bool:
    """Whether two sessions are the same but for their attendees."""
    return one.model_copy(update={"attendees": ()}) == other.model_copy(update={"attendees": ()})


def _without(sessions: tuple[Session, ...], gone: list[Session]) -> list[Session]:
    left, out = [], list(gone)
    for session in sessions:
        if session in out:
            out.remove(session)
        else:
            left.append(session)
    return left


def _in_order(session: Session) -> tuple[object, ...]:
    return session.start, session.service, session.group or "", session.room or "", session.site or "", session.leaders


def _as_week_session(session: Session, takes: Takes) -> WeekSession:
    shared = session.model_dump(exclude={"attendees"})
    return WeekSession(**shared, takes=takes, attendees=len(session.attendees))
