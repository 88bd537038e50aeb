"""Hours that change: availability with hours taken or given, and what of them is still ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from iopsched.model.schedule import Session
from iopsched.model.time import (
    DAY_MINUTES,
    WHOLE_WEEK,
    Availability,
    Busy,
    Reason,
    WeekOverride,
    Window,
    merge,
    subtract,
)


def before(moment: int) -> tuple[Window, ...]:
    """Return the hours of the week before a moment."""
    cut = (Window(window.start, min(window.end, moment)) for window in WHOLE_WEEK if window.start < moment)
    return tuple(cut)


def ahead(windows: Iterable[Window], now: int, begun: Iterable[Session]) -> tuple[Window, ...]:
    """Cut off what lies before `now`, and the hours of sessions that began before it and are not over."""
    taken = [Window(session.start, session.end) for session in begun if session.start < now]
    return subtract(windows, [*before(now), *(w for w in taken if w.end <= (w.day + 1) * DAY_MINUTES)])


def with_busy(hours: Availability, week: date | None, when: tuple[Window, ...], reason: Reason) -> Availability:
    """Take hours away."""
    here = hours.in_week(week)
    return Availability(free=here.free, busy=(*here.busy, Busy(when=when, reason=reason)), weeks=_others(hours, week))


def with_free(hours: Availability, week: date | None, when: tuple[Window, ...]) -> Availability:
    """Give hours, whatever took them before."""
    here = hours.in_week(week)
    busy = [Busy(when=left, reason=busy.reason) for busy in here.busy if (left := subtract(busy.when, when))]
    free = None if here.free is None else merge([*here.free, *when])
    return Availability(free=free, busy=tuple(busy), weeks=_others(hours, week))


def with_only(hours: Availability, week: date | None, when: tuple[Window, ...], now: int) -> Availability:
    """Put hours in place of all that are still ahead."""
    past = subtract(hours.windows(week), subtract(WHOLE_WEEK, before(now)))
    return Availability(free=merge([*past, *when]), weeks=_others(hours, week))


def _others(hours: Availability, week: date | None) -> tuple[WeekOverride, ...]:
    """Overrides of other weeks: those of this week are written into the usual hours."""
    return tuple(override for override in hours.weeks if override.week != week)
