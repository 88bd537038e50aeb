"""Entries are at the right moment in weeks in which the clock changes, by the zone's name and by what the file says."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from iopsched.formats.agenda import Owner
from iopsched.formats.edition import Dates
from iopsched.formats.ics import calendars
from iopsched.formats.zones import timezone_of

SPRING, AUTUMN = date(2026, 3, 2), date(2026, 10, 26)
"""Weeks on whose Sundays America/New_York changes its clock at 02:00: 8 March and 1 November."""


def moments(edition):
    """Start and end of each entry of P-1 in UTC: as Python's zones say, and as the file itself does."""
    (text,) = calendars(edition, owners=[Owner("patient", "P-1")]).values()
    own = text.replace(
        edition.dates.zone.key, f"Unknown {edition.dates.zone} {edition.dates.week}"
    )  # icalendar keeps it
    for one in (text, own):
        events = sorted(Calendar.from_ical(one).events, key=lambda event: event["dtstart"].dt)
        yield [(it["dtstart"].dt.astimezone(UTC), it["dtend"].dt.astimezone(UTC)) for it in events]


@pytest.mark.parametrize(("monday", "zone", "expected"), [
    # Saturday 12:00, Sunday 01:00-04:00 over the change, and Sunday 12:00 after it; hours of UTC from Saturday 00:00
    (SPRING, "America/New_York", [(17, 18), (30, 32), (40, 41)]),  # -5, then -4; one hour less
    (AUTUMN, "America/New_York", [(16, 17), (29, 33), (41, 42)]),  # -4, then -5; one hour more
    (SPRING, "America/Phoenix", [(19, 20), (32, 35), (43, 44)]),  # -7 all year
    (AUTUMN, "America/Phoenix", [(19, 20), (32, 35), (43, 44)]),
    (SPRING, "UTC", [(12, 13), (25, 28), (36, 37)]),
], ids=["spring", "autumn", "Phoenix in spring", "Phoenix in autumn", "UTC"])  # fmt: skip
def test_sessions_before_over_and_after_the_change(edition, schedule_of, monday, zone, expected):
    schedule = schedule_of(
        ("process", "Sat 12:00", "Sat 13:00", ["P-1"]),
        ("dbt", "Sun 01:00", "Sun 04:00", ["P-1"]),
        ("skills", "Sun 12:00", "Sun 13:00", ["P-1"]),
    )
    saturday = datetime.combine(monday, datetime.min.time(), tzinfo=UTC) + timedelta(days=5)
    stretches = [tuple(saturday + timedelta(hours=hour) for hour in pair) for pair in expected]
    by_name, by_file = moments(edition(schedule, monday=monday, zone=zone))
    assert by_name == stretches
    assert by_file == stretches


def test_a_time_that_the_clock_skips_is_told_as_one_it_shows(edition, schedule_of):
    schedule = schedule_of(("process", "Sun 02:30", "Sun 03:30", ["P-1"]))
    made = edition(schedule, monday=SPRING, zone="America/New_York")
    (text,) = calendars(made, owners=[Owner("patient", "P-1")]).values()
    assert "DTSTART;TZID=America/New_York:20260308T033000" in text


def test_the_end_of_the_week_is_the_next_monday(edition, schedule_of):
    schedule = schedule_of(("process", "Sun 23:00", "Sun 24:00", ["P-1"]))
    made = edition(schedule, monday=AUTUMN, zone="America/New_York")
    for stretches in moments(made):
        assert stretches == [(datetime(2026, 11, 2, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC))]


@pytest.mark.parametrize("name", [
    "America/New_York", "America/Phoenix", "America/Havana", "America/St_Johns", "America/Santiago", "Europe/Dublin",
    "Africa/Casablanca", "Asia/Kolkata", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati",
])  # fmt: skip
def test_the_file_knows_the_clock_of_every_minute_of_its_week(name):
    first = date(2026, 1, 5)
    weeks = [Dates(first + timedelta(weeks=number), ZoneInfo(name)) for number in range(52)]
    changing = [it for it in weeks if len({it.at(day * 1440).utcoffset() for day in range(8)}) > 1]
    for dates in changing or weeks[:1]:
        zone = timezone_of(dates).to_tz(lookup_tzid=False)
        for minute in range(0, 7 * 1440, 15):
            moment = dates.at(minute)
            assert moment.replace(tzinfo=zone).utcoffset() == moment.utcoffset(), moment
