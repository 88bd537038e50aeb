"""From the fractional week of the master to whole sections and whole days.

The dive on the timetable fixes the numbers of sections, the surest first, and solves the master anew; the cost hardly
moves, since what remains finds its place around what is fixed. The dive on days then does the same with day plans.
Both work on the master's bounds and leave it fixed.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from iopsched_solver.columns import Columns, DayColumn
from iopsched_solver.lp import FloatArray, LPSolution, solve_vertex
from iopsched_solver.problem import UNLIMITED, IntArray

SURE = 0.6
"""A fraction from which on a section is rounded up without looking at others of its group."""
UNLIKELY = 0.08
"""A fraction below which a section is rounded down."""
SHARE = 0.3
"""Share of the open decisions that one step may fix."""
AT_LEAST = 3
"""Sections that one step fixes at least, if so many are sure."""
CROWD = 2
"""Likely days that one step may fix in one cell: more might not fit together."""
DEARER = 0.001
"""A step that costs a larger share is followed by pricing: new days may make up for it."""
LOSS = 0.004
"""A step that costs a larger share is taken back."""
WHOLE = 1e-4


def dive(columns: Columns, *, deadline: float, stop: Callable[[], bool]) -> list[DayColumn] | None:
    """Fix sections, then days; return the days chosen, or none when time ran out before the first program."""
    solution = _timetable(columns, deadline=deadline, stop=stop)
    if solution is None:
        return None
    return _days(columns, solution, deadline=deadline, stop=stop)


def dive_days(columns: Columns, *, deadline: float, stop: Callable[[], bool]) -> list[DayColumn] | None:
    """Fix days alone, the timetable being settled."""
    solution = _solve(columns, deadline)
    return None if solution is None else _days(columns, solution, deadline=deadline, stop=stop)


def _solve(columns: Columns, deadline: float) -> LPSolution | None:
    return solve_vertex(columns.master.program(), time_limit_s=deadline - time.monotonic())


def _timetable(columns: Columns, *, deadline: float, stop: Callable[[], bool]) -> LPSolution | None:
    """Fix the sections of every group cell; steps that cost too much are taken back and made smaller."""
    master = columns.master
    free = set(master.section_row)
    solution = _solve(columns, deadline)
    most = UNLIMITED
    while solution is not None and free and not stop():
        sections: dict[int, float] = defaultdict(float)
        for form in master.forms:
            sections[form.cell] += float(solution.x[form.column])
        parts = sorted(((sections[k] - math.floor(sections[k] + WHOLE), k) for k in free), reverse=True)
        parts = [(part, k) for part, k in parts if part > WHOLE]
        if not parts:
            for k in free:
                _fix(columns, k, round(sections[k]))
            break
        down = [k for part, k in parts if part < UNLIKELY] if most == UNLIMITED else []
        up = _surest(columns, [(part, k) for part, k in parts if part >= UNLIKELY])[:most]
        for k in down:
            _fix(columns, k, math.floor(sections[k] + WHOLE))
        for k in up:
            _fix(columns, k, math.floor(sections[k] + WHOLE) + 1)
        fresh = _solve(columns, deadline)
        if fresh is not None and fresh.cost > (1 + LOSS) * solution.cost and len(up) + len(down) > 1:
            for k in (*up, *down):
                _open(columns, k)
            most = max(1, len(up) // 4)
            continue
        if fresh is None:
            return None
        free.difference_update(up, down)
        if fresh.cost > (1 + LOSS) * solution.cost:
            k, floor = (*up, *down)[0], math.floor(sections[(*up, *down)[0]] + WHOLE)
            fresh = _better_of(columns, k, (floor + 1, floor) if up else (floor, floor + 1), fresh, deadline)
        else:
            most = UNLIMITED
        if fresh.cost > (1 + DEARER) * solution.cost:
            columns.price(master.clip(fresh.price))
            fresh = _solve(columns, deadline) or fresh
        solution = fresh
    return _settled(columns, deadline)


def _better_of(columns: Columns, cell: int, numbers: tuple[int, int], first: LPSolution, deadline: float) -> LPSolution:
    """Try the other number of sections too where the first, solved as `first`, costs much; keep the better."""
    _fix(columns, cell, numbers[1])
    second = _solve(columns, deadline)
    if second is not None and second.cost < first.cost:
        return second
    _fix(columns, cell, numbers[0])
    return first


def _settled(columns: Columns, deadline: float) -> LPSolution | None:
    """Solve once more, giving up sections that the clinic turned out not to be able to hold."""
    solution = _solve(columns, deadline)
    if solution is not None and _yield(columns, solution):
        solution = _solve(columns, deadline)
    return solution


def _yield(columns: Columns, solution: LPSolution) -> bool:
    """Give up fixed sections that are missing; return whether there were any."""
    master = columns.master
    missing = {k: solution.x[slack] for k, (_, slack) in master.section_row.items() if solution.x[slack] > WHOLE}
    for k, amount in missing.items():
        _fix(columns, k, int(master.row_low[master.section_row[k][0]]) - math.ceil(amount - WHOLE))
    return bool(missing)


def _surest(columns: Columns, parts: list[tuple[float, int]]) -> list[int]:
    """The cells to round up now: those nearly sure, else the likeliest, one for each offering."""
    most = max(AT_LEAST, math.ceil(SHARE * len(parts)))
    sure = [k for part, k in parts if part >= SURE][:most]
    if len(sure) >= AT_LEAST:
        return sure
    mass = sum(part for part, _ in parts)
    chosen: list[int] = sure
    offerings = {int(columns.problem.cells.offering[k]) for k in sure}
    for _, k in parts:
        offering = int(columns.problem.cells.offering[k])
        if offering not in offerings:
            offerings.add(offering)
            chosen.append(k)
        if len(chosen) >= max(2, math.ceil(SHARE * mass)):
            break
    return chosen


def _fix(columns: Columns, cell: int, sections: int) -> None:
    row, _ = columns.master.section_row[cell]
    columns.master.row_low[row] = columns.master.row_high[row] = float(sections)


def _open(columns: Columns, cell: int) -> None:
    row, _ = columns.master.section_row[cell]
    columns.master.row_low[row], columns.master.row_high[row] = 0.0, math.inf


def _days(columns: Columns, solution: LPSolution, *, deadline: float, stop: Callable[[], bool]) -> list[DayColumn]:
    """Fix day plans: those the program takes whole, then the likeliest; too many at once are taken back."""
    master = columns.master
    start = master.n_fixed
    most = UNLIMITED
    while not stop() and time.monotonic() < deadline:
        x = solution.x[start:]
        for n in np.flatnonzero(x >= 1 - WHOLE).tolist():
            master.low[start + n] = 1.0
        open_days = np.flatnonzero((x > WHOLE) & (x < 1 - WHOLE))
        if not len(open_days):
            break
        order = open_days[np.argsort(-x[open_days], kind="stable")]
        taken = _likely(columns, order, min(most, max(1, int(SHARE * len(order)))))
        for n in taken:
            master.low[start + n] = 1.0
        fresh = _solve(columns, deadline)
        if fresh is None or fresh.cost > (1 + LOSS) * solution.cost:
            # These do not go well together: fewer, in the end one, which then is out of the question.
            for n in taken:
                master.low[start + n] = 0.0
            most = max(1, len(taken) // 4)
            if len(taken) > 1:
                continue
            master.high[start + taken[0]] = 0.0
            fresh = _solve(columns, deadline)
            if fresh is None:
                break
        else:
            most = UNLIMITED
        if fresh.cost > (1 + DEARER) * solution.cost:
            columns.price(master.clip(fresh.price))
        solution = fresh
    return _chosen(columns, solution.x)


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


def _chosen(columns: Columns, x: FloatArray) -> list[DayColumn]:
    """The days that the program takes whole."""
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for n, value in enumerate(x[columns.master.n_fixed : columns.master.n_fixed + len(columns.days)].tolist()):
        if value > 1 - WHOLE:
            plan = columns.days[n]
            where = (plan.patient, int(columns.problem.cells.day[plan.cells[0][0]]))
            if value > best.get(where, (0.0, 0))[0]:
                best[where] = (value, n)
    return [columns.days[n] for _, n in sorted(best.values(), key=lambda item: item[1])]
