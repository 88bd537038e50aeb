"""Needs that were unmet in the published schedule: agreed, so no reason to move anybody when the week is repaired."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from iopsched.compile import Compiled
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.weights import TIERS
from iopsched_solver.problem import IntArray, Problem

Owner = tuple[str, frozenset[str]]
"""A need's slug, and whose it is: one patient, or a pair."""
Shortfalls = Mapping[Owner, int]
"""What is unmet, as cost."""
PAIRED = "keep-together"


def shortfalls(unmet: Iterable[UnmetNeed], *, without: Iterable[str] = ()) -> Counter[Owner]:
    """Add up what is unmet by need and patient (or pair), leaving out some patients."""
    left_out = set(without)
    found: Counter[Owner] = Counter()
    for need in unmet:
        people = frozenset({need.patient} if need.other is None else {need.patient, need.other})
        if not people & left_out:
            found[need.rule, people] += need.cost
    return found


def forgiven(unmet: Iterable[UnmetNeed], agreed: Shortfalls) -> int:
    """Return the cost of what is unmet now and was agreed to be."""
    return sum(min(cost, agreed.get(owner, 0)) for owner, cost in shortfalls(unmet).items())


def with_agreed(compiled: Compiled, agreed: Shortfalls) -> Problem:
    """Let the problem charge no shortfall that was agreed."""
    problem, scenario = compiled.problem, compiled.scenario
    units = {slug: np.zeros(problem.n_patients, dtype=np.int64) for slug in TIERS["needs"]}
    units[PAIRED] = np.zeros(len(scenario.keep_together), dtype=np.int64)
    pairs = _pairs(scenario)
    for (slug, people), cost in agreed.items():
        row = pairs.get(people) if slug == PAIRED else compiled.index.patient_of.get(next(iter(people)))
        if row is not None and problem.unit_cost[slug]:
            units[slug][row] += cost // problem.unit_cost[slug]
    known: dict[str, IntArray] = {slug: numbers for slug, numbers in units.items() if numbers.any()}
    return dataclasses.replace(problem, agreed=known)


def countable(agreed: Shortfalls, scenario: Scenario) -> Shortfalls:
    """Leave out shortfalls of people who are gone, and of pairs that the scenario names more than once."""
    patients, pairs = {patient.id for patient in scenario.patients}, _pairs(scenario)
    return {
        owner: cost
        for owner, cost in agreed.items()
        if owner[1] <= patients and (owner[0] != PAIRED or owner[1] in pairs)
    }


def _pairs(scenario: Scenario) -> dict[frozenset[str], int]:
    """Pairs that are named once, with their place in the list."""
    named = [frozenset(pair.patients) for pair in scenario.keep_together]
    return {pair: number for number, pair in enumerate(named) if named.count(pair) == 1}
