"""What a clinic offers: services and the groups of this week."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from iopsched.model.base import Band, Id, Model, Tag
from iopsched.model.time import Moment, Windows

ServiceKind = Literal[
    "process group", "psychoeducation", "CBT skills", "DBT skills", "relapse prevention", "early recovery skills",
    "life skills", "trauma", "art", "yoga", "mindfulness", "exercise", "education seminar", "multi-family group",
    "family education", "social support", "alumni group", "individual therapy", "family therapy",
    "medication management", "other",
]  # fmt: skip


class LeaderRole(Model):
    """Leaders that a session needs."""

    credentials: tuple[Tag, ...] = ()
    """Any one of these qualifies; empty means every clinician does."""
    count: int = Field(default=1, ge=1, le=10)
    """How many."""
    from_size: int = Field(default=0, ge=0)
    """Needed from this many attendees on (co-facilitation); 0 means always."""


class Starts(Model):
    """When sessions may start: a list of moments, or every step inside windows."""

    at: tuple[Moment, ...] = ()
    """Candidate starts, such as ``Mon 18:00``."""
    within: Windows = ()
    """Windows that hold the whole session."""
    step_minutes: int | None = Field(default=None, ge=5, le=1440)
    """Step between starts inside a window, counted from its start; none means every slot."""


class Service(Model):
    """A kind of contact."""

    id: Id
    kind: ServiceKind = "other"
    format: Literal["group", "individual", "family"] = "group"
    """A group session has many patients; an individual or family session has one (and family)."""
    duration_minutes: int = Field(ge=5, le=720)
    """Clock minutes, a multiple of the slot."""
    contact_minutes: int = Field(ge=0, le=720)
    """Counted minutes; 0 for what does not count, such as wellness."""
    leaders: tuple[LeaderRole, ...] = (LeaderRole(),)
    """Roles to fill; empty for peer-led sessions. One-to-one sessions have exactly one leader."""
    with_primary: Literal["required", "preferred", "no"] = "preferred"
    """One-to-one only: whether the patient's primary clinician leads it."""
    needs_room: bool = True
    """Whether an in-person session takes a room."""
    room_features: tuple[Tag, ...] = ()
    """Features the room must have, all of them."""
    equipment: dict[Id, int] = Field(default_factory=dict)
    """Equipment each session takes while it runs: id to quantity."""
    min_size: int = Field(default=1, ge=0, le=1000)
    """Fewest attendees of a group session that runs; in a multi-family group each patient is one family."""
    max_size: int = Field(default=12, ge=1, le=1000)
    """Most attendees of one group session."""
    preferred_size: Band = Band()
    """Attendees a group session should have, priced outside (`balanced-groups`)."""
    seats_per_patient: int = Field(default=1, ge=1, le=20)
    """People in the room for each patient: more than one where family comes along."""
    max_per_day: int | None = Field(default=1, ge=1, le=20)
    """Sessions of this service one patient may have a day; none for no limit."""
    telehealth: Literal["no", "allowed", "only"] = "no"
    """Whether sessions may run by video; one that does has a link and no room."""
    documentation_minutes: int = Field(default=0, ge=0, le=240)
    """Minutes its leaders are held after each session."""
    documentation_minutes_per_attendee: int = Field(default=0, ge=0, le=60)
    """And this many more for each attendee."""
    patient_attends: bool = True
    """False for family sessions held without the patient, whose own hours are then not needed."""
    family_members_min: int = Field(default=0, ge=0, le=10)
    """Named family members who must be free for the session."""
    family_slot: bool = False
    """Whether it must lie in a window reserved for family therapy."""
    starts: Starts | None = None
    """Starts for one-to-one sessions and freely offered groups; none means every slot in site hours."""
    sessions_at_once: int | None = Field(default=None, ge=1, le=1000)
    """Parallel sessions of a freely offered group service; none means as many as rooms and leaders allow."""
    sessions_per_week_max: int | None = Field(default=None, ge=0)
    """Sessions a week of a freely offered group service; none for no limit."""
    billing_label: str | None = Field(default=None, max_length=64)
    """A label for billing review, such as a procedure code."""


class Group(Model):
    """A group service offered this week."""

    id: Id
    service: Id
    starts: Starts
    """Candidate starts: one is a fixed calendar, several are a choice."""
    sessions_per_week: Band = Band(min=1, max=1)
    """If the group runs at all: at least and at most this many meetings (parallel sections are one meeting)."""
    sections: int = Field(default=1, ge=1, le=50)
    """Parallel sections at one start."""
    sites: tuple[Id, ...] = ()
    """Sites it may run at; empty means all. Not used by a telehealth group."""
    telehealth: bool = False
    """Whether this group meets by video."""
    tags_any: tuple[Tag, ...] = ()
    """Patients with any of these tags may attend; empty means every patient."""
    tags_all: tuple[Tag, ...] = ()
    """Attendees need all of these tags."""
    tags_none: tuple[Tag, ...] = ()
    """Attendees have none of these tags."""
    phases: tuple[Tag, ...] = ()
    """Phases that may attend; empty means every phase."""
    enrollment: Literal["open", "cohort", "roster"] = "open"
    """`open`: any session separately; `cohort`: all sessions of the series or none; `roster`: the named people,
    always."""
    members: tuple[Id, ...] = ()
    """Roster: who must attend. Cohort: if named, the closed cohort that alone may attend."""
    after: tuple[Id, ...] = ()
    """Groups whose sessions all end before any of this one's starts."""
    leaders: tuple[Id, ...] = ()
    """Clinicians who may lead it; empty means all who are qualified."""
    rooms: tuple[Id, ...] = ()
    """Rooms it may use; empty means all that fit."""
