"""What a clinic has: calendar, sites, rooms, equipment and clinicians."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from iopsched.model.base import Id, Model, Tag
from iopsched.model.time import Availability, Reason, Windows


class Closure(Model):
    """Hours in which nothing runs: a holiday, a storm, an all-staff day."""

    when: Windows
    """The hours; a day alone (``Thu``) is all of it."""
    reason: Reason = "holiday"
    """Why."""
    sites: tuple[Id, ...] = ()
    """The sites that close; empty means all, and telehealth too."""


class Calendar(Model):
    """The week that is planned."""

    week: date | None = None
    """The Monday of the week; none for an abstract week."""
    zone: str | None = None
    """IANA time zone, such as ``America/Chicago``; needed for a dated week."""
    slot_minutes: Literal[5, 10, 15, 30] = 10
    """The grid: every start and every duration is a multiple of it."""
    closures: tuple[Closure, ...] = ()
    """Holidays and other hours in which nothing runs."""


class Site(Model):
    """A place with rooms."""

    id: Id
    hours: Windows
    """Opening hours: a session at the site lies wholly inside."""


class Travel(Model):
    """The way between two sites, the same in both directions."""

    between: tuple[Id, Id]
    """The two sites."""
    minutes: int = Field(ge=0, le=600)
    """Minutes on the way."""


class Room(Model):
    """A room at a site."""

    id: Id
    site: Id
    capacity: int = Field(ge=1, le=1000)
    """People it holds, leaders and family members included."""
    features: tuple[Tag, ...] = ()
    """What it offers: ``sink``, ``mats``, ``projector``, ``exam table`` ..."""
    availability: Availability = Availability()
    """When it can be used."""
    turnover_minutes: int = Field(default=0, ge=0, le=240)
    """Minutes to put it right after a session before the next."""


class Equipment(Model):
    """A limited movable thing that sessions take while they run."""

    id: Id
    quantity: int = Field(default=1, ge=0, le=1000)
    """How many there are."""
    site: Id | None = None
    """The site it belongs to; none means it can be used at every one."""
    availability: Availability = Availability()
    """When it can be used."""


class Clinician(Model):
    """Somebody who leads sessions."""

    id: Id
    credentials: tuple[Tag, ...] = ()
    """What they are qualified for: ``LPC``, ``LCSW``, ``MD``, ``DBT`` ..."""
    sites: tuple[Id, ...] = ()
    """Sites they work at; empty means all."""
    availability: Availability = Availability()
    """When they can lead; a leave is a busy window."""
    telehealth: bool = True
    """Whether they may lead telehealth sessions."""
    weekly_contact_minutes_max: int | None = Field(default=None, ge=0)
    """At most this many minutes of leading a week."""
    daily_contact_minutes_max: int | None = Field(default=None, ge=0)
    """At most this many minutes of leading a day."""
    consecutive_minutes_max: int | None = Field(default=None, ge=1)
    """Longest run, first start to last end, without a break of `break_minutes`."""
    break_minutes: int = Field(default=30, ge=1, le=240)
    """A shorter pause between two sessions does not end a run."""
    caseload_max: int | None = Field(default=None, ge=0)
    """At most this many different patients seen one-to-one (individual, family, medication) a week."""
    target_contact_minutes: int | None = Field(default=None, ge=0)
    """A fair week's leading; more is priced (`fair-load`)."""
    overtime_after_minutes: int | None = Field(default=None, ge=0)
    """Leading beyond this a week is overtime and priced (`overtime`)."""


class FamilySlot(Model):
    """A window reserved for family therapy."""

    id: Id
    when: Windows
    """The hours; a family session lies wholly inside one window."""
    site: Id | None = None
    """The site; none means any, and telehealth."""
    families_at_once: int = Field(default=1, ge=0, le=100)
    """Family sessions that may run at the same time."""
