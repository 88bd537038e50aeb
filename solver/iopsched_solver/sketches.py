"""Bounds and sketches of the best repair, one easier problem after another: each is exact for more patients."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iopsched_solver.least import lost_and_idle
from iopsched_solver.limits import Limits
from iopsched_solver.nearby import Nearby, Sketch
from iopsched_solver.problem import BoolArray, Problem

MOST_NEAR = 40
"""Patients for whom a problem may be exact: with more, its linear relaxation takes too long."""
ROUNDS = 8
"""Problems at most."""
RAISES = 5
"""How often the cost allowed in one problem is raised because no week costs so little."""
MARGIN = 0.005
"""What a sketch may cost above the bound: enough for a gap of 2 %, and little enough to settle most choices."""
RELAX_S, SEARCH_S = 8.0, 5.0
"""Seconds for one linear relaxation and for one search, at most."""


@dataclass(frozen=True)
class Step:
    """What is known after one step."""

    bound: int
    """No repair costs less."""
    sketch: Sketch | None = None
    """How a best week of the easier problem looks."""


def sketches(
    problem: Problem,
    named: BoolArray,
    limits: Limits,
    state: Callable[[], tuple[int, int, float]],
    cancel: threading.Event,
) -> Iterator[Step]:
    """Yield bounds and sketches.

    Parameters
    ----------
    problem
        The week as it is now; patients who are not named have no more sessions than were published.
    named
        (P,): patients who may have more sessions than were published.
    limits
        Threads and seed.
    state
        Returns the best cost and bound known, and the seconds left.
    cancel
        Set from any thread.
    """
    lost, idle = lost_and_idle(problem)
    near = named.copy()
    for _ in range(ROUNDS):
        cost, bound, left_s = state()
        if int(near.sum()) > MOST_NEAR or left_s <= 0 or cancel.is_set():
            return
        nearby = Nearby(problem, near, idle, lost)
        nearby.bound = bound
        yield Step(nearby.relax(min(RELAX_S, left_s)))
        for _ in range(RAISES):
            cost, bound, left_s = state()
            if bound >= cost or left_s <= 0 or cancel.is_set():
                return
            nearby.bound = bound
            most = min(cost - 1, int(bound * (1 + MARGIN)))
            sketch = nearby.search(most, dataclasses.replace(limits, time_limit_s=min(SEARCH_S, left_s)), cancel)
            yield Step(nearby.bound, sketch)
            if sketch is not None or nearby.bound <= most:
                break
        if sketch is None or not len(sketch.far):
            return
        near[sketch.far] = True
        near[sketch.alike[: max(0, MOST_NEAR - int(near.sum()))]] = True
