"""Some patients' whole weeks decided anew by column generation, and with them the groups of some cells.

Everybody else keeps their days, so only these patients are priced and the program is small, however large the week is.
Its linear relaxation is as tight as that of the whole, so the constraint solver finds the best days of forty patients
in seconds, or sees that there are none better, where its own model of the rules takes as long for six.
"""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from iopsched_solver.assemble import WholeDays
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import Wish, first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.lp import LPSolution, solve_interior
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import BoolArray, Problem

ROUNDS = 3
"""Rounds of pricing, at most."""
SLOW = 0.02
"""Share of what there is to gain that a round of pricing, but for the first, must gain for another to follow."""
MORE, WORSE = 10, 0.5
"""Good days of each patient and weekday that are added to what the linear program asked for, at most; and the share of
what there is to gain that their reduced cost may be."""
MOST_DAYS = 50_000
"""Day plans that are kept from one neighbourhood to the next."""
PARTS = (0.6, 1.0)
"""What a week may cost: so much of the way from the linear program to the best week, one after the other."""
PART_S = 3.0
"""Seconds for one of these."""
TIMES = 3
"""Times that a week is sought, where those before broke rules that were no rows yet."""

Kept = dict[int, list[tuple[int, ...]]]
"""Of cells the leaders of each section."""


class Regroup:
    """Holds the day plans found so far.

    Parameters
    ----------
    problem
        The week.
    columns
        With day plans found before; without any otherwise.
    """

    def __init__(self, problem: Problem, columns: Columns | None = None) -> None:
        self.problem = problem
        self._columns = columns or Columns(problem)

    def better(
        self,
        outcome: Outcome,
        cost: int,
        *,
        patients: BoolArray,
        cells: BoolArray,
        leaders: BoolArray,
        limits: Limits,
        cancel: threading.Event,
    ) -> tuple[Outcome | None, bool]:
        """Look for a better week.

        Parameters
        ----------
        outcome, cost
            A legal week.
        patients
            (P,) whose weeks are free.
        cells
            (K,) the group cells that may run one section more than now, or fewer.
        leaders
            (K,) the group cells whose sections may be led by others than now.
        limits
            Time, threads and seed.
        cancel
            Ends it at once.

        Returns
        -------
        tuple
            A legal week that costs less, if one was found; and whether all was tried that the day plans found allow.
        """
        deadline = time.monotonic() + limits.time_limit_s

        def over() -> bool:
            return cancel.is_set() or time.monotonic() >= deadline

        if not self._hold(outcome, patients, cells):
            return None, True
        most = cost - 1 - self._columns.lost
        relaxed = self._relaxed(most, deadline, over)
        if relaxed is None or over():
            return None, False
        if relaxed.cost > most:
            return None, True
        kept: Kept = defaultdict(list)
        for section in outcome.sections:
            if not leaders[section.cell]:
                kept[section.cell].append(section.leaders)
        return self._sought(relaxed, most, kept, limits, cancel, deadline)

    def _sought(
        self, relaxed: LPSolution, most: float, kept: Kept, limits: Limits, cancel: threading.Event, deadline: float
    ) -> tuple[Outcome | None, bool]:
        """Look for whole days that cost so much in the program at most, as `better` does."""
        parts, anew = list(PARTS), TIMES
        while parts:
            left_s = deadline - time.monotonic()
            if left_s <= 0 or cancel.is_set():
                return None, False
            limits = dataclasses.replace(limits, time_limit_s=min(PART_S, left_s))
            model = WholeDays(self._columns, relaxed, relaxed.cost + parts[0] * (most - relaxed.cost), kept)
            tried = model.whole.solve(limits, cancel)
            if tried.values is None:
                if not tried.is_proved:
                    return None, False
                parts.pop(0)
                continue
            week = model.week(tried.values)
            broken = self._columns.limit(LPSolution(model.whole.x(tried.values), relaxed.price, week.cost))
            wish = Wish(week.sections, [(day.patient, day.cells) for day in week.days])
            found = first_fit(self.problem, wish=wish, stop=cancel.is_set)
            if found is not None and cost_of(self.problem, found) <= most + self._columns.lost:
                return found, tried.is_proved
            anew -= 1
            if not broken or not anew:
                return None, tried.is_proved
        return None, True

    def _hold(self, outcome: Outcome, patients: BoolArray, cells: BoolArray) -> bool:
        """Hold what is not free; return whether the program can say what the rest of the week is."""
        if len(self._columns.days) > MOST_DAYS:
            self._columns = Columns(self.problem)
        columns, sections = self._columns, self._columns.master.sections
        columns.reopen()
        running = Counter(section.cell for section in outcome.sections)
        for k in sections.cells:
            now = running[k]
            sections.let(k, 0 if cells[k] else now, now + 1 if cells[k] else now)
        return columns.hold_others(outcome, patients)

    def _relaxed(self, most: float, deadline: float, over: Callable[[], bool]) -> LPSolution | None:
        """Solve the linear program, and add days of the free patients as long as that gains much."""
        columns = self._columns
        before, rounds = math.inf, 0
        while True:
            solution = solve_interior(columns.master.program(), time_limit_s=deadline - time.monotonic())
            if solution is None or over():
                return None
            if rounds == ROUNDS or (rounds > 1 and before - solution.cost < SLOW * (most - solution.cost)):
                break
            before, rounds, prices = solution.cost, rounds + 1, columns.master.prices
            priced = columns.pricer(prices.of_days(prices.clip(solution.price)), stop=over)
            if not sum([columns.add(plan.patient, plan.cells) for plan in priced.plans]) + columns.limit(solution):
                break
        self._more_days(solution, most)
        return solution

    def _more_days(self, solution: LPSolution, most: float) -> None:
        """Add days that the linear program does without, and whole weeks may not."""
        prices = self._columns.master.prices
        asked = prices.of_days(prices.clip(solution.price))
        for plan in self._columns.pricer.good(asked, worse=WORSE * max(most - solution.cost, 0.0), most=MORE):
            self._columns.add(plan.patient, plan.cells)
