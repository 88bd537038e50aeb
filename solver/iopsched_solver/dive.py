"""From fractional day plans to whole ones, the timetable being settled: the likeliest are fixed first.

The dive works on the master's bounds and leaves it fixed.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from iopsched_solver.columns import Columns, DayColumn
from iopsched_solver.lp import FloatArray, LPSolution
from iopsched_solver.problem import UNLIMITED, IntArray
from iopsched_solver.programs import need_price, solve, solve_priced

SHARE = 0.4
"""Share of the open days that one step may fix."""
CROWD = 2
"""Likely days that one step may fix in one cell: more might not fit together."""
DEARER = 0.02
"""A step that costs more than this share of a need is followed by pricing: new days may make up for it."""
LOSS = 0.1
"""A step that costs more than this share of a need, after pricing, is taken back."""
FAILURES = 6
"""Steps that may fail in all."""
AGAIN = 3
"""Times that a program is solved anew for rows that its solution turned out to lack."""
WHOLE = 1e-4


def dive_days(columns: Columns, *, deadline: float, stop: Callable[[], bool]) -> list[DayColumn] | None:
    """Fix days; return those chosen, or none when time ran out before the first program."""
    solution = solve(columns, deadline, again=AGAIN)
    return None if solution is None else _days(columns, solution, deadline=deadline, stop=stop)


def _days(columns: Columns, solution: LPSolution, *, deadline: float, stop: Callable[[], bool]) -> list[DayColumn]:
    """Fix day plans: those the program takes whole, then the likeliest; ends where every further one would cost much.

    Returns the days that the last program takes at all: of most patients one a day, of the rest a choice of some.
    """
    master = columns.master
    start, scale = master.n_fixed, need_price(columns)
    most, failures = UNLIMITED, 0
    while not stop() and time.monotonic() < deadline:
        x = solution.x[start:]
        whole = np.flatnonzero((x >= 1 - WHOLE) & (np.array(master.low[start : start + len(x)]) < 1.0))
        open_days = np.flatnonzero((x > WHOLE) & (x < 1 - WHOLE))
        if not len(open_days):
            break
        order = open_days[np.argsort(-x[open_days], kind="stable")]
        taken = whole.tolist() + _likely(columns, order, min(most, max(1, int(SHARE * len(order)))))
        for n in taken:
            master.low[start + n] = 1.0
        fresh = solve_priced(columns, solution.cost + DEARER * scale, deadline, again=AGAIN)
        if fresh is None or fresh.cost > solution.cost + LOSS * scale:
            # These do not go well together: fewer, in the end one.
            for n in taken:
                master.low[start + n] = 0.0
            failures += 1
            if failures == FAILURES or most == 1:
                break
            most = max(1, (len(taken) - len(whole)) // 4)
            continue
        most = min(UNLIMITED, 2 * most)
        solution = fresh
    return _taken(columns, solution.x)


def _likely(columns: Columns, order: IntArray, most: int) -> list[int]:
    """Up to `most` of the likeliest days: one for each patient and day, at most two in one cell."""
    taken: dict[tuple[int, int], int] = {}
    crowd: dict[int, int] = defaultdict(int)
    for n in order.tolist():
        plan = columns.days[n]
        where = (plan.patient, int(columns.problem.cells.day[plan.cells[0][0]]))
        if where in taken or any(crowd[k] >= CROWD for k, _ in plan.cells):
            continue
        taken[where] = n
        for k, _ in plan.cells:
            crowd[k] += 1
        if len(taken) >= most:
            break
    return list(taken.values())


def _taken(columns: Columns, x: FloatArray) -> list[DayColumn]:
    """The days that the program takes, whole or in part."""
    start = columns.master.n_fixed
    return [columns.days[n] for n in np.flatnonzero(x[start : start + len(columns.days)] > WHOLE).tolist()]
