"""Run `iopsched` with a solver made for one test: `python stubbed.py SOLVER RESULT ARGUMENTS...`.

SOLVER says how it behaves, RESULT is the file with what it returns once it is told to stop.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from iopsched import api
from iopsched.cli import main
from iopsched.model.result import Progress, Result


def keeps_best(_scenario, _options, *, on_progress, cancel):
    """Has a schedule from the start and returns it when told to stop."""
    on_progress(Progress(phase="search", seconds=0.0, cost=7, bound=3, gap=4 / 7))
    cancel.wait()
    return RESULT


def never_ends(_scenario, _options, *, on_progress, cancel):
    """Has a schedule, hears the first signal, and does not end."""
    on_progress(Progress(phase="search", seconds=0.0, cost=7, bound=3, gap=4 / 7))
    cancel.wait()
    sys.stderr.write("heard\n")
    sys.stderr.flush()
    threading.Event().wait()


def has_nothing(_scenario, _options, *, on_progress, cancel):  # noqa: ARG001
    """Finds nothing and cannot be ended."""
    threading.Event().wait()


def is_done(_scenario, _options, *, on_progress, cancel):  # noqa: ARG001
    """Is done when the signal comes."""
    os.kill(os.getpid(), signal.SIGINT)
    cancel.wait()
    return RESULT.model_copy(update={"run": RESULT.run.model_copy(update={"stop_rule": "proved"})})


class _Last:
    """Sends SIGINT when the interpreter is taken down."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)


def ends_late(_scenario, _options, *, on_progress, cancel):  # noqa: ARG001
    """Is done; the signal comes while the process ends."""
    signal.late = _Last()
    return RESULT.model_copy(update={"run": RESULT.run.model_copy(update={"stop_rule": "proved"})})


def fails_late(_scenario, _options, *, on_progress, cancel):  # noqa: ARG001
    """Has a schedule and then breaks; the signal comes while the process ends."""
    signal.late = _Last()
    on_progress(Progress(phase="search", seconds=0.0, cost=7, bound=3, gap=4 / 7))
    raise RuntimeError


if __name__ == "__main__":
    RESULT = Result.model_validate_json(Path(sys.argv[2]).read_text(encoding="utf-8"))
    api.solve = globals()[sys.argv[1]]
    main(sys.argv[3:])
