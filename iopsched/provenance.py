"""How a result was found: versions, options, input and seconds, so that it can be found again."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from iopsched.model.options import SolveOptions
from iopsched.model.result import Run, TracePoint
from iopsched.model.scenario import Scenario
from iopsched_solver.limits import Found


class Stopwatch:
    """Wall seconds by phase."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @property
    def total_s(self) -> float:
        """Seconds since the watch was made."""
        return time.perf_counter() - self._started

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time one phase."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - started


TRACE_MAX = 400
"""Points of progress that are kept: more than a picture has room for."""


class Trace:
    """How cost and bound came together: one point for each change."""

    def __init__(self) -> None:
        self._points: list[TracePoint] = []

    def add(self, seconds: float, cost: int | None, bound: int | None) -> None:
        """Take what is best and proved now; beyond `TRACE_MAX` points every other between first and last is dropped."""
        last = self._points[-1] if self._points else None
        if (cost, bound) == ((None, None) if last is None else (last.cost, last.bound)):
            return
        self._points.append(TracePoint(seconds=round(seconds, 3), cost=cost, bound=bound))
        if len(self._points) > TRACE_MAX:
            del self._points[1:-1:2]

    def ended(self, seconds: float, found: Found) -> tuple[TracePoint, ...]:
        """Return the points, the last at the end of the search."""
        last = TracePoint(seconds=round(seconds, 3), cost=found.cost, bound=found.bound)
        return (*self._points, last)


def run_of(
    scenario: Scenario, options: SolveOptions, found: Found, clock: Stopwatch, trace: tuple[TracePoint, ...] = ()
) -> Run:
    """Describe a run. A reproducible run tells no seconds: its result is the same byte for byte."""
    seconds = {} if options.reproducible else {**clock.seconds, **found.seconds, "total": clock.total_s}
    return Run(
        versions={
            "iopsched": version("iopsched"),
            "numpy": version("numpy"),
            "ortools": version("ortools"),
            "python": platform.python_version(),
        },
        options=options.model_dump(mode="json"),
        seed=options.seed,
        input_sha256=input_sha256(scenario),
        stop_rule=found.stop_rule,
        engine=found.engine,
        seconds=seconds,
        faults=found.faults,
        weights={
            "tiers": scenario.tier_weights.model_dump(mode="json"),
            "units": scenario.weights.model_dump(mode="json")["units"],
        },
        trace=() if options.reproducible else trace,
    )


def input_sha256(scenario: Scenario) -> str:
    """Return the SHA-256 of the scenario as canonical JSON: sorted keys, no spaces, defaults written out."""
    canonical = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
