"""The shape that every goal has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


@dataclass(frozen=True)
class Goal:
    """One goal under its slug, and the units it charges."""

    slug: str
    units: Callable[[Week], Sums]


def price(week: Week, goal: Goal) -> None:
    """Charge a goal's units, if they cost anything."""
    cost = week.problem.unit_cost.get(goal.slug, 0)
    if cost:
        week.pool.charge(goal.units(week), cost)
