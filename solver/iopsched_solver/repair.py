"""Repair: an agreed week after something changed, with as little as possible moved.

It starts from a legal week with what was published and may still be. Those who lost something, or what they lost, are
placed anew by the constraint model over a fragment: first they alone, then with those around them. What any repair
costs at least is known beforehand (`least.py`): moving anybody is dear, so nearly all of the published week is best.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator

import numpy as np

from iopsched_solver.around import MANY, Around
from iopsched_solver.kept import as_published, attending_as_published, lost_by, no_more_than_published
from iopsched_solver.least import least_cost
from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule, relative_gap
from iopsched_solver.model import Fragment, cost_of, solve_fragment, solve_whole
from iopsched_solver.nearby import Sketch
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import BoolArray, IntArray, Problem
from iopsched_solver.sketches import sketches

WHOLE_MODEL_SIZE = 3_000
"""Single choices (patient and cell) up to which one model is the better engine."""
KEPT_SHARE = 0.5
"""Share of the time for keeping what can be kept, where that is not known beforehand."""
FIRST_SIZE = 8
"""Patients in the first neighbourhood beyond those who lost something."""
GROW, SHRINK = 1.15, 0.8
ROUND_S, ROUND_SHARE = 3.0, 0.1
"""Seconds a neighbourhood may take, and share of all time if that is more."""
STAND_IN_SHARE = 0.6
"""Share of the time for finding stand-ins; seconds are enough on a quiet machine, and all else builds on it."""
SKETCHED_S = 6.0
"""Seconds for placing anew what a sketch of the best week touches."""
TIRED = 30
"""Neighbourhoods in a row without anything better after which repairing ends: there is little left to find."""


def repair(
    problem: Problem,
    limits: Limits,
    *,
    start: Outcome | None,
    hint: Outcome,
    named: BoolArray,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Repair a week.

    Parameters
    ----------
    problem
        The week as it is now; `held` says what was published and `agreed` what was unmet.
    limits
        Stop rules and ways of working.
    start
        A legal week with what of the published one may be kept; none if none is known.
    hint
        What was published, as far as the problem can express it; need not be legal.
    named
        (P,): patients whom the change is about. Nobody else gets more sessions than were published.
    on_event
        Called with every step of progress.
    cancel
        Set from any thread: the best so far is returned soon.
    """
    capped = no_more_than_published(problem, named)
    return _Repair(capped, limits, named, on_event, cancel or threading.Event()).run(start, hint)


