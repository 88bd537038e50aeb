"""Why a week is impossible: the fewest pins and rules that contradict each other, each verified to be needed.

Without pins the empty week is legal, so every conflict has a pin in it.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.errors import Clash
from iopsched.model.rules import HARD_RULES
from iopsched.model.scenario import Scenario
from iopsched.model.weights import TIERS
from iopsched.narrowing import narrowed
from iopsched.past import with_past_pinned
from iopsched_solver.limits import Found, Limits
from iopsched_solver.model import solve_whole

_Member = TypeVar("_Member")

NEEDS = frozenset(TIERS["needs"])
FEWEST_SESSIONS = {"leader-time": 1, "room-use": 1, "trips": 1}
"""Prices for a week with little else than what is pinned."""
FREE: Mapping[str, int] = {}
EVERY_RULE = tuple(slug for slug in (*HARD_RULES, *TIERS["needs"]) if slug != "pins")
"""Hard rules, and needs that may be hard."""
SUBJECTS_S = 5.0
"""Seconds to look for a week that shows whom a rule concerns."""
LEAST_S = 0.1
"""Seconds of a trial that was begun in time."""


def find_conflict(scenario: Scenario, limits: Limits, *, cancel: threading.Event | None = None) -> tuple[Clash, ...]:
    """Find pins and rules that cannot all hold, none of which can be left out.

    Parameters
    ----------
    scenario
        A scenario that is proved impossible.
    limits
        When their time is over, members not yet looked at stay in; reproducible, there is no such limit.
    cancel
        Set from any thread: as if the time were over.

    Returns
    -------
    tuple of Clash
        First the pins, as one clash under ``pins`` with their names; then each rule (or hard need), with the ids that
        its violations name once it alone is left out.
    """
    scenario = with_past_pinned(scenario).model_copy(update={"now": None})
    trials = _Trials(limits, cancel or threading.Event())

    def holding(pins: Sequence[int]) -> Scenario:
        return scenario.model_copy(update={"pins": tuple(scenario.pins[number] for number in pins)})

    pins = trials.least(range(len(scenario.pins)), lambda kept: trials.contradict(holding(kept), frozenset()))
    held = holding(pins)
    rules = trials.least(EVERY_RULE, lambda kept: trials.contradict(held, frozenset(EVERY_RULE) - frozenset(kept)))
    dropped = frozenset(EVERY_RULE) - frozenset(rules)
    return (
        Clash("pins", tuple(pin_name(scenario, number) for number in pins)),
        *(Clash(rule, trials.subjects(held, rule, dropped | {rule})) for rule in rules),
    )


def pin_name(scenario: Scenario, number: int) -> str:
    """Return how messages call a pin: its id, or its place in the list."""
    return scenario.pins[number].id or f"pin {number + 1}"


class _Trials:
    """Weeks tried with some pins and without some rules, while there is time."""

    def __init__(self, limits: Limits, cancel: threading.Event) -> None:
        self._limits, self._cancel = limits, cancel
        self._deadline_s = math.inf if limits.reproducible else time.monotonic() + limits.time_limit_s

    @property
    def _is_over(self) -> bool:
        return self._cancel.is_set() or time.monotonic() >= self._deadline_s

    def least(self, members: Sequence[_Member], contradict: Callable[[Sequence[_Member]], bool]) -> list[_Member]:
        """Leave out half, a quarter, ... single members as long as the rest contradict each other."""
        kept, size = list(members), len(members)
        while size > 0:
            start = 0
            while start < len(kept) and not self._is_over:
                rest = kept[:start] + kept[start + size :]
                if contradict(rest):
                    kept = rest
                else:
                    start += size
            size //= 2
        return kept

    def contradict(self, scenario: Scenario, without: frozenset[str]) -> bool:
        """Whether it is shown that no week has these pins."""
        narrow = narrowed(scenario)
        if self._search(narrow, without).status != "impossible":
            return False
        if self._search(narrow, without | NEEDS).status == "impossible":
            return True
        return self._search(scenario, without).status == "impossible"

    def subjects(self, scenario: Scenario, rule: str, without: frozenset[str]) -> tuple[str, ...]:
        """Return whom the rule concerns: the ids in its violations once it is left out.

        Violations that name somebody or something pinned come first; without such, all of them count.
        """
        pinned = {name for pin in scenario.pins for name in (pin.attendee, pin.leader, pin.room) if name is not None}
        for week in (narrowed(scenario), scenario):
            found = self._search(week, without, prices=FEWEST_SESSIONS, most_s=SUBJECTS_S)
            if found.outcome is not None:
                schedule = compile_scenario(week, without=without).decode(found.outcome)
                broken = [set(it.subjects) for it in check(week, schedule).violations if it.rule == rule]
                return tuple(sorted(set().union(*([names for names in broken if names & pinned] or broken))))
        return ()

    def _search(
        self, scenario: Scenario, without: frozenset[str], *, prices: Mapping[str, int] = FREE, most_s: float = math.inf
    ) -> Found:
        problem = compile_scenario(scenario, without=without).problem
        left_s = self._limits.time_limit_s
        if not self._limits.reproducible:
            left_s = max(LEAST_S, self._deadline_s - time.monotonic())
        unit_cost = {slug: prices.get(slug, 0) for slug in problem.unit_cost}
        limits = replace(self._limits, time_limit_s=min(left_s, most_s))
        return solve_whole(replace(problem, unit_cost=unit_cost), limits, cancel=self._cancel)
