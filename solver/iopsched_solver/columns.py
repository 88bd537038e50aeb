"""Column generation: the linear program over day plans, grown until its bound is proved.

Each round solves the master by interior point, smooths its prices towards the best so far (Wentges) or keeps them in a
box around these, prices every patient's days at them and adds those that pay. Every round proves a bound, whatever the
prices.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby

import numpy as np

from iopsched_solver.alone import PART, Alone
from iopsched_solver.awake import AwakeRows
from iopsched_solver.boxstep import Box, without_box
from iopsched_solver.cuts import WHOLE_ENOUGH, Cuts
from iopsched_solver.lp import WHOLE, FloatArray, LPSolution, solve_interior
from iopsched_solver.master import DayColumn, Master
from iopsched_solver.opening import first_prices
from iopsched_solver.outcome import Outcome, Section
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.plans.pricing import Pricer
from iopsched_solver.problem import DAYS_A_WEEK, NONE, BoolArray, Problem
from iopsched_solver.smoothing import Smoothing

ROUGH = 0.25
"""Distance from its bound at which the program is known well enough to see who has more than there is for them."""
MOSTLY = 0.5
"""Share of the patients who attend many services from which on prices are tried in boxes: those of few are steadier."""
CLOSER = 0.2
"""Share of the distance that is near enough for the open program, to which tightened ones are solved."""
FEW = 0.25
"""New days for each patient in a round: below it not much is to come, and the next prices had better be exact."""
STEADY = 0.25
"""Share of the distance that is near enough by which a program may rise whose rows count as complete."""
RAISED, IN_VAIN = 0.0005, 2
"""Share by which tightening must raise the bound to go on, and how often in a row it may not."""
NAMED_SIZE = 3_000
"""Single choices (patient and cell) up to which leaders of sections are named in the program, not counted alone."""
SLOW, SLOW_ROUNDS = 0.002, 2
"""Rounds that lower the cost of a settled timetable by less than such a share; after so many in a row it is settled."""
BEGINNING = 5
"""Rounds that may lower nothing at first: nothing moves until the right days are there together."""


class Columns:
    """The master and its day plans, and the best bound they proved."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.master = Master(problem, named=problem.n_choices <= NAMED_SIZE)
        self.rows = AwakeRows()
        self._everybody = self.pricer = Pricer(problem)
        self.local = LocalRules(problem)
        self.cuts = Cuts(problem, self.master, self.pricer.may)
        self.days: list[DayColumn] = []
        """The day plan of master column ``master.n_fixed + n``."""
        self.bound = -math.inf
        self._known: dict[DayColumn, int] = {}
        """Of each day plan its place in `days`."""
        self._best_price: FloatArray | None = None
        self._least: FloatArray = np.zeros((problem.n_patients, DAYS_A_WEEK))
        """(P, 7) at most the least reduced cost of a day at the prices tried last."""
        self._alone = Alone(problem, self.master, ~self.pricer.attends_many)
        self.has_choice: BoolArray = np.ones(problem.n_patients, dtype=np.bool_)
        """(P,) whose days are not held."""
        self._held: list[int] = []
        """Columns of the days of all others."""
        self.lost = float(self.local.lost.sum())
        """What a week costs beside the program: the price of all published sessions; kept ones are taken off there."""

    def price(self, price: FloatArray, stop: Callable[[], bool] = lambda: False) -> tuple[int, float]:
        """Add the day plans that pay at `price` (clipped); return how many were new, and the bound proved.

        Once `stop` says so no more days are priced, and nothing is proved.
        """
        prices = self.master.prices
        priced = self.pricer(prices.of_days(price), stop=stop)
        self._least = priced.best
        new = sum(self.add(plan.patient, plan.cells) for plan in priced.plans)
        best = np.where(self.has_choice[:, None], priced.best, 0.0)
        return new, prices.bound(price, best, self._held) + self.lost

    def _begin(self, stop: Callable[[], bool]) -> None:
        """Prove a bound before the first program, and smooth towards its prices."""

        def least(price: FloatArray) -> FloatArray:
            self.price(price, stop)
            return self._least

        price = first_prices(self.problem, self.master, least)
        self._priced(price, stop)

    def add(self, patient: int, cells: tuple[Attendance, ...]) -> bool:
        """Add a day plan unless it is known or breaks a rule of its day."""
        column = DayColumn(patient, cells)
        if column in self._known:
            return False
        cost = self.local.day_cost(patient, cells)
        if cost is None:
            return False
        self._known[column] = len(self.days)
        self.master.add_day(patient, cells, float(cost))
        self.days.append(column)
        return True

    def take_in(self, outcome: Outcome) -> None:
        """Add the days of a legal week."""
        for day in self.split(outcome)[0]:
            self.add(day.patient, day.cells)

    def split(self, outcome: Outcome) -> tuple[list[DayColumn], list[DayColumn]]:
        """The day plans of a week, and its sessions held without the patient, which are columns of their own."""
        problem, days, absent = self.problem, list[DayColumn](), list[DayColumn]()
        attends = problem.services.patient_attends[problem.cells.service]
        for day in days_of(problem, outcome):
            absent += [DayColumn(day.patient, (session,)) for session in day.cells if not attends[session[0]]]
            if present := tuple(session for session in day.cells if attends[session[0]]):
                days.append(DayColumn(day.patient, present))
        return days, absent

    def grow(
        self,
        *,
        deadline: float,
        gap: float,
        stop: Callable[[], bool],
        on_round: Callable[[float], None],
        tight_until: float = -math.inf,
        best: Callable[[], Outcome] | None = None,
    ) -> LPSolution | None:
        """Run rounds until the bound is within `gap` of the linear program, nothing new pays, or time is up.

        Then nobody has more than there is for them alone, where they have less in the best week (see `alone.py`); that
        is looked at a first time once the program is roughly known, since it may cost more than all the rest.
        Then, until that twice in a row hardly raises the bound, nobody may attend more of a group than runs of it.
        There are too many such rows to have them all. Where groups have a start or two they are most of what the
        program lacks (16 to 20 % of the bound of a calendar of 24 patients); where they have many, hardly anything.

        Parameters
        ----------
        deadline
            On the monotonic clock.
        gap
            Relative distance at which the program counts as solved.
        stop
            Asked between rounds, and between the days that a round prices.
        on_round
            Told the best bound after each round.
        tight_until
            On the monotonic clock: when no more such rows are added.
        best
            Asked for the best week known by now.
        """
        solution: LPSolution | None = None
        for near in (gap,) if best is None else (max(gap, ROUGH), gap):
            solution = self._grow(deadline, near, stop, on_round, best) or solution
            until = time.monotonic() + PART * (deadline - time.monotonic())
            while solution is not None and best is not None and not stop():
                if not self._alone.add(self.days, solution.x, best(), until=until):
                    break
                solution = self._grow(deadline, near, stop, on_round, best) or solution
        in_vain = 0
        while solution is not None and in_vain < IN_VAIN and not stop() and time.monotonic() < tight_until:
            before = self.bound
            x = solution.x[self.master.n_fixed : self.master.n_fixed + len(self.days)]
            if not self.cuts.only_if_running(self.days, x, self.master.sections.meets(solution.x)):
                break
            solution = self._grow(min(deadline, tight_until), CLOSER * gap, stop, on_round) or solution
            in_vain = 0 if self.bound - before > RAISED * abs(before) else in_vain + 1
        return solution

    def _grow(
        self,
        deadline: float,
        gap: float,
        stop: Callable[[], bool],
        on_round: Callable[[float], None],
        best: Callable[[], Outcome] | None = None,
    ) -> LPSolution | None:
        solution: LPSolution | None = None
        before, new, smoothing = -math.inf, self.problem.n_patients, Smoothing()

        def over() -> bool:
            return stop() or time.monotonic() >= deadline

        if self._best_price is None and not over():
            self._begin(over)
            on_round(self.bound)
        if gap < ROUGH and self.pricer.attends_many.sum() > MOSTLY * self.problem.n_patients:
            self._step_by_box(deadline, gap, over, on_round, best)
        while not over():
            engine = partial(solve_interior, presolve=gap > 0 and new > FEW * self.problem.n_patients)
            fresh = self.rows.solve(self.master.program(), engine, deadline=deadline)
            if fresh is None:
                break
            solution = fresh
            exact = self.master.prices.clip(solution.price)
            proved_before = self.bound
            new = self._priced(smoothing.between(self._best_price, exact), over)
            if smoothing.note(solution.cost + self.lost, has_risen=self.bound > proved_before):
                new += self._priced(exact, over)
            on_round(self.bound)
            lacks_rows = self.limit(solution) + self.rows.broken > 0
            total = solution.cost + self.lost
            near = _distance(gap, total)
            is_steady = total - before <= STEADY * near
            before = total
            if total - self.bound <= near and (is_steady if gap else not lacks_rows):
                break
            if not new and not lacks_rows:
                new = self._priced(exact, over)
                on_round(self.bound)
                if not new:
                    break
        return solution

    def _step_by_box(
        self,
        deadline: float,
        gap: float,
        over: Callable[[], bool],
        on_round: Callable[[float], None],
        best: Callable[[], Outcome] | None = None,
    ) -> None:
        """Run rounds at prices near the best (see `boxstep.py`) until they prove what the program says, or nothing."""
        box = Box()
        while not over() and self._best_price is not None:
            if best is not None:
                self.take_in(best())
            lp = self.master.program()
            price = np.pad(self._best_price, (0, len(lp.row_low) - len(self._best_price)))
            near = self.rows.awake(len(price)) & ~self.master.links.of_row(len(price))
            boxed = box.around(lp, price, near)
            fresh = self.rows.solve(boxed, solve_interior, deadline=deadline)
            if fresh is None:
                break
            solution, is_whole = without_box(fresh, len(lp.cost))
            before, promised = self.bound, fresh.cost + self.lost
            new = self._priced(self.master.prices.clip(solution.price), over)
            on_round(self.bound)
            lacks_rows = self.limit(solution) + self.rows.broken > 0
            is_near = is_whole and promised - self.bound <= _distance(gap, promised)
            if not lacks_rows and (is_near or (not new and self.bound == before)):
                break
            box.note(promised, before, self.bound)

    def _priced(self, price: FloatArray, stop: Callable[[], bool]) -> int:
        """Price at prices, which are the best so far if they prove most; return how many days were new."""
        new, bound = self.price(price, stop)
        if bound > self.bound:
            self.bound, self._best_price = bound, price
        return new

    def settle(self, outcome: Outcome) -> None:
        """Take over a timetable and its leaders, and open all days again.

        Whoever leads a section is not to be had for visits at that time, and has so much less of the day and week left;
        what that forbids is exact from here on.
        """
        problem, master = self.problem, self.master
        running = Counter(section.cell for section in outcome.sections)
        master.sections.hold(running)
        forms = Counter((section.cell, section.band, section.room_class) for section in outcome.sections)
        for form in master.sections.forms:
            master.sections.allow(form, forms[form.cell, form.band, form.room_class])
        busy = np.zeros((problem.n_clinicians, problem.n_cells), dtype=np.bool_)
        for section in outcome.sections:
            clash = clashing(problem, section)
            for c in section.leaders:
                busy[c] |= clash
        self._let_everybody_choose()
        self.pricer.close(busy)
        if master.named is None:
            self.cuts.settle(outcome)
        else:
            master.named.settle(outcome)
        for column in master.absent:
            master.allow(column)
        for n, day in enumerate(self.days):
            master.allow_day(n, high=0.0 if any(c != NONE and busy[c, k] for k, c in day.cells) else 1.0)

    def hold_others(self, outcome: Outcome, patients: BoolArray) -> bool:
        """Hold everything that others than `patients` (P,) do in a week, and price days of these alone from here on.

        Returns
        -------
        bool
            Whether the program can say what the others do.
        """
        self.take_in(outcome)
        days, missed = self.split(outcome)
        mine, absent = {self._known[day] for day in days if day in self._known}, set(missed)
        if len(mine) < len(days) or not absent <= set(self.master.absent.values()):
            return False
        for n, day in enumerate(self.days):
            if not patients[day.patient]:
                self.master.allow_day(n, low=float(n in mine), high=float(n in mine))
        self._held = [self.master.n_fixed + n for n in sorted(mine) if not patients[self.days[n].patient]]
        for column, session in self.master.absent.items():
            if not patients[session.patient]:
                self.master.allow(column, low=float(session in absent), high=float(session in absent))
        self.has_choice = patients
        self.pricer = self._everybody.only(patients)
        return True

    def _let_everybody_choose(self) -> None:
        self.pricer, self._held = self._everybody, []
        self.has_choice = np.ones(self.problem.n_patients, dtype=np.bool_)

    def reopen(self) -> None:
        """Open a settled timetable, its leaders and all days again."""
        for k in self.master.sections.cells:
            self.master.sections.open(k)
        self._let_everybody_choose()
        self.pricer.close(np.zeros((self.problem.n_clinicians, self.problem.n_cells), dtype=np.bool_))
        self.cuts.settle(Outcome())
        if self.master.named is not None:
            self.master.named.open()
        for column in self.master.absent:
            self.master.allow(column)
        for n in range(len(self.days)):
            self.master.allow_day(n)

    def refine(self, *, deadline: float, gap: float, stop: Callable[[], bool], slow: float = SLOW) -> LPSolution | None:
        """Run rounds on a settled timetable, as `grow` does on the open week, until what new days may save is small.

        The program comes close to its end long before the bound does, so it is enough that it hardly falls any more;
        in the first rounds, of which `BEGINNING` are let pass while they find new days, it may not fall at all.
        """
        solution: LPSolution | None = None
        slow_rounds, rounds, most, new = 0, 0, -math.inf, self.problem.n_patients
        while not stop() and time.monotonic() < deadline and slow_rounds < SLOW_ROUNDS:
            fresh = self.rows.solve(self.master.program(), solve_interior, deadline=deadline)
            if fresh is None:
                break
            little = slow * (fresh.cost + self.lost)
            most = max(most, fresh.cost)
            rounds += 1
            has_begun = fresh.cost < most - little or rounds > BEGINNING or new < FEW * self.problem.n_patients
            is_slow = solution is not None and has_begun and abs(solution.cost - fresh.cost) < little
            slow_rounds = slow_rounds + 1 if is_slow else 0
            solution = fresh
            new, bound = self.price(
                self.master.prices.clip(fresh.price), lambda: stop() or time.monotonic() >= deadline
            )
            limited = self.limit(fresh) + self.rows.broken > 0
            total = fresh.cost + self.lost
            if not limited and (not new or total - bound <= _distance(gap, total)):
                break
        return solution

    def taken(self, x: FloatArray) -> Iterator[tuple[DayColumn, float]]:
        """Yield the days of which a solution takes any, and how much."""
        x = x[self.master.n_fixed : self.master.n_fixed + len(self.days)]
        for n in np.flatnonzero(x > WHOLE).tolist():
            yield self.days[n], float(x[n])

    def likeliest(self, solution: LPSolution) -> list[DayColumn]:
        """The days that a solution takes at all, those it takes most of first."""
        x = solution.x[self.master.n_fixed : self.master.n_fixed + len(self.days)]
        order = np.argsort(-x, kind="stable")
        taken = order[x[order] > WHOLE_ENOUGH].tolist()
        return [self.days[n] for n in taken]

    def limit(self, solution: LPSolution) -> int:
        """Add rows that the solution breaks and every legal week keeps; return how many."""
        start = self.master.n_fixed
        x = solution.x[start : start + len(self.days)]
        sections = self.master.sections
        return self.cuts.add(self.days, x, sections.running(solution.x), sections.meets(solution.x))

    def proved(self) -> int:
        """The bound as an integer: every cost is one, so it may be rounded up (less a safe margin)."""
        if self.bound == -math.inf:
            return 0
        return max(0, math.ceil(self.bound - 1e-6 * max(1.0, abs(self.bound))))


def _distance(gap: float, total: float) -> float:
    """How far a bound may lie below a cost that it is near to."""
    return gap * max(abs(total), 1.0)


def days_of(problem: Problem, outcome: Outcome) -> list[DayColumn]:
    """The days of a week, patient by patient."""
    cells = problem.cells
    days: list[DayColumn] = []
    for p, week in sorted(outcome.weeks().items()):
        in_time = sorted(week, key=lambda each: int(cells.start[each[0]]))
        days += [DayColumn(p, tuple(day)) for _, day in groupby(in_time, key=lambda each: int(cells.day[each[0]]))]
    return days


def clashing(problem: Problem, section: Section) -> BoolArray:
    """(K,) one-to-one cells that nobody can hold who leads `section`."""
    cells, bands = problem.cells, problem.bands
    travel = problem.clinician_gap_slots[cells.place, cells.place[section.cell]]
    held = cells.end + problem.service_hold_slots[cells.service] + travel
    section_held = cells.end[section.cell] + bands.hold_slots[section.band] + travel
    clash: BoolArray = (cells.start < section_held) & (cells.start[section.cell] < held)
    clash &= cells.day == cells.day[section.cell]
    return clash
