"""What the clock of a time zone does around one week, as calendars carry it (VTIMEZONE).

icalendar can make this of a zone too, but misses two changes that are less than some months apart (Morocco has such).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from iopsched.formats.edition import Dates

_BEFORE_MINUTES = -24 * 60
_AFTER_MINUTES = 9 * 24 * 60
_STEP = timedelta(hours=1)


def timezone_of(dates: Dates) -> Timezone:
    """Return the zone of a week, right from the day before it to the day after."""
    changes = list(_changes(dates))
    least = min(to for _, _, to, _ in changes)
    zone = Timezone()
    zone.add("tzid", dates.zone.key)
    for onset, before, to, name in changes:
        rule = TimezoneDaylight() if to > least else TimezoneStandard()
        rule.add("dtstart", onset)
        rule.add("tzoffsetfrom", before)
        rule.add("tzoffsetto", to)
        rule.add("tzname", name)
        zone.add_component(rule)
    return zone


def _changes(dates: Dates) -> Iterator[tuple[datetime, timedelta, timedelta, str]]:
    """Yield from when on, by the clock before, which offset holds; before it; and its name."""
    now = dates.at(_BEFORE_MINUTES).astimezone(UTC)
    last = dates.at(_AFTER_MINUTES).astimezone(UTC)
    offset, name = _clock(now, dates)
    yield (now + offset).replace(tzinfo=None), offset, offset, name
    while now < last:
        following, name = _clock(now + _STEP, dates)
        if following != offset:
            onset = _first(now, offset, dates)
            yield (onset + offset).replace(tzinfo=None), offset, following, name
            offset = following
        now += _STEP


def _clock(moment: datetime, dates: Dates) -> tuple[timedelta, str]:
    local = moment.astimezone(dates.zone)
    return local.utcoffset() or timedelta(), local.tzname() or ""


def _first(moment: datetime, offset: timedelta, dates: Dates) -> datetime:
    """Return the first minute after `moment` at which `offset` no longer holds."""
    while _clock(moment, dates)[0] == offset:
        moment += timedelta(minutes=1)
    return moment
