"""One patient's week from possible days: a beam search over the days, judged by the needs of the whole week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import attrgetter
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
    value: float
    promise: float
    """The value without what the minutes beyond the least of each service day gained: other days may bring these."""
    minutes: int
    days: int
    last: int
    counts: int
    full: int
    """Services of which the care plan allows no more, one in the field of each."""
    videos: int
    video_minutes: int
    plans: tuple[DayPlan, ...]


_VALUE, _PROMISE, _MOST = attrgetter("value"), attrgetter("promise"), attrgetter("most")


class _Ask(NamedTuple):
    """A day's plan with what the care plan says of its sessions."""

    plan: DayPlan
    services: Sequence[tuple[int, int, int, int]]
    """Place of the service's field, one in it, least and most of the care plan."""
    kinds: int
    """Services of the day, one in the field of each."""
    most: float
    """No part week's promise grows by more than this."""


def best_weeks(days: Sequence[Sequence[DayPlan]], rules: WeekRules, keep: int) -> list[tuple[Option, ...]]:
    """Return the best weeks found, best first.

    `days[d]` are the plans of day d, the empty one among them if the day may be empty.
    """
    parts = [_Part(0.0, 0.0, 0, 0, -1, 0, 0, 0, 0, ())]
    for day, plans in enumerate(days):
        asked = sorted((_asked(plan, rules) for plan in plans if plan.options), key=_MOST, reverse=True)
        by_days: dict[int, list[_Part]] = {}
        if len(asked) < len(plans):
            for part in parts:
                by_days.setdefault(part.days, []).append(part)
        for part in parts:
            for ask in asked:
                if part.full & ask.kinds:
                    continue
                same = by_days.setdefault(part.days + ask.plan.is_service_day, [])
                if len(same) >= BEAM and part.promise + ask.most <= same[-1].promise:
                    continue
                more = _grown(part, ask.plan, ask.services, day, rules)
                if more is not None:
                    same.append(more)
                    same.sort(key=_PROMISE, reverse=True)
                    del same[BEAM:]
        parts = [part for same in by_days.values() for part in same]
    best = nlargest(keep, parts, key=_VALUE)
    return [tuple(option for plan in part.plans for option in plan.options) for part in best]


def _asked(plan: DayPlan, rules: WeekRules) -> _Ask:
    services = [(FIELD_BITS * o.service, o.one, *rules.care[o.service]) for o in plan.options]
    half_hours = -(-plan.minutes // 30) + (rules.day_minutes > 0)
    most = plan.base + rules.half_hour_price * half_hours + rules.day_price * plan.is_service_day
    kinds = 0
    for _, one, least, _ in services:
        kinds |= one
        most += rules.care_price * (least > 0)
    return _Ask(plan, services, kinds, most)


def _grown(
    part: _Part, plan: DayPlan, asked: Sequence[tuple[int, int, int, int]], day: int, rules: WeekRules
) -> _Part | None:
    """A part week with one day more, or None if that may not be.

    `asked` are the day's sessions: place of the service's field, one in it, least and most of the care plan.
    """
    value, _, so_far, days, last, counts, full, videos, video_minutes, plans = part
    minutes = so_far + plan.minutes
    if minutes > rules.minutes_max:
        return None
    value += plan.base
    for shift, one, least, most in asked:
        n = (counts >> shift) & FULL_FIELD
        if n < least:
            value += rules.care_price
        if n >= most:
            return None
        if n + 1 == most:
            full |= one
        counts += one
    if plan.videos:
        videos, video_minutes = videos + plan.videos, video_minutes + plan.video_minutes
        if videos > rules.videos_max or video_minutes > rules.video_minutes_max:
            return None
    wanted = rules.minutes_min
    if so_far < wanted:
        value += rules.half_hour_price * (
            -(-(wanted - so_far) // 30) - (-(-(wanted - minutes) // 30) if minutes < wanted else 0)
        )
    if plan.is_service_day:
        days += 1
        value += _of_service_day(days, day - last if last >= 0 else 0, rules)
        last = day
    promise = value
    if rules.day_minutes:
        promise -= rules.half_hour_price * max(0, min(minutes, wanted) - rules.day_minutes * days) / 30
    return _Part(value, promise, minutes, days, last, counts, full, videos, video_minutes, (*plans, plan))


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
