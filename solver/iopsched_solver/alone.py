"""What a few patients lack at least, even if the whole clinic were there for them alone.

The linear program mixes days of many weeks, so it meets in parts what no week meets: a session that fits into none of
somebody's days, or two who must be kept apart in the same group. Of a few patients the constraint solver finds in a
moment what must stay unmet if groups ran whenever they may, and clinicians and rooms were always free. No schedule
leaves less of their needs unmet.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence

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
    "room-features",
    "patient-no-overlap",
    "patient-day-length",
    "telehealth",
    "one-of-a-kind-a-day",
    "keep-apart",
    "cohort-all-or-none",
    "roster",
}
"""Rules that concern the patients alone."""
FEW = 6
"""Patients looked at together, at most."""
SOLVE_S, PART = 3.0, 0.1
"""Seconds for a few patients, and part of the time left for all who are looked at."""
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
        self._groups = [group for group in _apart_groups(problem) if len(group) <= FEW and can_price[group].all()]
        needs = {slug: cost if slug in NEEDS else 0 for slug, cost in problem.unit_cost.items()}
        self._local = LocalRules(dataclasses.replace(problem, unit_cost=needs))
        self._least: dict[int, int] = {}
        """Of groups that were looked at, by place: what they lack at least."""

    def add(self, days: Sequence[DayColumn], x: FloatArray, week: Outcome, *, until: float) -> int:
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
        until
            On the monotonic clock: when nobody more is looked at.
        """
        given, weeks, less = self._given(days, x), week.weeks(), dict[int, float]()
        for n, group in enumerate(self._groups):
            in_week = sum(self._local.cost(p, tuple(weeks.get(p, ()))) or 0 for p in group.tolist())
            if int(group[0]) not in self._master.lacks.row and in_week > given[group].sum() + NOISE:
                less[n] = float(in_week - given[group].sum())
        added = 0
        for n in sorted(less, key=less.__getitem__, reverse=True):
            if n not in self._least:
                if time.monotonic() >= until:
                    break
                self._least[n] = unmet_alone(self._problem, self._groups[n])
            if self._least[n] > given[self._groups[n]].sum() + NOISE:
                self._add(self._groups[n].tolist(), self._least[n], days)
                added += 1
        return added

    def _add(self, group: list[int], least: int, days: Sequence[DayColumn]) -> None:
        start, who = self._master.n_fixed, set(group)
        plans = {start + n: (day.patient, day.cells) for n, day in enumerate(days) if day.patient in who}
        self._master.lacks.add(group, least, plans)

    def _given(self, days: Sequence[DayColumn], x: FloatArray) -> FloatArray:
        """(P,) what a solution leaves unmet of each patient's needs, in cost."""
        lacks, start = self._master.lacks, self._master.n_fixed
        unmet = np.array([lacks.of_week(p, x) for p in range(self._problem.n_patients)])
        for n in np.flatnonzero(x[start:]).tolist():
            unmet[days[n].patient] += float(x[start + n]) * lacks.of_day(days[n].patient, days[n].cells)
        return unmet


def unmet_alone(problem: Problem, patients: IntArray) -> int:
    """Return what unmet `NEEDS` of some patients cost at least, as the program counts it.

    Parameters
    ----------
    problem
        The week.
    patients
        Few; the rest of the week is left out.
    """
    bound = solve_whole(_alone(problem, patients), Limits(time_limit_s=SOLVE_S, workers=1)).bound or 0
    counted = problem.services.contact_minutes.tolist() + problem.patients.week_minutes_min[patients].tolist()
    if any(minutes % 30 for minutes in counted):  # the program counts minutes, schedules half hours begun
        weight = int(problem.patients.weight[patients].sum())
        bound -= weight * problem.unit_cost["weekly-contact-minutes"]
    return max(bound, 0)


def _alone(problem: Problem, patients: IntArray) -> Problem:
    """The problem of these patients and of clinicians enough for all sessions in which somebody could see them."""
    services = problem.services
    may = problem.may_attend[patients]
    single = np.flatnonzero(may.any(axis=0) & services.one_to_one[problem.cells.service])
    sees = problem.may_visit[patients][:, :, problem.cells.service[single]] & problem.may_lead[None, :, single]
    may[:, single] &= sees.any(axis=1)
    sees &= may[:, None, single]
    alone = services.patient_attends[problem.cells.service[single]] & ("patient-no-overlap" in problem.rules)
    k, c = np.flatnonzero(may.any(axis=0)), _seeing(sees, alone)
    part = problem_of(problem, Part(patients, k, c, np.zeros(0, dtype=np.int64), len(k)))
    return dataclasses.replace(
        part,
        services=dataclasses.replace(services, needs_room=np.zeros_like(services.needs_room)),
        patients=dataclasses.replace(
            part.patients,
            masks={"patient-availability": may[:, k]},
            sees={"patient-availability": part.may_visit},
        ),
        rules=problem.rules & OWN,
        unit_cost={slug: cost if slug in NEEDS else 0 for slug, cost in problem.unit_cost.items()},
    )


def _seeing(sees: BoolArray, one: BoolArray) -> IntArray:
    """Clinicians enough to see each patient wherever anybody could.

    Parameters
    ----------
    sees
        (n, C, k) whether the clinician could see the patient there.
    one
        (k,) whether one visit there is the most that a patient can have: then one clinician is enough. Sessions held
        without the patient may be several at a time, one for each clinician.
    """
    needed: BoolArray = np.asarray(sees[:, :, ~one].any(axis=(0, 2)))
    sees = sees[:, :, one]
    lacking: BoolArray = np.asarray(sees.any(axis=1)) & ~sees[:, needed].any(axis=1)
    while lacking.any():
        best = int((sees & lacking[:, None, :]).sum(axis=(0, 2)).argmax())
        needed[best] = True
        lacking &= ~sees[:, best]
    return np.flatnonzero(needed)


def _apart_groups(problem: Problem) -> list[IntArray]:
    """Patients whom pairs to be kept apart join, and everybody else alone."""
    apart = problem.pairs.apart if "keep-apart" in problem.rules else problem.pairs.apart[:0]
    label = labels(problem.n_patients, apart[:, 0], apart[:, 1])
    return [np.flatnonzero(label == first) for first in np.unique(label)]
