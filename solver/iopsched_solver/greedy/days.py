"""What one patient could do on one day: a beam search over the day's sessions in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from typing import NamedTuple

from iopsched_solver.problem import NONE

BEAM = 4
"""Part days kept at every start, for each number of one-to-one sessions."""
PLANS = 8
"""Days kept in all: the best ones, of each sum of counted minutes and number of one-to-one sessions one at most."""
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


class DayPlan(NamedTuple):
    """One possible day."""

    value: float
    base: float
    minutes: int
    is_service_day: bool
    options: tuple[Option, ...] = ()
    counts: int = 0
    """Sessions by service."""
    videos: int = 0
    video_minutes: int = 0


class _Part(NamedTuple):
    value: float
    base: float
    free_from: int
    first: int
    place: int
    minutes: int
    counts: int
    visits: int
    """One-to-one sessions."""
    options: tuple[Option, ...]


_NOTHING = _Part(0.0, 0.0, -1, -1, -1, 0, 0, 0, ())
_FIRST = itemgetter(0)
"""The start of an option, the value of a part day or plan."""
EMPTY_DAY = DayPlan(0.0, 0.0, 0, is_service_day=False)


def day_plans(options: Sequence[Option], rules: DayRules, must: Sequence[Option] = ()) -> list[DayPlan]:
    """Return good days, the best of each length; `must` are options that every day contains."""
    ready, pending = [_NOTHING], list[_Part]()
    best: dict[tuple[int, int], _Part] = {}
    musts = [option._replace(value=option.value + MUST) for option in must]
    now = -1
    for option in sorted((*options, *musts), key=_FIRST):
        if option.start > now:
            now = option.start
            ended = [part for part in pending if part[2] <= now]
            if ended:
                ready = _best(ready + ended)
                pending = [part for part in pending if part[2] > now]
        grown = _grown(ready, option, rules)
        pending += grown
        for part in grown:
            kind = part[5], part[7]
            if kind not in best or part[0] > best[kind][0]:
                best[kind] = part
    found = sorted(best.values(), key=_FIRST, reverse=True)
    if musts:
        found = [part for part in found if part[0] > (len(musts) - 0.5) * MUST]
    return _kept(found, rules, len(musts))


def fit_together(options: Sequence[Option], rules: DayRules) -> bool:
    """Whether sessions of one day obey every rule of the day but its least minutes and sessions."""
    parts = [_NOTHING]
    for option in sorted(options, key=_FIRST):
        parts = _grown(parts, option, rules)
    return bool(parts)


def _grown(ready: list[_Part], option: Option, rules: DayRules) -> list[_Part]:
    """Every part day that may have one session more, with it. What makes up a part comes in the order of its fields."""
    start, end, _, minutes, value, base, _, _, clinician, place, _, one = option
    is_visit = clinician != NONE
    earliest, latest = end - rules.span_max, rules.minutes_max - minutes
    twice, pauses, idle_price = rules.once & (one * FULL_FIELD), rules.pauses, rules.idle_price
    grown = []
    for before, base_before, free_from, first, last_place, so_far, counts, visits, options in ready:
        if not options:
            grown.append(_Part(value, base, end, start, place, minutes, one, int(is_visit), (option,)))
            continue
        idle = start - free_from
        if first < earliest or so_far > latest or counts & twice or idle < pauses[last_place][place]:
            continue
        together = counts + one
        if rules.limits and any(_count(together & limited) > most for limited, most in rules.limits):
            continue
        price = idle * idle_price
        if len(options) >= rules.sessions_max:
            if rules.beyond_price == float("inf"):
                continue
            price += rules.beyond_price
        grown.append(
            _Part(
                before + value - price, base_before + base - price, end, first, place, so_far + minutes, together,
                visits + is_visit, (*options, option),
            )
        )  # fmt: skip
    return grown


def _count(counts: int) -> int:
    total = 0
    while counts:
        total += counts & FULL_FIELD
        counts >>= FIELD_BITS
    return total


def _best(parts: list[_Part]) -> list[_Part]:
    """The best part days, one for each set of services, and the empty one."""
    parts.sort(key=_FIRST, reverse=True)
    best: dict[int, _Part] = {0: _NOTHING}
    kept: dict[int, int] = {}
    for part in parts:
        counts, visits = part[6], part[7]
        if counts not in best and kept.get(visits, 0) < BEAM:
            best[counts] = part
            kept[visits] = kept.get(visits, 0) + 1
    return list(best.values())


def _kept(parts: list[_Part], rules: DayRules, musts: int) -> list[DayPlan]:
    """The best of these days as plans."""
    plans = []
    for value, base, _, _, _, minutes, counts, _, options in parts:
        lack = _lack(minutes, len(options), rules)
        if lack == float("inf"):
            continue
        is_day = minutes >= max(1, rules.minutes_min)
        videos = [option.minutes for option in options if option.is_video]
        worth = value - lack + is_day * rules.day_price - musts * MUST
        plans.append(DayPlan(worth, base - lack, minutes, is_day, options, counts, len(videos), sum(videos)))
    return plans if len(plans) <= PLANS else nlargest(PLANS, plans, key=_FIRST)


def _lack(minutes: int, sessions: int, rules: DayRules) -> float:
    """What a day costs for being too short or having too few sessions; too many were charged as they came."""
    short = -(-max(0, rules.minutes_min - minutes) // 30) if minutes else 0
    off = max(0, rules.sessions_min - sessions)
    return (short * rules.short_price if short else 0.0) + (off * rules.few_price if off else 0.0)
