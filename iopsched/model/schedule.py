"""What is agreed: sessions with people, time and place; and pins that hold parts of it."""

from __future__ import annotations

import os
from datetime import date
from typing import Literal

from pydantic import Field

from iopsched.model.base import Id, Model
from iopsched.model.time import Moment


class Session(Model):
    """One meeting that runs."""

    service: Id
    group: Id | None = None
    """The group offering; none for one-to-one sessions and freely offered services."""
    start: Moment
    end: Moment
    site: Id | None = None
    """None for telehealth."""
    room: Id | None = None
    """None for telehealth and for services without a room."""
    telehealth: bool = False
    leaders: tuple[Id, ...] = ()
    attendees: tuple[Id, ...] = ()


class Schedule(Model):
    """One week's sessions, in order of start, service, group and room."""

    schema_version: Literal[1] = 1
    week: date | None = None
    zone: str | None = None
    sessions: tuple[Session, ...] = ()

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Schedule:
        """Read the schedule in a file: a schedule, or a result that has one; standard input for ``-``.

        Raises
        ------
        FileFormatError
            If the file cannot be read as its format.
        ScenarioError
            If it is no schedule: every problem is listed, with its place.
        """
        from iopsched.formats import read_schedule  # noqa: PLC0415  the models do not depend on files

        return read_schedule(path)


class Pin(Model):
    """Holds one field of one meeting: that it runs, or its room, a leader or an attendee besides.

    Exactly one of `group` and `service` is given; `service` for one-to-one and freely offered sessions.
    """

    id: Id | None = None
    """How messages call it; none means its place in the list, such as ``pin 3``."""
    group: Id | None = None
    service: Id | None = None
    start: Moment
    attendee: Id | None = None
    """This patient attends. Needed, and enough, for one-to-one sessions."""
    leader: Id | None = None
    """This clinician is among the leaders."""
    room: Id | None = None
    """A section is in this room."""
    note: str | None = Field(default=None, max_length=200)
