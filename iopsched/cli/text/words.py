"""The words of the terminal are those of every other output: `iopsched.words`."""

from iopsched.words import (
    DAY_NAMES,
    clock,
    count,
    day_short,
    day_title,
    hour_band,
    hours,
    missing,
    need_words,
    percent,
    span,
    status_words,
    stop_words,
    week_title,
)

__all__ = [
    "DAY_NAMES",
    "clock",
    "count",
    "day_short",
    "day_title",
    "hour_band",
    "hours",
    "missing",
    "need_words",
    "percent",
    "span",
    "status_words",
    "stop_words",
    "week_title",
]
