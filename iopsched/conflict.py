"""Why a week is impossible: the fewest pins and rules that contradict each other, each verified to be needed.

Without pins the empty week is legal, so every conflict has a pin in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from iopsched.check import check
from iopsched.compile import Compiled, compile_scenario
from iopsched.model.errors import Clash
from iopsched.model.options import SolveOptions
from iopsched.model.rules import HARD_RULES
from iopsched.model.scenario import Scenario
from iopsched.model.weights import TIERS
from iopsched.narrowing import narrowed
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome

_Member = TypeVar("_Member")

NEEDS = frozenset(TIERS["needs"])
FEWEST_SESSIONS = {"leader-time": 1, "room-use": 1, "trips": 1}
"""Prices for a legal week with little else than what is pinned."""
GAP = 0.5
"""Such a week need not be the very smallest."""


@dataclass(frozen=True)
class _Trial:
    """Whether some pins hold without some rules, with a week that shows it."""

    is_possible: bool
    compiled: Compiled
    outcome: Outcome | None


def find_conflict(scenario: Scenario, options: SolveOptions) -> tuple[Clash, ...]:
    """Find pins and rules that cannot all hold, none of which can be left out.

    Parameters
    ----------
    scenario
        A scenario that is proved impossible.
    options
        Seed, workers and the time limit: when it is over, members not yet looked at stay in.

    Returns
    -------
    tuple of Clash
        First the pins, as one clash under ``pins`` with their names; then each rule (or hard need), with the ids that
        its violations name once it alone is left out.
    """
    deadline_s = time.monotonic() + options.time_limit_s
    limits = Limits(
        time_limit_s=options.time_limit_s,
        gap=GAP,
        workers=options.workers,
        seed=options.seed,
        reproducible=options.reproducible,
    )

    def without(pins: Sequence[int], rules: frozenset[str]) -> _Trial:
        held = scenario.model_copy(update={"pins": tuple(scenario.pins[number] for number in pins)})
        return _try(held, rules, limits)

    every_rule = [slug for slug in (*HARD_RULES, *TIERS["needs"]) if slug != "pins"]
    pins = _minimal(range(len(scenario.pins)), lambda kept: not without(kept, frozenset()).is_possible, deadline_s)
    rules = _minimal(
        every_rule, lambda kept: not without(pins, frozenset(every_rule) - frozenset(kept)).is_possible, deadline_s
    )
    dropped = frozenset(every_rule) - frozenset(rules)
    return (
        Clash("pins", tuple(pin_name(scenario, number) for number in pins)),
        *(Clash(rule, _subjects(rule, without(pins, dropped | {rule}))) for rule in rules),
    )


def pin_name(scenario: Scenario, number: int) -> str:
    """Return how messages call a pin: its id, or its place in the list."""
    return scenario.pins[number].id or f"pin {number + 1}"


def _minimal(
    members: Sequence[_Member], conflicts: Callable[[Sequence[_Member]], bool], deadline_s: float
) -> list[_Member]:
    """Leave out half, a quarter, ... single members as long as the rest conflict."""
    kept = list(members)
    size = len(kept)
    while size > 0:
        start = 0
        while start < len(kept):
            if time.monotonic() > deadline_s:
                return kept
            rest = kept[:start] + kept[start + size :]
            if conflicts(rest):
                kept = rest
            else:
                start += size
        size //= 2
    return kept


def _try(scenario: Scenario, without: frozenset[str], limits: Limits) -> _Trial:
    """Look for any week with these pins; one neither found nor excluded in time counts as possible."""
    narrow = narrowed(scenario)
    without_needs = _search(narrow, without | NEEDS, limits)
    if not without_needs.is_possible:
        return without_needs
    with_needs = _search(narrow, without, limits)
    return with_needs if with_needs.is_possible else _search(scenario, without, limits)


def _search(scenario: Scenario, without: frozenset[str], limits: Limits) -> _Trial:
    compiled = compile_scenario(scenario, without=without)
    free = dict.fromkeys(compiled.problem.unit_cost, 0)
    found = solve_whole(replace(compiled.problem, unit_cost=free | FEWEST_SESSIONS), limits)
    return _Trial(found.status != "impossible", compiled, found.outcome)


def _subjects(rule: str, trial: _Trial) -> tuple[str, ...]:
    """Return whom the rule concerns: the ids in its violations once it is left out."""
    if trial.outcome is None:
        return ()
    violations = check(trial.compiled.scenario, trial.compiled.decode(trial.outcome)).violations
    named = {subject for violation in violations if violation.rule == rule for subject in violation.subjects}
    return tuple(sorted(named))
