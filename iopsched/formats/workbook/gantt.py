"""The week as a picture: a row for each room and day, time from left to right, sessions as coloured bars."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iopsched.formats.workbook.looks import EDGE, LOCKED, Looks
from iopsched.formats.workbook.shown import Shown
from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES
from iopsched.words import clock, day_title

NAME = "Week grid"

PALETTE = (
    "#CFE3F1", "#F6DFB9", "#D3E8CF", "#F3D3CE", "#E0D5EC", "#CFE9E6", "#F0E6A8", "#E6D9CC", "#D9E0B8", "#F2D0E1",
)  # fmt: skip
"""Fills of group services, light enough for dark text."""
ONE_TO_ONE = "#EEF1F3"

_HOUR_MINUTES = 60
_TWO_LINES_MINUTES = 45
"""Shorter sessions are too narrow to say what they are."""
_HOUR_WIDTH = 11.0
"""Width of one hour in characters."""
_TOP = 3
"""Row of the hours; above it stand the title and a line of help."""
_STEP_MIN_MINUTES = 5
"""Finest column; what does not start on it is drawn from the column before."""
_LEFT = 2
"""First column of the time; before it stand day and room."""


class Gantt:
    """Draws one week."""

    def __init__(self, book: Workbook, looks: Looks, shown: Shown) -> None:
        self.book, self.looks, self.shown = book, looks, shown
        self.page: Worksheet = book.add_worksheet(NAME)
        sessions = shown.sessions
        marks = [minute % DAY_MINUTES for s in sessions for minute in (s.start, s.start + _length(s))]
        self.step = max(math.gcd(_HOUR_MINUTES, *marks), _STEP_MIN_MINUTES)
        self.first = min((s.start % DAY_MINUTES for s in sessions), default=9 * _HOUR_MINUTES)
        self.first -= self.first % _HOUR_MINUTES
        last = max((s.start % DAY_MINUTES + _length(s) for s in sessions), default=17 * _HOUR_MINUTES)
        self.last = last + -last % _HOUR_MINUTES
        self.fills: dict[str, Format] = {}

    def draw(self) -> None:
        """Draw it."""
        page = self.page
        page.write_string(0, 0, self.shown.title, self.looks.title)
        page.write_string(1, 0, self.shown.help, self.looks.plain)
        self._hours()
        row = _TOP + 1
        for day, lanes in self._days():
            labels = [place for place, _ in lanes]
            self._merged(row, 0, row + len(lanes) - 1, 0, day_title(day, self.shown.schedule.week), self.looks.day)
            for place, sessions in lanes:
                page.write_string(row, 1, place, self.looks.place)
                for minute in range(self.first, self.last, _HOUR_MINUTES):
                    page.write_blank(row, self._column(minute), None, self.looks.hour)
                for session in sessions:
                    first, last = self._columns(session)
                    self._merged(row, first, row, last, self._words(session), self._fill(session))
                page.set_row(row, 30)
                row += 1
            page.set_row(row, 6)
            row += 1 if labels else 0
        self._frame(row)

    def _frame(self, rows: int) -> None:
        page = self.page
        page.set_column(0, 0, 13)
        page.set_column(1, 1, 14)
        page.set_column(_LEFT, self._column(self.last) - 1, max(_HOUR_WIDTH * self.step / _HOUR_MINUTES, 0.9))
        page.freeze_panes(_TOP + 1, _LEFT)
        page.protect("", LOCKED)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_TOP)
        page.print_area(0, 0, rows, self._column(self.last) - 1)

    def _hours(self) -> None:
        self.page.write_string(_TOP, 0, "Day", self.looks.header)
        self.page.write_string(_TOP, 1, "Room", self.looks.header)
        for minute in range(self.first, self.last, _HOUR_MINUTES):
            columns = self._column(minute), self._column(minute + _HOUR_MINUTES) - 1
            self._merged(_TOP, columns[0], _TOP, columns[1], clock(minute), self.looks.header)

    def _column(self, minute: int) -> int:
        return _LEFT + (minute - self.first) // self.step

    def _columns(self, session: Session) -> tuple[int, int]:
        """Return the first and last column of a session."""
        start = session.start % DAY_MINUTES
        first = self._column(start)
        return first, max(self._column(start + _length(session) + self.step - 1) - 1, first)

    def _merged(self, row: int, column: int, last_row: int, last_column: int, text: str, form: Format) -> None:
        """Write a text over several cells, or into one."""
        if (row, column) == (last_row, last_column):
            self.page.write_string(row, column, text, form)
            return
        self.page.merge_range(row, column, last_row, last_column, "", form)
        self.page.write_string(row, column, text, form)

    def _words(self, session: Session) -> str:
        leaders = ", ".join(self.shown.label(leader) for leader in session.leaders)
        if self.shown.is_group(session):
            details = " · ".join(part for part in (leaders, str(len(session.attendees))) if part)
            return f"{self.shown.what(session)}\n{details}"
        people = ", ".join(self.shown.label(patient) for patient in session.attendees)
        if _length(session) < _TWO_LINES_MINUTES:
            return f"{people} · {leaders}"
        return f"{people}\n{self.shown.what(session)} · {leaders}"

    def _fill(self, session: Session) -> Format:
        key = session.service if self.shown.is_group(session) else ""
        if key not in self.fills:
            number = len(self.fills.keys() - {""}) % len(PALETTE)
            self.fills[key] = self.book.add_format(
                {
                    "bg_color": PALETTE[number] if key else ONE_TO_ONE,
                    "border": 1,
                    "border_color": EDGE if not key else "#9AA7AF",
                    "font_size": 8,
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            )
        return self.fills[key]

    def _days(self) -> Iterator[tuple[int, list[tuple[str, list[Session]]]]]:
        """Yield each day with its rows: a room, and sessions that do not overlap."""
        by_day: defaultdict[int, defaultdict[str, list[Session]]] = defaultdict(lambda: defaultdict(list))
        order = self.shown.places
        for session in self.shown.sessions:
            by_day[min(session.start // DAY_MINUTES, 6)][self.shown.place(session)].append(session)
        for day in sorted(by_day):
            yield (
                day,
                [
                    (place, lane)
                    for place in sorted(by_day[day], key=order.index)
                    for lane in self._lanes(by_day[day][place])
                ],
            )

    def _lanes(self, sessions: Sequence[Session]) -> list[list[Session]]:
        """Share sessions out so that none in a row overlap."""
        lanes: list[list[Session]] = []
        for session in sorted(sessions, key=lambda s: (s.start, s.end)):
            first, _ = self._columns(session)
            free = (lane for lane in lanes if self._columns(lane[-1])[1] < first)
            lane = next(free, None)
            if lane is None:
                lanes.append([session])
            else:
                lane.append(session)
        return lanes


def _length(session: Session) -> int:
    """Return the minutes of a session, cut at midnight; whoever edits a schedule may have turned them around."""
    left = DAY_MINUTES - session.start % DAY_MINUTES
    return min(max(session.end - session.start, 5), left)
