"""The week clinician by clinician: what each leads, and who comes."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from iopsched.cli.text import columns
from iopsched.cli.text.headings import heading
from iopsched.cli.text.week import Week
from iopsched.cli.text.words import hours

COLUMNS = (columns.day, columns.time, columns.session, columns.room, columns.attendees)


def by_clinician(week: Week) -> Iterator[RenderableType]:
    """Yield a heading and a table for each clinician."""
    for clinician, sessions in week.clinicians.items():
        led = sum(session.end - session.start for session in sessions)
        figures = week.clinician(clinician)
        limit = figures.led_minutes_max if figures is not None else None
        yield heading(clinician, f"{hours(led)} led" + (f" of at most {hours(limit)}" if limit is not None else ""))
        if sessions:
            yield columns.sessions_table(week, sessions, COLUMNS)
