"""Who is treated: patients as opaque ids, with what they need and when they can come."""

from __future__ import annotations

import math
from datetime import date
from typing import Literal

from pydantic import Field

from iopsched.model.base import Id, Model, Tag
from iopsched.model.time import Availability

DayName = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
PartOfDay = Literal["morning", "afternoon", "evening"]


class CareItem(Model):
    """How much of one service the care plan asks for."""

    service: Id
    min: int = Field(default=0, ge=0, le=100)
    """Sessions this week at least (priced when unmet)."""
    max: int | None = Field(default=None, ge=0, le=100)
    """Sessions this week at most (hard); none for as many as the day limits allow."""
    every_weeks: int | None = Field(default=None, ge=2, le=52)
    """If given, `min` and `max` count over this many weeks, this one the last."""
    received: tuple[date, ...] = ()
    """Dates on which it was last received (dated weeks)."""
    received_weeks_ago: tuple[int, ...] = ()
    """The same in abstract weeks: 1 is last week."""

    def weeks_ago(self, week: date | None) -> list[int]:
        """Return how many weeks before `week` each session was received, 1 for the last; dated ones need a date."""
        dated = [] if week is None else [math.ceil((week - day).days / 7) for day in self.received]
        return [*self.received_weeks_ago, *dated]

    def received_before(self, week: date | None) -> int:
        """Count the sessions of the weeks before `week` that count towards it: none unless it counts over several."""
        if self.every_weeks is None:
            return 0
        return sum(1 <= ago < self.every_weeks for ago in self.weeks_ago(week))


class MinutesTarget(Model):
    """A patient's own contact-hour band, in place of the policy's."""

    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=0)


class CarePlan(Model):
    """What one patient needs this week. A service that is not listed is not attended."""

    items: tuple[CareItem, ...] = ()
    contact_minutes: MinutesTarget | None = None
    """Own band of counted minutes a week; none means the policy's."""


class FamilyMember(Model):
    """A family member, by opaque id."""

    id: Id
    availability: Availability = Availability()


class Preferences(Model):
    """What the patient would like; each session outside is priced (`preferences`)."""

    parts_of_day: tuple[PartOfDay, ...] = ()
    """Morning starts before 12:00, afternoon before 17:00, evening after."""
    days: tuple[DayName, ...] = ()
    site: Id | None = None


class Patient(Model):
    """A patient, by opaque id."""

    id: Id
    tags: tuple[Tag, ...] = ()
    """Track, age band, group preference ..."""
    phase: Tag | None = None
    """Phase of treatment, such as ``step-down``."""
    status: Literal["active", "waitlisted"] = "active"
    priority: int | None = Field(default=None, ge=1, le=100)
    """Multiplies the price of unmet needs; none means 2 for active and 1 for waitlisted patients."""
    all_or_nothing: bool | None = None
    """Whether the weekly minimum is met or no session is given; none means only for waitlisted patients."""
    availability: Availability = Availability()
    telehealth: bool = True
    """Whether the patient may attend by video."""
    sites: tuple[Id, ...] = ()
    """Sites the patient can reach; empty means all."""
    preferences: Preferences = Preferences()
    care_plan: CarePlan = CarePlan()
    policy: Id
    primary_clinician: Id | None = None
    usual_groups: tuple[Id, ...] = ()
    """Groups attended last week; another group of the same service is priced (`usual-group`)."""
    family: tuple[FamilyMember, ...] = ()
    buffer_minutes: int = Field(default=0, ge=0, le=240)
    """Minutes needed between two sessions."""
    day_span_minutes_max: int | None = Field(default=None, ge=1)
    """Longest day, first start to last end, if shorter than the policy's."""
    day_contact_minutes_max: int | None = Field(default=None, ge=1)
    """Most counted minutes a day, if fewer than the policy's."""

    @property
    def weight(self) -> int:
        """What unmet needs are multiplied by."""
        return self.priority if self.priority is not None else (2 if self.status == "active" else 1)

    @property
    def whole_week_or_none(self) -> bool:
        """Whether a week below the weekly minimum is refused."""
        return self.status == "waitlisted" if self.all_or_nothing is None else self.all_or_nothing


class KeepApart(Model):
    """Two patients who must not meet."""

    patients: tuple[Id, Id]
    scope: Literal["session", "time", "day"] = "session"
    """`session`: not the same meeting, parallel sections included; `time`: no overlapping sessions on site; `day`: not
    the same day on site."""


class KeepTogether(Model):
    """Two patients who should attend the same group meetings (priced)."""

    patients: tuple[Id, Id]
    groups: tuple[Id, ...] = ()
    """Only these groups; empty means all that both may attend."""
