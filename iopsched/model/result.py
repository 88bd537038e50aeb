"""What comes back: the schedule, what it costs, what is unmet and why, and how it was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from iopsched.model.base import Id, Model
from iopsched.model.disruption import Disruption
from iopsched.model.errors import Clash, ImpossibleError, NoScheduleError
from iopsched.model.schedule import Schedule
from iopsched.model.summary import Summary

Status = Literal["optimal", "feasible", "impossible", "nothing-found"]
"""`optimal`: proved; `feasible`: legal, not proved best; `impossible`: proved that no schedule is legal."""

StopRule = Literal["proved", "gap", "time", "work", "stall", "cancelled", "impossible"]
"""`work`: all the work is done that the time limit stands for in a reproducible run. Such a run gives the same bytes
again unless `time` or `cancelled` ended it."""


class Violation(Model):
    """A rule that a schedule breaks."""

    rule: str
    """The rule's slug."""
    subjects: tuple[str, ...] = ()
    """Ids concerned: patients, clinicians, rooms, groups, moments."""
    message: str
    """One sentence with ids only."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


class UnmetNeed(Model):
    """A need that the schedule does not meet, priced."""

    rule: str
    """The need's slug."""
    patient: Id
    units: int = Field(ge=1)
    """How much is missing, in `unit`."""
    unit: Literal["half hours", "days", "sessions"]
    cost: int
    service: Id | None = None
    """For `care-plan`: the service that is short."""
    day: str | None = None
    """For day rules: which day."""
    other: Id | None = None
    """For `keep-together`: the other patient."""
    reason: str = ""
    """Why, as far as simple facts tell."""


class TierCost(Model):
    """What one tier costs, by slug."""

    units: dict[str, int]
    """Units by need or goal (needs: before priority)."""
    cost: int


class RepairProof(Model):
    """How near a repair is to the least disruptive one.

    Needs that were unmet as published are left out: they were agreed, and are no reason to move anybody.
    """

    cost: int
    """What is newly unmet, the disruption, and the rest of the cost."""
    bound: int | None
    """No repair can cost less."""
    gap: float | None
    """(cost - bound) / cost; 0 when both are 0."""
    unmet_as_published: int
    """Cost of needs that are unmet as they were in the published schedule."""


class TracePoint(Model):
    """What was best and what was proved at one moment of a search."""

    seconds: float
    """Wall seconds since the start."""
    cost: int | None
    """Of the best legal schedule; none before the first."""
    bound: int | None
    """No schedule can cost less; none while nothing is proved."""


class Run(Model):
    """How a result was found, so that it can be found again."""

    versions: dict[str, str]
    options: dict[str, Any]
    seed: int
    input_sha256: str | None = None
    stop_rule: StopRule
    engine: str
    """Which engine found it: ``cp-sat`` or ``columns``."""
    seconds: dict[str, float]
    """Wall seconds by phase."""
    command: str | None = None
    """The command that repeats it."""
    weights: dict[str, Any] = Field(default_factory=dict)
    """The weights in force."""
    faults: tuple[str, ...] = ()
    """Parts of the search that broke while others went on: our bugs, by kind and place. The schedule is legal and its
    bound holds, but more might have been found. Please report them."""
    trace: tuple[TracePoint, ...] = ()
    """Progress: a point wherever cost or bound changed, of long runs only so many; empty for reproducible runs."""


class Result(Model):
    """A solved week. A bad outcome is data first; `require` makes it an exception."""

    schema_version: Literal[1] = 1
    status: Status
    cost: int | None
    bound: int | None
    """No schedule can cost less; none when nothing is proved."""
    gap: float | None
    """(cost - bound) / cost; 0 when both are 0."""
    tiers: dict[str, TierCost] = Field(default_factory=dict)
    unmet: tuple[UnmetNeed, ...] = ()
    schedule: Schedule | None
    summary: Summary | None = None
    """The schedule in figures: contact hours, hours led, attendees and seats."""
    conflict: tuple[Clash, ...] = ()
    """If impossible: the pins and rules that contradict, minimal."""
    disruption: Disruption | None = None
    """If there is a published schedule: what is not as published, and who must be told."""
    repair: RepairProof | None = None
    """If a published week was repaired: how near to the least change this is."""
    run: Run

    def require(self) -> Schedule:
        """Return the schedule or raise.

        Raises
        ------
        ImpossibleError
            If it is proved that no legal schedule exists.
        NoScheduleError
            If none was found within the limits.
        """
        if self.schedule is not None:
            return self.schedule
        if self.status == "impossible":
            raise ImpossibleError(self.conflict)
        msg = f"no legal schedule was found within {self.run.options.get('time_limit_s')} s: allow more time"
        raise NoScheduleError(msg)


class Progress(Model):
    """One progress event."""

    phase: str
    seconds: float
    cost: int | None = None
    bound: int | None = None
    gap: float | None = None


OnProgress = Callable[[Progress], None]
"""Called with each progress event, in the thread that searches."""
