"""A process beside a search, as its parent sees it: it proves a bound, then polishes the best week either has found.

As a thread it would hold up the search, and the search it: a round of prices is thousands of short steps of the
interpreter. At 60 patients both together take half as long again as each alone.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import IO

from iopsched_solver.background import ElsewhereError
from iopsched_solver.limits import Limits
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem

CHILD = "iopsched_solver.beside"
"""The module that is run."""


@dataclass(frozen=True)
class Task:
    """What the process is to do."""

    problem: Problem
    week: Outcome
    """A legal week: its days are the first columns."""
    limits: Limits
    """Its time is what is left."""
    root_gap: float
    """Relative distance from its bound at which the linear program counts as solved."""
    anneal_s: float = 0.0
    """Seconds for which the parent anneals from now on, where it has no time for other timetables; 0 where it has."""
    bound_alone: bool = False
    """Whether it ends once it has its bound: the parent needs the processors itself."""
    sent_s: float = field(default_factory=time.monotonic)
    """When the time began, on the monotonic clock, which processes share: starting one is part of it."""


class NotBegunError(RuntimeError):
    """The process ended before it took up its task."""


class Proving:
    """The process.

    Raises
    ------
    OSError
        Where there can be no such process.
    """

    def __init__(self, task: Task) -> None:
        if getattr(sys, "frozen", False) or not sys.executable:  # this very program would be started again
            raise OSError("there is no interpreter that could run a module")
        paths = [os.fspath(path) or os.getcwd() for path in sys.path]  # noqa: PTH109  the empty one stands for that
        self._process = subprocess.Popen(  # noqa: S603  our own module, no shell
            (sys.executable, "-P", "-m", CHILD),  # modules of the working directory are only for who asked for them
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # signals of a terminal are for the parent
        )
        self._task = task
        self._has_begun = False
        self._fault: str | None = None
        self._news: SimpleQueue[Outcome | None] = SimpleQueue()
        """Weeks to tell it of; none once there is nobody to tell."""
        self._ended = threading.Event()

    def answers(self) -> Iterator[int | Outcome]:
        """Yield better and better bounds and legal weeks until nothing more comes, or `end` is called.

        Raises
        ------
        NotBegunError
            When the process ended before it answered anything: it could not be started, whatever the reason.
        ElsewhereError
            When it broke later.
        """
        ours, theirs = self._process.stdin, self._process.stdout
        if ours is None or theirs is None:
            return
        try:
            yield from self._told(ours, theirs)
        except (EOFError, BrokenPipeError):
            pass  # it has ended: why is told below
        except pickle.UnpicklingError:  # broken off in the middle, or no answer at all
            self._process.kill()
        except BaseException:
            self.end()
            raise
        finally:
            for pipe in (ours, theirs):
                with suppress(OSError):
                    pipe.close()
            self._news.put(None)
            code = self._process.wait()
        if self._ended.is_set():
            return
        if not self._has_begun:
            raise NotBegunError(f"the process that proves the bound ended with {code} before it began")
        if code:
            raise ElsewhereError(self._fault or f"the process that proves the bound ended with {code}")

    def _told(self, ours: IO[bytes], theirs: IO[bytes]) -> Iterator[int | Outcome]:
        """Send the task and yield the answers; the fault of a process that breaks is its last."""
        _send(self._task, ours)
        threading.Thread(target=self._tell_news, args=(ours,), name="iopsched-tell", daemon=True).start()
        while True:
            answer = pickle.load(theirs)  # noqa: S301  from our own child
            self._has_begun = True
            if isinstance(answer, str):
                self._fault = answer
            else:
                yield answer

    def tell(self, outcome: Outcome) -> None:
        """Let it go on from a legal week that was found here; nobody waits for that."""
        self._news.put(outcome)

    def _tell_news(self, ours: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # it has ended, and the pipe perhaps been closed
            while (news := self._news.get()) is not None:
                if self._news.empty():  # only the newest matters
                    _send(news, ours)

    def end(self) -> None:
        """End the process at once."""
        self._ended.set()
        self._process.kill()


def _send(what: Task | Outcome, pipe: IO[bytes]) -> None:
    pickle.dump(what, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()
