"""What a few patients lack at least, even if the whole clinic were there for them alone.

The linear program mixes days of many weeks, so it meets in parts what no week meets: a session that fits into none of
somebody's days, or two who must be kept apart in the same group. Of a few patients the constraint solver finds in a
moment what must stay unmet if groups ran whenever they may, and clinicians and rooms were always free. No schedule
leaves less of their needs unmet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from iopsched_solver.components import Part, labels
from iopsched_solver.limits import Limits
from iopsched_solver.lp import FloatArray
from iopsched_solver.master import DayColumn, Master
from iopsched_solver.master.lacks import DAILY, WEEKLY
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.parts import problem_of
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import BoolArray, IntArray, Problem

NEEDS = DAILY | WEEKLY
"""Needs that are looked at."""
OWN = NEEDS | {
    "patient-availability",
    "patient-no-overlap",
    "patient-day-length",
    "telehealth",
    "one-of-a-kind-a-day",
    "keep-apart",
    "cohort-all-or-none",
    "roster",
}
"""Rules that concern the patients alone."""
SOLVE_S = 3.0
"""Seconds for a few patients, of the engine's own work."""
NOISE = 1.0
"""Cost by which a program must give more than there is for a row to be added."""


class Alone:
    """Finds whom a program gives more than there is for them alone.

    Parameters
    ----------
    problem
        The week.
    master
        Its program.
    can_price
        (P,) whose days can be priced where what they leave unmet is charged in part.
    """

    def __init__(self, problem: Problem, master: Master, can_price: BoolArray) -> None:
        self._problem, self._master = problem, master
        self._groups = [group for group in _apart_groups(problem) if can_price[group].all()]
        needs = {slug: cost if slug in NEEDS else 0 for slug, cost in problem.unit_cost.items()}
        self._local = LocalRules(dataclasses.replace(problem, unit_cost=needs))
        self._least: dict[int, int] = {}
        """Of groups that were looked at, by place: what they lack at least."""
        self.work_s = 0.0
        """Seconds of the engine's own work that took."""

    def add(self, days: Sequence[DayColumn], x: FloatArray, week: Outcome, *, stop: Callable[[], bool]) -> int:
        """Add rows that a solution breaks; return how many.

        Only who lacks more in the best week than in the program can lack more in every week.

        Parameters
        ----------
        days
            Day plans.
        x
            The solution, over all columns.
        week
            The best week so far.
        stop
            Asked before each group.
        """
        lacks, weeks, added = self._master.lacks, week.weeks(), 0
        given = self._given(days, x)
        for n, group in enumerate(self._groups):
            in_week = sum(self._local.cost(p, tuple(weeks.get(p, ()))) or 0 for p in group.tolist())
            in_program = float(given[group].sum())
            if int(group[0]) in lacks.row or in_week <= in_program + NOISE:
                continue
            if stop():
                break
            if n not in self._least:
                self._least[n], work_s = unmet_alone(self._problem, group)
                self.work_s += work_s
            if self._least[n] > in_program + NOISE:
                start = self._master.n_fixed
                plans = {start + i: (day.patient, day.cells) for i, day in enumerate(days) if day.patient in group}
                lacks.add(group.tolist(), self._least[n], plans)
                added += 1
        return added

    def _given(self, days: Sequence[DayColumn], x: FloatArray) -> FloatArray:
        """(P,) what a solution leaves unmet of each patient's needs, in cost."""
        lacks, start = self._master.lacks, self._master.n_fixed
        unmet = np.array([lacks.of_week(p, x) for p in range(self._problem.n_patients)])
        for n in np.flatnonzero(x[start:]).tolist():
            unmet[days[n].patient] += float(x[start + n]) * lacks.of_day(days[n].patient, days[n].cells)
        return unmet


def unmet_alone(problem: Problem, patients: IntArray) -> tuple[int, float]:
    """Return what unmet `NEEDS` of some patients cost at least, as the program counts it, and the work it took.

    Parameters
    ----------
    problem
        The week.
    patients
        Few; the rest of the week is left out.
    """
    found = solve_whole(_alone(problem, patients), Limits(time_limit_s=SOLVE_S, reproducible=True))
    bound = found.bound or 0
    counted = problem.services.contact_minutes.tolist() + problem.patients.week_minutes_min[patients].tolist()
    if any(minutes % 30 for minutes in counted):  # the program counts minutes, schedules half hours begun
        weight = int(problem.patients.weight[patients].sum())
        bound -= weight * problem.unit_cost["weekly-contact-minutes"]
    return max(bound, 0), found.work_s


def _alone(problem: Problem, patients: IntArray) -> Problem:
    """The problem of these patients and of clinicians enough for all hours at which somebody could see them."""
    services, offerings = problem.services, problem.offerings
    may = problem.may_attend[patients]
    single = np.flatnonzero(may.any(axis=0) & services.one_to_one[problem.cells.service])
    sees = problem.may_visit[patients][:, :, problem.cells.service[single]] & problem.may_lead[None, :, single]
    may[:, single] &= sees.any(axis=1)
    k, c = np.flatnonzero(may.any(axis=0)), _seeing(sees & may[:, None, single])
    part = problem_of(problem, Part(patients, k, c, np.zeros(0, dtype=np.int64), len(k)))
    return dataclasses.replace(
        part,
        services=dataclasses.replace(
            services, min_size=np.minimum(services.min_size, 1), needs_room=np.zeros_like(services.needs_room)
        ),
        offerings=dataclasses.replace(part.offerings, after=offerings.after[:0]),
        patients=dataclasses.replace(
            part.patients,
            masks={"patient-availability": may[:, k]},
            sees={"patient-availability": part.may_visit},
        ),
        rules=problem.rules & OWN,
        unit_cost={slug: cost if slug in NEEDS else 0 for slug, cost in problem.unit_cost.items()},
    )


def _seeing(sees: BoolArray) -> IntArray:
    """Of clinicians who could see somebody somewhere, (n, C, k): few, of whom one can whenever any can."""
    lacking: BoolArray = np.asarray(sees.any(axis=1))
    chosen: list[int] = []
    while lacking.any():
        best = int((sees & lacking[:, None, :]).sum(axis=(0, 2)).argmax())
        chosen.append(best)
        lacking &= ~sees[:, best]
    return np.array(sorted(chosen), dtype=np.int64)


def _apart_groups(problem: Problem) -> list[IntArray]:
    """Patients whom pairs to be kept apart join, and everybody else alone."""
    apart = problem.pairs.apart if "keep-apart" in problem.rules else problem.pairs.apart[:0]
    label = labels(problem.n_patients, apart[:, 0], apart[:, 1])
    return [np.flatnonzero(label == first) for first in np.unique(label)]
