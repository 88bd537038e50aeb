"""Solving with one CP-SAT model: a whole week, or a fragment of it."""

from __future__ import annotations

import threading
import time
from typing import Literal

from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule
from iopsched_solver.model.build import build, cost_of
from iopsched_solver.model.decode import decode
from iopsched_solver.model.engine import Solutions, Watched, rounded_up
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.model.variables import Week
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import IntArray, Problem

ENGINE = "cp-sat"
Phase = Literal["whole model", "fragment"]


def solve_whole(
    problem: Problem,
    limits: Limits,
    *,
    start: Outcome | None = None,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Decide a whole week with one model.

    Parameters
    ----------
    problem
        The week.
    limits
        Stop rules and ways of working. The time counts from the call, building included.
    start
        A legal week to start from; what is found is never worse. Without one, the empty week is legal unless something
        is pinned.
    on_event
        Called with every step of progress, from a thread of the engine.
    cancel
        Set from any thread: the best so far is returned at once.
    """
    if start is None and not _has_pins(problem):
        start = Outcome()
    fragment = Fragment.whole(problem, Outcome() if start is None else start)
    return _Search("whole model", problem, fragment, limits, on_event, cancel).run(
        None if start is None else cost_of(problem, start)
    )


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
    return _Search("fragment", problem, fragment, limits, on_event, cancel).run(cost)


def _has_pins(problem: Problem) -> bool:
    return "pins" in problem.rules and len(problem.held.pins) > 0


class _Search:
    """One search, with the best week so far held outside the engine."""

    def __init__(
        self,
        phase: Phase,
        problem: Problem,
        fragment: Fragment,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event | None,
    ) -> None:
        self.phase = phase
        self.problem = problem
        self.fragment = fragment
        self.limits = limits
        self.on_event = on_event
        self.cancel = cancel
        self.began_s = time.monotonic()
        self.cost: int | None = None
        self.values: IntArray | None = None
        """Of the best solution that is better than the start."""
        self.bound: int | None = None
        self.offset = 0
        """What the whole week costs beyond the model's terms."""

    def run(self, start_cost: int | None) -> Found:
        """Build, search and decode; never worse than a start of that cost."""
        week = build(self.problem, self.fragment)
        if self.phase == "fragment" and start_cost is not None:
            self.offset = start_cost - week.pool.cost_at(week.pool.start)
        built_s = time.monotonic() - self.began_s
        self.cost = start_cost
        self._tell()
        left_s = self.limits.time_limit_s - (0.0 if self.limits.reproducible else built_s)
        if left_s <= 0 or (self.cancel is not None and self.cancel.is_set()):
            stopped: StopRule = "time" if left_s <= 0 else "cancelled"
            return self._found(week, "feasible" if start_cost is not None else "nothing-found", stopped, built_s)
        return self._search(week, left_s, built_s, hint=start_cost is not None)

    def _search(self, week: Week, left_s: float, built_s: float, *, hint: bool) -> Found:
        watched = Watched(self.limits, left_s, self.cancel)
        model = week.pool.write(hint=hint, offset=self.offset)

        def solution(values: IntArray, bound: float) -> None:
            complete = week.pool.completed(values)
            cost = week.pool.cost_at(complete) + self.offset
            self._note_bound(bound)
            if self.cost is None or cost < self.cost:
                self.cost, self.values = cost, complete
                self._tell()

        def better_bound(bound: float) -> None:
            if self._note_bound(bound):
                self._tell()

        watched.solver.best_bound_callback = lambda bound: watched.guarded(lambda: better_bound(bound))
        answer = watched.run(model, Solutions(watched, solution))
        if answer.bound is not None:
            self._note_bound(float(answer.bound))
        if answer.verdict == "impossible":
            return self._found(week, "impossible", "impossible", built_s)
        if self.cost is None:
            return self._found(week, "nothing-found", answer.stopped_by, built_s)
        if self.bound is not None and self.bound >= self.cost:
            return self._found(week, "optimal", "proved", built_s)
        return self._found(week, "feasible", answer.stopped_by, built_s)

    def _note_bound(self, bound: float) -> bool:
        whole = rounded_up(bound)
        if whole is None or (self.bound is not None and whole <= self.bound):
            return False
        self.bound = whole
        return True

    @property
    def _told_bound(self) -> int | None:
        return self.bound if self.phase == "whole model" else None

    def _tell(self) -> None:
        if self.on_event is not None:
            self.on_event(Event(self.phase, time.monotonic() - self.began_s, self.cost, self._told_bound))

    def _found(self, week: Week, status: Status, stopped: StopRule, built_s: float) -> Found:
        seconds = {"build": built_s, "solve": time.monotonic() - self.began_s - built_s}
        if status == "impossible" or self.cost is None:
            return Found(status, None, None, self._told_bound, stopped, ENGINE, seconds)
        outcome = self.fragment.base if self.values is None else decode(week, self.values)
        return Found(status, outcome, self.cost, self._told_bound, stopped, ENGINE, seconds)
