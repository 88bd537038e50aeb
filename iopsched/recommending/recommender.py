"""A schedule made ready once; then each recommendation takes a fraction of a second."""

from __future__ import annotations

import threading
import time

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.compile.newcomer import with_patient
from iopsched.model.errors import IllegalScheduleError, InputProblem, ScenarioError
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Recommendations, SeatOffers
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.recommending.place import Place
from iopsched.recommending.ready import Ready
from iopsched.recommending.seats import cells_of, in_order
from iopsched.validation import validate
from iopsched_solver.limits import Limits
from iopsched_solver.placing import Placing, best_weeks


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
        self.ready = Ready(self.scenario, compile_scenario(self.scenario, keep_idle=True), schedule)
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
            [
                InputProblem(
                    "dangling-id",
                    "#/patients",
                    f"there is no patient {name}",
                    "use the id of a patient of the week, or recommend for a file",
                )
            ]
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
        cells = cells_of(self.ready.compiled, meeting)
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
        """Make the week ready for one patient, new, changed or as in the scenario.

        Raises
        ------
        ScenarioError
            If the patient has errors.
        IllegalScheduleError
            If the schedule breaks a rule already that does not concern this patient.
        """
        known = {each.id: each for each in self.scenario.patients}.get(patient.id)
        others = [v for v in self._report.violations if patient.id not in v.subjects]
        if others:
            raise IllegalScheduleError(others)
        if known == patient:
            return Place(self.ready, patient, self.ready.staying, is_changed=False)
        refuse_wrong(self.scenario, patient)
        problem = with_patient(self.ready.compiled, patient).problem
        return Place(self.ready, patient, self.ready.staying.with_problem(problem), is_changed=True)


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
