"""Times, amounts and outcomes in a scheduler's words."""

from __future__ import annotations

from datetime import date, timedelta

from iopsched.model.result import Result, UnmetNeed
from iopsched.model.time import DAY_MINUTES, DAYS

TITLE_MAX = 200
"""Characters of a title that are shown: as many as a week's title may have."""
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_STOPPED = {
    "gap": "the gap asked for is reached",
    "time": "the time limit is reached",
    "work": "all the work is done that the time limit stands for",
    "stall": "nothing improved for as long as was allowed",
    "cancelled": "it was stopped",
}


def hours(minutes: int) -> str:
    """Write minutes as hours where they are full halves: ``7.5 h``, else ``7 h 20 min`` or ``50 min``."""
    whole, rest = divmod(minutes, 60)
    if rest and not whole:
        return f"{rest} min"
    return f"{whole} h {rest} min" if rest % 30 else f"{minutes / 60:g} h"


def hour_band(low: int, high: int | None) -> str:
    """Write a band of minutes as ``9 to 12 h``; an open end is left out."""
    if high is None:
        return f"at least {hours(low)}" if low else ""
    return f"{hours(low).removesuffix(' h')} to {hours(high)}" if low else f"at most {hours(high)}"


def count(number: int, noun: str) -> str:
    """Write ``1 session`` or ``3 sessions``."""
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"


def percent(gap: float) -> str:
    """Write a share as ``3.2 %``, rounded up: a gap is never made smaller than it is."""
    tenths = -int(-gap * 1000 // 1)
    return f"{tenths / 10:.1f} %"


def clock(minute: int) -> str:
    """Write a minute of the week as a time of day."""
    of_day = minute % DAY_MINUTES
    return f"{of_day // 60:02d}:{of_day % 60:02d}"


def span(start: int, end: int) -> str:
    """Write ``18:00-18:50``; midnight as an end is 24:00."""
    return f"{clock(start)}-{clock(end) if end % DAY_MINUTES else '24:00'}"


def day_title(day: int, week: date | None) -> str:
    """Write ``Monday 23 November``; an abstract week has no dates."""
    if week is None:
        return DAY_NAMES[day]
    then = week + timedelta(days=day)
    return f"{DAY_NAMES[day]} {then.day} {then:%B}"


def day_short(day: int, week: date | None) -> str:
    """Write ``Mon 23``; an abstract week has no dates."""
    return DAYS[day] if week is None else f"{DAYS[day]} {(week + timedelta(days=day)).day}"


def week_title(title: str | None, week: date | None) -> str:
    """Write the heading of a week; its title is free text, so nothing in it may steer the terminal."""
    shown = "".join(character for character in (title or "")[:TITLE_MAX] if character.isprintable())
    dated = f"week of {week.day} {week:%B %Y}" if week is not None else ""
    return ", ".join(part for part in (shown, dated) if part) or "one week"


def status_words(result: Result) -> str:
    """How good the schedule is, in one sentence."""
    if result.status == "optimal":
        return "proved optimal: no legal schedule costs less"
    if result.gap is None or result.bound is None:
        return "legal; how far from the best is not known"
    return f"best within {percent(result.gap)}: no legal schedule costs less than {result.bound:,}"


def stop_words(result: Result) -> str:
    """Why the search ended; empty when there was nothing left to find."""
    return _STOPPED.get(result.run.stop_rule, "")


def missing(need: UnmetNeed) -> str:
    """How much is missing: ``2 sessions``, ``1.5 h``."""
    if need.unit == "half hours":
        return hours(need.units * 30)
    return count(need.units, need.unit.removesuffix("s"))


def need_words(need: UnmetNeed) -> str:
    """Which need, and of what: ``care-plan individual-therapy``."""
    details = [part for part in (need.service, need.day, need.other and f"with {need.other}") if part]
    return " ".join([need.rule, *details])
