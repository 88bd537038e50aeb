"""The week room by room: what is held in each."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from iopsched.cli.text import columns
from iopsched.cli.text.headings import heading
from iopsched.cli.text.week import Week
from iopsched.words import count, hours

COLUMNS = (columns.day, columns.time, columns.session, columns.leaders, columns.people)


def by_room(week: Week) -> Iterator[RenderableType]:
    """Yield a heading and a table for each room in use."""
    tables = columns.SessionTables(week, COLUMNS)
    for room, sessions in week.rooms.items():
        used = sum(session.end - session.start for session in sessions)
        yield heading(room, f"{count(len(sessions), 'session')}, {hours(used)}")
        yield tables.table(sessions)
