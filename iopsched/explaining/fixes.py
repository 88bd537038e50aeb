"""What would help: the fewest seats and hours with which the need is met, everybody else's week as it is.

The rules on seats, on the patient's hours and on clinicians' hours are left out, one kind at a time and then together,
and every use of that is priced. What the cheapest week breaks, by the checker, is what has to be changed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from iopsched.check.change import Change
from iopsched.model.explanation import Fix, FixStep
from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES, Window, format_moment, is_open, subtract
from iopsched_solver.placing import Placed, Placing

if TYPE_CHECKING:
    from iopsched.explaining.explainer import Trial
    from iopsched.recommending.patch import Patch

STEP = 10_000
"""Price of a step, in minutes: fewer steps come first."""
SEATS = frozenset({"group-size", "room-capacity"})
KINDS: tuple[frozenset[str], ...] = (
    SEATS,
    frozenset({"patient-availability"}),
    frozenset({"clinician-availability"}),
)
OPENED = 3
"""Steps that a session for fewer than its least size counts as."""


class Fixes:
    """The fixes of one question.

    Parameters
    ----------
    trial
        The question; it is not possible as things are.
    """

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self.so_far: list[Fix] = []

    def found(self) -> tuple[Fix, ...]:
        """Return the cheapest fix of each kind, or of all kinds together if none alone helps.

        Raises
        ------
        TimeoutError
            If the time is over; `so_far` has what was found.
        """
        for lifted in KINDS:
            self._try(lifted)
        if not self.so_far:
            self._try(frozenset().union(*KINDS))
        self.so_far.sort(key=lambda fix: (len(fix.steps), fix.minutes))
        return tuple(self.so_far)

    def _try(self, lifted: frozenset[str]) -> None:
        from iopsched.explaining.explainer import BACKGROUND, EVERY_RULE  # noqa: PLC0415  each needs the other

        trial = self._trial
        placing = trial.placing(EVERY_RULE - BACKGROUND - {trial.aim.own_rule} - lifted)
        self._price(placing, lifted)
        placed = placing.best(trial.limits)
        if placed is None:
            return
        patch, change, _ = trial.explainer.relaxed.judged(placed, trial.patient.id)
        fix = self._fix(placed, patch, change, lifted)
        if fix is not None and fix.steps and fix not in self.so_far:
            self.so_far.append(fix)

    def _price(self, placing: Placing, lifted: frozenset[str]) -> None:
        """Charge every use of what is left out."""
        staying, number = self._trial.explainer.relaxed.staying, self._trial.number
        problem, cells = staying.problem, placing.cells
        minutes = (problem.cells.end - problem.cells.start) * problem.slot_minutes
        own = staying.of_patient(number)
        cost = np.ones(len(cells), dtype=np.int64)
        if "patient-availability" in lifted:
            free = problem.patients.masks["patient-availability"][number, cells]
            cost += np.where(free, 0, STEP + minutes[cells])
        if "group-size" in lifted:
            attendees = np.bincount(staying.attended[:, 1], minlength=problem.n_cells)
            seats = self._seats()
            is_group = ~problem.services.one_to_one[problem.cells.service]
            full = is_group & staying.runs & (attendees >= seats)
            full[own] = False
            small = is_group & ~staying.runs & (problem.services.min_size[problem.cells.service] > 1)
            cost += np.where(full[cells], STEP, 0) + np.where(small[cells], OPENED * STEP, 0)
        placing.charge(cells, cost)
        if "clinician-availability" in lifted:
            closed = ~problem.clinicians.masks["clinician-availability"][:, cells]
            clinician, place = np.nonzero(closed & problem.services.one_to_one[problem.cells.service[cells]])
            placing.charge_visits(clinician, cells[place], STEP + minutes[cells[place]])

    def _seats(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """(K,): seats of the sections that run."""
        relaxed = self._trial.explainer.relaxed
        seats = np.zeros(relaxed.compiled.problem.n_cells, dtype=np.int64)
        for session, cell in relaxed.cells_of_sessions():
            seats[cell] += relaxed.seats(session)
        return seats

    def _fix(self, placed: Placed, patch: Patch, change: Change, lifted: frozenset[str]) -> Fix | None:
        """Read off what has to be changed; none if a rule that was not left out is broken."""
        if {violation.rule for violation in change.violations} - lifted:
            return None
        if not self._trial.aim.is_met(change, frozenset(placed.cells)):
            return None
        scenario, patient = self._trial.explainer.scenario, self._trial.patient
        week = scenario.calendar.week
        ready = self._trial.explainer.relaxed
        mine = ready.of_patient(ready.after(patch), patient.id)
        steps: list[FixStep] = []
        windows: dict[tuple[str, str], list[Window]] = defaultdict(list)
        broken = {(v.rule, subject) for v in change.violations for subject in v.subjects}
        services = {service.id: service for service in scenario.services}
        free = patient.availability.windows(week)
        led = {clinician.id: clinician.availability.windows(week) for clinician in scenario.clinicians}
        for session in mine:
            name = f"{format_moment(session.start)} {session.group or session.service}"
            if any(
                violation.rule in SEATS
                and {session.group or session.service, format_moment(session.start)} <= set(violation.subjects)
                for violation in change.violations
            ):
                steps.append(_seat(session, name, services[session.service].min_size))
            if services[session.service].patient_attends and not is_open(free, session.start, session.end):
                windows["patient hours", patient.id] += subtract((Window(session.start, session.end),), free)
            for leader in session.leaders:
                if ("clinician-availability", leader) in broken and not is_open(
                    led[leader], session.start, session.end
                ):
                    windows["clinician hours", leader] += subtract((Window(session.start, session.end),), led[leader])
        minutes = 0
        for (kind, who), hours in windows.items():
            for hour in _joined(hours):
                minutes += hour.end - hour.start
                steps.append(_hours(kind, who, hour))
        return Fix(steps=tuple(steps), minutes=minutes, sessions=ready.described(mine, patient.id))


def _seat(session: Session, name: str, least: int) -> FixStep:
    if len(session.attendees) < least:
        words = f"let {name} run with {len(session.attendees)} (at least {least} now)"
        return FixStep(kind="session", subject=name, words=words)
    return FixStep(kind="seat", subject=name, words=f"one more seat in {name}")


def _joined(hours: list[Window]) -> list[Window]:
    """Join hours that touch."""
    joined: list[Window] = []
    for hour in sorted(hours):
        if joined and joined[-1].day == hour.day and hour.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, hour.end))
        else:
            joined.append(hour)
    return joined


def _hours(kind: str, who: str, hour: Window) -> FixStep:
    end = hour.end % DAY_MINUTES
    verb = "free" if kind == "patient hours" else "at work"
    words = f"{who} {verb} {format_moment(hour.start)}-{end // 60:02d}:{end % 60:02d}"
    if kind == "patient hours":
        return FixStep(kind="patient hours", subject=who, hours=str(hour), words=words)
    return FixStep(kind="clinician hours", subject=who, hours=str(hour), words=words)
