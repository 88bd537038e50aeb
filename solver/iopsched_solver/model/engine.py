"""CP-SAT, run under our stop rules: the one place that starts it, stops it and reads what it says.

Three traps are guarded here. `stop_search` before the search has begun is forgotten, so it is repeated until the search
ends. After a search without a solution the engine answers questions about values with stray memory, so values are read
only from solutions it announced. And an exception must not cross the engine, so it is kept and raised afterwards.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.sat.python import cp_model

from iopsched_solver.limits import Limits, StopRule
from iopsched_solver.problem import IntArray

LINEARIZATION = 2
"""Implications in the linear relaxation too: neighbourhoods of six patients are proved in a seventh of the time."""
TICK_S = 0.05
"""How often a running search is looked at from outside."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine said. Solutions were handed over as they came."""

    verdict: Literal["complete", "impossible", "stopped"]
    """`complete`: the gap asked for is reached, 0 included."""
    bound: int | None
    """No solution costs less."""
    stopped_by: StopRule
    work_s: float = 0.0
    """Seconds of the engine's own, which are the same wherever it does the same."""


class Watched:
    """One search and the ways it may end early.

    Parameters
    ----------
    limits
        Stop rules; the time is what is left of them.
    time_s
        Seconds for the search: of the clock, or the engine's own deterministic ones where the search is reproducible.
    cancel
        Set from any thread.
    is_broad
        Whether one thread is to take turns at different ways of searching, so that it finds good weeks without a start
        from which to look near: after 40 s with 24 patients 70,796 instead of 166,198.
    """

    def __init__(self, limits: Limits, time_s: float, cancel: threading.Event | None, *, is_broad: bool) -> None:
        self.limits = limits
        self.cancel = cancel
        self.solver = cp_model.CpSolver()
        self.stopped_by: StopRule = "work" if limits.reproducible else "time"
        self.error: BaseException | None = None
        self.is_close = False
        """Set when the gap is reached by what is known outside the engine."""
        self._done = threading.Event()
        self._improved_s = time.monotonic()
        parameters = self.solver.parameters
        parameters.catch_sigint_signal = False
        parameters.num_workers = limits.threads
        parameters.random_seed = limits.seed % 2**31
        parameters.relative_gap_limit = limits.gap
        parameters.linearization_level = LINEARIZATION
        parameters.interleave_search = is_broad if limits.threads == 1 else limits.reproducible
        if limits.reproducible:
            parameters.max_deterministic_time = time_s
        else:
            parameters.max_time_in_seconds = time_s

    def improved(self) -> None:
        """Note that the search got further."""
        self._improved_s = time.monotonic()

    def guarded(self, action: Callable[[], None]) -> None:
        """Do something inside the engine's callbacks; what goes wrong stops the search and is raised after it."""
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - nothing may cross the engine
            self.error = self.error or error

    def run(self, model: cp_model.CpModel, callback: cp_model.CpSolverSolutionCallback) -> Answer:
        """Search until proved, stopped or out of time."""
        watch = threading.Thread(target=self._watch, name="iopsched-watch", daemon=True)
        watch.start()
        try:
            status = self.solver.solve(model, callback)
        finally:
            self._done.set()
            watch.join()
        if self.error is not None:
            raise self.error
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"the model is not well formed: {model.validate()}")
        work_s = self.solver.deterministic_time
        if status == cp_model.INFEASIBLE:
            return Answer("impossible", None, "impossible", work_s)
        bound = rounded_up(self.solver.best_objective_bound)
        if status == cp_model.OPTIMAL:
            return Answer("complete", bound, "gap", work_s)
        return Answer("stopped", bound, self.stopped_by, work_s)

    def _watch(self) -> None:
        while not self._done.wait(TICK_S):
            reason = self._reason_to_stop()
            if reason is not None:
                self.stopped_by = reason
                self.solver.stop_search()

    def _reason_to_stop(self) -> StopRule | None:
        if self.error is not None or (self.cancel is not None and self.cancel.is_set()):
            return "cancelled"
        if self.is_close:
            return "gap"
        stall_s = None if self.limits.reproducible else self.limits.stall_s
        if stall_s is not None and time.monotonic() - self._improved_s > stall_s:
            return "stall"
        return None


def rounded_up(bound: float) -> int | None:
    """Return the least whole cost that a bound leaves possible; costs are whole, bounds carry rounding errors.

    Examples
    --------
    >>> rounded_up(41.2), rounded_up(41.0000000001), rounded_up(float("-inf"))
    (42, 41, None)
    """
    if not math.isfinite(bound):
        return None
    return math.ceil(bound - 1e-6 - 1e-12 * abs(bound))


class Solutions(cp_model.CpSolverSolutionCallback):
    """Hands over the values of every better solution."""

    def __init__(self, watched: Watched, hand_over: Callable[[IntArray, float], None]) -> None:
        super().__init__()
        self._watched = watched
        self._hand_over = hand_over

    def on_solution_callback(self) -> None:
        """Called by the engine."""
        self._watched.improved()
        self._watched.guarded(self._read)

    def _read(self) -> None:
        values = np.array(list(self.Response().solution), dtype=np.int64)  # type: ignore[no-untyped-call]
        self._hand_over(values, self.BestObjectiveBound())
