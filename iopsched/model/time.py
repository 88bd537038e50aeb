"""Clock time in a week: moments, windows and availability, all in minutes since Monday 00:00.

People write ``Mon 18:00`` and ``Mon-Fri 08:00-16:30``; inside, a moment is one integer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationError, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError

from iopsched.model.base import Model
from iopsched.model.wording import excerpt

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOUR_MINUTES = 60
DAY_MINUTES = 24 * _HOUR_MINUTES
WEEK_MINUTES = 7 * DAY_MINUTES

_DAY = "|".join(DAYS)
_CLOCK = r"(\d{1,2})(?::(\d{2}))?"
_MOMENT = re.compile(rf"^({_DAY})\s+{_CLOCK}$", re.IGNORECASE | re.ASCII)
_DAY_LIST = rf"(?:{_DAY})(?:\s*-\s*(?:{_DAY}))?(?:\s*,\s*(?:{_DAY})(?:\s*-\s*(?:{_DAY}))?)*"
_WINDOW = re.compile(rf"^({_DAY_LIST}|daily)(?:\s+{_CLOCK}\s*-\s*{_CLOCK})?$", re.IGNORECASE | re.ASCII)

Reason = Literal["work", "school", "caregiving", "external dosing", "leave", "meeting", "holiday", "other"]


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of one week, from ``start`` to ``end`` in minutes since Monday 00:00, within one day."""

    start: int
    end: int

    @property
    def day(self) -> int:
        """The day of the week, 0 for Monday."""
        return self.start // DAY_MINUTES

    def __str__(self) -> str:
        return f"{format_moment(self.start)}-{_format_clock(self.end - self.day * DAY_MINUTES)}"

    def covers(self, start: int, end: int) -> bool:
        """Whether the stretch from `start` to `end` lies wholly inside."""
        return self.start <= start and end <= self.end

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the stretch from `start` to `end` shares a minute with this one."""
        return self.start < end and start < self.end


def _format_clock(minutes: int) -> str:
    return f"{minutes // _HOUR_MINUTES:02d}:{minutes % _HOUR_MINUTES:02d}"


def _minutes(hours: str, minutes: str | None) -> int:
    past_hour = int(minutes or 0)
    total = int(hours) * _HOUR_MINUTES + past_hour
    if total > DAY_MINUTES or past_hour >= _HOUR_MINUTES:
        raise _problem("bad-clock", f"{hours}:{minutes or '00'} is not a time of day", "write 00:00 to 24:00")
    return total


def _problem(code: str, fact: str, proposal: str) -> PydanticCustomError:
    """Make a ValueError that keeps its code and parts when pydantic collects it."""
    return PydanticCustomError(code, "{fact}: {proposal}", {"fact": fact, "proposal": proposal})


def format_moment(minute: int) -> str:
    """Write a minute of the week as ``Mon 18:00``; the week's end is ``Sun 24:00``."""
    if minute == WEEK_MINUTES:
        return "Sun 24:00"
    return f"{DAYS[minute // DAY_MINUTES]} {_format_clock(minute % DAY_MINUTES)}"


def parse_moment(value: object) -> int:
    """Read ``Mon 18:00`` (or a minute of the week) as minutes since Monday 00:00.

    Raises
    ------
    ValueError
        If `value` is no moment of the week.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= WEEK_MINUTES:
            return value
        raise _problem("bad-moment", f"{excerpt(value)} is outside the week", "write a moment such as 'Mon 18:00'")
    match = _MOMENT.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise _problem("bad-moment", f"{excerpt(value)} is not a moment of the week", "write it as 'Mon 18:00'")
    return DAYS.index(match[1].title()) * DAY_MINUTES + _minutes(match[2], match[3])


def _days(text: str) -> list[int]:
    if text.lower() == "daily":
        return list(range(7))
    days: list[int] = []
    for part in text.split(","):
        ends = [DAYS.index(name.strip().title()) for name in part.split("-")]
        first, last = ends[0], ends[-1]
        days += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return days


def _parse_window(text: str) -> list[Window]:
    match = _WINDOW.match(text.strip().replace("\N{EN DASH}", "-"))
    if match is None:
        proposal = "write it as 'Mon-Fri 08:00-16:30' (or a day alone for all of it)"
        raise _problem("bad-window", f"{excerpt(text)} is not a window", proposal)
    start = _minutes(match[2], match[3]) if match[2] else 0
    end = _minutes(match[4], match[5]) if match[4] else DAY_MINUTES
    if start in (end, DAY_MINUTES):
        raise _problem("empty-window", f"{excerpt(text)} has no length", "its end must differ from its start")
    windows = []
    for day in _days(match[1]):
        base = day * DAY_MINUTES
        if start < end:
            windows.append(Window(base + start, base + end))
            continue
        # past midnight, into the next day of the week
        windows.append(Window(base + start, base + DAY_MINUTES))
        if end:
            follow = (day + 1) % 7 * DAY_MINUTES
            windows.append(Window(follow, follow + end))
    return windows


def _parse_item(item: object) -> list[Window]:
    if isinstance(item, Window):
        if 0 <= item.start < item.end <= min((item.day + 1) * DAY_MINUTES, WEEK_MINUTES):
            return [item]
        fact = f"the window of minutes {item.start} to {item.end} is not a stretch of one day"
        raise _problem("bad-window", fact, "cut it at midnight")
    if isinstance(item, str):
        return [window for part in item.split(";") if part.strip() for window in _parse_window(part)]
    raise _problem("bad-window", f"{excerpt(item)} is not a window", "write it as 'Mon-Fri 08:00-16:30'")


def parse_windows(value: object) -> tuple[Window, ...]:
    """Read one text or a list of texts (``Mon-Fri 08:00-16:30; Sat 9-13``) as windows, in order of time.

    Raises
    ------
    ValueError
        If a text is no window. For a list it is pydantic's `ValidationError`, which names every such item.
    """
    if isinstance(value, str | Window):
        return tuple(sorted(_parse_item(value)))
    if not isinstance(value, list | tuple):
        proposal = "write for example ['Mon 17:00-21:00', 'Sat 9-13']"
        raise _problem("bad-window", f"{excerpt(value)} is not a list of windows", proposal)
    windows: list[Window] = []
    problems: list[InitErrorDetails] = []
    for index, item in enumerate(value):
        try:
            windows += _parse_item(item)
        except PydanticCustomError as error:
            problems.append(InitErrorDetails(type=error, loc=(index,), input=item))
    if problems:
        raise ValidationError.from_exception_data("windows", problems)
    return tuple(sorted(windows))


def format_windows(windows: Iterable[Window]) -> list[str]:
    """Write windows as texts, the same hours on three or more days in a row as one: ``Mon-Fri 08:00-16:30``."""
    days: dict[tuple[int, int], list[int]] = {}
    for window in sorted(windows):
        base = window.day * DAY_MINUTES
        days.setdefault((window.start - base, window.end - base), []).append(window.day)
    return [
        f"{run} {_format_clock(start)}-{_format_clock(end)}"
        for (start, end), on in days.items()
        for run in _day_runs(on)
    ]


def _day_runs(days: list[int]) -> list[str]:
    """Name days in order, three or more in a row as ``Mon-Fri``."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    shortest = 3
    return [
        name
        for run in runs
        for name in ([f"{DAYS[run[0]]}-{DAYS[run[-1]]}"] if len(run) >= shortest else [DAYS[day] for day in run])
    ]


