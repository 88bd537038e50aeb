"""The recipe: from a problem to the best outcome found and a proven bound."""

from __future__ import annotations

import threading

from iopsched_solver.limits import Found, Limits, OnEvent
from iopsched_solver.model import solve_whole
from iopsched_solver.problem import Problem


def search(
    problem: Problem,
    limits: Limits,
    *,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Decide one week.

    Parameters
    ----------
    problem
        The week, as arrays.
    limits
        Stop rules and ways of working.
    on_event
        Called from the searching thread with every step of progress.
    cancel
        Set from any thread: the best so far is returned at once.
    """
    return solve_whole(problem, limits, on_event=on_event, cancel=cancel)
