"""The columns of a table of sessions: one function for each, named for what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.table import Table
from rich.text import Text

from iopsched.cli.text.flow import Flow
from iopsched.cli.text.week import Week
from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES
from iopsched.words import day_short, span

BAR_CELLS = 8


def day(week: Week, session: Session) -> Text:
    """``Mon 23``."""
    return Text(day_short(session.start // DAY_MINUTES, week.date), style="bold")


def time(_week: Week, session: Session) -> Text:
    """``18:00-18:50``."""
    return Text(span(session.start, session.end))


def session(week: Week, session: Session) -> Text:
    """The group, or the service of a one-to-one or freely offered session."""
    return Text(session.group or session.service, style="green" if week.is_one_to_one(session) else "cyan")


def room(week: Week, session: Session) -> Text:
    """``R-2``, with its site if there are several; ``video``; nothing if it needs no room."""
    place = week.place(session)
    return Text(place, style="dim" if place in {"video", "no room"} else "")


def leaders(_week: Week, session: Session) -> Text:
    """``C-01, C-02``."""
    return Text(", ".join(session.leaders))


def people(week: Week, session: Session) -> Text:
    """A group's attendees and seats with a bar; the patient of a one-to-one session."""
    seats = week.seats(session)
    if week.is_one_to_one(session):
        return Text(", ".join(session.attendees))
    attendees = len(session.attendees)
    return fill(attendees, seats) if seats is not None else Text(f"{attendees} patients")


def attendees(week: Week, session: Session) -> Flow:
    """Everyone who attends, by id."""
    return Flow([id_ for id_ in session.attendees if not week.only or id_ in week.only])


def fill(taken: int, there: int) -> Text:
    """``11/12`` with a bar."""
    return Text(f"{taken}/{there}".ljust(7)).append_text(bar(taken, there))


def bar(taken: int, there: int) -> Text:
    """A bar of how much is taken: full only when all is, empty only when nothing is."""
    share = min(taken / there, 1.0) if there else float(taken > 0)
    cells = int(share * BAR_CELLS) or int(taken > 0)
    return Text.assemble(("━" * cells, "cyan"), ("─" * (BAR_CELLS - cells), "dim"))


Column = Callable[[Week, Session], Text | Flow]

HEADINGS: dict[Column, str] = {
    day: "day", time: "time", session: "session", room: "room", leaders: "led by", people: "seats or patient",
    attendees: "patients",
}  # fmt: skip
ALIGNED_MAX = 24
"""Columns are as wide in every table of a view, up to so many characters."""


class SessionTables:
    """Makes tables of one week's sessions that have the same columns, equally wide."""

    def __init__(self, week: Week, columns: Sequence[Column]) -> None:
        self._week, self._columns = week, columns
        self._widths = {column: self._width(column) for column in columns}

    def _width(self, column: Column) -> int:
        shown = (column(self._week, one) for one in self._week.sessions)
        return min(ALIGNED_MAX, max((len(cell) for cell in shown if isinstance(cell, Text)), default=0))

    def table(self, sessions: Iterable[Session]) -> Table:
        """Return a table of `sessions`; a day or time that repeats the row above is left blank."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
        for column in self._columns:
            table.add_column(
                HEADINGS[column],
                min_width=self._widths[column],
                no_wrap=column in {day, time, people},
                overflow="fold",
            )
        above = ("", "")
        for one in sessions:
            here = (day(self._week, one).plain, time(self._week, one).plain)
            repeated: set[Column] = set()
            if here[0] == above[0]:
                repeated.add(day)
            if here == above:
                repeated.add(time)
            table.add_row(*("" if column in repeated else column(self._week, one) for column in self._columns))
            above = here
        return table
