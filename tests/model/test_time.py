"""Moments, windows and availability as people write them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from iopsched.model.time import (
    DAY_MINUTES,
    DAYS,
    WEEK_MINUTES,
    WHOLE_WEEK,
    Availability,
    Moment,
    Window,
    Windows,
    format_moment,
    format_windows,
    is_open,
    merge,
    parse_moment,
    parse_windows,
    subtract,
)  # fmt: skip

HOUR = 60


def day_window(day, start, end):
    return Window(day * DAY_MINUTES + start, day * DAY_MINUTES + end)


@st.composite
def windows(draw):
    day = draw(st.integers(0, 6))
    start = draw(st.integers(0, DAY_MINUTES - 1))
    return day_window(day, start, draw(st.integers(start + 1, DAY_MINUTES)))


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("Mon 0:00", 0), ("Mon 18:00", 18 * HOUR), ("mon 18", 18 * HOUR), ("  SUN   09:05 ", 6 * DAY_MINUTES + 545),
        ("Mon 24:00", DAY_MINUTES), ("Tue 00:00", DAY_MINUTES), ("Sun 24:00", WEEK_MINUTES), (0, 0), (10080, 10080),
    ],
)  # fmt: skip
def test_a_moment_is_a_minute_of_the_week(text, minute):
    assert parse_moment(text) == minute


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("18:00", "write it as 'Mon 18:00'"), ("Monday 18:00", "not a moment"), ("Mon", "not a moment"),
        ("Mon 1:5", "not a moment"), ("Mon 6pm", "not a moment"), ("", "not a moment"), ("Mon 24:01", "time of day"),
        ("Mon 25", "25:00 is not a time of day"), ("Mon 12:60", "12:60 is not a time of day"), (-1, "outside the week"),
        (10081, "outside the week"), (True, "true is not a moment"), (None, "nothing is not a moment"),
        (18.5, "18.5 is not a moment"), ([], "a list is not a moment"), ("Mon ١٨:00", "not a moment"),
        ("x" * 10_000, "xxx...' is not a moment"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_said_in_few_words(value, part):
    with pytest.raises(ValueError, match=re.escape(part)) as caught:
        parse_moment(value)
    assert len(str(caught.value)) < 150


@given(st.integers(0, WEEK_MINUTES))
def test_a_moment_is_read_as_it_is_written(minute):
    assert parse_moment(format_moment(minute)) == minute
    adapter = TypeAdapter(Moment)
    assert adapter.validate_python(adapter.dump_python(minute)) == minute


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon 9-12", [day_window(0, 540, 720)]),
        ("Mon 9:30-12:15", [day_window(0, 570, 735)]),
        ("mon-wed 9-10", [day_window(d, 540, 600) for d in (0, 1, 2)]),
        ("Mon,Wed-Thu 9-10", [day_window(d, 540, 600) for d in (0, 2, 3)]),
        ("Sat-Mon 9-10", [day_window(d, 540, 600) for d in (0, 5, 6)]),
        ("Thu", [day_window(3, 0, DAY_MINUTES)]),
        ("daily", list(WHOLE_WEEK)),
        ("daily 0-24", list(WHOLE_WEEK)),
        ("Mon 17-24", [day_window(0, 1020, DAY_MINUTES)]),
        ("Mon 17-0", [day_window(0, 1020, DAY_MINUTES)]),
        ("Mon 22-2", [day_window(0, 1320, DAY_MINUTES), day_window(1, 0, 120)]),
        ("Sun 22-2", [day_window(0, 0, 120), day_window(6, 1320, DAY_MINUTES)]),
        ("Tue 9-10; Mon 9-10", [day_window(0, 540, 600), day_window(1, 540, 600)]),
        (["Tue 9-10", "Mon 9-10; "], [day_window(0, 540, 600), day_window(1, 540, 600)]),
        ("Mon\N{EN DASH}Tue 9 \N{EN DASH} 10", [day_window(d, 540, 600) for d in (0, 1)]),
        ("", []), ([], []), (" ; ", []),
    ],
)  # fmt: skip
def test_windows_are_stretches_of_days(text, expected):
    assert list(parse_windows(text)) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Mon 9-9", "'Mon 9-9' has no length"), ("Mon 0-0", "has no length"), ("Mon 24-24", "has no length"),
        ("Mon 24-3", "has no length"), ("Mon 9", "is not a window"), ("9-12", "is not a window"),
        ("Mon-Foo 9-12", "is not a window"), ("Mon 9-12 work", "is not a window"), ("Mon 9-25", "25:00 is not a time"),
        ("Mon 9:60-12", "9:60 is not a time"), (9, "9 is not a list of windows"), ({}, "a mapping is not a list"),
        (None, "nothing is not a list"), (Window(0, 0), "not a stretch of one day"),
        (Window(0, DAY_MINUTES + 1), "not a stretch of one day"), (Window(-10, -5), "not a stretch of one day"),
        (Window(WEEK_MINUTES, WEEK_MINUTES + 5), "not a stretch of one day"),
        ("Mon 9-12" * 10_000, "is not a window"),
    ],
)  # fmt: skip
def test_what_is_no_window_is_said_in_few_words(text, part):
    with pytest.raises(ValueError, match=re.escape(part)) as caught:
        parse_windows(text)
    assert len(str(caught.value)) < 150


def test_every_wrong_window_of_a_list_is_told_by_its_place():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Windows).validate_python(["Mon 9-9", "Tue 9-10", "x; Wed 9-10", 4])
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [
        ((0,), "empty-window"), ((2,), "bad-window"), ((3,), "bad-window"),
    ]  # fmt: skip


@given(st.lists(windows(), max_size=12))
def test_windows_are_read_as_they_are_written(some):
    adapter = TypeAdapter(Windows)
    assert parse_windows([str(window) for window in some]) == tuple(sorted(some))
    assert parse_windows(format_windows(some)) == tuple(sorted(some))
    assert adapter.validate_json(adapter.dump_json(tuple(some))) == tuple(sorted(some))


@pytest.mark.parametrize("text", ["Mon-Fri 08:00-16:30", "Mon-Sun 00:00-24:00", "Wed-Fri 22:00-24:00"])
def test_the_same_hours_on_days_in_a_row_are_one_text(text):
    assert format_windows(parse_windows(text)) == [text]


def test_hours_on_two_days_stay_two_texts():
    assert format_windows(parse_windows("Sat-Sun 9-13; Tue 8-9")) == [
        "Tue 08:00-09:00", "Sat 09:00-13:00", "Sun 09:00-13:00",
    ]  # fmt: skip


def minutes_of(some):
    return {minute for window in some for minute in range(window.start, window.end)}


@given(st.lists(windows(), max_size=6), st.lists(windows(), max_size=6))
def test_merging_and_cutting_keep_exactly_the_minutes(some, taken):
    merged, left = merge(some), subtract(some, taken)
    assert minutes_of(merged) == minutes_of(some)
    assert minutes_of(left) == minutes_of(some) - minutes_of(taken)
    for result in (merged, left):
        assert list(result) == sorted(result)
        assert all(one.day != two.day or one.end < two.start for one, two in pairwise(result))
        assert all(window.end <= (window.day + 1) * DAY_MINUTES for window in result)


@given(st.lists(windows(), max_size=6), windows())
def test_open_means_wholly_inside_one_window(some, stretch):
    inside = minutes_of([stretch]) <= minutes_of(some)
    assert is_open(merge(some), stretch.start, stretch.end) == inside


@given(windows(), windows())
def test_two_windows_overlap_when_they_share_a_minute(one, two):
    assert one.overlaps(two.start, two.end) == bool(minutes_of([one]) & minutes_of([two]))
    assert one.covers(two.start, two.end) == (minutes_of([two]) <= minutes_of([one]))


def test_free_hours_are_those_free_less_those_busy():
    free = Availability.model_validate(
        {"free": "Mon 9-17; Tue 9-12", "busy": [{"when": "Mon 12-13", "reason": "work"}]}
    )
    assert [str(window) for window in free.windows()] == ["Mon 09:00-12:00", "Mon 13:00-17:00", "Tue 09:00-12:00"]
    assert Availability().windows() == WHOLE_WEEK
    assert Availability.model_validate({"free": []}).windows() == ()


def test_one_week_may_differ_in_what_it_says():
    free = Availability.model_validate({
        "free": "Mon 9-17", "busy": [{"when": "Mon 9-10"}],
        "weeks": [{"week": "2026-01-05", "free": "Tue 9-12"}, {"week": "2026-01-12", "busy": []}],
    })  # fmt: skip

    def texts(week):
        return [str(window) for window in free.windows(week)]

    assert texts(None) == texts(date(2026, 1, 19)) == ["Mon 10:00-17:00"]
    assert texts(date(2026, 1, 5)) == ["Tue 09:00-12:00"]
    assert texts(date(2026, 1, 12)) == ["Mon 09:00-17:00"]


def test_days_are_named_from_monday():
    assert [day_window(day, 0, 1).day for day in range(7)] == list(range(7))
    assert [format_moment(day * DAY_MINUTES)[:3] for day in range(7)] == list(DAYS)
