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
from iopsched.model.result import Run
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


def run_of(scenario: Scenario, options: SolveOptions, found: Found, clock: Stopwatch) -> Run:
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
        weights={
            "tiers": scenario.tier_weights.model_dump(mode="json"),
            "units": scenario.weights.model_dump(mode="json")["units"],
        },
    )


def input_sha256(scenario: Scenario) -> str:
    """Return the SHA-256 of the scenario as canonical JSON: sorted keys, no spaces, defaults written out."""
    canonical = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
