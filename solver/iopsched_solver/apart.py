"""The search of a week whose parts have nothing to do with each other: one part after the other.

Each part has a week by first fit before any is searched, so that whenever the search ends nobody is forgotten. Small
parts come first, each with time in proportion to its size; what it leaves goes to those after it, and what all leave to
those that were not done. In a reproducible search the shares depend on the sizes alone.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from iopsched_solver.background import fault_of
from iopsched_solver.components import Part
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule, relative_gap
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.parts import joined, problem_of
from iopsched_solver.problem import Problem

LEAST_S = 1.0
"""Less time than this is not worth another round."""
SHORTEST_S = 0.01
"""A part without a week gets so long even when time is up."""


class SearchPart(Protocol):
    """How one part is searched."""

    def __call__(
        self,
        problem: Problem,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event,
        *,
        known: Found | None = None,
    ) -> Found:
        """Search from the beginning, or on from what is known."""


@dataclass
class _State:
    """How far the search of one part is."""

    part: Part
    problem: Problem
    outcome: Outcome | None = None
    cost: int | None = None
    """The least told so far; `outcome` may be of an earlier, dearer week while the part is searched."""
    bound: int | None = None
    found: Found | None = None
    """How it ended last time; its faults are those of all times."""

    def take(self, cost: int | None, bound: int | None) -> None:
        """Keep the least cost and the highest bound told."""
        self.cost = min((told for told in (self.cost, cost) if told is not None), default=None)
        self.bound = max((told for told in (self.bound, bound) if told is not None), default=None)

    @property
    def is_open(self) -> bool:
        """Whether more time could help."""
        return self.rule not in ("proved", "gap", "stall")

    @property
    def rule(self) -> StopRule:
        """What ended it."""
        return "time" if self.found is None else self.found.stop_rule


class _Either(threading.Event):
    """Set when it is, and when another event is."""

    def __init__(self, other: threading.Event) -> None:
        super().__init__()
        self._other = other

    def is_set(self) -> bool:
        return super().is_set() or self._other.is_set()


class Apart:
    """One search of several parts.

    Parameters
    ----------
    problem
        The whole week.
    parts
        Its parts, small ones first.
    search_part
        How one of them is searched.
    limits, on_event, cancel
        As in `iopsched_solver.search.search`, for all parts together. A part ends at the gap asked for or when it
        stalls; all end once the gap of their sums is that small.
    """

    def __init__(
        self,
        problem: Problem,
        parts: Sequence[Part],
        search_part: SearchPart,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event,
    ) -> None:
        self.search_part, self.limits, self.on_event, self.cancel = search_part, limits, on_event, cancel
        self.began = time.monotonic()
        self.states = [_State(part, problem_of(problem, part)) for part in parts]
        self._halt = _Either(cancel)
        """Set when cancelled, and when the gap is reached."""
        self._begun_s = 0.0
        self._is_refused = False
        """Whether `on_event` raised something."""

    def run(self) -> Found:
        """Give every part a week, then search them in turn until time is up or all are done."""
        for state in self.states:
            self._begin(state)
        self._tell("first fit")
        self._begun_s = time.monotonic() - self.began
        waiting = sorted(self.states, key=lambda state: state.cost is not None)
        while waiting and not self._halt.is_set():
            for number, state in enumerate(waiting):
                self._advance(state, waiting[number:])
                if state.found is not None and state.found.status == "impossible":
                    return self._ended("impossible", None, "impossible")
            waiting = [state for state in waiting if state.is_open]
            if self.limits.reproducible or self._left_s < LEAST_S:
                break
        return self._found()

    def _begin(self, state: _State) -> None:
        """Find a first week; the empty one is legal unless something is pinned."""
        if not len(state.problem.held.pins):
            state.outcome = Outcome()
        if not self.limits.reproducible:
            state.outcome = first_fit(state.problem, stop=self._halt.is_set) or state.outcome
        if state.outcome is not None:
            state.cost = cost_of(state.problem, state.outcome)

    def _advance(self, state: _State, waiting: Sequence[_State]) -> None:
        """Search one part for its share of the time that it and those after it have."""
        if self._halt.is_set() or (self._left_s <= 0 and state.cost is not None and not self.limits.reproducible):
            return
        share = state.part.size / sum(other.part.size for other in waiting)
        seconds = max(share * self._left_s, SHORTEST_S)
        if self.limits.reproducible:
            seconds = self.limits.time_limit_s * state.part.size / sum(other.part.size for other in self.states)
        phase = f"part {self.states.index(state) + 1} of {len(self.states)}"

        def on_event(event: Event) -> None:
            state.take(event.cost, event.bound)
            self._tell(f"{event.phase}, {phase}")

        before = None if state.outcome is None else cost_of(state.problem, state.outcome)
        limits = replace(self.limits, time_limit_s=seconds)
        found = self._searched(state, limits, on_event)
        if found.cost is not None and (before is None or found.cost <= before):
            state.outcome, before = found.outcome, found.cost
        faults = found.faults if state.found is None else (*state.found.faults, *found.faults)
        state.found = replace(found, outcome=state.outcome, cost=before, faults=faults)
        state.take(before, found.bound)

    def _searched(self, state: _State, limits: Limits, on_event: OnEvent) -> Found:
        """Search one part; where that breaks, its week so far stands, as long as that is more than the empty one."""
        try:
            return self.search_part(state.problem, limits, on_event, self._halt, known=state.found)
        except Exception as error:
            if self._is_refused or state.outcome in (None, Outcome()):
                raise
            return Found("feasible", None, None, None, "stall", "first fit", faults=(fault_of(error),))

    @property
    def _left_s(self) -> float:
        return self.began + self.limits.time_limit_s - time.monotonic()

    def _tell(self, phase: str) -> None:
        """Tell the sums, and end the search where their gap is small enough."""
        cost, bound = self._cost, self._bound
        gap = relative_gap(cost, bound)
        if gap is not None and gap <= self.limits.gap and not self.limits.reproducible:
            self._halt.set()
        if self.on_event is not None:
            self._is_refused = True
            self.on_event(Event(phase, time.monotonic() - self.began, cost, bound))
            self._is_refused = False

    @property
    def _cost(self) -> int | None:
        """What the best weeks of all parts cost; none while a part has none."""
        costs = [state.cost for state in self.states if state.cost is not None]
        return sum(costs) if len(costs) == len(self.states) else None

    @property
    def _bound(self) -> int | None:
        """The sum of the bounds; costs are at least 0 where nothing is proved."""
        bounds = [state.bound for state in self.states if state.bound is not None]
        return sum(bounds) if bounds else None

    def _found(self) -> Found:
        weeks = [(state.part, state.outcome) for state in self.states if state.outcome is not None]
        rule = self._stop_rule()
        if len(weeks) < len(self.states):
            return self._ended("nothing-found", None, rule)
        return self._ended("optimal" if rule == "proved" else "feasible", joined(weeks), rule)

    def _stop_rule(self) -> StopRule:
        gap = relative_gap(self._cost, self._bound)
        if gap is not None and gap <= self.limits.gap:
            return "gap" if gap else "proved"
        if self.cancel.is_set():
            return "cancelled"
        rules = [state.rule for state in self.states if state.is_open]
        return "time" if "time" in rules else [*rules, "stall"][0]

    def _ended(self, status: Status, outcome: Outcome | None, rule: StopRule) -> Found:
        ended = [state.found for state in self.states if state.found is not None]
        engine = "columns" if any(found.engine == "columns" for found in ended) else "cp-sat"
        cost = None if outcome is None else self._cost
        bound = None if status == "impossible" else self._bound
        work_s = sum(found.work_s for found in ended)
        faults = tuple(dict.fromkeys(fault for found in ended for fault in found.faults))
        seconds = {"first weeks": self._begun_s, **_added(ended)}
        return Found(status, outcome, cost, bound, rule, engine, seconds, work_s, faults)


def _added(ended: Iterable[Found]) -> dict[str, float]:
    """Seconds by phase, of all parts."""
    total: Counter[str] = Counter()
    for found in ended:
        total.update(found.seconds)
    return dict(total)
