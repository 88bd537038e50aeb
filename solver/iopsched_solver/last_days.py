"""The end of a dive on days: those still fractional become whole at once, by the constraint solver.

Fixed one after the other, days fit until few patients are left, and these then lack seats and clinicians that others
took for no good reason. So the last patients are decided together, and with them, where they find no place, more and
more of those who sit in their sessions and see their clinicians.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.assemble import Assembled, WholeDays
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Limits
from iopsched_solver.lp import WHOLE, LPSolution
from iopsched_solver.master import DayColumn
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE, BoolArray, Problem
from iopsched_solver.programs import solve_priced

PART = 0.4
"""What a week may cost: so much of the way from the linear program to the best week known. Little is decided sooner."""
TRY_S = 4.0
"""Seconds for one number of patients, at most."""
LEAST_MORE = 10
"""Patients who are decided with the last ones, at least, once these find no place."""
MOST = 100
"""Patients from whose number on nobody else is decided anew with them: more take long and give little."""
LITTLE = 0.001
"""A share of the cost that is not worth deciding more patients for."""
TIMES = 3
"""Times that the same patients are decided anew for rows that their days turned out to break."""


class LastDays:
    """Days of a settled timetable in part whole, and who is decided anew.

    Parameters
    ----------
    columns
        Settled on `timetable`, with the days that a dive has fixed.
    solution
        Of its linear program.
    timetable
        The sections, which keep their leaders.
    """

    def __init__(self, columns: Columns, solution: LPSolution, timetable: Outcome) -> None:
        self._columns = columns
        self._kept: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for section in timetable.sections:
            self._kept[section.cell].append(section.leaders)
        start = columns.master.n_fixed
        x = solution.x[start:]
        self._open: BoolArray = np.array(columns.master.draft.high[start:]) > 0
        self._whole = set(np.flatnonzero(x >= 1 - WHOLE).tolist())
        self._cost = solution.cost
        problem = columns.problem
        self.free: BoolArray = np.zeros(problem.n_patients, dtype=np.bool_)
        """(P,) whose days are decided anew."""
        taken = list(columns.taken(solution.x))
        for day, share in taken:
            if share < 1 - WHOLE:
                self.free[day.patient] = True
        self._shares = shared(problem, [day for day, _ in taken])
        self._most = int(columns.has_choice.sum())
        self.seconds = 0.0
        """What deciding took so far: of the clock, or the engine's own where the search is reproducible."""

    def decide(self, *, below: float, limits: Limits, deadline: float, cancel: threading.Event) -> Assembled | None:
        """Find whole days for everybody.

        Parameters
        ----------
        below
            What they must cost less than.
        limits
            Threads, seed, and seconds as `seconds` counts them.
        deadline
            On the monotonic clock.
        cancel
            Ends it at once.

        Returns
        -------
        Assembled
            The best found; none where there is none, or no time.
        """
        columns = self._columns
        below -= columns.lost
        found: Assembled | None = None
        part, anew = PART, 0
        while self.seconds < limits.time_limit_s and time.monotonic() < deadline and not cancel.is_set():
            self._hold()
            relaxed = solve_priced(columns, self._cost, deadline)
            if relaxed is None or (found is not None and below - relaxed.cost <= LITTLE * abs(below)):
                break
            if relaxed.cost >= below - 1:
                if self._are_all:
                    break
                self._free_more()
                continue
            model = WholeDays(columns, relaxed, relaxed.cost + part * (below - 1 - relaxed.cost), self._kept)
            left_s = limits.time_limit_s - self.seconds
            tried = model.whole.solve(dataclasses.replace(limits, time_limit_s=min(TRY_S, left_s)), cancel)
            self.seconds += tried.seconds
            if tried.values is not None:
                week = model.week(tried.values)
                broken = columns.limit(LPSolution(model.whole.x(tried.values), relaxed.price, week.cost))
                if broken and anew < TIMES:
                    anew += 1
                    continue
                anew = 0
                if not broken:
                    found, below = week, week.cost
            if found is not None and (tried.values is None or self._are_many):
                break
            if (tried.values is not None or tried.is_proved) and not self._are_many:
                self._free_more()
            elif part < 1.0:
                part = 1.0
            else:
                break
        return found

    @property
    def _are_many(self) -> bool:
        return self._are_all or int(self.free.sum()) >= MOST

    @property
    def _are_all(self) -> bool:
        return int(self.free.sum()) >= self._most

    def _hold(self) -> None:
        """Open the days of those who are decided anew, and hold the whole days of all others."""
        columns = self._columns
        for n, day in enumerate(columns.days):
            is_open = n >= len(self._open) or bool(self._open[n])
            if self.free[day.patient]:
                columns.master.allow_day(n, high=float(is_open))
            else:
                columns.master.allow_day(n, low=float(n in self._whole), high=float(n in self._whole))

    def _free_more(self) -> None:
        """Decide twice as many, those who share most with them."""
        near = self._shares @ self._shares[self.free].sum(axis=0)
        others = self._columns.has_choice & ~self.free
        near[~others] = -np.inf
        more = min(max(LEAST_MORE, int(self.free.sum())), int(others.sum()))
        self.free[np.argsort(-near, kind="stable")[:more]] = True


def shared(problem: Problem, days: Sequence[DayColumn]) -> NDArray[np.float32]:
    """(P, K + C) the sessions that each patient attends, and twice the clinicians whom they see."""
    shares = np.zeros((problem.n_patients, problem.n_cells + problem.n_clinicians), dtype=np.float32)
    for day in days:
        for k, c in day.cells:
            shares[day.patient, k] = 1.0
            if c != NONE:
                shares[day.patient, problem.n_cells + c] = 2.0
    return shares
