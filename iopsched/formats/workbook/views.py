"""Tables of a schedule for people: by patient, clinician and room, unmet needs, loads.

They are locked: the sheet Sessions is what is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iopsched.formats.workbook.looks import LOCKED, WIDTH_MAX, WIDTH_MIN, Looks
from iopsched.formats.workbook.shown import Shown, clean
from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES
from iopsched.summary import summarise
from iopsched.words import clock, day_short, missing

Value = str | int | float | None
Row = Sequence[Value]

_SESSION = ("Day", "Start", "End", "Session", "Where")
_BAR = "#8DB4CE"


class Views:
    """Writes the tables of one workbook."""

    def __init__(self, book: Workbook, looks: Looks, shown: Shown) -> None:
        self.book, self.looks, self.shown = book, looks, shown

    def write(self) -> None:
        """Write all of them."""
        shown = self.shown
        known_patients = [patient.id for patient in shown.scenario.patients]
        known_clinicians = [clinician.id for clinician in shown.scenario.clinicians]
        self._table("By patient", ("Patient", *_SESSION, "Led by"), [
            (shown.label(who), *self._session(session), self._people(session.leaders))
            for who, session in self._held(known_patients, attended=True)
        ])  # fmt: skip
        self._table("By clinician", ("Clinician", *_SESSION, "Attendees", "Who comes"), [
            (shown.label(who), *self._session(session), len(session.attendees), self._people(session.attendees))
            for who, session in self._held(known_clinicians, attended=False)
        ])  # fmt: skip
        in_rooms = sorted(shown.sessions, key=lambda session: shown.places.index(shown.place(session)))
        self._table("By room", ("Room", *_SESSION[:-1], "Led by", "Attendees"), [
            (shown.place(s), *self._session(s)[:-1], self._people(s.leaders), len(s.attendees)) for s in in_rooms
        ])  # fmt: skip
        self._unmet()
        self._loads()

    def _held(self, known: Iterable[str], *, attended: bool) -> list[tuple[str, Session]]:
        """Return sessions by person: everyone of the scenario in its order, then by id."""
        held: dict[str, list[Session]] = {who: [] for who in known}
        for session in self.shown.sessions:
            for who in session.attendees if attended else session.leaders:
                held.setdefault(who, []).append(session)
        return [(who, session) for who, sessions in held.items() for session in sessions]

    def _session(self, session: Session) -> tuple[str, ...]:
        day = day_short(min(session.start, 7 * DAY_MINUTES - 1) // DAY_MINUTES, self.shown.schedule.week)
        end = clock(session.end) if session.end % DAY_MINUTES else "24:00"
        return day, clock(session.start), end, self.shown.what(session), self.shown.place(session)

    def _people(self, ids: Iterable[str]) -> str:
        return clean(", ".join(self.shown.label(name) for name in ids))

    def _unmet(self) -> None:
        headings = ("Patient", "Need", "Missing", "Service", "Day", "With", "Reason", "Cost")
        rows = [
            (
                self.shown.label(need.patient),
                need.rule,
                missing(need),
                self.shown.label(need.service) if need.service else None,
                need.day,
                self.shown.label(need.other) if need.other else None,
                need.reason,
                need.cost,
            )
            for need in self.shown.unmet
        ]
        self._table("Unmet needs", headings, rows, empty="Every need is met.")

    def _loads(self) -> None:
        summary = summarise(self.shown.scenario, self.shown.schedule)
        label = self.shown.label
        patients = [
            (label(p.patient), p.status, p.sessions, p.contact_minutes / 60, p.contact_minutes_min / 60,
             _hours(p.contact_minutes_max), p.service_days, p.service_days_min)
            for p in summary.patients
        ]  # fmt: skip
        clinicians = [
            (label(c.clinician), c.sessions, c.led_minutes / 60, _hours(c.led_minutes_max)) for c in summary.clinicians
        ]
        groups = [
            (label(g.group or g.service), *_when(g.start), label(g.room) if g.room else None, g.attendees, g.seats)
            for g in summary.groups
        ]
        page = self._page("Loads")
        first = self._block(page, 0, ("Patient", "Status", "Sessions", "Hours counted", "At least", "At most",
                                      "Service days", "At least"), patients, bars=(3,))  # fmt: skip
        first = self._block(page, first, ("Clinician", "Sessions", "Hours led", "At most"), clinicians, bars=(2,))
        self._block(page, first, ("Group", "Day", "Start", "Room", "Attendees", "Seats"), groups, bars=(4,))

    def _table(self, name: str, headings: Sequence[str], rows: Sequence[Row], *, empty: str = "") -> None:
        page = self._page(name)
        self._block(page, 0, headings, rows)
        page.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
        if not rows and empty:
            page.write_string(1, 0, empty, self.looks.plain)

    def _page(self, name: str) -> Worksheet:
        page = self.book.add_worksheet(name)
        page.freeze_panes(1, 1)
        page.hide_gridlines(2)
        page.protect("", LOCKED)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    def _block(
        self, page: Worksheet, first: int, headings: Sequence[str], rows: Sequence[Row], *, bars: Sequence[int] = ()
    ) -> int:
        """Write a table from column `first` on; return where the next may begin."""
        looks = self.looks
        new = [True, *(before[0] != here[0] for before, here in pairwise(rows))]
        for index, heading in enumerate(headings):
            page.write_string(0, first + index, heading, looks.header)
            width = max(WIDTH_MIN, len(heading) + 2)
            for number, row in enumerate(rows, start=1):
                value = row[index]
                is_new = new[number - 1] and len(headings) > 1
                if isinstance(value, str):
                    page.write_string(number, first + index, clean(value), looks.first if is_new else looks.plain)
                    width = max(width, min(len(value) + 2, WIDTH_MAX))
                elif value is not None:
                    form = looks.amount_first if is_new else looks.amount
                    page.write_number(number, first + index, round(value, 2), form)
                elif is_new:
                    page.write_blank(number, first + index, None, looks.first)
            page.set_column(first + index, first + index, width)
        for index in bars:
            bar = {"type": "data_bar", "bar_color": _BAR, "min_type": "num", "min_value": 0}
            page.conditional_format(1, first + index, max(len(rows), 1), first + index, bar)
        return first + len(headings) + 1


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60


def _when(minute: int) -> tuple[str, str]:
    return day_short(minute // DAY_MINUTES, None), clock(minute)
