"""A payer's or state's rules. Every number here is data with its source; none is a constant in code."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from iopsched.model.base import Band, Id, Model, Tag

Enforcement = Literal["priced", "hard"]
"""`priced`: unmet is listed and costs. `hard`: the patient has no session at all rather than break it."""

ExemptRule = Literal[
    "weekly-contact-minutes", "service-day-minimum", "service-days", "service-day-gap", "sessions-per-day",
    "rolling-cap",
]  # fmt: skip


class MinutesBand(Model):
    """Counted minutes."""

    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=0)
    enforcement: Enforcement = "priced"
    """Of the lower end; the upper end is always hard."""


class ServiceDayMinimum(Model):
    """Counted minutes that a day with any counted contact must reach to be a service day."""

    minutes: int = Field(ge=0)
    enforcement: Enforcement = "priced"


class CountBand(Band):
    """A band of counts, with how it is enforced."""

    enforcement: Enforcement = "priced"


class GapLimit(Model):
    """Longest distance between one service day and the next within the week: 1 means consecutive days."""

    days: int = Field(ge=1, le=7)
    enforcement: Enforcement = "priced"


class RollingCap(Model):
    """At most so much in any `days` consecutive days."""

    days: int = Field(ge=1, le=7)
    sessions_max: int | None = Field(default=None, ge=0)
    contact_minutes_max: int | None = Field(default=None, ge=0)
    enforcement: Enforcement = "priced"


class SameDayLimit(Model):
    """At most so many sessions of these services together on one day (`one-of-a-kind-a-day`)."""

    services: tuple[Id, ...] = Field(min_length=1)
    max: int = Field(default=1, ge=0)


class Exemption(Model):
    """Rules that do not hold for patients in a phase, such as a step-down week."""

    phase: Tag
    rules: tuple[ExemptRule, ...]


class Policy(Model):
    """What a payer or state asks of a patient's week."""

    id: Id
    source: str = Field(max_length=400)
    """Where the numbers come from."""
    as_of: date
    """When they were read."""
    illustrative: bool = True
    """True for what ships with the package: check your own contract."""
    weekly_contact_minutes: MinutesBand = MinutesBand()
    service_day_minimum: ServiceDayMinimum | None = None
    service_days: CountBand = CountBand()
    """Days a week with counted contact of at least the service-day minimum (with any, where there is no minimum)."""
    service_day_gap: GapLimit | None = None
    sessions_per_day: CountBand = CountBand()
    """Sessions on a day that is attended at all."""
    rolling_caps: tuple[RollingCap, ...] = ()
    telehealth: bool = True
    """Whether the payer pays telehealth at all."""
    telehealth_sessions_max: int | None = Field(default=None, ge=0)
    """Telehealth sessions a week."""
    telehealth_minutes_max: int | None = Field(default=None, ge=0)
    """Counted telehealth minutes a week."""
    same_day_limits: tuple[SameDayLimit, ...] = ()
    day_span_minutes_max: int | None = Field(default=None, ge=1)
    """From a day's first start to its last end (`patient-day-length`)."""
    day_contact_minutes_max: int | None = Field(default=None, ge=1)
    """Counted minutes a day (`patient-day-length`)."""
    exemptions: tuple[Exemption, ...] = ()
