"""One patient's week from possible days: a beam search over the days, judged by the needs of the whole week."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import count
from operator import itemgetter
from typing import NamedTuple

from iopsched_solver.greedy.days import FIELD_BITS, FULL_FIELD, DayPlan, Option

BEAM = 8
"""Part weeks kept after every day, for each number of service days."""


@dataclass(frozen=True, slots=True)
class WeekRules:
    """What a week must be like and what its needs are worth."""

    care: Mapping[int, tuple[int, int]]
    """By service: sessions still asked for, and allowed."""
    minutes_min: int
    minutes_max: int
    day_minutes: int
    """Counted minutes that make a service day; 0 for none."""
    days_min: int
    days_max: int
    gap_max: int
    videos_max: int
    video_minutes_max: int
    care_price: float
    half_hour_price: float
    day_price: float
    gap_price: float


class _Part(NamedTuple):
    order: float
    """The promise, negative: the value without what the minutes beyond the least of each service day gained, since
    other days may bring these."""
    number: int
    """Of equals the first one found comes first."""
    value: float
    """Of its days; what the missing minutes cost is not taken off."""
    minutes: int
    last: int
    care: _Care
    videos: int
    video_minutes: int
    plans: tuple[DayPlan, ...]


class _Care(NamedTuple):
    counts: int
    """Sessions by service."""
    asked: int
    """Services of which the care plan asks for more, one in the field of each."""
    full: int
    """Services of which the care plan allows no more, one in the field of each."""


class _Ask(NamedTuple):
    """A day's plan with what the care plan says of its sessions."""

    most: float
    """No part week's promise grows by more than this."""
    plan: DayPlan
    kinds: int
    """Services of the day, one in the field of each."""
    services: Sequence[tuple[int, int, int, int]]
    """Place of the service's field, one in it, least and most of the care plan."""


_FIRST = itemgetter(0)


def best_weeks(days: Sequence[Sequence[DayPlan]], rules: WeekRules, keep: int) -> list[tuple[Option, ...]]:
    """Return the best weeks found, best first.

    `days[d]` are the plans of day d, the empty one among them if the day may be empty.
    """
    asked = sum(1 << (FIELD_BITS * service) for service, (least, _) in rules.care.items() if least > 0)
    numbers = count()
    nothing = _Part(_missing(0, rules), next(numbers), 0.0, 0, -1, _Care(0, asked, 0), 0, 0, ())
    parts = {0: [nothing]}
    for day, plans in enumerate(days):
        asks = sorted((_asked(plan, rules) for plan in plans if plan.options), key=_FIRST, reverse=True)
        grown = {n: list(same) for n, same in parts.items()} if len(asks) < len(plans) else {}
        if asks:
            for n, same in parts.items():
                for part in same:
                    _extend(part, n, asks, day, rules, grown, numbers)
        parts = grown
    ended = [(part.value - _missing(part.minutes, rules), part) for same in parts.values() for part in same]
    best = nlargest(keep, ended, key=_FIRST)
    return [tuple(option for plan in part.plans for option in plan.options) for _, part in best]


