"""A schedule as people see it in a workbook: names joined to ids, places, sessions in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from iopsched.formats.workbook.fit import CELL_MAX
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.words import week_title

VIDEO = "video"
NO_ROOM = "no room"


@dataclass(frozen=True)
class Shown:
    """One schedule, its week, and what ids are called in print."""

    scenario: Scenario
    schedule: Schedule
    unmet: Sequence[UnmetNeed] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the week is called."""
        return clean(week_title(self.scenario.title, self.schedule.week))

    @property
    def help(self) -> str:
        """How the workbook is used."""
        return "Made from the sheet Sessions: change sessions there, then `iopsched check` your week with this file."

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """In order of time."""
        return tuple(sorted(self.schedule.sessions, key=lambda s: (s.start, s.end, s.group or s.service, s.room or "")))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Rooms in the scenario's order, then what it does not know, without a room, and by video."""
        in_use = {self.place(session) for session in self.schedule.sessions}
        known = [self._room(room.site, room.id) for room in self.scenario.rooms]
        last = [place for place in sorted(in_use - set(known)) if VIDEO not in place and NO_ROOM not in place]
        rest = sorted(in_use - set(known) - set(last))
        return tuple(place for place in dict.fromkeys([*known, *last, *rest]) if place in in_use)

    @cached_property
    def _group_services(self) -> frozenset[str]:
        return frozenset(service.id for service in self.scenario.services if service.format == "group")

    def is_group(self, session: Session) -> bool:
        """Whether a session is for many."""
        return session.group is not None or session.service in self._group_services

    def what(self, session: Session) -> str:
        """What a session is called."""
        return self.label(session.group or session.service)

    def place(self, session: Session) -> str:
        """Where a session is."""
        if session.telehealth:
            return VIDEO
        return self._room(session.site, session.room)

    def _room(self, site: str | None, room: str | None) -> str:
        called = self.label(room) if room is not None else NO_ROOM
        return f"{self.label(site)} {called}" if len(self.scenario.sites) > 1 and site is not None else called

    def label(self, name: str) -> str:
        """Return what an id is called: ``Ana B. (P-01)``, or the id alone."""
        return clean(f"{self.names[name]} ({name})") if name in self.names else name


def clean(text: str) -> str:
    """Make a text fit for a cell of a picture: nothing unprintable; what is longer than a cell holds ends in dots."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= CELL_MAX else f"{shown[: CELL_MAX - 4]} ..."
