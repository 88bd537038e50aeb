"""What a repair costs at least, and what it may look like: a model of the week that is exact for a few patients alone.

Its linear relaxation is close to its best week. So its prices settle much of it: of all weeks that cost at most a
little more than the relaxation, none has a choice whose reduced cost is above that little. CP-SAT finds the best of
these few weeks, or proves that there is none, in a second or two.
"""

from __future__ import annotations

import copy
import dataclasses
import math
import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.math_opt.python import mathopt
from pybind11_abseil.status import StatusNotOk  # type: ignore[import-untyped]

from iopsched_solver.crowds import seat_crowds
from iopsched_solver.limits import Limits
from iopsched_solver.lp import FloatArray, LinearProgram, LPSolution, run_engine, solution_of
from iopsched_solver.model import Fragment, needs, structure
from iopsched_solver.model.build import allowed
from iopsched_solver.model.days import Days
from iopsched_solver.model.engine import Solutions, Watched
from iopsched_solver.model.goals import GOALS, idle_gaps, price
from iopsched_solver.model.needs import NEEDS
from iopsched_solver.model.pool import FAR
from iopsched_solver.model.rules import RULES
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem
from iopsched_solver.relaxed import Relaxed, relaxed

IDLE = "idle-gaps"
SLACK = 1e-3
"""What a bound in floating point is lowered by before it is rounded up."""


class RelaxedWeek(Week):
    """The literals of a relaxed problem, with attendees who have no name."""

    def __init__(self, made: Relaxed) -> None:
        fragment = Fragment.whole(made.problem, Outcome())
        self._most_fillers = made.most_fillers
        super().__init__(
            made.problem, fragment, allowed(made.problem, fragment), np.arange(made.problem.n_patients, dtype=np.int64)
        )

    @cached_property
    def fillers(self) -> tuple[IntArray, IntArray]:
        """Group cells, and the column that counts the far patients who newly attend each."""
        cells = np.flatnonzero(self._most_fillers)
        return cells, self.pool.new(self._most_fillers[cells], np.zeros(len(cells), dtype=np.int64))

    def attendees(self) -> Sums:
        """(K,): attendees of each group cell, whoever they are."""
        cells, columns = self.fillers
        return super().attendees() + Sums.of(self.problem.n_cells, cells, columns)

    def days_of(self, who: BoolArray) -> RelaxedWeek:
        """Return the week with days of some patients alone."""
        week = copy.copy(self)
        own = self.attended.pick(who[self.patients[self.attended.patient]])
        week.__dict__["days"] = Days(self.problem, self.pool, self.patients, own)
        return week


@dataclass(frozen=True)
class Sketch:
    """How the best week of a relaxed problem differs from the published one."""

    moved: IntArray
    """Patients who give something published up."""
    far: IntArray
    """Those of them for whom that was left at that."""
    alike: IntArray
    """Patients who were to be seen one-to-one when these were: they could give that up in their place."""
    seen_anew: IntArray
    """Patients with a visit by somebody else than published, or a new one, or who give one up."""
    led_anew: BoolArray
    """(K,): group cells that others lead than published, or fewer, or that did not run."""


