"""The whole week at a glance: rooms and clinicians hour by hour, and how much each clinician leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from iopsched.cli.text.columns import bar
from iopsched.cli.text.headings import heading
from iopsched.cli.text.week import Week
from iopsched.model.schedule import Session
from iopsched.model.time import DAY_MINUTES
from iopsched.words import count, day_short, hours

LEVELS = "▁▂▃▄▅▆▇█"
"""How full a group is, from one eighth to all."""
ONE_TO_ONE = "•"
NOTHING = "·"
STEPS_MINUTES = (30, 60, 90, 120, 180, 240)
"""What one character may stand for; the finest that fits is taken."""
NAME_MAX = 20
LOAD_WIDTH = 20


def by_week(week: Week) -> Iterator[RenderableType]:
    """Yield the picture of rooms, that of clinicians with their load, and what the signs mean."""
    if not week.sessions:
        return
    used = sum(session.end - session.start for session in week.sessions)
    yield heading("Rooms", f"{count(len(week.sessions), 'session')}, {hours(used)}")
    yield Picture(week, week.rooms, {})
    loads = {} if week.only else {name: _load(week, name) for name in week.clinicians}
    yield heading("Clinicians", "")
    yield Picture(week, week.clinicians, loads)
    signs, meaning = f"{LEVELS[0]} to {LEVELS[-1]}", "a group, nearly empty to full"
    if week.summary is None:
        signs, meaning = LEVELS[-1], "a group (how full: with --scenario)"
    yield Group(
        Text(),
        Text.assemble(
            (signs, "cyan"), f" {meaning}   ", (ONE_TO_ONE, "green"), " one-to-one   ", (NOTHING, "dim"), " nothing",
        ),
    )  # fmt: skip


def _load(week: Week, name: str) -> Text:
    figures = week.clinician(name)
    if figures is None:
        return Text()
    led, most = figures.led_minutes / 60, figures.led_minutes_max
    if most is None:
        return Text(f"{led:.3g} h")
    return Text(f"{led:.3g}/{most / 60:.3g} h".ljust(11)).append_text(bar(figures.led_minutes, most))


class Picture:
    """Lanes of one character for so many minutes, day beside day."""

    def __init__(self, week: Week, lanes: Mapping[str, list[Session]], notes: Mapping[str, Text]) -> None:
        self._week, self._lanes, self._notes = week, lanes, notes
        self._days = sorted(week.days)
        self._first = min(s.start % DAY_MINUTES for s in week.sessions) // 60 * 60
        last = max(s.start % DAY_MINUTES + s.end - s.start for s in week.sessions)
        self._length = max(60, -(-(last - self._first) // 60) * 60)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        names = min(NAME_MAX, max(map(len, self._lanes)))
        beside = LOAD_WIDTH if self._notes else 0
        step = self._step(options.max_width - names - beside - 2)
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", show_edge=False)
        table.add_column("", max_width=names, no_wrap=True, overflow="ellipsis")
        for day in self._days:
            table.add_column(self._heading(day, step), no_wrap=True)
        table.add_column("", no_wrap=True)
        for name, sessions in self._lanes.items():
            table.add_row(name, *(self._lane(sessions, day, step) for day in self._days), self._notes.get(name, ""))
        yield table

    def _step(self, width: int) -> int:
        for step in STEPS_MINUTES:
            if len(self._days) * (self._characters(step) + 1) <= width:
                return step
        return STEPS_MINUTES[-1]

    def _characters(self, step: int) -> int:
        return -(-self._length // step)

    def _heading(self, day: int, step: int) -> str:
        label = day_short(day, self._week.date)
        clock = f"{self._first // 60:02d}-{(self._first + self._length) // 60:02d}"
        both = f"{label} {clock}"
        wide = self._characters(step)
        return both if len(both) <= wide else label if len(label) <= wide else label[:3]

    def _lane(self, sessions: list[Session], day: int, step: int) -> Text:
        lane = Text()
        for place in range(self._characters(step)):
            start = day * DAY_MINUTES + self._first + place * step
            here = [s for s in sessions if s.start < start + step and start < s.end]
            lane.append_text(self._sign(here))
        return lane

    def _sign(self, here: list[Session]) -> Text:
        groups = [s for s in here if not self._week.is_one_to_one(s)]
        if groups:
            return Text(max(map(self._level, groups)), style="cyan")
        return Text(ONE_TO_ONE, style="green") if here else Text(NOTHING, style="dim")

    def _level(self, session: Session) -> str:
        seats = self._week.seats(session)
        share = len(session.attendees) / seats if seats else 1.0
        return LEVELS[max(0, min(len(LEVELS), int(share * len(LEVELS))) - 1)]
