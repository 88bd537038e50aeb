"""What a search has found so far, and its two parts side by side: one makes weeks, the other proves a bound.

The best week is held here, outside every engine: a cancel need not wait for one, and what breaks in one loses nothing.
"""

from __future__ import annotations

import dataclasses
import threading
import time
import traceback
from abc import ABC, abstractmethod

from iopsched_solver.background import Background, fault_of
from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule, relative_gap
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem
from iopsched_solver.proving import NotBegunError, Proving, Task

TICK_S = 0.05
"""Seconds between two looks at whether something has ended."""
GRACE_S = 0.8
"""Seconds that the engines get to end by themselves after a cancel."""


class SideBySide(ABC):
    """A search that knows its best week and bound so far, its phase, when it ends, and what broke in it."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event,
        *,
        known: Found | None = None,
    ) -> None:
        self.problem, self.limits, self.on_event, self.cancel = problem, limits, on_event, cancel
        self.began = time.monotonic()
        self.best: tuple[Outcome, int] | None = None
        """The best week so far and its cost, set together. The empty week is legal unless something is pinned."""
        if not len(problem.held.pins):
            self.best = (Outcome(), cost_of(problem, Outcome()))
        if known is not None and known.outcome is not None and known.cost is not None:
            self.best = (known.outcome, known.cost)
        self.bound = None if known is None else known.bound
        self.seconds: dict[str, float] = {} if known is None else dict(known.seconds)
        self.phase = "first fit"
        self._phase_began = self.began
        self._halt = threading.Event()
        """Set when cancelled, and when the gap is reached."""
        self._lock = threading.RLock()
        self._proving: Proving | None = None
        self._faults: list[BaseException] = []
        """What broke so far."""

    def run_cancellable(self) -> Found:
        """Run in a thread of its own, which is left to itself if it does not end soon after a cancel.

        The linear programming engines cannot be interrupted; the best so far is held here and need not wait for them.
        What breaks inside is raised as long as no more than the empty week is known, and what `on_event` raises in any
        case. Later the best so far comes back, and says in `Found.faults` what broke.
        """
        whole = Background(self.run, "iopsched-search")
        cancelled_s = None
        try:
            while whole.is_alive and (cancelled_s is None or time.monotonic() - cancelled_s < GRACE_S):
                whole.wait(TICK_S)
                if cancelled_s is None and self.cancel.is_set():
                    cancelled_s = time.monotonic()
                    self._halt.set()
        except BaseException:  # an interrupt: what it leaves behind ends too
            self._halt.set()
            raise
        if whole.is_alive:
            self.on_event = None
            return self._found()
        if whole.error is None or self.best is None or self.best[0] == Outcome():
            return whole.result()
        self._broke(whole.error)
        return self._found()

    def _broke(self, error: BaseException) -> None:
        """Note an error of ours; one that `on_event` raised, or that is none of ours, is raised."""
        frames = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
        if not isinstance(error, Exception) or self._tell.__name__ in frames:
            self._halt.set()
            raise error
        self._faults.append(error)

    @abstractmethod
    def run(self) -> Found:
        """Search until it is over."""

    @abstractmethod
    def _weeks(self) -> None:
        """Make weeks, then polish."""

    @abstractmethod
    def _prove(self) -> None:
        """Prove a bound, then polish."""

    def _side_by_side(self) -> None:
        """One thread makes weeks, the other proves a bound; whichever is done polishes.

        Where one breaks the other goes on.
        """
        work = [Background(self._weeks, "iopsched-weeks"), Background(self._prove, "iopsched-prove")]
        try:
            while work and not self._finished():
                work = [each for each in work if not self._ended(each, TICK_S)]
        finally:
            self._halt.set()  # who is late in an engine does not go on in the next
            proving = self._proving
            if proving is not None:
                proving.end()
        until = time.monotonic() + GRACE_S
        for each in work:
            self._ended(each, max(until - time.monotonic(), 0.0))

    def _ended(self, work: Background[None], seconds: float) -> bool:
        """Wait so long at most; return whether the work has ended, noting what broke it."""
        work.wait(seconds)
        if work.is_alive:
            return False
        if work.error is not None:
            self._broke(work.error)
        return True

    def _has_proved_beside(self, task: Task) -> bool:
        """Take what a process answers until it has ended; return whether there was one."""
        try:
            self._proving = Proving(task)
        except OSError:
            return False
        began = time.monotonic()
        if self._finished():  # while it was being started
            self._proving.end()
        try:
            for answer in self._proving.answers():
                if isinstance(answer, Outcome):
                    self.take(answer, cost_of(self.problem, answer), is_news=False)
                else:
                    self._proved(answer)
                    self.seconds["prices"] = round(time.monotonic() - began, 3)
        except NotBegunError as error:
            self._broke(error)
            return False
        finally:
            with self._lock:
                self._proving = None  # nobody hears of weeks any more
        return True

    def take(self, outcome: Outcome, cost: int, *, is_news: bool = True) -> bool:
        """Keep a legal week if it is the best so far, news for the process beside; return whether it is."""
        with self._lock:
            if self.best is not None and cost >= self.best[1]:
                return False
            self.best = (outcome, cost)
            if self._proving is not None and is_news:
                self._proving.tell(outcome)
            self._tell()
        return True

    def _take(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.take(outcome, cost_of(self.problem, outcome))

    def _proved(self, bound: int) -> None:
        with self._lock:
            self.bound = max(self.bound or 0, bound)
            self._tell()

    def _tell(self) -> None:
        """Tell how far the search is, and end it where that is far enough."""
        if self._is_close:
            self._halt.set()
        if self.on_event is not None and self.phase != "end":
            self.on_event(Event(self.phase, time.monotonic() - self.began, self._cost, self.bound))

    def _phase(self, name: str) -> None:
        with self._lock:
            if self.phase == "end":  # somebody who is late: all has been told
                return
            now = time.monotonic()
            self.seconds[self.phase] = round(self.seconds.get(self.phase, 0.0) + now - self._phase_began, 3)
            self.phase, self._phase_began = name, now
            self._tell()

    def _at(self, share: float) -> float:
        return self.began + share * self.limits.time_limit_s

    def _left(self) -> Limits:
        return dataclasses.replace(self.limits, time_limit_s=max(self._at(1.0) - time.monotonic(), 0.01))

    @property
    def _known(self) -> tuple[Outcome, int]:
        if self.best is None:
            raise RuntimeError("no week is known yet")
        return self.best

    @property
    def _week(self) -> Outcome:
        return self._known[0]

    @property
    def _cost(self) -> int | None:
        return None if self.best is None else self.best[1]

    @property
    def _is_close(self) -> bool:
        gap = relative_gap(self._cost, self.bound)
        return gap is not None and gap <= self.limits.gap

    def _finished(self) -> bool:
        return self._halt.is_set() or time.monotonic() >= self._at(1.0)

    def _found(self) -> Found:
        outcome, cost = (None, None) if self.best is None else self.best
        bound = self.bound
        gap = relative_gap(cost, bound)
        stopped: StopRule = "time"
        if gap is not None and gap <= self.limits.gap:
            stopped = "gap" if gap else "proved"
        elif self.cancel.is_set():
            stopped = "cancelled"
        elif time.monotonic() < self._at(1.0):
            stopped = "stall"
        status: Status = "nothing-found" if outcome is None else "optimal" if gap == 0 else "feasible"
        faults = tuple(fault_of(error) for error in self._faults)
        return Found(status, outcome, cost, bound, stopped, "columns", dict(self.seconds), faults=faults)