class _Repair:
    """One repair; the best week so far is held here."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        named: BoolArray,
        on_event: OnEvent | None,
        cancel: threading.Event,
    ) -> None:
        self.problem, self.limits, self.named = problem, limits, named
        self.on_event, self.cancel = on_event, cancel
        self.began = self.improved = time.monotonic()
        self.seconds: dict[str, float] = {}
        self.bound = least_cost(problem, named)
        self.outcome, self.cost = Outcome(), 0
        self.kept = Outcome()  # what of the published week may be kept: a legal week
        self.is_settled = True
        """Whether the last neighbourhood was solved to the end."""
        self._random = np.random.default_rng(limits.seed)
        self._single: BoolArray = problem.services.one_to_one[problem.cells.service]
        self._look = Around(problem, named, limits.seed)

    def run(self, start: Outcome | None, hint: Outcome) -> Found:
        """Keep, then place anew."""
        if start is None:
            kept = self._keep(hint)
            if kept.outcome is None:
                # What is pinned now was not published: there is nothing to start from.
                return self._whole(None) if self._left_s > 0 and not self.cancel.is_set() else kept
            start = kept.outcome
        self.kept = start
        self._take(start, cost_of(self.problem, start), "kept")
        if self.limits.reproducible or self.problem.n_choices <= WHOLE_MODEL_SIZE:
            return self._whole(start)
        return self._around()

    @property
    def _left_s(self) -> float:
        return self.began + self.limits.time_limit_s - time.monotonic()

    def _keep(self, hint: Outcome) -> Found:
        """Hold on to all that was published and may still be, by one model over that alone."""
        share = 1.0 if self.limits.reproducible else KEPT_SHARE
        limits = dataclasses.replace(self.limits, time_limit_s=share * self.limits.time_limit_s, gap=0.0, stall_s=None)
        found = solve_whole(as_published(self.problem), limits, hint=hint, cancel=self.cancel)
        self.seconds["kept"] = round(time.monotonic() - self.began, 3)
        return found

    def _whole(self, start: Outcome | None) -> Found:
        """Decide a small week with one model."""
        spent = time.monotonic() - self.began

        def told(event: Event) -> None:
            if self.on_event is not None:
                self.on_event(dataclasses.replace(event, seconds=event.seconds + spent))

        left = self.limits.time_limit_s if self.limits.reproducible else max(self._left_s, 0.01)
        limits = dataclasses.replace(self.limits, time_limit_s=left)
        found = solve_whole(self.problem, limits, start=start, floor=self.bound, on_event=told, cancel=self.cancel)
        cost = None if found.outcome is None else cost_of(self.problem, found.outcome)
        return dataclasses.replace(found, cost=cost, seconds={**self.seconds, **found.seconds})

    def _around(self) -> Found:
        """Place those who lost something anew, then with others around them, as long as that helps."""
        began, tired = time.monotonic(), 0
        if not self._is_over:
            self._follow_sketches()
        if self._is_unmet:
            self._stand_in()
        for patients, cells in self._neighbourhoods():
            if self._is_over or tired >= TIRED or self._has_stalled:
                break
            tired = 0 if self._place(patients, cells) else tired + 1
        self.seconds["placed"] = round(time.monotonic() - began, 3)
        return self._found()

    def _follow_sketches(self) -> None:
        """Prove better bounds on easier problems, and place anew whom their best weeks move or let others lead."""
        for step in sketches(self.problem, self.named, self.limits, self._left, self.cancel):
            self._prove(step.bound)
            if step.sketch is not None:
                self._place_as_sketched(step.sketch)
            if self._is_over or self._has_stalled:
                return

    def _left(self) -> tuple[int, int, float]:
        """Return the best cost and bound so far, and the seconds left."""
        return self.cost, self.bound, self._left_s

    def _prove(self, bound: int) -> None:
        if self.bound < bound <= self.cost:
            self.bound = bound
            if self.on_event is not None:
                self.on_event(Event("bound", time.monotonic() - self.began, self.cost, self.bound))

    def _place_as_sketched(self, sketch: Sketch) -> None:
        """Let who moves go anywhere, others stay: around what was published; if that is no better, around the best."""
        besides = np.zeros((self.problem.n_patients, self.problem.n_cells), dtype=np.bool_)
        besides[sketch.moved] = ~self._single
        besides[np.intersect1d(sketch.moved, sketch.seen_anew)] = True
        narrow = attending_as_published(self.problem, besides)
        best = self.outcome
        for base in (self.kept, best) if best != self.kept else (best,):
            lost = np.flatnonzero(lost_by(self.problem, base))
            seen, led = self._look.led_anew(base)  # they may go back to what was published
            patients = np.unique(np.concatenate([lost, sketch.moved, sketch.seen_anew, seen]))
            cells = self._single | sketch.led_anew | led | self._look.lost_groups(base)
            if self._place(patients, cells, narrow, most_s=SKETCHED_S, base=base) or self._is_over:
                return

    def _stand_in(self) -> None:
        """Find other leaders and rooms for what broke: attendance stays as published, so that this is quick."""
        lost = np.flatnonzero(lost_by(self.problem, self.outcome))
        broken = self._look.broken_cells(self.outcome)
        published = attending_as_published(self.problem)
        if self._place(lost, broken, published, most_s=STAND_IN_SHARE * self._left_s) and not self._is_unmet:
            return
        # Who is busy one-to-one meanwhile may stand in too: others see those then whom they saw.
        seen, meanwhile = self._look.seen_meanwhile(self.outcome)
        if not meanwhile.any():
            return  # no group is lost
        everyone = np.union1d(np.flatnonzero(lost_by(self.problem, self.outcome)), seen)
        self._place(everyone, broken | meanwhile, published, most_s=STAND_IN_SHARE * self._left_s)
        if self._is_unmet:
            self._look_elsewhere(broken)

    def _look_elsewhere(self, broken: BoolArray) -> None:
        """Let those who lost something find another meeting of the same kind, or a new one; all else as published."""
        lost = np.flatnonzero(lost_by(self.problem, self.outcome))
        wanted = self._look.wanted(self.outcome, lost)
        besides = np.zeros((self.problem.n_patients, self.problem.n_cells), dtype=np.bool_)
        besides[lost] = wanted | self._single
        alone = attending_as_published(self.problem, besides)
        self._place(lost, broken | wanted | self._single, alone, most_s=STAND_IN_SHARE * self._left_s)

    @property
    def _is_unmet(self) -> bool:
        """Whether the week costs more than any that only disrupts could: something new is unmet, or much is moved."""
        return self.cost > self.bound + self.problem.unit_cost["moved-patient"]

    def _neighbourhoods(self) -> Iterator[tuple[IntArray, BoolArray]]:
        """Yield patients and cells to decide anew: what broke, those who lost something, then others around them."""
        broken = self._look.broken_cells(self.outcome)
        lost = np.flatnonzero(lost_by(self.problem, self.outcome) | self.named)
        for first in range(0, len(lost), MANY):
            chosen = lost[first : first + MANY]
            yield chosen, self._single | broken
            yield self._look.stand_ins(self.outcome, chosen), self._single | broken
            yield chosen, self._single | broken | self._look.wanted(self.outcome, chosen)
        size = float(FIRST_SIZE)
        for number in range(10**6):
            worse = self._look.worse_off(self.outcome)
            if not worse.any():
                return
            first = int(self._random.choice(len(worse), p=np.sqrt(worse) / np.sqrt(worse).sum()))
            if number % 2:
                yield self._look.holders(self.outcome, first, worse), self._single
                continue
            chosen = self._look.near(first, round(size))
            groups = self._look.groups(self.outcome, chosen, number // 2 % 4)
            yield chosen, self._single | groups
            if not groups.any():
                size = float(np.clip(size * (GROW if self.is_settled else SHRINK), 2, self.problem.n_patients))

    def _place(
        self,
        patients: IntArray,
        cells: BoolArray,
        problem: Problem | None = None,
        *,
        most_s: float = ROUND_S,
        base: Outcome | None = None,
    ) -> bool:
        """Decide a neighbourhood anew, of the best week or another legal one; return whether the best got better."""
        free = np.zeros(self.problem.n_patients, dtype=np.bool_)
        free[patients] = True
        limits = dataclasses.replace(
            self.limits,
            time_limit_s=max(0.01, min(max(most_s, ROUND_SHARE * self.limits.time_limit_s), self._left_s)),
            gap=0.0,
            stall_s=None,
            seed=int(self._random.integers(2**31)),
        )
        known = self.cost if base is None else None
        fragment = Fragment(free, cells, base or self.outcome)
        found = solve_fragment(problem or self.problem, fragment, limits, base_cost=known, cancel=self.cancel)
        self.is_settled = found.status == "optimal"
        if found.outcome is None or found.outcome == self.outcome:
            return False
        # Priced anew: a solution that is not the best may leave a claim unmade, such as that a visit kept its room.
        cost = cost_of(self.problem, found.outcome)
        if cost >= self.cost:
            return False
        self._take(found.outcome, cost, "placed")
        return True

    def _take(self, outcome: Outcome, cost: int, phase: str) -> None:
        self.outcome, self.cost, self.improved = outcome, cost, time.monotonic()
        if self.on_event is not None:
            self.on_event(Event(phase, time.monotonic() - self.began, cost, self.bound))

    @property
    def _has_stalled(self) -> bool:
        stall_s = self.limits.stall_s
        return stall_s is not None and time.monotonic() - self.improved > stall_s

    @property
    def _is_over(self) -> bool:
        gap = relative_gap(self.cost, self.bound)
        return self.cancel.is_set() or self._left_s <= 0 or (gap is not None and gap <= self.limits.gap)

    def _found(self) -> Found:
        gap = relative_gap(self.cost, self.bound)
        stopped: StopRule = "stall"
        if gap is not None and gap <= self.limits.gap:
            stopped = "gap" if gap else "proved"
        elif self.cancel.is_set():
            stopped = "cancelled"
        elif self._left_s <= 0:
            stopped = "time"
        status: Status = "optimal" if gap == 0 else "feasible"
        return Found(status, self.outcome, self.cost, self.bound, stopped, "repair", dict(self.seconds))
