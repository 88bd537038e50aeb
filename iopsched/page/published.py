"""Published sessions that are no more, in words."""

from __future__ import annotations

from dataclasses import dataclass

from iopsched.model.time import DAY_MINUTES
from iopsched.page.source import Source
from iopsched.words import day_short, span


@dataclass(frozen=True, slots=True)
class Gone:
    """One published session that does not run."""

    day: str
    time: str
    title: str
    place: str
    leaders: str
    patients: str


def gone(source: Source) -> tuple[Gone, ...]:
    """Return the published sessions that are no more, in order of time."""
    if source.changes is None:
        return ()
    return tuple(
        Gone(
            day=day_short(session.start // DAY_MINUTES, source.schedule.week),
            time=span(session.start, session.end),
            title=source.title(session),
            place=source.place(session),
            leaders=", ".join(map(source.name, session.leaders)),
            patients=", ".join(map(source.name, session.attendees)),
        )
        for session in source.changes.cancelled
    )
