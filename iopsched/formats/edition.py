"""One edition of an agreed week, as calendars and records get it: what runs, on which dates, and what it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from iopsched.formats.safe_text import one_line
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

SYSTEM = "https://iopsched.invalid"
"""Namespace of ids for a clinic that gives none of its own: an address that nobody can own (RFC 2606)."""
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dates:
    """The week and the zone that make a moment of the week a moment in time.

    Times are those on the wall. One that the clock shows twice is the first; one that it skips is as long after the
    change as it was meant to be, 03:30 for 02:30 (PEP 495 without fold; RFC 5545, section 3.3.5, agrees).

    Examples
    --------
    >>> dates = Dates(date(2026, 10, 26), ZoneInfo("America/New_York"))
    >>> str(dates.at(6 * 1440 + 60)), str(dates.at(6 * 1440 + 180))
    ('2026-11-01 01:00:00-04:00', '2026-11-01 03:00:00-05:00')
    """

    week: date
    """A Monday."""
    zone: ZoneInfo

    def at(self, minute: int) -> datetime:
        """Return the moment that is `minute` minutes after Monday 00:00 on the wall."""
        wall = datetime.combine(self.week, time(), tzinfo=self.zone) + timedelta(minutes=minute)
        return wall.astimezone(UTC).astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Edition:
    """A week as it is handed over."""

    scenario: Scenario
    schedule: Schedule
    dates: Dates
    made_at: datetime
    """When this edition was made, in UTC: of two editions the later one holds."""
    previous: Schedule | None = None
    """What was handed over before: sessions of it that are gone are cancelled."""
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Id to the name to show."""
    system: str = SYSTEM
    """Namespace of the clinic's ids: part of every identifier handed over."""

    def name(self, one: str) -> str:
        """Return what to call an id."""
        return one_line(self.names.get(one, one))

    @property
    def number(self) -> int:
        """Seconds since 2020: higher for every later edition, without a memory of the ones before."""
        return max(0, int((self.made_at - _FIRST).total_seconds()))
