"""One patient in a week that stays: what is asked of the engine, and what its answers mean."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from iopsched.model.errors import EngineError, IllegalScheduleError
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Recommendation
from iopsched.model.schedule import Session
from iopsched.recommending.others import movable
from iopsched.recommending.ready import Ready, as_week_session, is_same
from iopsched_solver.limits import Limits
from iopsched_solver.placing import Placed, Placing
from iopsched_solver.staying import Staying


class Place:
    """One patient in the week.

    Parameters
    ----------
    ready
        The week.
    patient
        Somebody of it, or somebody new.
    staying
        The week as the engine sees it, with this patient.
    is_changed
        Whether the patient is new or not as in the scenario.
    """

    def __init__(self, ready: Ready, patient: Patient, staying: Staying, *, is_changed: bool) -> None:
        self.patient, self.staying, self.is_changed = patient, staying, is_changed
        self.number = ready.number_of(patient.id)
        self._ready = ready

    def recommendation(self, placed: Placed) -> Recommendation:
        """Return a week that was found, checked.

        Raises
        ------
        IllegalScheduleError
            If the checker rejects it. This is a bug: please report it.
        EngineError
            If checker and solver disagree on the cost. This is a bug: please report it.
        """
        changed = self.patient if self.is_changed else None
        patch, change, moved = self._ready.judged(placed, self.patient.id, changed)
        if change.violations:
            raise IllegalScheduleError(change.violations)
        if not self.is_changed and change.cost != placed.cost:
            raise EngineError(f"the checker finds a change of cost of {change.cost}, the solver one of {placed.cost}")
        sessions = self._ready.after(patch)
        mine = self._ready.of_patient(sessions, self.patient.id)
        had = self._ready.of_patient(self._ready.schedule.sessions, self.patient.id)
        return Recommendation(
            patient=self.patient.id,
            cost=change.cost,
            tiers=change.tiers,
            unmet=tuple(need for need in change.unmet if need.patient == self.patient.id),
            contact_minutes=self._contact_minutes(mine),
            sessions=self._ready.described(mine, self.patient.id),
            gives_up=tuple(as_week_session(s, "as now") for s in had if not any(is_same(s, other) for other in mine)),
            moved=moved,
            schedule=self._ready.schedule.model_copy(update={"sessions": sessions}),
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
        services = {service.id: service for service in self._ready.scenario.services}
        return sum(services[s.service].contact_minutes for s in sessions if services[s.service].patient_attends)
