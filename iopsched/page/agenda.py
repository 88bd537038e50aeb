"""One person's or one room's week, day by day: all that a page for them alone may hold.

The values are made from the sessions of that person or room and hold nothing else: what is not asked for here cannot
reach the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES
from iopsched.page.needs import need_words
from iopsched.page.source import Source
from iopsched.page.view import View
from iopsched.words import count, day_title, hour_band, hours, missing, span

SLOT_MINUTES = 5
"""Height of one row of the calendar."""


@dataclass(frozen=True, slots=True)
class Item:
    """One session."""

    time: str
    title: str
    place: str
    lines: tuple[str, ...]
    """What else the reader may know."""
    first_row: int
    """In rows of the calendar, from 1."""
    rows: int
    change: str = ""
    """New, moved or changed, if it is."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """One week."""

    heading: str
    lines: tuple[str, ...]
    """Figures and what is missing."""
    days: tuple[Day, ...]
    first_hour: int
    hours: int
    cancelled: tuple[str, ...]
    """What was published and is no more."""


def agenda(source: Source, view: View) -> Agenda:
    """Return the week of the clinician, room or patient of `view`.

    Raises
    ------
    KeyError
        If the week knows no such clinician, room or patient.
    """
    makers = {"clinician": _clinician, "room": _room, "patient": _patient}
    return makers[view.kind](source, view.id)


def _clinician(source: Source, name: str) -> Agenda:
    figures = {week.clinician: week for week in source.summary.clinicians}[name]
    sessions = [(index, session) for index, session in enumerate(source.sessions) if name in session.leaders]
    of = f" of at most {hours(figures.led_minutes_max)}" if figures.led_minutes_max is not None else ""

    def lines(session: Session) -> list[str]:
        others = [source.name(other) for other in session.leaders if other != name]
        with_others = [f"with {', '.join(others)}"] if others else []
        seats = source.seats(session)
        filled = [f"{len(session.attendees)} of {seats} seats"] if seats is not None else []
        return [*with_others, *filled, ", ".join(source.name(patient) for patient in session.attendees)]

    facts = (f"{hours(figures.led_minutes)} led{of}", count(len(sessions), "session"))
    gone = [session for session in _cancelled(source) if name in session.leaders]
    return _week(source, sessions, source.name(name), facts, lines, gone)


def _room(source: Source, name: str) -> Agenda:
    room = source.facts.rooms[name]
    sessions = [(index, session) for index, session in enumerate(source.sessions) if session.room == name]

    def lines(session: Session) -> list[str]:
        return [count(len(session.attendees) + len(session.leaders), "person").replace("persons", "people")]

    facts = (f"holds {count(room.capacity, 'person').replace('persons', 'people')}", count(len(sessions), "session"))
    gone = [session for session in _cancelled(source) if session.room == name]
    return _week(source, sessions, source.name(name), facts, lines, gone)


def _patient(source: Source, name: str) -> Agenda:
    figures = {week.patient: week for week in source.summary.patients}[name]
    sessions = [
        (index, session)
        for index, session in enumerate(source.sessions)
        if name in session.attendees and source.facts.services[session.service].patient_attends
    ]
    band = hour_band(figures.contact_minutes_min, figures.contact_minutes_max)
    counted = f"{hours(figures.contact_minutes)} counted" + (f", {band} planned" if band else "")
    # Reasons and the other half of a pair name other people: only the need itself is told.
    needs = [
        f"Still open: {need_words(source, need)}, {missing(need)}"
        for need in source.unmet
        if need.patient == name and need.other is None
    ]
    gone = [session for session in _cancelled(source, name) if name in session.attendees]
    return _week(source, sessions, source.name(name), (counted, *needs), lambda _: [], gone)


def _cancelled(source: Source, patient: str | None = None) -> list[Session]:
    """Return published sessions that are no more; for a patient also those that run without them."""
    if source.changes is None:
        return []
    gone = list(source.changes.cancelled)
    if patient is not None:
        for index, change in source.changes.marks.items():
            if change.before is not None and patient in change.left(source.sessions[index]):
                gone.append(change.before)
    return sorted(gone, key=lambda session: session.start)


def _week(
    source: Source,
    sessions: list[tuple[int, Session]],
    heading: str,
    facts: tuple[str, ...],
    lines: Callable[[Session], list[str]],
    gone: list[Session],
) -> Agenda:
    spans = [(s.start % DAY_MINUTES, s.start % DAY_MINUTES + s.end - s.start) for _, s in sessions]
    first = min((start for start, _ in spans), default=9 * 60) // 60
    last = -(-max((end for _, end in spans), default=17 * 60) // 60)
    days = []
    for day in sorted({s.start // DAY_MINUTES for _, s in sessions} | set(source.days)):
        items = tuple(
            _item(source, index, session, first, tuple(line for line in lines(session) if line))
            for index, session in sessions
            if session.start // DAY_MINUTES == day
        )
        days.append(Day(day_title(day, source.schedule.week), items))
    return Agenda(
        heading=heading,
        lines=facts,
        days=tuple(days),
        first_hour=first,
        hours=last - first,
        cancelled=tuple(f"{_when(source, session)} {source.title(session)}" for session in gone),
    )


def _when(source: Source, session: Session) -> str:
    return f"{day_title(session.start // DAY_MINUTES, source.schedule.week)} {span(session.start, session.end)}"


def _item(source: Source, index: int, session: Session, first_hour: int, lines: tuple[str, ...]) -> Item:
    mark = source.changes.marks.get(index) if source.changes is not None else None
    return Item(
        time=span(session.start, session.end),
        title=source.title(session),
        place=source.place(session),
        lines=lines,
        first_row=(session.start % DAY_MINUTES - first_hour * 60) // SLOT_MINUTES + 1,
        rows=max(1, (session.end - session.start) // SLOT_MINUTES),
        change=mark.kind if mark is not None else "",
    )
