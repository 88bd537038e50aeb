"""What must stay unmet whatever is done: a bound on the first tier alone.

The same column generation as for the whole cost, with every price but those of needs at 0. Its bound is at most what
the needs of any legal week cost, by the argument in ``docs/mathematics.md``, which holds for any prices.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from iopsched_solver.columns import Columns
from iopsched_solver.problem import Problem


def needs_alone(problem: Problem, needs: frozenset[str]) -> Problem:
    """The same problem with needs as its only prices; `needs` are their slugs."""
    prices = {slug: price if slug in needs else 0 for slug, price in problem.unit_cost.items()}
    return dataclasses.replace(problem, unit_cost=prices)


def bound_needs(
    problem: Problem, needs: frozenset[str], *, time_limit_s: float, stop: Callable[[], bool] = lambda: False
) -> int:
    """Return a cost that the needs of no legal week stay below.

    Parameters
    ----------
    problem
        The week.
    needs
        Slugs of the first tier.
    time_limit_s
        Seconds after which the bound proved so far is returned; 0 is always one.
    stop
        Asked between rounds, and between the days that a round prices.
    """
    deadline = time.monotonic() + time_limit_s
    columns = Columns(needs_alone(problem, needs))
    columns.grow(deadline=deadline, gap=0.0, stop=stop, on_round=lambda _: None)
    return max(0, columns.proved())