class Nearby:
    """One relaxed problem, its linear relaxation and the search in it.

    Parameters
    ----------
    problem
        The week as it is now; patients who are not near have no more sessions than were published.
    near
        (P,): for whom it is exact.
    idle_halves
        (P,): half hours of idle time of who keeps all that was published and loses nothing; 0 for others.
    lost
        (P,): published attendances that cannot be kept.
    """

    def __init__(self, problem: Problem, near: BoolArray, idle_halves: IntArray, lost: IntArray) -> None:
        self._made = relaxed(problem, near)
        self._published = problem
        self._week = RelaxedWeek(self._made)
        self._written(idle_halves, lost)
        self._program = _linear(self._week)
        self._reduced: FloatArray = np.zeros(self._week.pool.n_columns)
        self._least = -math.inf
        self.bound = 0
        """No repair costs less."""

    def _written(self, idle_halves: IntArray, lost: IntArray) -> None:
        week, problem = self._week, self._made.problem
        structure.add(week)
        for rule in (*RULES, *NEEDS):
            if rule.add is not None and rule.slug in problem.rules:
                rule.add(week)
        for need in NEEDS:
            if problem.unit_cost.get(need.slug) or need.slug in problem.rules:
                needs.price(week, need)
        for goal in GOALS:
            if goal.slug != IDLE:
                price(week, goal)
        self._charge_idle(idle_halves)
        self._match_fillers(lost)
        seat_crowds(week, _published(problem))

    @cached_property
    def _given_up(self) -> Sums:
        """Whether each far patient's kept attendance is given up."""
        patient, cell = self._made.kept.T
        ones: IntArray = np.ones(len(patient), dtype=np.int64)
        return Sums.fixed(ones) - self._week.attends(patient, cell)

    def _charge_idle(self, idle_halves: IntArray) -> None:
        """Charge idle time: of near patients as it is, of far ones as published unless they give something up."""
        week, unit = self._week, self._made.problem.unit_cost.get(IDLE, 0)
        if not unit:
            return
        week.pool.charge(idle_gaps.units(week.days_of(self._made.near)), unit)
        week.pool.fixed_cost += unit * int(idle_halves[~self._made.near].sum())
        week.pool.charge(self._given_up, -unit * idle_halves[self._made.kept[:, 0]])

    def _match_fillers(self, lost: IntArray) -> None:
        """Far patients attend no more sessions than they gave up or lost."""
        present = self._made.problem.services.patient_attends[self._made.problem.cells.service]
        cells, columns = self._week.fillers
        given_up = self._given_up.take(np.flatnonzero(present[self._made.kept[:, 1]])).total()
        spare = int(lost[~self._made.near].sum())
        self._week.pool.at_most(Sums.added(columns[present[cells]]) - given_up, spare)

    def relax(self, time_limit_s: float) -> int:
        """Prove a bound by the linear relaxation."""
        solution = _vertex(self._program, time_limit_s)
        if solution is not None:
            self._least, self._reduced = _proved(self._program, solution)
            self._least += self._week.pool.fixed_cost
            self.bound = max(self.bound, math.ceil(self._least - SLACK))
        return self.bound

    def search(self, most: int, limits: Limits, cancel: threading.Event | None) -> Sketch | None:
        """Look for the best week that costs at most so much; the bound rises to what is proved.

        Parameters
        ----------
        most
            What the week may cost.
        limits
            Time, threads and seed.
        cancel
            Ends it at once.
        """
        pool = self._week.pool
        model = pool.write(hint=False)
        room = most - self._least
        for column in np.flatnonzero(self._reduced > room).tolist():
            model.proto.variables[column].domain[1] = 0
        for column in np.flatnonzero((self._reduced < -room) & (pool.high == 1)).tolist():
            model.proto.variables[column].domain[0] = 1
        model.proto.objective.domain.extend([self.bound - pool.fixed_cost, most - pool.fixed_cost])
        found: list[IntArray] = []
        watched = Watched(
            dataclasses.replace(limits, gap=0.0, stall_s=None), limits.time_limit_s, cancel, is_broad=False
        )
        watched.solver.parameters.use_lns = False
        answer = watched.run(model, Solutions(watched, lambda values, _: found.append(values)))
        if answer.verdict == "impossible":
            self.bound = max(self.bound, most + 1)
            return None
        if answer.bound is not None:
            self.bound = max(self.bound, min(answer.bound, most + 1))
        return self._sketch(found[-1]) if found else None

    def _sketch(self, values: IntArray) -> Sketch:
        week, held, n_cells = self._week, self._published.held, self._published.n_cells
        attended = week.attendance.pick(values[week.attendance.column] > 0)
        known = held.attends[held.attends[:, 1] != NONE]
        left = known[~np.isin(known[:, 0] * n_cells + known[:, 1], attended.patient * n_cells + attended.cell)]
        moved, far = np.unique(left[:, 0]), left[~self._made.near[left[:, 0]]]
        visited = far[week.one_to_one[far[:, 1]], 1]
        alike = np.unique(known[np.isin(known[:, 1], visited), 0])
        visits = week.visits.pick(values[week.visits.column] > 0)
        was = {tuple(row) for row in held.leads.tolist()}
        seen = [
            p
            for c, k, p in zip(visits.clinician.tolist(), visits.cell.tolist(), visits.patient.tolist(), strict=True)
            if (c, k, p) not in was
        ]
        leads = week.group_leads.pick(values[week.group_leads.column] > 0)
        leading = leads.clinician * n_cells + leads.cell
        led = held.leads[held.leads[:, 2] == NONE]
        changed = np.setxor1d(leading, led[:, 0] * n_cells + led[:, 1])
        led_anew = np.zeros(n_cells, dtype=np.bool_)
        led_anew[changed % n_cells] = True
        seen_anew = np.union1d(np.array(seen, dtype=np.int64), left[week.one_to_one[left[:, 1]], 0])
        return Sketch(moved, np.unique(far[:, 0]), alike, seen_anew, led_anew)


def _published(problem: Problem) -> IntArray:
    """(n, 2): patient and cell of published attendances that can be kept."""
    held = np.unique(problem.held.attends[problem.held.attends[:, 1] != NONE], axis=0)
    kept: IntArray = held[problem.may_attend[held[:, 0], held[:, 1]]]
    return kept


def _linear(week: Week) -> LinearProgram:
    """Return the linear relaxation, without the fixed cost."""
    pool = week.pool
    sums, low, high = pool.linear_rows()
    low, high = low - sums.constant, high - sums.constant
    key = sums.row * pool.n_columns + sums.column
    entries, place = np.unique(key, return_inverse=True)
    return LinearProgram(
        cost=pool.costs().astype(np.float64),
        low=np.zeros(pool.n_columns),
        high=pool.high.astype(np.float64),
        row_low=np.where(low < -FAR // 2, -np.inf, low.astype(np.float64)),
        row_high=np.where(high > FAR // 2, np.inf, high.astype(np.float64)),
        rows=entries // pool.n_columns,
        columns=entries % pool.n_columns,
        values=np.bincount(place, weights=sums.factor, minlength=len(entries)).astype(np.float64),
    )


def _vertex(program: LinearProgram, time_limit_s: float) -> LPSolution | None:
    """Solve by HiGHS's dual simplex: on these programs three times as fast as its interior point, and GLOP."""
    params = mathopt.SolveParameters()
    params.highs.string_options["solver"] = "simplex"
    params.highs.double_options["time_limit"] = max(time_limit_s, 0.01)
    try:
        return solution_of(run_engine(program, mathopt.SolverType.HIGHS, params.to_proto()), program)
    except StatusNotOk:
        return None


def _proved(program: LinearProgram, solution: LPSolution) -> tuple[float, FloatArray]:
    """Return what the prices prove, whatever they are, and each column's reduced cost at them."""
    prices = solution.price.copy()
    prices[(prices > 0) & ~np.isfinite(program.row_low)] = 0.0
    prices[(prices < 0) & ~np.isfinite(program.row_high)] = 0.0
    reduced = program.cost - np.bincount(
        program.columns, weights=program.values * prices[program.rows], minlength=len(program.cost)
    )
    up, down = prices > 0, prices < 0
    rows = float(prices[up] @ program.row_low[up]) + float(prices[down] @ program.row_high[down])
    return rows + float(np.minimum(reduced, 0.0) @ program.high), reduced
