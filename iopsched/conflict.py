"""Why a week is impossible: the fewest pins and rules that contradict each other, each verified to be needed.

Without pins the empty week is legal, so every conflict has a pin in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.errors import Clash
from iopsched.model.options import SolveOptions
from iopsched.model.rules import HARD_RULES
from iopsched.model.scenario import Scenario
from iopsched.model.weights import TIERS
from iopsched.narrowing import narrowed
from iopsched_solver.limits import Found, Limits
from iopsched_solver.model import solve_whole

_Member = TypeVar("_Member")

NEEDS = frozenset(TIERS["needs"])
FEWEST_SESSIONS = {"leader-time": 1, "room-use": 1, "trips": 1}
"""Prices for a week with little else than what is pinned."""
SUBJECTS_S = 5.0
"""Seconds to look for such a week."""


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
        workers=options.workers,
        seed=options.seed,
        reproducible=options.reproducible,
    )

    def holding(pins: Sequence[int]) -> Scenario:
        return scenario.model_copy(update={"pins": tuple(scenario.pins[number] for number in pins)})

    every_rule = [slug for slug in (*HARD_RULES, *TIERS["needs"]) if slug != "pins"]
    pins = _minimal(
        range(len(scenario.pins)), lambda kept: not _is_possible(holding(kept), frozenset(), limits), deadline_s
    )
    held = holding(pins)
    rules = _minimal(
        every_rule, lambda kept: not _is_possible(held, frozenset(every_rule) - frozenset(kept), limits), deadline_s
    )
    dropped = frozenset(every_rule) - frozenset(rules)
    return (
        Clash("pins", tuple(pin_name(scenario, number) for number in pins)),
        *(Clash(rule, _subjects(held, rule, dropped, limits)) for rule in rules),
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


def _is_possible(scenario: Scenario, without: frozenset[str], limits: Limits) -> bool:
    """Whether any week has these pins; if that is neither shown nor excluded in time, say so."""
    narrow = narrowed(scenario)
    if _search(narrow, without, limits, prices={}).status != "impossible":
        return True
    if _search(narrow, without | NEEDS, limits, prices={}).status == "impossible":
        return False
    return _search(scenario, without, limits, prices={}).status != "impossible"


def _search(scenario: Scenario, without: frozenset[str], limits: Limits, prices: dict[str, int]) -> Found:
    problem = compile_scenario(scenario, without=without).problem
    return solve_whole(replace(problem, unit_cost=dict.fromkeys(problem.unit_cost, 0) | prices), limits)


def _subjects(scenario: Scenario, rule: str, dropped: frozenset[str], limits: Limits) -> tuple[str, ...]:
    """Return whom the rule concerns: the ids in its violations once it, too, is left out.

    Violations that name somebody or something pinned come first; without such, all of them count.
    """
    narrow, without = narrowed(scenario), dropped | {rule}
    found = _search(narrow, without, replace(limits, time_limit_s=SUBJECTS_S), prices=FEWEST_SESSIONS)
    if found.outcome is None:
        return ()
    schedule = compile_scenario(narrow, without=without).decode(found.outcome)
    broken = [set(v.subjects) for v in check(narrow, schedule).violations if v.rule == rule]
    pinned = {name for pin in scenario.pins for name in (pin.attendee, pin.leader, pin.room) if name is not None}
    return tuple(sorted(set().union(*([names for names in broken if names & pinned] or broken))))
