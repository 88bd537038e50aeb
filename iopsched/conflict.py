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
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome

_Member = TypeVar("_Member")

FEWEST_SESSIONS = {"leader-time": 1, "room-use": 1, "trips": 1}
"""Prices for a legal week with little else than what is pinned."""


@dataclass(frozen=True)
class _Trial:
    """Whether some pins hold without some rules."""

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
        First the pins, as one clash under ``pins`` with their names; then each rule, with the ids it concerns.
    """
    deadline = time.monotonic() + options.time_limit_s

    def trial(pins: Sequence[int], without: frozenset[str]) -> _Trial:
        return _try(scenario, pins, without, options)

    every_rule = [slug for slug in HARD_RULES if slug != "pins"]
    pins = _minimal(range(len(scenario.pins)), lambda kept: not trial(kept, frozenset()).is_possible, deadline)
    rules = _minimal(
        every_rule,
        lambda kept: not trial(pins, frozenset(every_rule) - frozenset(kept)).is_possible,
        deadline,
    )
    dropped = frozenset(every_rule) - frozenset(rules)
    names = tuple(pin_name(scenario, number) for number in pins)
    return (
        Clash("pins", names),
        *(Clash(rule, _subjects(rule, trial(pins, dropped | {rule}))) for rule in rules),
    )


def pin_name(scenario: Scenario, number: int) -> str:
    """Return how messages call a pin: its id, or its place in the list."""
    return scenario.pins[number].id or f"pin {number + 1}"


def _minimal(
    members: Sequence[_Member], conflicts: Callable[[Sequence[_Member]], bool], deadline: float
) -> list[_Member]:
    """Leave out one member after the other as long as the rest conflict."""
    kept = list(members)
    for member in members:
        if time.monotonic() > deadline:
            break
        rest = [other for other in kept if other != member]
        if conflicts(rest):
            kept = rest
    return kept


def _try(scenario: Scenario, pins: Sequence[int], without: frozenset[str], options: SolveOptions) -> _Trial:
    """Look for any week with these pins; a week neither found nor excluded in time counts as possible."""
    kept = scenario.model_copy(update={"pins": tuple(scenario.pins[number] for number in pins)})
    compiled = compile_scenario(kept, without=without)
    problem = replace(compiled.problem, unit_cost={**dict.fromkeys(compiled.problem.unit_cost, 0), **FEWEST_SESSIONS})
    limits = Limits(
        time_limit_s=options.time_limit_s,
        gap=0.5,
        workers=options.workers,
        seed=options.seed,
        reproducible=options.reproducible,
    )
    found = solve_whole(problem, limits)
    return _Trial(found.status != "impossible", compiled, found.outcome)


def _subjects(rule: str, trial: _Trial) -> tuple[str, ...]:
    """Return whom the rule concerns: the ids in its violations once it is left out."""
    if trial.outcome is None:
        return ()
    violations = check(trial.compiled.scenario, trial.compiled.decode(trial.outcome)).violations
    named = {subject for violation in violations if violation.rule == rule for subject in violation.subjects}
    return tuple(sorted(named))