Moment = Annotated[
    int,
    BeforeValidator(parse_moment),
    PlainSerializer(format_moment, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["Mon 18:00"], "description": "day and 24-hour clock"}),
]
"""A minute of the week, written ``Mon 18:00``."""

Windows = Annotated[
    tuple[Window, ...],
    BeforeValidator(parse_windows),
    PlainSerializer(format_windows, return_type=list[str]),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "examples": [["Mon-Fri 08:00-16:30", "Sat 9-13"]],
        }
    ),
]
"""Stretches of the week, written ``Mon-Fri 08:00-16:30``; one past midnight runs into the next day."""


def merge(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Join windows that touch or overlap, day by day; the result is sorted and disjoint."""
    merged: list[Window] = []
    for window in sorted(windows):
        if merged and merged[-1].day == window.day and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return tuple(merged)


def subtract(windows: Iterable[Window], taken: Iterable[Window]) -> tuple[Window, ...]:
    """Cut the stretches `taken` out of `windows`."""
    left = list(merge(windows))
    for cut in merge(taken):
        rest: list[Window] = []
        for window in left:
            if not window.overlaps(cut.start, cut.end):
                rest.append(window)
                continue
            if window.start < cut.start:
                rest.append(Window(window.start, cut.start))
            if cut.end < window.end:
                rest.append(Window(cut.end, window.end))
        left = rest
    return tuple(left)


WHOLE_WEEK = tuple(Window(day * DAY_MINUTES, (day + 1) * DAY_MINUTES) for day in range(7))


class Busy(Model):
    """Hours that are taken, with the reason."""

    when: Windows
    """The hours."""
    reason: Reason = "other"
    """Why: shown to the scheduler when a need cannot be met."""


class WeekOverride(Model):
    """What differs in one named week: a rotating shift, an exam week, a leave."""

    week: date
    """The Monday of the week this holds for."""
    free: Windows | None = None
    """Replaces the usual free hours; none keeps them."""
    busy: tuple[Busy, ...] | None = None
    """Replaces the usual busy hours; none keeps them."""


class Availability(Model):
    """When somebody or something can be had: the free hours less the busy ones."""

    free: Windows | None = None
    """Hours that are open; none means the whole week."""
    busy: tuple[Busy, ...] = ()
    """Hours that are taken, each with a reason."""
    weeks: tuple[WeekOverride, ...] = Field(default=())
    """Overrides for single weeks (rotating shifts)."""

    def in_week(self, week: date | None) -> Availability:
        """Return what holds in the week that starts on `week`, overrides applied."""
        for override in self.weeks:
            if week is not None and override.week == week:
                free = self.free if override.free is None else override.free
                return Availability(free=free, busy=self.busy if override.busy is None else override.busy)
        return Availability(free=self.free, busy=self.busy)

    def windows(self, week: date | None = None) -> tuple[Window, ...]:
        """Return the hours open in the week that starts on `week`, sorted and disjoint."""
        here = self.in_week(week)
        free = WHOLE_WEEK if here.free is None else here.free
        return subtract(free, (window for busy in here.busy for window in busy.when))


def is_open(windows: Iterable[Window], start: int, end: int) -> bool:
    """Whether the stretch from `start` to `end` lies wholly inside one of the (merged) `windows`."""
    return any(window.covers(start, end) for window in windows)
