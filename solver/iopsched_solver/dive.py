"""From fractional day plans to whole ones, the timetable being settled: the likeliest are fixed first.

The dive works on the master's bounds and leaves it fixed; `last_days.py` makes the rest whole.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from iopsched_solver.columns import Columns
from iopsched_solver.lp import WHOLE, LPSolution
from iopsched_solver.problem import UNLIMITED, IntArray
from iopsched_solver.programs import need_price, solve, solve_priced

SHARE = 0.4
"""Share of the open days that one step may fix."""
CROWD = 2
"""Likely days that one step may fix in one cell: more might not fit together."""
DEARER = 0.02
"""A step that costs more than this share of a need is followed by pricing: new days may make up for it."""
LOSS = 0.03
"""A step that costs more than this share of a need, after pricing, is taken back."""
SMALLER = 4
"""How many times fewer days are fixed at once after such a step."""
NOTHING = 1e-6
"""Values of an interior solution that are 0 but for rounding."""
FEW = 100
"""Fractional days that are left to be decided at once."""
AGAIN = 10
"""Times that a program is solved anew for rows that its solution turned out to lack."""


def dive_days(
    columns: Columns, interior: LPSolution, *, deadline: float, stop: Callable[[], bool]
) -> LPSolution | None:
    """Fix day plans: those the program takes whole, then the likeliest, until few are left, or none goes well.

    It begins with the days of which an interior solution takes some. No best solution takes any of the others, two
    thirds of all, and without them a program takes less than half of the time. Once a step is dear they are open again.

    Parameters
    ----------
    columns
        Settled on a timetable.
    interior
        A solution of its program from the middle of the best ones.
    deadline
        On the monotonic clock.
    stop
        Asked between programs.

    Returns
    -------
    LPSolution
        Of the program with these days fixed, or none when time ran out before the first.
    """
    closed = _unused(columns, interior)
    _allow(columns, closed, high=0.0)
    solution = solve(columns, deadline, again=AGAIN)
    master = columns.master
    start, scale = master.n_fixed, need_price(columns)
    most = UNLIMITED
    if solution is not None and solution.cost > interior.cost + LOSS * scale:  # rows were added since
        _allow(columns, closed)
        closed = []
        solution = solve(columns, deadline, again=AGAIN)
    while solution is not None and not stop() and time.monotonic() < deadline:
        x = solution.x[start:]
        whole = np.flatnonzero((x >= 1 - WHOLE) & (np.array(master.draft.low[start : start + len(x)]) < 1.0)).tolist()
        open_days = np.flatnonzero((x > WHOLE) & (x < 1 - WHOLE))
        if len(open_days) <= FEW:
            break
        order = open_days[np.argsort(-x[open_days], kind="stable")]
        likely = _likely(columns, order, min(most, max(1, int(SHARE * len(order)))))
        _allow(columns, [*whole, *likely], low=1.0)
        fresh = solve_priced(columns, solution.cost + DEARER * scale, deadline, again=AGAIN)
        if fresh is not None and fresh.cost <= solution.cost + LOSS * scale:
            most = min(UNLIMITED, 2 * most)
            solution = fresh
            continue
        _allow(columns, likely, low=0.0)  # these do not go well together: fewer
        if closed:
            _allow(columns, closed)
            closed = []
        elif len(likely) > 1:
            most = max(1, len(likely) // SMALLER)
        else:
            break
    _allow(columns, closed)
    return solution


def _unused(columns: Columns, interior: LPSolution) -> list[int]:
    """The open days of which a solution takes nothing; days added since are not among them."""
    start = columns.master.n_fixed
    x = interior.x[start:]
    is_open = np.array(columns.master.draft.high[start : start + len(x)]) > 0
    return np.flatnonzero((x < NOTHING) & is_open).tolist()


def _allow(columns: Columns, days: list[int], *, low: float = 0.0, high: float = 1.0) -> None:
    """Set how often the program may take each of some days."""
    for n in days:
        columns.master.allow_day(n, low=low, high=high)


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
