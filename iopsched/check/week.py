"""A schedule as the rules see it: every session resolved, and listed by whom and what it concerns.

Takes a scenario and a schedule; gives one `Week`, made once and read by every rule, need and goal. Times are exact
minutes since Monday 00:00.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from iopsched.check.facts import Facts, Place
from iopsched.model.care import Group, Service
from iopsched.model.clinic import Clinician, Room
from iopsched.model.patient import Patient
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import DAY_MINUTES, format_moment


class Offering(NamedTuple):
    """What a session is a session of."""

    kind: Literal["group", "service"]
    """A group; or a freely offered or one-to-one service."""
    id: str


class Meeting(NamedTuple):
    """All sessions (parallel sections) of one offering at one start and place."""

    offering: Offering
    start: int
    place: Place

    def __str__(self) -> str:
        return f"{format_moment(self.start)} {self.offering.id}"


def meeting_of(session: Session) -> Meeting:
    """Return the meeting a session belongs to, whether or not its offering is known."""
    offering = Offering("service", session.service) if session.group is None else Offering("group", session.group)
    return Meeting(offering, session.start, None if session.telehealth else session.site or "")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One session of the schedule, with what it names looked up."""

    session: Session
    service: Service
    group: Group | None
    """None for one-to-one sessions, freely offered services, and groups nobody knows."""
    meeting: Meeting
    start: int
    end: int
    day: int
    """0 for Monday."""
    attendees: tuple[str, ...]
    """Different ids, known or not."""
    leaders: tuple[str, ...]
    """Different ids, known or not."""

    @classmethod
    def of(cls, session: Session, service: Service, group: Group | None) -> Entry:
        """Resolve one session."""
        return cls(
            session=session,
            service=service,
            group=group,
            meeting=meeting_of(session),
            start=session.start,
            end=session.end,
            day=min(session.start // DAY_MINUTES, 6),
            attendees=tuple(dict.fromkeys(session.attendees)),
            leaders=tuple(dict.fromkeys(session.leaders)),
        )

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.meeting.place

    @property
    def minutes(self) -> int:
        """Clock minutes."""
        return max(0, self.end - self.start)

    @property
    def subjects(self) -> tuple[str, str]:
        """What a violation names of it: offering and moment."""
        return self.meeting.offering.id, format_moment(self.start)

    @property
    def is_group(self) -> bool:
        """Whether it is a group session; else it is one-to-one."""
        return self.service.format == "group"

    def overlaps(self, other: Entry) -> bool:
        """Whether the two share a minute."""
        return self.start < other.end and other.start < self.end


Entries = tuple[Entry, ...]


@dataclass(frozen=True)
class Week:
    """One schedule of one scenario; every listing is in order of start.

    Listings by id hold every id the schedule names, known or not, and no id it does not name.
    """

    facts: Facts
    schedule: Schedule
    entries: Entries
    strays: tuple[Session, ...]
    """Sessions of services nobody knows: `candidate-starts` reports them, all else disregards them."""
    naming: Mapping[str, Entries]
    """By patient: sessions with the patient among the attendees, held with or without the patient."""
    attended: Mapping[str, Mapping[int, Entries]]
    """By patient and day: attended sessions."""
    counted: Mapping[str, tuple[int, ...]]
    """By patient: counted minutes attended on each of the seven days."""
    led: Mapping[str, Mapping[int, Entries]]
    """By clinician and day."""
    in_room: Mapping[str, Entries]
    meetings: Mapping[Meeting, Entries]
    """The sections of each meeting that runs."""
    meetings_of: Mapping[Offering, tuple[Meeting, ...]]
    """By offering: its meetings that run."""
    of_service: Mapping[str, Entries]

    @classmethod
    def of(cls, scenario: Scenario, schedule: Schedule) -> Week:
        """List the sessions of `schedule` in every way the rules ask for."""
        return cls.listed(Facts(scenario), schedule)

    @classmethod
    def listed(cls, facts: Facts, schedule: Schedule) -> Week:
        """List the sessions of `schedule` where the scenario is looked up already."""
        entries, strays = _resolve(facts, schedule)
        attended = _by_id_and_day(entries, lambda entry: entry.attendees if entry.service.patient_attends else ())
        meetings = _by(entries, lambda entry: (entry.meeting,))
        of_offering: defaultdict[Offering, list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            of_offering[meeting.offering].append(meeting)
        return cls(
            facts=facts,
            schedule=schedule,
            entries=entries,
            strays=strays,
            naming=_by(entries, lambda entry: entry.attendees),
            attended=attended,
            counted={patient: _counted(days) for patient, days in attended.items()},
            led=_by_id_and_day(entries, lambda entry: entry.leaders),
            in_room=_by(entries, lambda entry: (entry.session.room,) if entry.session.room is not None else ()),
            meetings=meetings,
            meetings_of={offering: tuple(some) for offering, some in of_offering.items()},
            of_service=_by(entries, lambda entry: (entry.service.id,)),
        )

    def days_attended(self) -> Iterator[tuple[Patient, Entries]]:
        """Yield each known patient with each day's attended sessions."""
        for name, days in self.attended.items():
            if (patient := self.facts.patients.get(name)) is not None:
                yield from ((patient, entries) for entries in days.values())

    def days_led(self) -> Iterator[tuple[Clinician, Entries]]:
        """Yield each known clinician with each day's sessions led."""
        for name, days in self.led.items():
            if (clinician := self.facts.clinicians.get(name)) is not None:
                yield from ((clinician, entries) for entries in days.values())

    def rooms_used(self) -> Iterator[tuple[Room, Entries]]:
        """Yield each known room with the sessions in it."""
        for name, entries in self.in_room.items():
            if (room := self.facts.rooms.get(name)) is not None:
                yield room, entries

    def attended_by(self, patient: str) -> Entries:
        """Return the sessions a patient attends in the week."""
        return tuple(entry for entries in self.attended.get(patient, {}).values() for entry in entries)

    def led_minutes(self, clinician: str) -> int:
        """Clock minutes a clinician leads in the week."""
        return sum(entry.minutes for entries in self.led.get(clinician, {}).values() for entry in entries)

    def counted_by(self, patient: str) -> tuple[int, ...]:
        """Counted minutes a patient attends on each of the seven days."""
        return self.counted.get(patient, (0,) * 7)


def _in_order(entry: Entry) -> tuple[int, int, Offering, str, str]:
    return entry.start, entry.end, entry.meeting.offering, entry.place or "", entry.session.room or ""


def _resolve(facts: Facts, schedule: Schedule) -> tuple[Entries, tuple[Session, ...]]:
    entries, strays = [], []
    for session in schedule.sessions:
        service = facts.services.get(session.service)
        if service is None:
            strays.append(session)
        else:
            group = facts.groups.get(session.group) if session.group is not None else None
            entries.append(Entry.of(session, service, group))
    entries.sort(key=_in_order)
    return tuple(entries), tuple(strays)


_Key = TypeVar("_Key", bound=Hashable)


def _by(entries: Entries, keys: Callable[[Entry], Iterable[_Key]]) -> dict[_Key, Entries]:
    listing: defaultdict[_Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in keys(entry):
            listing[key].append(entry)
    return {key: tuple(some) for key, some in listing.items()}


def _by_id_and_day(entries: Entries, ids: Callable[[Entry], Iterable[str]]) -> dict[str, dict[int, Entries]]:
    return {name: _by(some, lambda entry: (entry.day,)) for name, some in _by(entries, ids).items()}


def _counted(days: Mapping[int, Entries]) -> tuple[int, ...]:
    return tuple(sum(entry.service.contact_minutes for entry in days.get(day, ())) for day in range(7))
