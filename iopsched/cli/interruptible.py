"""Run a long task so that a signal ends it well.

The task runs in a worker thread and the main thread waits, so a signal is heard at once whatever engine is at work.
The first one asks the task to end with what it has; a second one ends the process. Once all is done a signal changes
nothing any more: the exit code says what became of the search, even if the signal comes while the process ends.
"""

from __future__ import annotations

import atexit
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

T = TypeVar("T")

TICK_S = 0.1
GRACE_S = 1.5
"""Seconds a task that has nothing yet is given to end after a signal."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class EndNow(BaseException):
    """A second signal came: nothing is waited for, whatever is half written is removed."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class NothingYet(Exception):  # noqa: N818  it says what is so: a stop came before any result
    """Everything was stopped before there was anything to keep.

    Parameters
    ----------
    is_running
        Whether a thread is still at work.
    """

    def __init__(self, *, is_running: bool) -> None:
        super().__init__()
        self.is_running = is_running


class Stop:
    """What signals ask for."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        """Set by the first signal."""
        self.is_awaited = False
        """Whether a task looks at `asked`: else the first signal is an exception at once."""
        self.is_over = False
        """Whether all is done: signals change nothing any more."""

    def handle(self, signum: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        if self.is_over:
            return
        if self.asked.is_set():
            raise EndNow(signum)
        self.asked.set()
        if not self.is_awaited:
            raise NothingYet(is_running=False)


@contextmanager
def stop_by_signal() -> Iterator[Stop]:
    """Yield what the first SIGINT or SIGTERM asks to stop; a second one raises `EndNow`.

    Afterwards signals change nothing, until `as_before` ends or the process does.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread hears signals
        return
    for signum in SIGNALS:
        signal.signal(signum, stop.handle)
    try:
        yield stop
    finally:
        stop.is_over = True
        # When the interpreter takes itself down, signals have their first meaning again: they would end the process.
        atexit.unregister(_hear_nothing)
        atexit.register(_hear_nothing)


@contextmanager
def as_before() -> Iterator[None]:
    """Let signals mean afterwards what they meant before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {signum: signal.getsignal(signum) for signum in SIGNALS}
    try:
        yield
    finally:
        for signum, handler in before.items():
            if handler is not None:  # set by others than Python: it cannot be set again from here
                signal.signal(signum, handler)


def _hear_nothing() -> None:
    for signum in SIGNALS:
        signal.signal(signum, signal.SIG_IGN)


class _Worker(threading.Thread, Generic[T]):
    """A thread that keeps what its task returned or raised."""

    def __init__(self, task: Callable[[], T]) -> None:
        super().__init__(name="iopsched-solve", daemon=True)
        self._task = task
        self.returned: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Run the task."""
        try:
            self.returned.append(self._task())
        except BaseException as error:  # noqa: BLE001  handed to the main thread, whatever it is
            self.error = error


def run(task: Callable[[], T], stop: Stop, *, on_tick: Callable[[], None], has_something: Callable[[], bool]) -> T:
    """Return what `task` returns, calling `on_tick` ten times a second meanwhile.

    The task must end soon after `stop.asked` is set; one that has something is waited for.

    Raises
    ------
    NothingYet
        If a stop was asked for and the task, having nothing to return yet, did not end within the grace.
    BaseException
        What the task raised.
    """
    stop.is_awaited = True
    on_tick()
    worker = _Worker(task)
    worker.start()
    stopped_at: float | None = None
    while worker.is_alive():
        worker.join(TICK_S)
        on_tick()
        if not stop.asked.is_set():
            continue
        stopped_at = stopped_at or time.monotonic()
        if not has_something() and time.monotonic() - stopped_at > GRACE_S:
            raise NothingYet(is_running=True)
    if worker.error is not None:
        raise worker.error
    return worker.returned[0]
