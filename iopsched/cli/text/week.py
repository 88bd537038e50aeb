"""A schedule with what is known about it: the source of every view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from iopsched.model.result import UnmetNeed
from iopsched.model.schedule import Schedule, Session
from iopsched.model.summary import ClinicianWeek, PatientWeek, Summary
from iopsched.model.time import DAY_MINUTES

Key = TypeVar("Key")


@dataclass(frozen=True)
class Week:
    """One schedule, its figures if they are known, and its unmet needs."""

    schedule: Schedule
    summary: Summary | None = None
    unmet: tuple[UnmetNeed, ...] = ()
    only: frozenset[str] = frozenset()
    """Patients shown; empty means all."""
    sessions: tuple[Session, ...] = field(init=False)
    """Sessions shown, in order of time."""

    def __post_init__(self) -> None:
        shown = [s for s in self.schedule.sessions if not self.only or self.only.intersection(s.attendees)]
        shown.sort(key=lambda s: (s.start, s.end, s.group is None, s.group or s.service, s.attendees))
        object.__setattr__(self, "sessions", tuple(shown))
        fills = self.summary.groups if self.summary is not None else ()
        seats = {(f.service, f.group, f.start, f.site, f.room): f.seats for f in fills}
        object.__setattr__(self, "_seats", seats)

    @property
    def date(self) -> date | None:
        """The Monday of the week."""
        return self.schedule.week

    @property
    def days(self) -> dict[int, list[Session]]:
        """Sessions by day, 0 for Monday; days without one are left out."""
        return _grouped((s.start // DAY_MINUTES, s) for s in self.sessions)

    @property
    def patients(self) -> dict[str, list[Session]]:
        """Sessions by patient shown: everyone known, in the scenario's order, then by id."""
        known = [p.patient for p in self.summary.patients] if self.summary is not None else []
        held = _grouped((patient, s) for s in self.sessions for patient in s.attendees)
        everyone = [*known, *sorted(held.keys() - set(known))]
        return {id_: held.get(id_, []) for id_ in everyone if not self.only or id_ in self.only}

    @property
    def everyone(self) -> set[str]:
        """Every patient known, shown or not."""
        known = {p.patient for p in self.summary.patients} if self.summary is not None else set()
        return known.union(*(s.attendees for s in self.schedule.sessions))

    @property
    def clinicians(self) -> dict[str, list[Session]]:
        """Sessions by clinician: everyone known, in the scenario's order, then by id."""
        known = [c.clinician for c in self.summary.clinicians] if self.summary is not None else []
        held = _grouped((leader, s) for s in self.sessions for leader in s.leaders)
        everyone = [*known, *sorted(held.keys() - set(known))]
        return {id_: held.get(id_, []) for id_ in everyone if held.get(id_) or not self.only}

    @property
    def rooms(self) -> dict[str, list[Session]]:
        """Sessions by room, sites apart; those without a room follow their site, those by video come last."""
        in_order = sorted(self.sessions, key=lambda s: (s.telehealth, s.site or "", s.room is None, s.room or ""))
        return _grouped((self.place(s), s) for s in in_order)

    def place(self, session: Session) -> str:
        """Where a session is, as short as it can be said: ``R-2``, ``north R-2``, ``video``."""
        if session.telehealth:
            return "video"
        site = session.site if self.many_sites and session.site is not None else ""
        return " ".join(part for part in (site, session.room or "no room") if part)

    @property
    def many_sites(self) -> bool:
        """Whether a room alone does not say where a session is."""
        return len({s.site for s in self.schedule.sessions if s.site is not None}) > 1

    def seats(self, session: Session) -> int | None:
        """Seats of a group session; none if not known, or if it is one-to-one."""
        seats: dict[tuple[object, ...], int] = self.__dict__["_seats"]
        return seats.get((session.service, session.group, session.start, session.site, session.room))

    def is_one_to_one(self, session: Session) -> bool:
        """Whether the session is for one patient (without figures: whether it looks like it)."""
        if self.summary is not None:
            return self.seats(session) is None
        return session.group is None and len(session.attendees) == 1

    def patient(self, patient: str) -> PatientWeek | None:
        """The figures of one patient, if known."""
        weeks = self.summary.patients if self.summary is not None else ()
        return next((week for week in weeks if week.patient == patient), None)

    def clinician(self, clinician: str) -> ClinicianWeek | None:
        """The figures of one clinician, if known."""
        weeks = self.summary.clinicians if self.summary is not None else ()
        return next((week for week in weeks if week.clinician == clinician), None)


def _grouped(pairs: Iterable[tuple[Key, Session]]) -> dict[Key, list[Session]]:
    groups: defaultdict[Key, list[Session]] = defaultdict(list)
    for key, session in pairs:
        groups[key].append(session)
    return dict(groups)
