"""The views of a week by name, as text and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rich.console import RenderableType

from iopsched.cli.text.by_clinician import by_clinician
from iopsched.cli.text.by_day import by_day
from iopsched.cli.text.by_patient import by_patient
from iopsched.cli.text.by_room import by_room
from iopsched.cli.text.by_week import by_week
from iopsched.cli.text.title import title
from iopsched.cli.text.week import Week
from iopsched.model.result import Result
from iopsched.model.schedule import Session
from iopsched.model.time import DAYS

_VIEWS: dict[str, Callable[[Week], Iterator[RenderableType]]] = {
    "day": by_day,
    "patient": by_patient,
    "clinician": by_clinician,
    "room": by_room,
    "week": by_week,
}


def as_text(week: Week, by: str, result: Result | None) -> Iterator[RenderableType]:
    """Yield the view `by` of a week, and above it what `result` says, if it comes from one."""
    yield from title(week, result)
    yield from _VIEWS[by](week)


def as_data(week: Week, by: str) -> dict[str, Any]:
    """Return the same view as plain data: an entry for each day, patient, clinician or room, or one for the week."""
    entries: dict[str, list[Session]] = {
        "day": {DAYS[day]: sessions for day, sessions in week.days.items()},
        "patient": week.patients,
        "clinician": week.clinicians,
        "room": week.rooms,
        "week": {week.date.isoformat() if week.date is not None else "": list(week.sessions)},
    }[by]
    return {
        "schema_version": 1,
        "week": week.date.isoformat() if week.date is not None else None,
        "by": by,
        "entries": [
            {by: key, **_figures(week, by, key), "sessions": [_session(week, session) for session in sessions]}
            for key, sessions in entries.items()
        ],
    }


def _figures(week: Week, by: str, key: str) -> dict[str, Any]:
    figures = week.patient(key) if by == "patient" else week.clinician(key) if by == "clinician" else None
    data: dict[str, Any] = figures.model_dump(mode="json", exclude={by, "sessions"}) if figures is not None else {}
    if by == "patient":
        data["unmet"] = [need.model_dump(mode="json") for need in week.unmet if need.patient == key]
    return data


def _session(week: Week, session: Session) -> dict[str, Any]:
    """Return a session as data; asked for one patient, nobody else who attends is told."""
    data = {**session.model_dump(mode="json"), "seats": week.seats(session)}
    if week.only:
        data["attendees"] = [patient for patient in session.attendees if patient in week.only]
    return data
