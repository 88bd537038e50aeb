"""Two schedules of one week, side by side."""

from __future__ import annotations

from typing import Literal

from iopsched.model.base import Id, Model
from iopsched.model.disruption import Disruption
from iopsched.model.result import TierCost, UnmetNeed, Violation


class Side(Model):
    """One of the two."""

    legal: bool
    violations: tuple[Violation, ...] = ()
    cost: int
    tiers: dict[str, TierCost]
    needs_met: int
    """Patients whose every need is met."""
    unmet: tuple[UnmetNeed, ...] = ()
    sessions: int
    seats_taken: int
    """Attendances of patients."""


class Load(Model):
    """Hours of one clinician in both."""

    clinician: Id
    before_minutes: int
    after_minutes: int
    at_most_minutes: int | None
    """Most clock minutes a week; none for no limit."""


class Comparison(Model):
    """What one schedule has that the other has not."""

    schema_version: Literal[1] = 1
    patients: int
    """In the week."""
    before: Side
    after: Side
    better: tuple[Id, ...] = ()
    """Patients whose unmet needs cost less in the second."""
    worse: tuple[Id, ...] = ()
    """Patients whose unmet needs cost more in the second."""
    disruption: Disruption
    """Who has what elsewhere, and what it would cost if the first were published."""
    load: tuple[Load, ...] = ()
    """Clinicians whose hours differ."""
