"""The hours that a clock change skips or repeats."""

from datetime import date

import pytest

from iopsched.check.clock import clock_changes


@pytest.mark.parametrize(
    ("week", "zone", "closed"),
    [
        (date(2026, 3, 2), "America/Chicago", ["Sun 02:00-03:00"]),  # skipped
        (date(2026, 10, 26), "America/Chicago", ["Sun 01:00-02:00"]),  # shown twice
        (date(2026, 3, 9), "America/Chicago", []),
        (date(2026, 3, 2), "America/Phoenix", []),  # no summer time
        (date(2026, 9, 28), "Australia/Lord_Howe", ["Sun 02:00-02:30"]),  # by half an hour
        (date(2026, 8, 31), "America/Santiago", ["Sun 00:00-01:00"]),  # at midnight
        (None, "America/Chicago", []),
        (date(2026, 3, 2), None, []),
    ],
)
def test_clock_changes(week, zone, closed):
    assert [str(window) for window in clock_changes(week, zone)] == closed
