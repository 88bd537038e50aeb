"""What a search is allowed, what it tells on the way, and what it found."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from iopsched_solver.outcome import Outcome

Status = Literal["optimal", "feasible", "impossible", "nothing-found"]
StopRule = Literal["proved", "gap", "time", "work", "stall", "cancelled", "impossible"]
"""`work`: all the work is done that the time limit stands for in a reproducible search. A reproducible search that ends
by any rule but `time` and `cancelled` finds the same again."""


DIVERSE = 8
"""Threads that CP-SAT needs for its different ways of searching, however few the cores: the matrix week is proved in
2 s with 8 threads on 2 cores, and not in 60 s with 2."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Stop rules and ways of working of one search."""

    time_limit_s: float = 60.0
    gap: float = 0.0
    """Stop when (cost - bound) / cost is at most this."""
    stall_s: float | None = None
    """Stop when nothing improved for so long."""
    workers: int = 0
    """Threads; 0 means all cores and at least `DIVERSE`, or 1 when reproducible."""
    seed: int = 0
    reproducible: bool = False
    """Work is counted instead of timed: see `iopsched_solver.reproducible`."""

    @property
    def threads(self) -> int:
        """Threads to use."""
        return self.workers or (1 if self.reproducible else max(DIVERSE, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Event:
    """One step of progress: what is best and what is proved now."""

    phase: str
    seconds: float
    cost: int | None = None
    bound: int | None = None


OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Found:
    """How a search ended. `outcome` is legal when given; `bound` is at most the cost of every legal outcome."""

    status: Status
    outcome: Outcome | None
    cost: int | None
    bound: int | None
    stop_rule: StopRule
    engine: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Wall seconds by phase."""
    work_s: float = 0.0
    """Seconds of the constraint engine's own, which are the same wherever it does the same."""
    faults: tuple[str, ...] = ()
    """Parts of the search that broke, while others went on: our bugs, by kind and place."""


def relative_gap(cost: int | None, bound: int | None) -> float | None:
    """(cost - bound) / cost: 0 when both are 0, none when either is unknown."""
    if cost is None or bound is None:
        return None
    return (cost - bound) / cost if cost else 0.0
