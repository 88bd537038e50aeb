"""The linear program of a dive, solved again and again while its bounds change."""

from __future__ import annotations

import time
from collections.abc import Callable

from iopsched_solver.columns import Columns
from iopsched_solver.lp import LPSolution, solve_interior, solve_vertex
from iopsched_solver.problem import UNLIMITED

PRICED = 3
"""Rounds of pricing after a step that costs too much, at most."""
Engine = Callable[[Columns, float], LPSolution | None]
"""Solves the program of columns until a deadline on the monotonic clock; none when there was no time."""
WORTH_IT = 0.2
"""Share of what a step costs too much that a round of pricing has to win back for another to follow."""


class Pace:
    """How many steps are left until a deadline, judged by how long the steps took so far."""

    def __init__(self, deadline: float) -> None:
        self._began = time.monotonic()
        self._deadline = deadline
        self._steps = 0

    def steps(self) -> int:
        """Note one step; return how many more there is time for, at least one."""
        now = time.monotonic()
        each = (now - self._began) / max(self._steps, 1)
        self._steps += 1
        return max(1, int((self._deadline - now) / each)) if each > 0 else UNLIMITED


def need_price(columns: Columns) -> float:
    """What one unmet session or half hour costs, the dearer of the two; 1 where both are free."""
    unit = columns.problem.unit_cost
    return float(max(unit["care-plan"], unit["weekly-contact-minutes"], 1))


def vertex(columns: Columns, deadline: float) -> LPSolution | None:
    """Solve the program to a vertex, which is all but whole."""
    return solve_vertex(columns.master.program(), time_limit_s=deadline - time.monotonic())


def inner(columns: Columns, deadline: float) -> LPSolution | None:
    """Solve the program from within, which is sooner done where it is large."""
    return columns.rows.solve(columns.master.program(), solve_interior, deadline=deadline)


def solve(columns: Columns, deadline: float, *, again: int = 0, engine: Engine = vertex) -> LPSolution | None:
    """Solve the program; what the solution overbooks gets rows, which the next one obeys, up to so often at once."""
    while True:
        solution = engine(columns, deadline)
        if solution is None or not columns.limit(solution) or not again:
            return solution
        again -= 1


def solve_priced(
    columns: Columns, enough: float, deadline: float, *, again: int = 0, engine: Engine = vertex
) -> LPSolution | None:
    """Solve, and while that costs more than `enough`, add the days that now pay and solve again."""
    solution = solve(columns, deadline, again=again, engine=engine)
    for _ in range(PRICED):
        if solution is None or solution.cost <= enough or time.monotonic() > deadline:
            break
        new, _ = columns.price(columns.master.prices.clip(solution.price), lambda: time.monotonic() > deadline)
        fresh = solve(columns, deadline, again=again, engine=engine) if new else None
        if fresh is None:
            break
        gained = solution.cost - fresh.cost
        solution = fresh
        if gained < WORTH_IT * (solution.cost - enough):
            break
    return solution
