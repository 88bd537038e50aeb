"""Amounts, times and outcomes in words."""

from datetime import date

import pytest

from iopsched import words
from iopsched.model.result import UnmetNeed


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0 h"), (50, "50 min"), (540, "9 h"), (570, "9.5 h"), (550, "9 h 10 min")]
)
def test_hours(minutes, shown):
    assert words.hours(minutes) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(540, 720, "9 to 12 h"), (540, None, "at least 9 h"), (0, 720, "at most 12 h"), (0, None, ""),
     (560, 720, "9 h 20 min to 12 h")],
)  # fmt: skip
def test_a_band_of_hours(low, high, shown):
    assert words.hour_band(low, high) == shown


@pytest.mark.parametrize(("gap", "shown"), [(0.0, "0.0 %"), (0.0301, "3.1 %"), (0.00001, "0.1 %"), (0.25, "25.0 %")])
def test_a_gap_is_never_shown_smaller_than_it_is(gap, shown):
    assert words.percent(gap) == shown


def test_the_end_of_a_day_is_twenty_four_hours():
    assert words.span(23 * 60, 24 * 60) == "23:00-24:00"


def test_days_of_a_dated_and_of_an_abstract_week():
    week = date(2026, 11, 30)
    assert (words.day_title(1, week), words.day_short(1, week)) == ("Tuesday 1 December", "Tue 1")
    assert (words.day_title(1, None), words.day_short(1, None)) == ("Tuesday", "Tue")


def test_a_title_cannot_steer_the_terminal():
    assert words.week_title("evening\x1b[2J\r clinic", None) == "evening[2J clinic"
    assert words.week_title(None, None) == "one week"


@pytest.mark.parametrize(
    ("need", "named", "missing"),
    [
        ({"rule": "weekly-contact-minutes", "units": 3, "unit": "half hours"}, "weekly-contact-minutes", "1.5 h"),
        ({"rule": "care-plan", "units": 1, "unit": "sessions", "service": "art"}, "care-plan art", "1 session"),
        ({"rule": "service-days", "units": 2, "unit": "days"}, "service-days", "2 days"),
        ({"rule": "service-day-minimum", "units": 1, "unit": "half hours", "day": "Wed"}, "service-day-minimum Wed",
         "30 min"),
        ({"rule": "keep-together", "units": 1, "unit": "sessions", "other": "P-2"}, "keep-together with P-2",
         "1 session"),
    ],
)  # fmt: skip
def test_an_unmet_need(need, named, missing):
    unmet = UnmetNeed(patient="P-1", cost=1, **need)
    assert (words.need_words(unmet), words.missing(unmet)) == (named, missing)


@pytest.mark.parametrize(
    ("change", "said", "stopped"),
    [
        ({}, "proved optimal: no legal schedule costs less", ""),
        ({"status": "feasible", "gap": 0.031, "bound": 1500, "stop_rule": "time"},
         "best within 3.1 %: no legal schedule costs less than 1,500", "the time limit is reached"),
        ({"status": "feasible", "gap": None, "bound": None, "stop_rule": "cancelled"},
         "legal; how far from the best is not known", "it was stopped"),
    ],
)  # fmt: skip
def test_how_good_a_result_is(result, change, said, stopped):
    run = result.run.model_copy(update={"stop_rule": change.pop("stop_rule", "proved")})
    changed = result.model_copy(update={**change, "run": run})
    assert (words.status_words(changed), words.stop_words(changed)) == (said, stopped)
