"""Work in a thread of its own, whose errors are raised where its result is asked for."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Background(Generic[Result]):
    """One function under way; it does not keep the process alive."""

    def __init__(self, work: Callable[[], Result], name: str) -> None:
        self._results: list[Result] = []
        self._errors: list[BaseException] = []

        def run() -> None:
            try:
                self._results.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                self._errors.append(error)

        self._thread = threading.Thread(target=run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it is still under way."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for the end, so long at most."""
        self._thread.join(seconds)

    @property
    def error(self) -> BaseException | None:
        """What the function raised, if anything."""
        return self._errors[0] if self._errors else None

    def result(self) -> Result:
        """Return what the function returned, once it has ended, or raise what it raised."""
        if self._errors:
            raise self._errors[0]
        return self._results[0]


class ElsewhereError(RuntimeError):
    """Something broke in another process. The message is the fault there, and holds nothing else."""


def fault_of(error: BaseException) -> str:
    """What broke and where, but no message: that may hold more than ids.

    Examples
    --------
    >>> fault_of(KeyError("P-1"))
    'KeyError'
    """
    if isinstance(error, ElsewhereError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
