"""What one patient could do on one day: a beam search over the day's sessions in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from iopsched_solver.problem import NONE

BEAM = 4
"""Part days kept at every start, for each number of one-to-one sessions."""
KEPT = 1
"""Days kept for each sum of counted minutes and each number of one-to-one sessions."""
PLANS = 8
"""Days kept in all, the best ones."""
MUST = 1e9
"""What a session is worth that the day contains in any case: no part day without it is kept."""
FIELD_BITS = 5
"""Sessions by service are counted in one whole number, a field of so many bits for each service."""
FULL_FIELD = (1 << FIELD_BITS) - 1


class Option(NamedTuple):
    """One session a patient could have."""

    start: int
    end: int
    service: int
    minutes: int
    value: float
    """What it is worth: its own costs off, and what it would meet of the care plan and the weekly minutes on."""
    base: float
    """The same without the needs that only the whole week can tell."""
    cell: int
    day: int
    clinician: int
    place: int
    is_video: bool
    one: int
    """One session of the service, in the service's field of the counts."""


@dataclass(frozen=True, slots=True)
class DayRules:
    """What a day must be like, and what it costs if it is not. Times are slots, prices cost units."""

    pauses: Sequence[Sequence[int]]
    """Slots between sessions at two places."""
    span_max: int
    minutes_max: int
    minutes_min: int
    sessions_min: int
    sessions_max: int
    short_price: float
    """Of a half hour missing to the least minutes; infinite where that is hard."""
    few_price: float
    """Of a session too few."""
    beyond_price: float
    """Of a session too many."""
    day_price: float
    """What a service day is worth."""
    idle_price: float
    """Of a slot between two sessions."""
    once: int
    """Services of which a day may have one only, a field of `FIELD_BITS` bits for each."""
    limits: Sequence[tuple[int, int]]
    """Other limits: services (a full field for each), and how many of them a day may have together."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One possible day."""

    value: float
    base: float
    minutes: int
    is_service_day: bool
    options: tuple[Option, ...] = ()
    videos: int = 0
    video_minutes: int = 0


class _Part(NamedTuple):
    value: float
    free_from: int
    first: int
    place: int
    minutes: int
    options: tuple[Option, ...]
    counts: int
    visits: int
    """One-to-one sessions."""


_NOTHING = _Part(0.0, -1, -1, -1, 0, (), 0, 0)
_VALUE = attrgetter("value")
EMPTY_DAY = DayPlan(0.0, 0.0, 0, is_service_day=False)


def day_plans(options: Sequence[Option], rules: DayRules, must: Sequence[Option] = ()) -> list[DayPlan]:
    """Return good days, the best of each length; `must` are options that every day contains."""
    ready, pending, all_parts = [_NOTHING], list[_Part](), list[_Part]()
    musts = [option._replace(value=option.value + MUST) for option in must]
    for start, group in groupby(sorted((*options, *musts), key=_start_of), key=_start_of):
        ended = [part for part in pending if part.free_from <= start]
        if ended:
            ready = _best([*ready, *ended])
            pending = [part for part in pending if part.free_from > start]
        for option in group:
            grown = [more for part in ready if (more := _grown(part, option, rules)) is not None]
            pending += grown
            all_parts += grown
    needed = {option.cell for option in must}
    if needed:
        all_parts = [part for part in all_parts if needed <= {option.cell for option in part.options}]
    return _kept(all_parts, rules, len(must))


def fit_together(options: Sequence[Option], rules: DayRules) -> bool:
    """Whether sessions of one day obey every rule of the day but its least minutes and sessions."""
    part: _Part | None = _NOTHING
    for option in sorted(options, key=_start_of):
        if part is not None:
            part = _grown(part, option, rules)
    return part is not None


def _start_of(option: Option) -> int:
    return option.start


def _grown(part: _Part, option: Option, rules: DayRules) -> _Part | None:
    """A part day with one session more, or None if that may not be."""
    start, end, _, minutes, value, _, _, _, clinician, place, _, one = option
    before, free_from, first, last_place, so_far, options, counts, visits = part
    visits += clinician != NONE
    if not options:
        return _Part(value, end, start, place, minutes, (option,), one, visits)
    if (
        start - free_from < rules.pauses[last_place][place]
        or end - first > rules.span_max
        or so_far + minutes > rules.minutes_max
        or counts & rules.once & (one * FULL_FIELD)
    ):
        return None
    counts += one
    for limited, most in rules.limits:
        if _count(counts & limited) > most:
            return None
    value += before - (start - free_from) * rules.idle_price
    if len(options) >= rules.sessions_max:
        if rules.beyond_price == float("inf"):
            return None
        value -= rules.beyond_price
    return _Part(value, end, first, place, so_far + minutes, (*options, option), counts, visits)


def _count(counts: int) -> int:
    total = 0
    while counts:
        total += counts & FULL_FIELD
        counts >>= FIELD_BITS
    return total


def _best(parts: list[_Part]) -> list[_Part]:
    """The best part days, one for each set of services, and the empty one."""
    parts.sort(key=_VALUE, reverse=True)
    best: dict[int, _Part] = {0: _NOTHING}
    kept: dict[int, int] = {}
    for part in parts:
        visits = part.visits
        if kept.get(visits, 0) < BEAM and part.counts not in best:
            best[part.counts] = part
            kept[visits] = kept.get(visits, 0) + 1
    return list(best.values())


def _kept(parts: list[_Part], rules: DayRules, musts: int) -> list[DayPlan]:
    """The best days of each length, one for each set of services."""
    parts.sort(key=_VALUE, reverse=True)
    kept: dict[tuple[int, int], int] = {}
    seen: set[int] = set()
    plans = []
    for part in parts:
        minutes = part.minutes
        kind = (minutes, part.visits)
        if part.counts in seen or kept.get(kind, 0) >= KEPT:
            continue
        seen.add(part.counts)
        kept[kind] = kept.get(kind, 0) + 1
        lack = _lack(part, rules)
        if lack == float("inf"):
            continue
        is_day = minutes >= max(1, rules.minutes_min)
        videos = [option for option in part.options if option.is_video]
        plans.append(
            DayPlan(
                part.value - lack + is_day * rules.day_price - musts * MUST,
                part.value - lack - sum(option.value - option.base for option in part.options),
                minutes, is_day, part.options, len(videos), sum(option.minutes for option in videos),
            )
        )  # fmt: skip
    return plans if len(plans) <= PLANS else nlargest(PLANS, plans, key=_VALUE)


def _lack(part: _Part, rules: DayRules) -> float:
    """What a day costs for being too short or having too few sessions; too many were charged as they came."""
    short = -(-max(0, rules.minutes_min - part.minutes) // 30) if part.minutes else 0
    off = max(0, rules.sessions_min - len(part.options))
    return (short * rules.short_price if short else 0.0) + (off * rules.few_price if off else 0.0)
