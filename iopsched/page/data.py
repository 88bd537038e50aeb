"""The week as the page's own script reads it: sessions, patients, clinicians and rooms as plain values.

Ids are given once and then referred to by their place in a list: a week of 400 patients stays small.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from iopsched.model.patient import Patient
from iopsched.model.schedule import Session
from iopsched.model.summary import PatientWeek
from iopsched.model.time import DAY_MINUTES
from iopsched.page.changes import Change
from iopsched.page.source import Source
from iopsched.words import day_short, day_title, span


class Places:
    """Ids in order, each with its place."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = list(dict.fromkeys(ids))
        self._place = {name: place for place, name in enumerate(self.ids)}

    def of(self, some: tuple[str, ...]) -> list[int]:
        """Return the places of ids."""
        return [self._place[name] for name in some]


def week_data(source: Source) -> dict[str, Any]:
    """Return everything the page of the whole week draws in the browser."""
    named = (*source.sessions, *(source.changes.cancelled if source.changes is not None else ()))
    people = Places([p.id for p in source.scenario.patients] + [p for s in named for p in s.attendees])
    leaders = Places([c.id for c in source.scenario.clinicians] + [c for s in named for c in s.leaders])
    lanes = sorted({_lane(source, session) for session in source.sessions} | _rooms(source))
    first, last = source.hours
    marks = source.changes.marks if source.changes is not None else {}
    return {
        "days": [
            {"day": day, "short": day_short(day, source.schedule.week), "long": day_title(day, source.schedule.week)}
            for day in source.days
        ],
        "first": first * 60,
        "last": last * 60,
        "rooms": [{"name": lane[-1], "bare": lane[0] > 0} for lane in lanes],
        "clinicians": _clinicians(source, leaders),
        "patients": _patients(source, people),
        "sessions": [
            _session(source, session, marks.get(index), people, leaders, lanes.index(_lane(source, session)))
            for index, session in enumerate(source.sessions)
        ],
    }


Lane = tuple[int, str, str]
"""Rooms by name, then what needs no room, then video; the last part is shown."""


def _lane(source: Source, session: Session) -> Lane:
    order = 2 if session.telehealth else int(session.room is None)
    return order, session.site or "", source.place(session)


def _rooms(source: Source) -> set[Lane]:
    """Every room of the scenario, used or not."""
    return {
        (0, room.site, " ".join([source.name(room.site)] * source.many_sites + [source.name(room.id)]))
        for room in source.scenario.rooms
    }


def _named(source: Source, identifier: str) -> dict[str, str]:
    name = source.name(identifier)
    return {"id": identifier} if name == identifier else {"id": identifier, "name": name}


def _clinicians(source: Source, leaders: Places) -> list[dict[str, Any]]:
    figures = {week.clinician: week for week in source.summary.clinicians}
    listed = []
    for identifier in leaders.ids:
        week = figures.get(identifier)
        led, most = (week.led_minutes, week.led_minutes_max) if week is not None else (0, None)
        listed.append({**_named(source, identifier), "led": led, "most": most})
    return listed


def _patients(source: Source, people: Places) -> list[dict[str, Any]]:
    figures = {week.patient: week for week in source.summary.patients}
    counted = _counted(source)
    unmet = Counter(need.patient for need in source.unmet)
    return [
        {
            **_named(source, name),
            "counted": [counted[name][day] for day in source.days],
            "unmet": unmet[name],
            **(_targets(source, source.facts.patients[name], figures[name]) if name in figures else {}),
        }
        for name in people.ids
    ]


def _targets(source: Source, patient: Patient, week: PatientWeek) -> dict[str, Any]:
    return {
        "waits": week.status == "waitlisted",
        "low": week.contact_minutes_min,
        "high": week.contact_minutes_max,
        "served": week.service_days,
        "asked": week.service_days_min,
        "floor": max(1, source.facts.day_minimum_minutes(patient)),
    }


def _counted(source: Source) -> defaultdict[str, Counter[int]]:
    """Counted minutes by patient and day."""
    counted: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for session in source.sessions:
        service = source.facts.services.get(session.service)
        if service is not None and service.patient_attends:
            for patient in session.attendees:
                counted[patient][session.start // DAY_MINUTES] += service.contact_minutes
    return counted


def _session(
    source: Source, session: Session, change: Change | None, people: Places, leaders: Places, lane: int
) -> dict[str, Any]:
    is_group = source.is_group(session)
    data: dict[str, Any] = {
        "title": source.title(session),
        "start": session.start,
        "end": session.end,
        "room": lane,
        "leaders": leaders.of(session.leaders),
        "patients": people.of(session.attendees),
    }
    if is_group:
        data["seats"] = source.seats(session) or 0
    if session.group is not None and session.group != session.service:
        data["service"] = source.name(session.service)
    if change is not None:
        data["change"] = {"kind": change.kind, "notes": _notes(source, session, change)}
    return data


def _notes(source: Source, now: Session, change: Change) -> list[str]:
    """What was before, in words."""
    before = change.before
    if before is None:
        return ["not in the published schedule"]
    notes = []
    if (before.start, before.end) != (now.start, now.end):
        notes.append(f"was {day_short(before.start // DAY_MINUTES, None)} {span(before.start, before.end)}")
    if source.place(before) != source.place(now):
        notes.append(f"was in {source.place(before)}")
    if set(before.leaders) != set(now.leaders):
        notes.append(f"was led by {', '.join(map(source.name, before.leaders)) or 'nobody'}")
    for word, some in (("joined", change.joined(now)), ("left", change.left(now))):
        if some:
            notes.append(f"{word}: {', '.join(map(source.name, some))}")
    return notes
