"""What differs between an agreed schedule and a new one, and who must be told what."""

from __future__ import annotations

from typing import Literal

from iopsched.model.base import Id, Model
from iopsched.model.time import Moment

MoveKind = Literal["time", "group", "place", "lost", "new", "leader", "room"]
"""`time`: the same group or service at another time; `group`: another group of the same service; `place`: the same
time at another site, or by video; `lost`: no longer; `new`: not before; `leader`, `room`: the same session, led by or
in another."""


class Booking(Model):
    """One session without the people who attend it: a message to one patient names no other."""

    service: Id
    group: Id | None = None
    start: Moment
    end: Moment
    site: Id | None = None
    """None for telehealth."""
    room: Id | None = None
    telehealth: bool = False
    leaders: tuple[Id, ...] = ()


class Move(Model):
    """One session of one patient that is not as it was."""

    patient: Id
    kind: MoveKind
    before: Booking | None = None
    """None for what is new."""
    after: Booking | None = None
    """None for what is lost."""


class Notice(Model):
    """What one patient, clinician or room desk must be told about one session."""

    audience: Literal["patient", "clinician", "room"]
    who: Id
    kind: Literal[MoveKind, "attendees"]
    """As for `Move`, from their point of view; `attendees`: the same session with other people in it."""
    before: Booking | None = None
    after: Booking | None = None
    joins: tuple[Id, ...] = ()
    """For clinicians: patients who come now and did not before."""
    leaves: tuple[Id, ...] = ()
    """For clinicians: patients who came before."""


class Disruption(Model):
    """Everything that is not as published."""

    units: dict[str, int]
    """What is priced, by slug: `moved-patient`, `changed-leader`, `changed-room`."""
    cost: int
    """What these cost together."""
    moves: tuple[Move, ...] = ()
    """Sessions of patients, by patient."""
    cancelled: tuple[Booking, ...] = ()
    """Group meetings that no longer run."""
    added: tuple[Booking, ...] = ()
    """Group meetings that did not run before."""
    notices: tuple[Notice, ...] = ()
    """Who must be told what: patients, then clinicians, then rooms."""

    @property
    def moved_patients(self) -> tuple[str, ...]:
        """Patients who lose a session or have it at another time, place or in another group."""
        away = {"time", "group", "place", "lost"}
        return tuple(dict.fromkeys(move.patient for move in self.moves if move.kind in away))
