"""The week patient by patient: their days and sessions, counted hours against what is asked for, unmet needs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from iopsched.cli.text import columns
from iopsched.cli.text.headings import heading
from iopsched.cli.text.week import Week
from iopsched.words import count, hour_band, hours, missing, need_words

COLUMNS = (columns.day, columns.time, columns.session, columns.room, columns.leaders)


def by_patient(week: Week) -> Iterator[RenderableType]:
    """Yield a heading, unmet needs and a table for each patient."""
    tables = columns.SessionTables(week, COLUMNS)
    for patient, sessions in week.patients.items():
        yield heading(patient, _note(week, patient, len(sessions)))
        for need in week.unmet:
            if need.patient == patient:
                reason = f": {need.reason}" if need.reason else ""
                yield Text(f"unmet: {need_words(need)}, {missing(need)}{reason}", style="red")
        if sessions:
            yield tables.table(sessions)


def _note(week: Week, patient: str, sessions: int) -> str:
    figures = week.patient(patient)
    if figures is None:
        return count(sessions, "session")
    if not sessions:
        return "on the waitlist, not scheduled" if figures.status == "waitlisted" else "no sessions"
    band = hour_band(figures.contact_minutes_min, figures.contact_minutes_max)
    counted = f"{hours(figures.contact_minutes)} counted" + (f" ({band})" if band else "")
    return f"{counted}, {count(figures.service_days, 'service day')}"
