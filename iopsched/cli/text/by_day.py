"""The week day by day: what runs, where, led by whom, how full."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from iopsched.cli.text import columns
from iopsched.cli.text.headings import heading
from iopsched.cli.text.week import Week
from iopsched.words import count, day_title

COLUMNS = (columns.time, columns.session, columns.room, columns.leaders, columns.people)


def by_day(week: Week) -> Iterator[RenderableType]:
    """Yield a heading and a table for each day with sessions."""
    tables = columns.SessionTables(week, COLUMNS)
    for day, sessions in week.days.items():
        patients = {patient for session in sessions for patient in session.attendees}
        note = f"{count(len(sessions), 'session')}, {count(len(patients), 'patient')}"
        yield heading(day_title(day, week.date), note)
        yield tables.table(sessions)
