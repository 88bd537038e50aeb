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
from iopsched.page.personal import Owns, no_longer, what_changed
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
    change: str
    """How it differs from what was published, for its owner; empty if it does not."""


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
    of = f" of at most {hours(figures.led_minutes_max)}" if figures.led_minutes_max is not None else ""

    def lines(session: Session) -> list[str]:
        others = [source.name(other) for other in session.leaders if other != name]
        with_others = [f"with {', '.join(others)}"] if others else []
        seats = source.seats(session)
        filled = [f"{len(session.attendees)} of {seats} seats"] if seats is not None else []
        return [*with_others, *filled, ", ".join(source.name(patient) for patient in session.attendees)]

    facts = (f"{hours(figures.led_minutes)} led{of}", count(figures.sessions, "session"))
    return _week(source, name, facts, lambda session: name in session.leaders, lines)


def _room(source: Source, name: str) -> Agenda:
    room = source.facts.rooms[name]

    def lines(session: Session) -> list[str]:
        return [_people(len(session.attendees) + len(session.leaders))]

    return _week(source, name, (f"holds {_people(room.capacity)}",), lambda session: session.room == name, lines)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _patient(source: Source, name: str) -> Agenda:
    figures = {week.patient: week for week in source.summary.patients}[name]
    band = hour_band(figures.contact_minutes_min, figures.contact_minutes_max)
    counted = f"{hours(figures.contact_minutes)} counted" + (f", {band} planned" if band else "")
    # Reasons and the other half of a pair name other people: only the need itself is told.
    needs = [
        f"Still open: {need_words(source, need)}, {missing(need)}"
        for need in source.unmet
        if need.patient == name and need.other is None
    ]
    without = {service.id for service in source.scenario.services if not service.patient_attends}

    def owns(session: Session) -> bool:
        return name in session.attendees and session.service not in without

    return _week(source, name, (counted, *needs), owns, None)


def _week(
    source: Source,
    name: str,
    facts: tuple[str, ...],
    owns: Owns,
    lines: Callable[[Session], list[str]] | None,
) -> Agenda:
    """Lay out the sessions that `owns` says are the owner's; `lines` say more of each, to those who may know."""
    sessions = [(index, session) for index, session in enumerate(source.sessions) if owns(session)]
    spans = [(s.start % DAY_MINUTES, s.start % DAY_MINUTES + s.end - s.start) for _, s in sessions]
    first = min((start for start, _ in spans), default=9 * 60) // 60
    last = -(-max((end for _, end in spans), default=17 * 60) // 60)
    items: dict[int, list[Item]] = {day: [] for day in source.days}
    for index, session in sessions:
        change = what_changed(source, index, owns, tells_people=lines is not None)
        more = tuple(line for line in lines(session) if line) if lines is not None else ()
        items.setdefault(session.start // DAY_MINUTES, []).append(_item(source, session, first, more, change))
    return Agenda(
        heading=source.name(name),
        lines=facts,
        days=tuple(Day(day_title(day, source.schedule.week), tuple(items[day])) for day in sorted(items)),
        first_hour=first,
        hours=last - first,
        cancelled=tuple(f"{_when(source, session)} {source.title(session)}" for session in no_longer(source, owns)),
    )


def _when(source: Source, session: Session) -> str:
    return f"{day_title(session.start // DAY_MINUTES, source.schedule.week)} {span(session.start, session.end)}"


def _item(source: Source, session: Session, first_hour: int, lines: tuple[str, ...], change: str) -> Item:
    return Item(
        time=span(session.start, session.end),
        title=source.title(session),
        place=source.place(session),
        lines=lines,
        first_row=(session.start % DAY_MINUTES - first_hour * 60) // SLOT_MINUTES + 1,
        rows=max(1, (session.end - session.start) // SLOT_MINUTES),
        change=change,
    )
