"""What one run of a benchmark leaves behind, and all runs of a report."""

from __future__ import annotations

from pydantic import Field

from iopsched.model.base import Model
from iopsched.model.result import TierCost, TracePoint


class Job(Model):
    """One run to be made."""

    week: str
    """Name of the week without its seed: a family or a file."""
    seed: int
    """Which week of the family; 0 for a file."""
    path: str
    """The scenario, stored or in any format that is read."""
    solver: str = "iopsched"
    time_limit_s: float
    gap: float = 0.0
    workers: int = 0
    needs_bound_s: float = 0.0
    """Seconds spent after the run, outside every figure, on a bound for the needs where the solver gave none."""


class Measured(Model):
    """What came of a job. A run that failed has an `error` and everything else empty: it is reported all the same."""

    job: Job
    patients: int = 0
    status: str = "failed"
    stop_rule: str = ""
    engine: str = ""
    error: str | None = None
    cost: int | None = None
    bound: int | None = None
    tiers: dict[str, TierCost] = Field(default_factory=dict)
    needs_bound: int | None = None
    """No legal week's needs cost less."""
    empty_cost: int = 0
    """What the empty week costs."""
    empty_needs: int = 0
    """What the empty week's needs cost: the price of all needs."""
    half_hour_price: int = 1
    """What one missing half hour of an ordinary patient costs."""
    violations: tuple[str, ...] = ()
    """Rules that the checker found broken: such a schedule counts as none."""
    seconds: dict[str, float] = Field(default_factory=dict)
    """Wall seconds by phase; `compile` and `build` are those before the search."""
    trace: tuple[TracePoint, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    """Sizes: of the problem, and variables and rows by family where the solver tells."""
    peak_memory_mib: float = 0.0
    versions: dict[str, str] = Field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost."""
        if self.cost is None or self.bound is None:
            return None
        return (self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def needs(self) -> int | None:
        """What the unmet needs cost."""
        return self.tiers["needs"].cost if "needs" in self.tiers else None


class BenchReport(Model):
    """All runs of one call, with what they were made on."""

    date: str
    machine: dict[str, str]
    versions: dict[str, str]
    command: str
    runs: tuple[Measured, ...]
    summary: tuple[dict[str, str], ...] = ()
    """The printed table: one row for each week and solver, medians over the seeds."""
    growth: tuple[str, ...] = ()
    """Fitted growth, one sentence for each solver and kind of week."""