def _missing(minutes: int, rules: WeekRules) -> float:
    """What the minutes cost that are missing to the least of the week."""
    lack = rules.minutes_min - minutes
    return rules.half_hour_price * -(-lack // 30) if lack > 0 else 0.0


def _asked(plan: DayPlan, rules: WeekRules) -> _Ask:
    kinds, services = 0, []
    half_hours = -(-plan.minutes // 30) + (rules.day_minutes > 0)
    most = plan.base + rules.half_hour_price * half_hours + rules.day_price * plan.is_service_day
    for option in plan.options:
        least, allowed = rules.care[option.service]
        kinds |= option.one
        services.append((FIELD_BITS * option.service, option.one, least, allowed))
        if least:
            most += rules.care_price
    return _Ask(most, plan, kinds, services)


def _extend(
    part: _Part,
    n: int,
    asks: Sequence[_Ask],
    day: int,
    rules: WeekRules,
    grown: dict[int, list[_Part]],
    numbers: Iterator[int],
) -> None:
    """Add to `grown` a part week of n service days with one day more, in each way that is among the best so far."""
    order, _, value, so_far, last, care, videos, video_minutes, plans = part
    _, asked, full = care
    by_kind = grown.setdefault(n, []), grown.setdefault(n + 1, [])
    service_day = _of_service_day(n + 1, day - last if last >= 0 else 0, rules)
    for most, plan, kinds, services in asks:
        if full & kinds:
            continue
        _, base, minutes, is_day, _, counts, more_videos, more_minutes = plan
        same = by_kind[is_day]
        is_full = len(same) >= BEAM
        if is_full and order - most >= same[-1][0]:
            continue
        minutes += so_far
        if minutes > rules.minutes_max:
            continue
        if more_videos and (
            videos + more_videos > rules.videos_max or video_minutes + more_minutes > rules.video_minutes_max
        ):
            continue
        met = (asked & kinds).bit_count() if counts == kinds else _met(care, services)
        worth = value + base + rules.care_price * met + is_day * service_day
        behind = _behind(minutes, n + is_day, rules) - worth
        if is_full and behind >= same[-1][0]:
            continue
        after = _attended(care, services)
        if after is None:
            continue
        more = _Part(
            behind, next(numbers), worth, minutes, day if is_day else last, after,
            videos + more_videos, video_minutes + more_minutes, (*plans, plan),
        )  # fmt: skip
        insort(same, more)
        del same[BEAM:]


def _behind(minutes: int, days: int, rules: WeekRules) -> float:
    """What minutes and days take off the value of a part week to make its promise."""
    lack = rules.minutes_min - minutes
    behind = rules.half_hour_price * -(-lack // 30) if lack > 0 else 0.0
    if rules.day_minutes:
        beyond = (minutes if lack > 0 else rules.minutes_min) - rules.day_minutes * days
        if beyond > 0:
            behind += rules.half_hour_price * beyond / 30
    return behind


def _met(care: _Care, services: Sequence[tuple[int, int, int, int]]) -> int:
    """How many of a day's sessions the care plan asks for."""
    met, counts = 0, care.counts
    for shift, one, least, _ in services:
        met += (counts >> shift) & FULL_FIELD < least
        counts += one
    return met


def _attended(care: _Care, services: Sequence[tuple[int, int, int, int]]) -> _Care | None:
    """The sessions of a part week with those of a day, or None if these are too many."""
    counts, asked, full = care
    for shift, one, least, most in services:
        n = ((counts >> shift) & FULL_FIELD) + 1
        if n > most:
            return None
        if n == least:
            asked &= ~one
        if n == most:
            full |= one
        counts += one
    return _Care(counts, asked, full)


def _of_service_day(number: int, distance: int, rules: WeekRules) -> float:
    """What the service day of this number is worth, so many days after the one before."""
    value = rules.day_price if number <= rules.days_min else -rules.day_price if number > rules.days_max else 0.0
    return value - rules.gap_price * max(0, distance - rules.gap_max)


def exchanged(
    chosen: Sequence[Option], options: Sequence[Sequence[Option]], rules: WeekRules, once: int
) -> tuple[Option, ...]:
    """Swap sessions that the care plan does not ask for against ones it does, hour for hour, while there are any.

    Parameters
    ----------
    chosen
        A legal week; sessions without an alternative stay.
    options
        What there is on each day.
    rules
        Of the week.
    once
        Services of which a day may have one only, as in `DayRules`.
    """
    week = list(chosen)
    counts: dict[int, int] = {}
    for option in week:
        counts[option.service] = counts.get(option.service, 0) + 1
    asked = [service for service, (least, _) in rules.care.items() if counts.get(service, 0) < least]
    if not asked:
        return tuple(week)
    offers: dict[tuple[int, int, int, int, int], list[Option]] = {}
    for option in (option for day in options for option in day if option.service in asked):
        offers.setdefault(_hour(option), []).append(option)
    for n, option in enumerate(week):
        if counts[option.service] <= rules.care[option.service][0]:
            continue
        better = [
            other
            for other in offers.get(_hour(option), ())
            if counts.get(other.service, 0) < rules.care[other.service][0]
            and not (other.one & once and any(o.service == other.service and o.day == option.day for o in week))
        ]
        if better:
            week[n] = max(better, key=lambda other: other.base)
            counts[option.service] -= 1
            counts[week[n].service] = counts.get(week[n].service, 0) + 1
    return tuple(week)


def _hour(option: Option) -> tuple[int, int, int, int, int]:
    return option.start, option.end, option.minutes, option.place, option.is_video
