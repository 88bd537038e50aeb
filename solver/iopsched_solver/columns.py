"""Column generation: the linear program over day plans, grown until its bound is proved.

Each round solves the master by interior point, smooths its prices towards the best so far (Wentges), prices every
patient's days at them and adds those that pay. Every round proves a bound, whatever the prices.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from iopsched_solver.lp import FloatArray, LPSolution, solve_interior
from iopsched_solver.master import Master
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.plans.pricing import Pricer
from iopsched_solver.problem import NONE, IntArray, Problem

SMOOTHING = 0.3
"""Share of the best prices so far in the prices that are tried."""

WHOLE_ENOUGH = 1e-3
"""Smaller values of a solution are noise."""
OVERBOOKED = 0.05
"""Visits beyond one at a time from which on a clinician gets a row."""


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day plan that is a column of the master."""

    patient: int
    cells: tuple[Attendance, ...]


class Columns:
    """The master and its day plans, and the best bound they proved."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.master = Master(problem)
        self.pricer = Pricer(problem)
        self.local = LocalRules(problem)
        self.days: list[DayColumn] = []
        """The day plan of master column ``master.n_fixed + n``."""
        self.bound = -math.inf
        self._known: set[DayColumn] = set()
        self._best_price: FloatArray | None = None
        self._limited: set[tuple[int, int]] = set()

    def price(self, price: FloatArray) -> tuple[int, float]:
        """Add the day plans that pay at `price` (clipped); return how many were new, and the bound proved."""
        master = self.master
        toll, visit_toll = master.tolls(price)
        priced = self.pricer(
            toll, visit_toll, _at(price, master.count_row), _at(price, master.minutes_row),
            master.service_day_prices(price),
        )  # fmt: skip
        new = sum(self.add(plan.patient, plan.cells) for plan in priced.plans)
        if not self.pricer.sees_all_days:
            return new, -math.inf
        return new, master.bound(price, priced.best) + float(self.local.lost.sum())

    def add(self, patient: int, cells: tuple[Attendance, ...]) -> bool:
        """Add a day plan unless it is known or breaks a rule of its day."""
        column = DayColumn(patient, cells)
        if column in self._known:
            return False
        cost = self.local.day_cost(patient, cells)
        if cost is None:
            return False
        self._known.add(column)
        self.master.add_day(patient, cells, float(cost))
        self.days.append(column)
        return True

    def grow(
        self, *, deadline: float, gap: float, stop: Callable[[], bool], on_round: Callable[[float], None]
    ) -> LPSolution | None:
        """Run rounds until the bound is within `gap` of the linear program, nothing new pays, or time is up.

        Parameters
        ----------
        deadline
            On the monotonic clock.
        gap
            Relative distance at which the program counts as solved.
        stop
            Asked between rounds.
        on_round
            Told the best bound after each round.
        """
        solution: LPSolution | None = None
        while not stop() and time.monotonic() < deadline:
            fresh = solve_interior(self.master.program(), time_limit_s=deadline - time.monotonic())
            if fresh is None:
                break
            solution = fresh
            exact = self.master.clip(solution.price)
            best = self._best_price
            price = exact if best is None else SMOOTHING * best + (1 - SMOOTHING) * exact
            new, bound = self.price(price)
            if bound > self.bound:
                self.bound, self._best_price = bound, price
            on_round(self.bound)
            limited = self._limit_clinicians(solution)
            total = solution.cost + float(self.local.lost.sum())
            if not limited and total - self.bound <= gap * max(abs(total), 1.0):
                break
            if not new and not limited:
                new, bound = self.price(exact)
                if bound > self.bound:
                    self.bound, self._best_price = bound, exact
                    on_round(bound)
                if not new:
                    break
        return solution

    def settle(self, outcome: Outcome) -> None:
        """Take over the timetable and the leaders of a legal week, and open all days again.

        Whoever leads a section is not to be had for visits at that time; what that forbids is exact from here on.
        """
        master, cells = self.master, self.problem.cells
        running = Counter(section.cell for section in outcome.sections)
        for k, (row, _) in master.section_row.items():
            master.row_low[row] = master.row_high[row] = float(running[k])
        busy = np.zeros((self.problem.n_clinicians, self.problem.n_cells), dtype=np.bool_)
        for section in outcome.sections:
            end = cells.end[section.cell] + self.problem.bands.hold_slots[section.band]
            clash = (cells.start < end) & (cells.start[section.cell] < cells.end)
            for c in section.leaders:
                busy[c] |= clash
        self.pricer.close(busy)
        for n, day in enumerate(self.days, start=master.n_fixed):
            master.low[n] = 0.0
            master.high[n] = 0.0 if any(c != NONE and busy[c, k] for k, c in day.cells) else 1.0

    def _limit_clinicians(self, solution: LPSolution) -> int:
        """Keep clinicians to one visit at a time where the solution overbooks them; return how many rows that took."""
        master = self.master
        load: dict[tuple[int, int], float] = {}
        x = solution.x[master.n_fixed : master.n_fixed + len(self.days)]
        for n in np.flatnonzero(x > WHOLE_ENOUGH).tolist():
            for k, c in self.days[n].cells:
                if c != NONE:
                    for t in master.moments(k):
                        load[c, t] = load.get((c, t), 0.0) + float(x[n])
        crowded = [where for where, amount in load.items() if amount > 1 + OVERBOOKED and where not in self._limited]
        if crowded:
            visits = {
                master.n_fixed + n: [(k, c) for k, c in day.cells if c != NONE] for n, day in enumerate(self.days)
            }
            for c, t in sorted(crowded):
                self._limited.add((c, t))
                master.limit_clinician(c, t, visits)
            if self._best_price is not None:
                self._best_price = np.append(self._best_price, np.zeros(len(crowded)))
        return len(crowded)

    def proved(self) -> int:
        """The bound as an integer: every cost is one, so it may be rounded up (less a safe margin)."""
        if self.bound == -math.inf:
            return 0
        return max(0, math.ceil(self.bound - 1e-6 * max(1.0, abs(self.bound))))


def _at(price: FloatArray, rows: IntArray) -> FloatArray:
    """The prices of `rows`, 0 where there is none."""
    return np.where(rows == NONE, 0.0, price[rows])
