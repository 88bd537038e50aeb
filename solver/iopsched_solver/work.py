"""Work instead of time: what a search does is counted and priced at fixed rates, so that no clock decides anything.

The rates are the processor seconds that each kind of work took on one machine, on weeks of 40 to 1,000 patients; on
another one the same work takes more or less time, and is the same.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from iopsched_solver.columns import SLOW, Columns
from iopsched_solver.limits import Found, Limits
from iopsched_solver.lp import FloatArray, LPSolution
from iopsched_solver.model import Fragment
from iopsched_solver.native import BURST, Recreate
from iopsched_solver.outcome import Outcome
from iopsched_solver.polish import BURSTS, Polish
from iopsched_solver.problem import Problem

BUSY_POWER = 2.4
"""Placing a patient takes time by the sessions they have in the week, to that power."""
FIT_S = 2.2e-5
"""First fit, by patient and busyness."""
STEP_S, STEP_BUSY_S, STEP_PATIENT_S, STEP_CELL_S = 2.5e-5, 8e-8, 8e-8, 3e-8
"""A step of ruin and recreate, what busyness adds to it, and what each patient and each cell of the week do."""
PRICE_S = 0.000002
"""Pricing everybody's days once, by single choice."""
INTERIOR_S, VERTEX_S, PROGRAM_POWER = 6e-9, 1.2e-8, 1.5
"""A linear program by interior point and by simplex, by coefficient to that power."""
ENGINE_S, BUILD_S = 2.5, 0.00001
"""A deterministic second of the constraint model, and building one, by single choice."""
LEADERS_S = 0.01
"""Naming the leaders of a timetable, by patient."""


def busyness(problem: Problem, outcome: Outcome) -> float:
    """How long it takes to place a patient of such a week, beside others."""
    return float(((len(outcome.attends) + len(outcome.visits)) / max(problem.n_patients, 1)) ** BUSY_POWER)


def step_seconds(problem: Problem, outcome: Outcome) -> float:
    """How long a step of ruin and recreate takes."""
    busy_s = STEP_BUSY_S * busyness(problem, outcome)
    return STEP_S + busy_s + STEP_PATIENT_S * problem.n_patients + STEP_CELL_S * problem.n_cells


class Work:
    """What has been done, in seconds that it usually takes."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = self.until_s = limit_s
        self.done_s = 0.0

    def add(self, seconds: float) -> None:
        """Count something that was done."""
        self.done_s += seconds

    def allow(self, share: float, least: float = 0.0) -> None:
        """Let what follows go on until a share of all work is done, and for the `least` share in any case."""
        self.until_s = min(max(share * self.limit_s, self.done_s + least * self.limit_s), self.limit_s)

    def steps(self, seconds: float, step_s: float) -> Callable[[], float]:
        """Count steps of ruin and recreate as `Recreate.anneal` takes them, so many seconds of them."""
        began_s = self.done_s

        def over() -> float:
            self.add(BURST * step_s)
            return (self.done_s - began_s - BURST * step_s) / max(seconds, 1e-9)

        return over

    @property
    def is_done(self) -> bool:
        """Whether what was allowed is done."""
        return self.done_s >= self.until_s


class Halt(threading.Event):
    """Set by hand, and while the work that was allowed is done."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def is_set(self) -> bool:
        """Whether to end what is under way."""
        return super().is_set() or self._work.is_done


class Ending(threading.Event):
    """Set by the caller, and by the clock when time is up."""

    def __init__(self, asked: threading.Event, until_s: float) -> None:
        super().__init__()
        self._asked, self._until_s = asked, until_s
        self.by_clock = False
        """Whether the clock has ended something."""

    def is_set(self) -> bool:
        """Whether to end everything."""
        if self._asked.is_set():
            return True
        self.by_clock = self.by_clock or time.monotonic() >= self._until_s
        return self.by_clock


class CountedColumns(Columns):
    """Column generation that counts its programs and prices."""

    def __init__(self, problem: Problem, work: Work) -> None:
        super().__init__(problem)
        self._work = work
        self._price_s = PRICE_S * problem.n_choices
        self._program_s = VERTEX_S

    def grow(
        self,
        *,
        deadline: float,
        gap: float,
        stop: Callable[[], bool],
        on_round: Callable[[float], None],
        tight_until: float = -math.inf,
        best: Callable[[], Outcome] | None = None,
    ) -> LPSolution | None:
        """Grow as ever."""
        with self._by_interior_point():
            return super().grow(
                deadline=deadline, gap=gap, stop=stop, on_round=on_round, tight_until=tight_until, best=best
            )  # fmt: skip

    def refine(self, *, deadline: float, gap: float, stop: Callable[[], bool], slow: float = SLOW) -> LPSolution | None:
        """Refine as ever."""
        with self._by_interior_point():
            return super().refine(deadline=deadline, gap=gap, stop=stop, slow=slow)

    @contextmanager
    def _by_interior_point(self) -> Iterator[None]:
        self._program_s = INTERIOR_S
        yield
        self._program_s = VERTEX_S

    def price(self, price: FloatArray, stop: Callable[[], bool] = lambda: False) -> tuple[int, float]:
        """Price as ever."""
        self._work.add(self._price_s)
        return super().price(price, stop)

    def limit(self, solution: LPSolution) -> int:
        """Add rows as ever: asked once of every program's solution."""
        self._work.add(self._program_s * self.master.draft.n_entries**PROGRAM_POWER)
        return super().limit(solution)


class CountedPolish(Polish):
    """Polish whose clock is the work done."""

    by_plans: ClassVar[Mapping[str, float]] = {}

    def __init__(self, problem: Problem, outcome: Outcome, cost: int, *, seed: int, work: Work) -> None:
        super().__init__(problem, outcome, cost, seed=seed, clock=lambda: work.done_s)
        self._work = work
        self._step_s = step_seconds(problem, outcome)
        self._build_s = BUILD_S * problem.n_choices

    def _recreate(self, kind: str, deadline: float, cancel: threading.Event) -> None:
        self._work.add(self._build_s)
        super()._recreate(kind, deadline, cancel)

    def _burst(self, recreate: Recreate, kind: str, deadline: float, cancel: threading.Event) -> None:
        seconds, cooling = BURSTS[kind]
        seconds = min(seconds, deadline - self._work.done_s)
        recreate.anneal(self._work.steps(seconds, self._step_s), stop=cancel.is_set, cooling=cooling)

    def _solved(self, problem: Problem, fragment: Fragment, limits: Limits, cancel: threading.Event) -> Found:
        found = super()._solved(problem, fragment, limits, cancel)
        self._work.add(self._build_s + ENGINE_S * found.work_s)
        return found
