"""The week clinician by clinician: what each leads, and who comes."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from iopsched.cli.text import columns
from iopsched.cli.text.headings import heading
from iopsched.cli.text.week import Week
from iopsched.model.schedule import Session
from iopsched.words import count, hours

COLUMNS = (columns.day, columns.time, columns.session, columns.room, columns.attendees)


def by_clinician(week: Week) -> Iterator[RenderableType]:
    """Yield a heading and a table for each clinician."""
    tables = columns.SessionTables(week, COLUMNS)
    for clinician, sessions in week.clinicians.items():
        yield heading(clinician, _note(week, clinician, sessions))
        if sessions:
            yield tables.table(sessions)


def _note(week: Week, clinician: str, sessions: list[Session]) -> str:
    if week.only:
        return count(len(sessions), "session")  # hours of a part of the week would mislead
    led = hours(sum(session.end - session.start for session in sessions))
    figures = week.clinician(clinician)
    limit = figures.led_minutes_max if figures is not None else None
    return f"{led} led of at most {hours(limit)}" if limit is not None else f"{led} led"
