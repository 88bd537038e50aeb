"""Hours that a clock change skips or repeats."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from iopsched.model.time import DAY_MINUTES, Window, merge

_SCAN_MINUTES = 5


def clock_changes(week: date | None, zone: str | None) -> tuple[Window, ...]:
    """Return the stretches of the week that the clock skips or shows twice.

    Such a local time has two offsets from UTC, before and after the change (PEP 495).

    Examples
    --------
    >>> [str(window) for window in clock_changes(date(2026, 3, 2), "America/Chicago")]
    ['Sun 02:00-03:00']
    """
    if week is None or zone is None:
        return ()
    clock = ZoneInfo(zone)
    midnights = [datetime.combine(week + timedelta(days=day), time(), tzinfo=clock) for day in range(8)]
    odd = []
    for day in range(7):
        if midnights[day].utcoffset() == midnights[day + 1].utcoffset():
            continue
        for minute in range(0, DAY_MINUTES, _SCAN_MINUTES):
            moment = (midnights[day].replace(tzinfo=None) + timedelta(minutes=minute)).replace(tzinfo=clock)
            if moment.utcoffset() != moment.replace(fold=1).utcoffset():
                start = day * DAY_MINUTES + minute
                odd.append(Window(start, start + _SCAN_MINUTES))
    return merge(odd)
