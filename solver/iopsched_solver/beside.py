"""The process beside a search: `python -m iopsched_solver.beside`, started by `proving.py`.

It reads a task, answers with better and better bounds and weeks, hears of weeks that its parent found, and ends with
its parent, whatever ends that.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import sys
import threading
import time
from typing import BinaryIO

from iopsched_solver.background import fault_of
from iopsched_solver.columns import Columns
from iopsched_solver.model.build import cost_of
from iopsched_solver.native import HOT_COOLING, cooling_for
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import EARLY_SHARE, LAST_SHARE, MUCH_UNMET, PriceAndDive
from iopsched_solver.proving import Task

NICE = 10
"""How far it steps back once it has proved its bound: the threads of the constraint solver would take half a processor
from the parent, which has one thread while it makes weeks. What the parent leaves free is enough."""


ANNEAL_PART = 0.8
"""Part of what is left of its time in which it anneals the best week, once there is nothing left to prove."""


class Beside(PriceAndDive):
    """The bound of the open week first; then a dive from there if that is early, or annealing along; then polish."""

    def __init__(self, task: Task, answers: BinaryIO) -> None:
        left_s = max(task.sent_s + task.limits.time_limit_s - time.monotonic(), 0.0)
        limits = dataclasses.replace(task.limits, time_limit_s=left_s)
        super().__init__(task.problem, limits, None, threading.Event())
        self.best = (task.week, cost_of(task.problem, task.week))
        self.root_gap = task.root_gap
        self._anneal_s, self._bound_alone, self._sent_s = task.anneal_s, task.bound_alone, task.sent_s
        self._answers, self._answering = answers, threading.Lock()

    def work(self) -> None:
        """Do all of it. The first answer says that it has begun: no week costs less than nothing."""
        self.answer(0)
        columns = Columns(self.problem)
        columns.take_in(self._week)
        self._grow(columns, until=LAST_SHARE)
        if self._bound_alone:
            return
        if not self._anneal_s and time.monotonic() < self._at(EARLY_SHARE):
            self._dive(columns)
        if hasattr(os, "nice"):
            os.nice(NICE)
        self.limits = dataclasses.replace(self.limits, workers=1)  # the other processor is the parent's
        if self._anneal_s:
            self._anneal_along()
            self._anneal_again()
        elif not self._finished():
            part = ANNEAL_PART * (self._at(1.0) - time.monotonic()) / self.limits.time_limit_s
            self._anneal(part, cooling=HOT_COOLING if self._lacks(MUCH_UNMET) else None)
        self._finish(columns)

    def _anneal_along(self) -> None:
        """Anneal the best week as the parent does, from its temperature by now until it ends."""
        over_s = time.monotonic() - self._sent_s
        if over_s < self._anneal_s:
            part = (self._anneal_s - over_s) / self.limits.time_limit_s
            cooling = cooling_for(self._anneal_s, self._size)
            self._anneal(part, cooling=cooling.rest(over_s / self._anneal_s))

    def take(self, outcome: Outcome, cost: int, *, is_news: bool = True) -> bool:
        """Keep a legal week if it is the best so far, and tell it."""
        is_better = super().take(outcome, cost, is_news=is_news)
        if is_better:
            self.answer(outcome)
        return is_better

    def hear(self, outcome: Outcome) -> None:
        """Go on from a week that the parent found, if it is the best so far."""
        super().take(outcome, cost_of(self.problem, outcome))

    def _proved(self, bound: int) -> None:
        if bound > (self.bound or 0):
            self.bound = bound
            self.answer(bound)

    def answer(self, answer: int | Outcome | str) -> None:
        """Tell a bound, a week, or what broke."""
        with self._answering:
            pickle.dump(answer, self._answers, protocol=pickle.HIGHEST_PROTOCOL)
            self._answers.flush()


def main() -> None:
    """Work on the task that the parent sends."""
    answers = _answers()
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301  from our own parent
    beside = Beside(task, answers)
    threading.Thread(target=listen, args=(beside,), daemon=True).start()
    code = 1
    try:
        beside.work()
        code = 0
    except Exception as error:
        beside.answer(fault_of(error))
        raise
    finally:
        os._exit(code)  # whoever listens still holds the standard input


def _answers() -> BinaryIO:
    """Keep the standard output for answers: what anything else prints goes where errors go."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def listen(beside: Beside) -> None:
    """Hear what the parent tells; once it closes its end, by whatever, end too."""
    code = 1
    try:
        while True:
            beside.hear(pickle.load(sys.stdin.buffer))  # noqa: S301  from our own parent
    except (EOFError, pickle.UnpicklingError):  # the second where it was broken off in the middle
        code = 0
    except Exception as error:
        beside.answer(fault_of(error))
        raise
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
