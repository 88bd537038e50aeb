"""What people need of an intensive outpatient program: care plans, and the sessions a week that they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from random import Random

from iopsched.model.care import Starts
from iopsched.model.patient import CareItem, CarePlan, MinutesTarget
from iopsched.model.time import DAY_MINUTES, is_open, parse_windows
from iopsched_scenarios.catalogue import (
    BLOCK_HOURS,
    BLOCKS,
    DBT,
    FAMILY,
    FAMILY_HOURS,
    GROUP_SPECS,
    HOUR,
    INDIVIDUAL,
    MEDICATION,
    MULTI_FAMILY,
    MULTI_FAMILY_STARTS,
    PRESCRIBER_HOURS,
    Block,
    GroupSpec,
    block_days,
    block_start,
)
from iopsched_scenarios.people import WEEK, Person

_COHORT_DAYS: dict[Block, tuple[int, int]] = {"morning": (1, 3), "evening": (0, 2), "afternoon": (0, 3)}

Offered = frozenset[tuple[str, Block]]
"""Services by the blocks in which they are offered."""

WEEK_MINUTES = 540
"""Counted minutes that the generated policies ask for."""
STEP_DOWN_MINUTES = (180, 480)
"""The band of counted minutes in a step-down week."""
FEWEST_FAMILIES = 4
LONGEST_DAY_MINUTES = 480
"""From the first session of a day to the end of the last, by the generated policies."""
HALF_HOUR = 30
ONE_COHORT_IN = 12
"""One closed cohort for so many people whom it would suit."""
COHORT_SIZES = (5, 8)
FILL = 0.78
"""How full an average session is planned to be."""


@dataclass
class Cohort:
    """A closed DBT skills group."""

    id: str
    block: Block
    days: tuple[int, int]
    members: tuple[str, ...]


@dataclass
class Demand:
    """Care plans, and what they ask for in all."""

    plans: dict[str, CarePlan]
    seats: dict[tuple[str, Block], float] = field(default_factory=dict)
    """Attendances expected a week, by group service and block."""
    visits: dict[tuple[str, Block], float] = field(default_factory=dict)
    """One-to-one sessions expected a week, by service and block."""


def eligible(spec: GroupSpec, person: Person) -> bool:
    """Whether the group is for this person at all."""
    return (
        person.track in spec.asked
        and (spec.needs_tag is None or spec.needs_tag in person.tags)
        and (spec.needs_phase is None or spec.needs_phase == person.phase)
    )


def offered(people: Sequence[Person]) -> Offered:
    """The services each block can fill."""
    result = set()
    for spec in GROUP_SPECS:
        for block in spec.blocks:
            takers = sum(spec.share for person in people if person.home == block and eligible(spec, person))
            if len(people) >= spec.least_patients and takers >= spec.sizes[0] + 1:
                result.add((spec.id, block))
    return frozenset(result)


def cohorts(people: Sequence[Person], prefix: str, rng: Random) -> list[Cohort]:
    """Closed DBT groups of people who can all come to both of two days of a block."""
    found: list[Cohort] = []
    for block, days in _COHORT_DAYS.items():
        whole = [(block_start(block, day), block_start(block, day) + BLOCK_HOURS * HOUR) for day in days]
        fits = [
            person.id
            for person in people
            if person.home == block
            and person.track != "substance-use"
            and person.phase == "active"
            and not person.waitlisted
            and all(is_open(person.availability.windows(WEEK), start, end) for start, end in whole)
        ]
        rng.shuffle(fits)
        count = max(len(fits) // ONE_COHORT_IN, int(len(fits) >= COHORT_SIZES[0]))
        for number in range(count):
            own = fits[number * ONE_COHORT_IN :][: rng.randint(*COHORT_SIZES)]
            found.append(Cohort(f"{prefix}dbt-{block}-{number + 1}", block, days, tuple(sorted(own))))
    return found


def _group_items(person: Person, offer: Offered, in_cohort: bool, rng: Random) -> list[CareItem]:  # noqa: FBT001
    items = []
    for spec in GROUP_SPECS:
        if not eligible(spec, person) or rng.random() >= spec.share:
            continue
        least, most = spec.asked[person.track]
        if (spec.id, person.home) not in offer:
            if not any((spec.id, block) in offer and person.reach[block] >= 2 for block in BLOCKS):
                continue
            least = 0
        if rng.random() < spec.optional_share:
            least = 0
        if in_cohort and spec.id == "cbt":
            least, most = 0, 2
        if person.phase == "step-down":
            least, most = min(least, 1), min(most, 2)
            if spec.id not in {"process", "relapse", "cbt", "alumni"}:
                least = 0
        items.append(CareItem(service=spec.id, min=least, max=most))
    if in_cohort:
        items.append(CareItem(service=DBT, min=2, max=2))
    return items


def _now_and_then(service: str, every_weeks: int, rng: Random) -> CareItem:
    """Once in so many weeks, last received some weeks ago."""
    last = WEEK - timedelta(weeks=rng.randint(1, every_weeks), days=-rng.randint(0, 4))
    return CareItem(service=service, min=1, max=1, every_weeks=every_weeks, received=(last,))


def _own_days(person: Person) -> list[int]:
    """Days on which the person is free throughout the home block: those that can be service days."""
    hours = person.availability.windows(WEEK)
    starts = {day: block_start(person.home, day) for day in block_days(person.home)}
    return [day for day, start in starts.items() if is_open(hours, start, start + BLOCK_HOURS * HOUR)]


def _can_come(person: Person, starts: Iterable[int], minutes: int) -> bool:
    """Whether one of the starts suits the person on a day that can be a service day and does not get too long."""
    hours = person.availability.windows(WEEK)
    own = {day: block_start(person.home, day) for day in _own_days(person)}
    return any(
        is_open(hours, start, start + minutes)
        and start // DAY_MINUTES in own
        and start + minutes - own[start // DAY_MINUTES] <= LONGEST_DAY_MINUTES
        for start in starts
    )


def _family_can_come(person: Person) -> bool:
    """Whether the person and somebody of the family can come to family therapy together."""
    starts = [s for window in parse_windows(FAMILY_HOURS) for s in range(window.start, window.end - HOUR + 1, HOUR)]
    together = [
        start
        for start in starts
        if any(is_open(member.availability.windows(WEEK), start, start + HOUR) for member in person.family)
    ]
    return _can_come(person, together, HOUR)


def _one_to_one_items(person: Person, rng: Random) -> list[CareItem]:
    items = [CareItem(service=INDIVIDUAL, min=1, max=2 if rng.random() < 0.1 else 1)]
    medication = _now_and_then(MEDICATION, rng.choice((2, 4)), rng) if rng.random() < 0.5 else None
    hours = [s for window in parse_windows(PRESCRIBER_HOURS) for s in range(window.start, window.end, HALF_HOUR)]
    if medication and _can_come(person, hours, HALF_HOUR):
        items.append(medication)
    family = CareItem(service=FAMILY, min=1, max=1) if rng.random() < 0.3 else _now_and_then(FAMILY, 2, rng)
    if person.family and _family_can_come(person):
        items.append(family)
    return items


def _multi_family_items(people: Sequence[Person], rng: Random) -> dict[str, list[CareItem]]:
    """The multi-family group for those with family, if enough of them are due this week to hold it."""
    starts = Starts.model_validate({"at": MULTI_FAMILY_STARTS}).at
    with_family = [person for person in people if person.family and _can_come(person, starts, 2 * HOUR)]
    items = {person.id: [_now_and_then(MULTI_FAMILY, 2, rng)] for person in with_family}
    due = sum(not person.waitlisted and not _received(items[person.id][0]) for person in with_family)
    return items if due >= FEWEST_FAMILIES else {}


def _received(item: CareItem) -> int:
    first = None if item.every_weeks is None else WEEK - timedelta(weeks=item.every_weeks - 1)
    return sum(first is not None and first <= day < WEEK for day in item.received)


def expected(plan: CarePlan, minutes: Mapping[str, int]) -> dict[str, float]:
    """Sessions a week by service: what is asked at least, and an even share of the rest up to the weekly minutes."""
    target = plan.contact_minutes.min if plan.contact_minutes else WEEK_MINUTES
    least = {item.service: max(0, item.min - _received(item)) for item in plan.items}
    most = {item.service: max(0, (item.max or 0) - _received(item)) for item in plan.items}
    missing = target - sum(count * minutes[service] for service, count in least.items())
    room = sum((most[service] - least[service]) * minutes[service] for service in least if minutes[service])
    share = min(1.0, max(0.0, missing / room)) if room else 0.0
    return {
        service: least[service] + share * (most[service] - least[service]) * bool(minutes[service]) for service in least
    }


def care_plans(
    people: Sequence[Person],
    offer: Offered,
    closed: Sequence[Cohort],
    minutes: Mapping[str, int],
    rng: Random,
) -> Demand:
    """Draw every care plan and add up what the active patients' plans ask for."""
    cohort_of = {member: cohort for cohort in closed for member in cohort.members}
    demand = Demand(plans={})
    families = _multi_family_items(people, rng)
    for person in people:
        items = _group_items(person, offer, person.id in cohort_of, rng) + _one_to_one_items(person, rng)
        items += families.get(person.id, [])
        band = (
            MinutesTarget(min=STEP_DOWN_MINUTES[0], max=STEP_DOWN_MINUTES[1]) if person.phase == "step-down" else None
        )
        plan = CarePlan(items=tuple(items), contact_minutes=band)
        demand.plans[person.id] = plan
        if person.waitlisted:
            continue
        for service, sessions in expected(plan, minutes).items():
            counts = demand.visits if service in {INDIVIDUAL, FAMILY, MEDICATION} else demand.seats
            block: Block = "evening" if service in {FAMILY, MULTI_FAMILY} else person.home
            if counts is demand.seats and service not in {DBT, MULTI_FAMILY} and (service, block) not in offer:
                block = next(other for other in BLOCKS if (service, other) in offer)
            counts[service, block] = counts.get((service, block), 0.0) + sessions
    return demand


def sessions_for(seats: float, size_max: int) -> int:
    """Group sessions that so many attendances fill."""
    return ceil(seats / (FILL * size_max)) if seats > 0 else 0
