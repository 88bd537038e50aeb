"""A week in figures: what a reader of a schedule asks first, without the scenario at hand."""

from __future__ import annotations

from datetime import date
from typing import Literal

from iopsched.model.base import Id, Model
from iopsched.model.time import Moment


class PatientWeek(Model):
    """What one patient gets."""

    patient: Id
    status: Literal["active", "waitlisted"]
    sessions: int
    """Sessions attended."""
    contact_minutes: int
    """Counted minutes attended."""
    contact_minutes_min: int
    """Counted minutes asked for; 0 where the phase is exempt."""
    contact_minutes_max: int | None
    """Most counted minutes; none for no limit."""
    service_days: int
    """Days with counted minutes of at least the service-day minimum."""
    service_days_min: int
    """Service days asked for; 0 where the phase is exempt."""


class ClinicianWeek(Model):
    """What one clinician leads."""

    clinician: Id
    sessions: int
    led_minutes: int
    """Clock minutes led."""
    led_minutes_max: int | None
    """Most clock minutes a week; none for no limit."""


class SessionFill(Model):
    """How full one group session is."""

    service: Id
    group: Id | None
    """None for a freely offered service."""
    start: Moment
    site: Id | None
    room: Id | None
    """None for telehealth and for services without a room."""
    attendees: int
    seats: int
    """Most attendees the service and the room allow."""


class Summary(Model):
    """One schedule in figures."""

    title: str | None = None
    """What the week is called."""
    week: date | None = None
    """The Monday of the week."""
    patients: tuple[PatientWeek, ...] = ()
    """Everyone in the scenario, those without a session too, in its order."""
    clinicians: tuple[ClinicianWeek, ...] = ()
    """Everyone in the scenario, in its order."""
    groups: tuple[SessionFill, ...] = ()
    """Group sessions, in order of start."""
