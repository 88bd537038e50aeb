"""Column generation: the linear program over day plans, grown until its bound is proved.

Each round solves the master by interior point, smooths its prices towards the best so far (Wentges), prices every
patient's days at them and adds those that pay. Every round proves a bound, whatever the prices.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from iopsched_solver.lp import FloatArray, LPSolution, solve_interior
from iopsched_solver.master import Master
from iopsched_solver.outcome import Outcome, Section
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.plans.pricing import Pricer
from iopsched_solver.problem import (
    DAYS_A_WEEK,
    KEEP_APART_DAY,
    KEEP_APART_SESSION,
    NONE,
    UNLIMITED,
    BoolArray,
    IntArray,
    Problem,
)

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
        self._parted: set[tuple[int, int, frozenset[int]]] = set()
        self._encounters: dict[tuple[int, int, int], list[tuple[frozenset[int], int]]] = {}
        self._load_row: dict[tuple[int, int], int] = {}
        """Of each clinician (and day, NONE for the week): the row of the slots left for visits."""

    def price(self, price: FloatArray) -> tuple[int, float]:
        """Add the day plans that pay at `price` (clipped); return how many were new, and the bound proved."""
        master = self.master
        toll, visit_toll = master.tolls(price)
        priced = self.pricer(
            toll, visit_toll, _at(price, master.count_row), _at(price, master.minutes_row),
            master.service_day_prices(price), *master.surcharges(price),
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

    def take_in(self, outcome: Outcome) -> None:
        """Add the days of a legal week."""
        cells = self.problem.cells
        days: dict[tuple[int, int], list[Attendance]] = defaultdict(list)
        for p, k in outcome.attends:
            days[p, int(cells.day[k])].append((k, NONE))
        for visit in outcome.visits:
            days[visit.patient, int(cells.day[visit.cell])].append((visit.cell, visit.clinician))
        for (p, _), attended in sorted(days.items()):
            self.add(p, tuple(sorted(attended, key=lambda each: int(cells.start[each[0]]))))

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
            if best is None:
                price = exact
            else:  # rows may have been added since
                price = SMOOTHING * np.pad(best, (0, len(exact) - len(best))) + (1 - SMOOTHING) * exact
            new, bound = self.price(price)
            if bound > self.bound:
                self.bound, self._best_price = bound, price
            on_round(self.bound)
            limited = self.limit(solution)
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
        """Take over a timetable and its leaders, and open all days again.

        Whoever leads a section is not to be had for visits at that time, and has so much less of the day and week left;
        what that forbids is exact from here on.
        """
        problem, master, cells = self.problem, self.master, self.problem.cells
        running = Counter(section.cell for section in outcome.sections)
        for k, (row, _) in master.section_row.items():
            master.row_low[row] = master.row_high[row] = float(running[k])
        forms = Counter((section.cell, section.band, section.room_class) for section in outcome.sections)
        for form in master.forms:
            master.high[form.column] = float(forms[form.cell, form.band, form.room_class])
        busy = np.zeros((problem.n_clinicians, problem.n_cells), dtype=np.bool_)
        led = np.zeros((problem.n_clinicians, DAYS_A_WEEK))
        for section in outcome.sections:
            clash = clashing(problem, section)
            slots = float(problem.services.slots[cells.service[section.cell]])
            for c in section.leaders:
                busy[c] |= clash
                led[c, cells.day[section.cell]] += slots
        self.pricer.close(busy)
        self._limit_loads(led)
        for n, day in enumerate(self.days, start=master.n_fixed):
            master.low[n] = 0.0
            master.high[n] = 0.0 if any(c != NONE and busy[c, k] for k, c in day.cells) else 1.0

    def refine(self, *, deadline: float, gap: float, stop: Callable[[], bool]) -> LPSolution | None:
        """Run rounds on a settled timetable, as `grow` does on the open week, until what new days may save is small."""
        solution: LPSolution | None = None
        while not stop() and time.monotonic() < deadline:
            fresh = solve_interior(self.master.program(), time_limit_s=deadline - time.monotonic())
            if fresh is None:
                break
            solution = fresh
            new, bound = self.price(self.master.clip(fresh.price))
            limited = self.limit(fresh)
            total = fresh.cost + float(self.local.lost.sum())
            if not limited and (not new or total - bound <= gap * max(abs(total), 1.0)):
                break
        return solution

    def _limit_loads(self, led: FloatArray) -> None:
        """Leave each clinician for visits what the sections led, (C, 7) slots, leave of the week and of each day."""
        problem, master, people = self.problem, self.master, self.problem.clinicians
        slots = problem.services.slots[problem.cells.service]
        for c in range(problem.n_clinicians):
            mine = [k for who, k in master.visit_entries if who == c]
            week = float(people.weekly_slots_max[c])
            limits = [(NONE, week, float(led[c].sum()))] if week < UNLIMITED else []
            limits += [(d, float(people.daily_slots_max[c]), float(led[c, d])) for d in range(DAYS_A_WEEK)]
            for d, most, taken in limits:
                if most >= UNLIMITED or not mine:
                    continue
                if (c, d) not in self._load_row:
                    amount = {k: float(slots[k]) for k in mine if d in (NONE, int(problem.cells.day[k]))}
                    self._load_row[c, d] = master.limit_visits(c, amount, most)
                master.row_high[self._load_row[c, d]] = max(most - taken, 0.0)

    def limit(self, solution: LPSolution) -> int:
        """Add rows where the solution overbooks a clinician or brings together who is kept apart; return how many."""
        return self._limit_clinicians(solution) + self._keep_apart(solution)

    def _keep_apart(self, solution: LPSolution) -> int:
        """Keep pairs apart where the solution does not."""
        problem, master = self.problem, self.master
        pairs = [tuple(row) for row in problem.pairs.apart.tolist()] if "keep-apart" in problem.rules else []
        if not pairs:
            return 0
        weeks: dict[int, list[tuple[int, float]]] = {p: [] for pair in pairs for p in pair[:2]}
        x = solution.x[master.n_fixed : master.n_fixed + len(self.days)]
        for n in np.flatnonzero(x > WHOLE_ENOUGH).tolist():
            if self.days[n].patient in weeks:
                weeks[self.days[n].patient].append((n, float(x[n])))
        added = 0
        for first, second, scope in pairs:
            plans: dict[int, tuple[Attendance, ...]] = {}
            for cells, d in self._meetings(first, second, scope):
                key = (first, second, cells)
                load = sum(
                    x for p in (first, second) for n, x in weeks[p] if any(k in cells for k, _ in self.days[n].cells)
                )
                if load <= 1 + OVERBOOKED or key in self._parted:
                    continue
                self._parted.add(key)
                plans = plans or {
                    master.n_fixed + n: day.cells for n, day in enumerate(self.days) if day.patient in (first, second)
                }
                master.keep_apart((first, second), cells, d, plans)
                added += 1
        return added

    def _meetings(self, first: int, second: int, scope: int) -> list[tuple[frozenset[int], int]]:
        """The sets of cells of which only one of two patients may attend any, and the day if it is a whole one."""
        if (first, second, scope) not in self._encounters:
            cells, may = self.problem.cells, self.pricer.may
            mine = np.flatnonzero(may[first] | may[second])
            if scope == KEEP_APART_SESSION:
                found = [(frozenset((int(k),)), NONE) for k in np.flatnonzero(may[first] & may[second])]
            elif scope == KEEP_APART_DAY:
                found = [(frozenset(mine[cells.day[mine] == d].tolist()), d) for d in range(DAYS_A_WEEK)]
            else:
                moments = np.unique(cells.start[mine]).tolist()
                now = [mine[(cells.start[mine] <= t) & (cells.end[mine] > t)] for t in moments]
                found = [(frozenset(part.tolist()), NONE) for part in now]
            self._encounters[first, second, scope] = found
        return self._encounters[first, second, scope]

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
        for c, t in sorted(crowded):
            self._limited.add((c, t))
            held = {k: 1.0 for who, k in master.visit_entries if who == c and t in master.moments(k)}
            master.limit_visits(c, held, 1.0)
        return len(crowded)

    def proved(self) -> int:
        """The bound as an integer: every cost is one, so it may be rounded up (less a safe margin)."""
        if self.bound == -math.inf:
            return 0
        return max(0, math.ceil(self.bound - 1e-6 * max(1.0, abs(self.bound))))


def _at(price: FloatArray, rows: IntArray) -> FloatArray:
    """The prices of `rows`, 0 where there is none."""
    return np.where(rows == NONE, 0.0, price[rows])


def clashing(problem: Problem, section: Section) -> BoolArray:
    """(K,) one-to-one cells that nobody can hold who leads `section`."""
    cells, bands = problem.cells, problem.bands
    travel = problem.clinician_gap_slots[cells.place, cells.place[section.cell]]
    held = cells.end + problem.service_hold_slots[cells.service] + travel
    section_held = cells.end[section.cell] + bands.hold_slots[section.band] + travel
    clash: BoolArray = (cells.start < section_held) & (cells.start[section.cell] < held)
    clash &= cells.day == cells.day[section.cell]
    return clash
