"""Price, dive and polish by work instead of time: the same week for the same problem, limits and seed.

The time limit stands for an amount of work, at fixed rates, a good part below what an idle machine can do in that time.
One thread does all of it, and nothing looks at the clock but the end: when the time limit comes before the work is
done, the best week so far is returned, and the stop rule is `time` instead of `work`. That alone, and a cancel, depends
on how fast the machine is.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from functools import cached_property

from iopsched_solver.assemble import Assembled, assemble
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Found, Limits, OnEvent
from iopsched_solver.lp import LPSolution
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem
from iopsched_solver.work import (
    ENGINE_S,
    FIT_S,
    LEADERS_S,
    CountedColumns,
    CountedPolish,
    Ending,
    Halt,
    Work,
    busyness,
    step_seconds,
)

WORK_SHARE = 0.8
"""Part of the time limit that the work usually takes: the rest is for slower machines and busier ones."""
FAR_S = 1e6
"""Seconds ahead of deadlines that never come."""
CHANGE_SHARE, ROOT_SHARE, DIVE_SHARE, HURRIED_SHARE = 0.7, 0.9, 0.85, 0.5
"""Shares of the work after which days around the first timetable, prices, and the dive from them end; and prices where
nobody searches for days before them."""
HURRIED = 700
"""Single choices a second of work from which on nobody searches for days around the first timetable."""
LEAST_ROOT = 0.15
"""Share of the work that prices get however much was done before."""
WEEK_PART = 0.25
"""Part of the work that whole days and leaders of one timetable may take."""
EARLY_SHARE = 0.35
"""Share of the work until which that dive is begun, and whole days and leaders are tried at once."""


class Reproducible(PriceAndDive):
    """One search of a large week in which work is counted."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event,
        *,
        work_s: float | None = None,
    ) -> None:
        self.work = Work(WORK_SHARE * limits.time_limit_s if work_s is None else work_s)
        self.ending = Ending(cancel, time.monotonic() + limits.time_limit_s)
        counted = dataclasses.replace(limits, time_limit_s=self.work.limit_s, workers=1, reproducible=True)
        super().__init__(problem, counted, on_event, self.ending)
        self._halt = Halt(self.work)

    def take(self, outcome: Outcome, cost: int, *, is_news: bool = True) -> bool:
        """Keep a week that first fit made if it is the best so far."""
        self.work.add(FIT_S * self.problem.n_patients * busyness(self.problem, outcome))
        return super().take(outcome, cost, is_news=is_news)

    def _price_and_dive(self) -> None:
        self.work.allow(1.0)
        self._mend_alone()
        columns = CountedColumns(self.problem, self.work)
        columns.take_in(self._week)
        if not self._hurried:
            self.work.allow(CHANGE_SHARE)
            self._change(columns)
            columns.reopen()
        self.work.allow(HURRIED_SHARE if self._hurried else ROOT_SHARE, LEAST_ROOT)
        self._phase("prices")
        columns.grow(deadline=self._at(1.0), gap=self.root_gap, stop=self._halt.is_set, on_round=self._bounded(columns))
        if self.work.done_s < EARLY_SHARE * self.work.limit_s:
            self.work.allow(DIVE_SHARE)
            self._dive(columns)
        self.work.allow(self.around_share)
        self._days_anew(columns)

    def _take_annealed(self, outcome: Outcome) -> None:
        """Keep a week whose work was counted step by step."""
        super().take(outcome, cost_of(self.problem, outcome))

    def _annealing(self, part: float) -> Callable[[], float]:
        return self.work.steps(part * self.work.limit_s, step_seconds(self.problem, self._week))

    def _assembled(self, columns: Columns, refined: LPSolution, deadline: float) -> Assembled | None:
        del deadline
        seconds = WEEK_PART * self.work.limit_s
        if self.work.done_s > EARLY_SHARE * self.work.limit_s:  # the dive that follows a vain try needs as much
            return None
        self.work.add(seconds)
        limits = dataclasses.replace(self.limits, time_limit_s=seconds / ENGINE_S)
        return assemble(columns, refined, below=self._known[1], limits=limits, cancel=self.ending)

    def _decide_s(self, left_s: float) -> float:
        del left_s
        return max(min(WEEK_PART * self.work.limit_s, self.work.until_s - self.work.done_s), 0.0) / ENGINE_S

    def _decided(self, seconds: float) -> None:
        self.work.add(ENGINE_S * seconds)

    def _staffed(self, columns: Columns, solution: LPSolution, *, deadline: float) -> Outcome:
        self.work.add(LEADERS_S * self.problem.n_patients)
        return super()._staffed(columns, solution, deadline=deadline)

    def _polish(self, seed: int, columns: Columns | None = None, *, until: float = 1.0) -> None:
        del columns, until
        self.work.allow(1.0)
        CountedPolish(self.problem, *self._known, seed=seed, work=self.work).run(
            self.limits, deadline=self.work.limit_s, bound=self.bound, cancel=self._halt, on_better=super().take
        )

    def _at(self, share: float) -> float:
        """Never, unless so much of the work is done already."""
        return self.began + (0.0 if self.work.done_s >= share * self.work.limit_s else FAR_S)

    @cached_property
    def _hurried(self) -> bool:
        return self._size > HURRIED * self.work.limit_s

    def _left(self) -> Limits:
        return dataclasses.replace(self.limits, time_limit_s=max(self.work.limit_s - self.work.done_s, 0.01))

    def run(self) -> Found:
        """As ever; one model for pins that first fit cannot hold is ended by the clock as if it were cancelled."""
        found = super().run()
        is_late = self.ending.by_clock and found.stop_rule == "cancelled"
        return dataclasses.replace(found, stop_rule="time") if is_late else found

    def _found(self) -> Found:
        found = super()._found()
        if self.ending.by_clock:
            return dataclasses.replace(found, stop_rule="time")
        return dataclasses.replace(found, stop_rule="work") if found.stop_rule == "time" else found
