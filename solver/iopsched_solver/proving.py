"""A process beside a search, as its parent sees it: it proves a bound, and then makes a week of another timetable.

As a thread it would hold up the search, and the search it: a round of prices is thousands of short steps of the
interpreter. At 60 patients both together take half as long again as each alone.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

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
    """A legal week: its days are the first columns, and its timetable may be changed."""
    limits: Limits
    """Its time is what is left."""
    root_gap: float
    """Relative distance from its bound at which the linear program counts as solved."""


class Proving:
    """The process.

    Raises
    ------
    OSError
        Where there can be no such process.
    """

    def __init__(self, task: Task) -> None:
        paths = [path for path in sys.path if path]
        self._process = subprocess.Popen(  # noqa: S603  our own module, no shell
            (sys.executable, "-m", CHILD),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # signals of a terminal are for the parent
        )
        self._task = task
        self._ended = threading.Event()

    def answers(self) -> Iterator[int | Outcome]:
        """Yield better and better bounds and legal weeks until nothing more comes, or `end` is called.

        Raises
        ------
        RuntimeError
            When the process broke.
        """
        ours, theirs = self._process.stdin, self._process.stdout
        if ours is None or theirs is None:
            return
        try:
            pickle.dump(self._task, ours, protocol=pickle.HIGHEST_PROTOCOL)
            ours.flush()
            while True:
                yield pickle.load(theirs)  # noqa: S301  from our own child
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            pass  # it has ended: why is told below
        except BaseException:
            self.end()
            raise
        finally:
            for pipe in (ours, theirs):
                with suppress(OSError):
                    pipe.close()
            code = self._process.wait()
        if code and not self._ended.is_set():
            raise RuntimeError(f"the process that proves the bound ended with {code}")

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End the process at once."""
        self._ended.set()
        self._process.kill()
