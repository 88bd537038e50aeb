"""What is recommended: whole weeks for one patient, or patients for one seat, each with what it costs and takes up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from iopsched.model.base import Id, Model
from iopsched.model.result import UnmetNeed
from iopsched.model.schedule import Schedule
from iopsched.model.time import Moment

Takes = Literal["as now", "seat", "time", "opens"]


class WeekSession(Model):
    """One session of a recommended week, and what it takes up. It names no other patient."""

    service: Id
    group: Id | None = None
    start: Moment
    end: Moment
    site: Id | None = None
    room: Id | None = None
    telehealth: bool = False
    leaders: tuple[Id, ...] = ()
    takes: Takes
    """`as now`: the patient has it already; `seat`: one in a session that runs; `time`: a clinician and a room;
    `opens`: a group session that does not run yet."""
    attendees: int
    """With the patient."""


class Recommendation(Model):
    """One whole week for one patient."""

    patient: Id
    cost: int
    """What the week of the clinic costs more than as it is; less, if negative."""
    tiers: dict[str, int]
    """The same by tier."""
    unmet: tuple[UnmetNeed, ...] = ()
    """What the patient still lacks."""
    contact_minutes: int
    """Counted minutes."""
    sessions: tuple[WeekSession, ...]
    gives_up: tuple[WeekSession, ...] = ()
    """Sessions the patient has now and not then."""
    moved: tuple[Id, ...] = ()
    """Other patients whose sessions change."""
    schedule: Schedule = Field(exclude=True)
    """The whole schedule with this week in it; not part of the JSON."""


class Recommendations(Model):
    """The best few weeks for one patient, the best first."""

    schema_version: Literal[1] = 1
    patient: Id
    weeks: tuple[Recommendation, ...]
    """Weeks that differ in what the patient attends; empty if none is legal."""
    with_moves: Recommendation | None = None
    """The best week found with others moved, if asked for and better than the first of `weeks`."""
    moved_max: int = 0
    proved: bool
    """Whether `weeks` are proved to be the best; else time was short."""
    seconds: float


class SeatOffer(Model):
    """One patient whom a seat would serve."""

    patient: Id
    status: Literal["active", "waitlisted"]
    priority: int
    lacks: int
    """What the patient's unmet needs cost now, before priority."""
    weeks_since: int | None
    """Weeks since the service was last received, as far as the care plan says; none if it does not."""
    week: Recommendation
    """The patient's best week with this seat."""


SEAT_ORDER = (
    "higher priority first",
    "then who lacks more now",
    "then who has waited longer for this service, those without a date last",
    "then by id",
)
"""How offers of a seat are put in order."""


class SeatOffers(Model):
    """Whom a seat serves, in fair order."""

    schema_version: Literal[1] = 1
    meeting: str
    """The session, such as ``Tue 18:00 relapse prevention``."""
    order: tuple[str, ...] = SEAT_ORDER
    offers: tuple[SeatOffer, ...]
    looked_at: int
    """Patients with unmet needs who may attend it."""
    not_looked_at: tuple[Id, ...] = ()
    """Patients for whom there was no time left."""
    proved: bool
    seconds: float
