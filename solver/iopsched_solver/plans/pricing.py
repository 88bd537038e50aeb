"""The pricing problem: every patient's best day at the prices the clinic asks, for many patients at once.

What is exact here: availability and all other masks, no overlap, buffer and travel, one session a day of each
remembered service and the limits on them together, the longest day, the service-day minimum, counted minutes a day,
trips, and everything charged by the session. What is relaxed (the bound stays valid): how often a day services are
attended that may be repeated (these are not remembered), and sessions a day beyond the remembered ones; idle time is
charged by the slot, not by the half hour begun.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from iopsched_solver.native.price import BestDays
from iopsched_solver.plans.days import Arcs, Asked, DayPlan, FloatArray
from iopsched_solver.plans.local import own_costs
from iopsched_solver.plans.many import ManyServices, Offers
from iopsched_solver.plans.memory import Remembering
from iopsched_solver.plans.ways import DayArcs, once_a_day
from iopsched_solver.problem import DAYS_A_WEEK, BoolArray, IntArray, Problem

FEW = 12
"""Services that a patient may attend who remembers all that may be remembered."""
AT_ONCE = 32
"""Patients priced in one call."""


@dataclass(frozen=True)
class Priced:
    """The days that pay for themselves."""

    best: FloatArray
    """(P, 7) at most the reduced cost of every legal day plan; at most 0; minus infinity where not priced."""
    plans: list[DayPlan]


class Pricer:
    """Prices weeks; holds what does not change from round to round.

    Raises
    ------
    OSError
        Where the compiled library is missing.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cells, services, who = problem.cells, problem.services, problem.patients
        self.may = problem.may_attend & (who.care_max[:, cells.service] > 0)
        own_cost = own_costs(problem).astype(float)
        arc_cells = self._arcs()
        by_day = {d: arcs for d, _, arcs in self.days}
        self._days = BestDays(
            problem, may=self.may, own=own_cost, once=once_a_day(problem),
            days=[by_day.get(d, Arcs.none()) for d in range(DAYS_A_WEEK)], cells=arc_cells,
        )  # fmt: skip
        self._many = ManyServices(problem)
        self._may_lead = problem.may_lead
        self.takes = (who.care_max > 0) & (
            self.may @ (cells.service[:, None] == np.arange(len(services.slots)))
        ).astype(bool)
        self.take_up(np.ones(problem.n_patients, dtype=np.bool_))

    def take_up(self, asked: BoolArray) -> None:
        """Price the days of some patients, (P,), from here on."""
        who = self.problem.patients
        many = self.attends_many
        few = np.flatnonzero(asked & ~many)
        self.few = [few[first : first + AT_ONCE] for first in range(0, len(few), AT_ONCE)]
        """Patients who attend few services, in parts."""
        self.many: list[Remembering] = []
        """Those who attend many, by the buffer they need."""
        for slots in np.unique(who.buffer_slots[asked & many]).tolist():
            rows = np.flatnonzero(asked & many & (who.buffer_slots == slots))
            self.many.append(Remembering(self.problem, rows, self.takes, self.days))

    @property
    def attends_many(self) -> BoolArray:
        """(P,) who may attend many services."""
        many: BoolArray = self.takes.sum(axis=1) > FEW
        return many

    def only(self, patients: BoolArray) -> Pricer:
        """The same for some patients, (P,), alone."""
        part = copy.copy(self)
        part.take_up(patients)
        return part

    def _arcs(self) -> list[IntArray]:
        """Join cells that differ in offering alone; return those of each arc."""
        problem = self.problem
        cells = problem.cells
        useful = np.flatnonzero(self.may.any(axis=0) & problem.services.patient_attends[cells.service])
        key = np.stack([cells.day, cells.start, cells.end, cells.service, cells.place], axis=1)[useful]
        unique, which = np.unique(key, axis=0, return_inverse=True)
        which = which.reshape(-1)
        self.days: list[DayArcs] = []
        for d in sorted(set(unique[:, 0].tolist())):
            ids = np.flatnonzero(unique[:, 0] == d)
            part = unique[ids]
            self.days.append((int(d), ids, Arcs(part[:, 3], part[:, 1], part[:, 2], part[:, 4])))
        return [useful[which == a] for a in range(len(unique))]

    def close(self, busy: BoolArray) -> None:
        """Take clinicians as not to be had for visits where `busy` (C, K), and only there."""
        self._may_lead = self.problem.may_lead & ~busy

    def __call__(self, asked: Asked, *, stop: Callable[[], bool] = lambda: False) -> Priced:
        """Price everybody's days.

        Parameters
        ----------
        asked
            The prices.
        stop
            Asked again and again: what is left then is not priced, and has no bound.
        """
        best = np.full((self.problem.n_patients, DAYS_A_WEEK), -np.inf)
        plans: list[DayPlan] = []
        prices = self._days.prices(asked, self._may_lead)
        for rows in self.few:
            if stop():
                break
            best[rows], found = self._days.best(prices, rows)
            plans += found
        for batch in self.many:
            if stop():
                break
            plans += self._many.price(batch, asked, Offers(*self._days.arcs(prices, batch.rows)), best, stop)
        return Priced(best, plans)

    def good(self, asked: Asked, *, worse: float, most: int) -> list[DayPlan]:
        """Days of everybody that cost little more than their best: no two of a day have the same services.

        Nobody has any who attends many services. Some may break a rule that is relaxed in prices.

        Parameters
        ----------
        asked
            The prices.
        worse
            Reduced cost beyond that of the best day.
        most
            Days for each patient and weekday.
        """
        prices = self._days.prices(asked, self._may_lead)
        return [plan for rows in self.few for plan in self._days.good(prices, rows, worse=worse, most=most)]
