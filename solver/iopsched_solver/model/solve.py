"""Solving with one CP-SAT model: a whole week, or a fragment of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Literal

from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule, relative_gap
from iopsched_solver.model.build import build, cost_of
from iopsched_solver.model.decode import decode
from iopsched_solver.model.engine import Answer, Solutions, Watched, rounded_up
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.model.variables import Week
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import IntArray, Problem

ENGINE = "cp-sat"


def solve_whole(
    problem: Problem,
    limits: Limits,
    *,
    start: Outcome | None = None,
    hint: Outcome | None = None,
    floor: int | None = None,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Decide a whole week with one model.

    Parameters
    ----------
    problem
        The week.
    limits
        Stop rules and ways of working. The time counts from the call, building included; reproducible, seconds are
        those of the engine's own work, and the clock stops nothing.
    start
        A legal week to start from; what is found is never worse. Without one, the empty week is legal unless something
        is pinned.
    hint
        A week to look near, legal or not; `start` if not given.
    floor
        A bound proved elsewhere: no legal week costs less. The search need not prove it again.
    on_event
        Called with every step of progress, from a thread of the engine.
    cancel
        Set from any thread: the best so far is returned at once.
    """
    near = start if hint is None else hint
    if start is None and not ("pins" in problem.rules and len(problem.held.pins)):
        start = Outcome()
    known = None if start is None else Known(start, cost_of(problem, start))
    fragment = Fragment.whole(problem, near or Outcome())
    ways = Ways("whole model", limits, on_event, cancel, hint=near is not None, floor=floor)
    return _Search(problem, fragment, known, ways).run()


def solve_fragment(
    problem: Problem,
    fragment: Fragment,
    limits: Limits,
    *,
    base_cost: int | None = None,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Decide a fragment of a week anew, the rest held fixed.

    Parameters
    ----------
    problem
        The week.
    fragment
        What is free, and the legal week that the rest is taken from; what is found is never worse.
    limits
        Stop rules and ways of working. The gap is in terms of the whole week's cost.
    base_cost
        What the whole of `fragment.base` costs, if known; it is computed otherwise.
    on_event, cancel
        As in `solve_whole`.

    Returns
    -------
    Found
        Outcome and cost of the whole week. `optimal` means best for this fragment; there is no bound on whole weeks.
    """
    cost = cost_of(problem, fragment.base) if base_cost is None else base_cost
    ways = Ways("fragment", limits, on_event, cancel, hint=fragment.base != Outcome())
    return _Search(problem, fragment, Known(fragment.base, cost), ways).run()


@dataclass(frozen=True, slots=True)
class Known:
    """A legal week and its cost."""

    outcome: Outcome
    cost: int


@dataclass(frozen=True, slots=True)
class Ways:
    """How to search and whom to tell."""

    phase: Literal["whole model", "fragment"]
    limits: Limits
    on_event: OnEvent | None
    cancel: threading.Event | None
    hint: bool
    """Whether to tell the engine the fragment's base. Not the empty week: told that, it stays close to it for long."""
    floor: int | None = None
    """A bound known beforehand."""


class _Search:
    """One search, with the best week so far held outside the engine."""

    def __init__(self, problem: Problem, fragment: Fragment, known: Known | None, ways: Ways) -> None:
        self.problem = problem
        self.fragment = fragment
        self.known = known
        self.ways = ways
        self.began_s = time.monotonic()
        self.built_s = self.work_s = 0.0
        self.cost = None if known is None else known.cost
        self.values: IntArray | None = None
        """Of the best solution, if better than what was known."""
        self.bound = ways.floor
        self.offset = 0
        """What the whole week costs beyond the model's terms."""

    def run(self) -> Found:
        """Build, search and decode."""
        week = build(self.problem, self.fragment)
        if self.ways.phase == "fragment" and self.known is not None:
            self.offset = self.known.cost - week.pool.cost_at(week.pool.start)
        self.built_s = time.monotonic() - self.began_s
        self._tell()
        left_s = self.ways.limits.time_limit_s - (0.0 if self.ways.limits.reproducible else self.built_s)
        if self.ways.cancel is not None and self.ways.cancel.is_set():
            return self._found(week, "cancelled")
        if left_s <= 0:
            return self._found(week, "time")
        if self._is_close:
            return self._found(week, "gap")
        answer = self._search(week, left_s)
        if answer.verdict == "impossible":
            return self._ended("impossible", None, "impossible")
        return self._found(week, answer.stopped_by)

    def _search(self, week: Week, left_s: float) -> Answer:
        is_whole = self.ways.phase == "whole model"
        watched = Watched(self.ways.limits, left_s, self.ways.cancel, is_broad=is_whole)

        def solution(values: IntArray, bound: float) -> None:
            complete = week.pool.completed(values)
            cost = week.pool.cost_at(complete) + self.offset
            is_better = self.cost is None or cost < self.cost
            if is_better:
                self.cost, self.values = cost, complete
            note(rounded_up(bound), is_better=is_better)

        def note(bound: int | None, *, is_better: bool) -> None:
            has_risen = self._has_risen(bound)
            watched.is_close = self._is_close
            if is_better or (has_risen and is_whole):
                self._tell()

        watched.solver.best_bound_callback = lambda bound: watched.guarded(
            lambda: note(rounded_up(bound), is_better=False)
        )
        model = week.pool.write(hint=self.ways.hint, offset=self.offset, floor=self.ways.floor)
        answer = watched.run(model, Solutions(watched, solution))
        self.work_s = answer.work_s
        self._has_risen(answer.bound)
        return answer

    @property
    def _is_close(self) -> bool:
        gap = relative_gap(self.cost, self.bound)
        return gap is not None and gap <= self.ways.limits.gap

    def _has_risen(self, bound: int | None) -> bool:
        """Take over a bound if it is higher."""
        if bound is None or (self.bound is not None and bound <= self.bound):
            return False
        self.bound = bound
        return True

    @property
    def _told_bound(self) -> int | None:
        """The bound, where it is one on whole weeks."""
        return self.bound if self.ways.phase == "whole model" else None

    def _tell(self) -> None:
        if self.ways.on_event is not None:
            seconds = time.monotonic() - self.began_s
            self.ways.on_event(Event(self.ways.phase, seconds, self.cost, self._told_bound))

    def _found(self, week: Week, stopped_by: StopRule) -> Found:
        """Return the best week there is."""
        if self.cost is None:
            return self._ended("nothing-found", None, stopped_by)
        if self.values is not None:
            outcome = decode(week, self.values)
        else:
            outcome = self.fragment.base if self.known is None else self.known.outcome
        if self.bound is not None and self.bound >= self.cost:
            return self._ended("optimal", outcome, "proved")
        return self._ended("feasible", outcome, stopped_by)

    def _ended(self, status: Status, outcome: Outcome | None, stopped_by: StopRule) -> Found:
        seconds = {"build": self.built_s, "solve": time.monotonic() - self.began_s - self.built_s}
        cost = None if outcome is None else self.cost
        return Found(status, outcome, cost, self._told_bound, stopped_by, ENGINE, seconds, self.work_s)
