"""The shape that every need has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import BoolArray, IntArray


class Units(NamedTuple):
    """Unmet units of a need; arrays over the rows of `sums`."""

    sums: Sums
    """What each row is unmet by; never below 0."""
    patient: IntArray
    """Whose need it is: place among the patients in question."""
    weight: IntArray
    """Multiplies the price of a unit."""
    hard: BoolArray
    """Whether the patient rather attends nothing than leave it unmet."""
    owner: IntArray
    """Whose row of `Problem.agreed` it counts in: the patient's number, or the pair's."""


@dataclass(frozen=True)
class Need:
    """One need under its slug: its unmet units, and what of it is never legal."""

    slug: str
    units: Callable[[Week], Units]
    narrow: Callable[[Choices], None] | None = None
    """Strikes out single choices that are never legal."""
    add: Callable[[Week], None] | None = None
    """Adds rows for what is never legal."""


def unmet(week: Week, slug: str, sums: Sums, patient: IntArray) -> Units:
    """Weigh units by patient, hard where the patient's policy says so."""
    number = week.patients[patient]
    return Units(sums, patient, week.problem.patients.weight[number], is_hard(week, slug)[number], number)


def is_hard(week: Week, slug: str) -> BoolArray:
    """(P,): whose policy makes the need hard."""
    return week.problem.patients.hard.get(slug, np.zeros(week.problem.n_patients, dtype=np.bool_))


def price(week: Week, need: Need) -> None:
    """Charge the unmet units of a need; where it is hard, leave none unmet for whoever attends anything."""
    units = need.units(week)
    _charge(week, need.slug, units)
    rows = np.flatnonzero(units.hard & units.sums.is_open())
    if len(rows) and need.slug in week.problem.rules:
        most = week.pool.upper(units.sums)[rows]
        placed = week.days.is_placed.take(units.patient[rows])
        week.pool.at_most(units.sums.take(rows) + placed * most, most)


def _charge(week: Week, slug: str, units: Units) -> None:
    """Charge unmet units; of those who were short as published, only what goes beyond that."""
    cost, agreed = week.problem.unit_cost.get(slug, 0), week.problem.agreed.get(slug)
    if agreed is None:
        week.pool.charge(units.sums, units.weight * cost)
        return
    is_short = agreed[units.owner] > 0
    plain, short = np.flatnonzero(~is_short), np.flatnonzero(is_short)
    week.pool.charge(units.sums.take(plain), units.weight[plain] * cost)
    owners, row = np.unique(units.owner[short], return_inverse=True)
    total = (units.sums.take(short) * units.weight[short]).gathered(len(owners), row)
    week.pool.charge(week.pool.excess(total - agreed[owners]), np.full(len(owners), cost, dtype=np.int64))
