"""Editions of one small week as FHIR bundles."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from iopsched.formats.edition import Dates, Edition
from iopsched.formats.fhir import bundle_text
from iopsched_scenarios.mutations import base_week


@pytest.fixture(scope="session")
def week():
    """The scenario and its schedule of 24 sessions."""
    return base_week()


@pytest.fixture
def edition(week):
    """Make an edition: `edition(schedule, previous=...)`."""

    def make(schedule=None, *, monday=date(2026, 3, 2), zone="America/Chicago", **more):
        made_at = datetime(2026, 2, 27, 15, 0, 0, tzinfo=UTC)
        dates = Dates(monday, ZoneInfo(zone))
        return Edition(scenario=week[0], schedule=schedule or week[1], dates=dates, made_at=made_at, **more)

    return make


@pytest.fixture
def resources():
    """The resources of an edition by type, as plain values."""

    def read(edition, owners=()):
        found = {"Schedule": [], "Slot": [], "Appointment": []}
        for entry in json.loads(bundle_text(edition, owners=owners))["entry"]:
            found[entry["resource"]["resourceType"]].append(entry["resource"])
        return found

    return read
