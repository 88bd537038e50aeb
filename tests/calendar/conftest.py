"""Editions of one small week, and what their calendars say when they are read back."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from iopsched.formats.agenda import Owner
from iopsched.formats.edition import Dates, Edition
from iopsched.formats.ics import calendars
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations import base_week

MADE_AT = datetime(2026, 2, 27, 15, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def week():
    """The scenario and its schedule of 24 sessions."""
    return base_week()


@pytest.fixture
def edition(week):
    """Make an edition: `edition(sessions, week=date(...), zone="...", previous=...)`."""

    def make(schedule=None, *, monday=date(2026, 3, 2), zone="America/Chicago", made_at=MADE_AT, **more):
        dates = Dates(monday, ZoneInfo(zone))
        return Edition(scenario=week[0], schedule=schedule or week[1], dates=dates, made_at=made_at, **more)

    return make


@pytest.fixture
def read():
    """Write calendars and read them back: owner as text to its events by UID."""

    def read_back(edition, *owners, **options):
        asked = [Owner(*owner.split(" ", 1)) for owner in owners]
        texts = calendars(edition, owners=asked, **options)
        return {
            f"{owner.kind} {owner.id}": {str(event["uid"]): event for event in Calendar.from_ical(text).events}
            for owner, text in texts.items()
        }

    return read_back


@pytest.fixture
def schedule_of():
    """Make a schedule of sessions such as `("process", "Mon 17:00", "Mon 18:00", ["P-1"])`."""

    def make(*sessions):
        rows = [
            {"service": service, "group": f"G-{service}", "start": start, "end": end, "site": "north", "room": "N-1",
             "leaders": ["C-1"], "attendees": attendees}
            for service, start, end, attendees in sessions
        ]  # fmt: skip
        return Schedule.model_validate({"sessions": rows})

    return make
