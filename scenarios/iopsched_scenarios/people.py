"""Who comes: lives that leave some hours free, drawn with a seeded generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Literal

from iopsched.model.patient import FamilyMember, PartOfDay
from iopsched.model.time import Availability, Busy, Reason, WeekOverride, is_open, parse_windows
from iopsched_scenarios.catalogue import BLOCK_HOURS, BLOCKS, HOUR, TRACKS, Block, block_days, block_start

WEEK = date(2026, 4, 13)
"""The Monday of every generated week."""
ZONE = "America/Chicago"

Life = Literal[
    "day worker", "early worker", "night-shift worker", "rotating-shift worker", "student", "caregiver", "unemployed",
    "retired",
]  # fmt: skip
SHARES: dict[Life, int] = {
    "day worker": 32, "early worker": 6, "night-shift worker": 7, "rotating-shift worker": 3, "student": 11,
    "caregiver": 13, "unemployed": 20, "retired": 8,
}  # fmt: skip
"""Shares of the lives in percent."""


@dataclass
class Person:
    """A patient before the care plan is known."""

    id: str
    life: Life
    track: str
    availability: Availability
    home: Block
    """The block most sessions will be in."""
    reach: dict[Block, int]
    """Days of each block on which the person is free throughout."""
    preferred: tuple[PartOfDay, ...] = ()
    tags: list[str] = field(default_factory=list)
    phase: str = "active"
    waitlisted: bool = False
    family: tuple[FamilyMember, ...] = ()


def _busy(*pairs: tuple[str, Reason]) -> tuple[Busy, ...]:
    return tuple(Busy(when=parse_windows(when), reason=reason) for when, reason in pairs)


def _day_worker(rng: Random) -> Availability:
    hours = rng.choice(("08:00-16:30", "08:30-17:00", "07:30-16:00", "09:00-17:00"))
    busy: list[tuple[str, Reason]] = [(f"Mon-Fri {hours}", "work")]
    if rng.random() < 0.2:
        busy.append((rng.choice(("Mon", "Tue", "Wed", "Thu")) + " 17:00-21:00", "other"))
    if rng.random() < 0.25:
        busy.append(("Sat", rng.choice(("work", "caregiving"))))
    return Availability(busy=_busy(*busy))


def _early_worker(rng: Random) -> Availability:
    hours = rng.choice(("05:00-12:30", "04:00-12:00"))
    return Availability(busy=_busy((f"Mon-Fri {hours}", "work"), ("Mon-Thu 20:30-24:00", "other")))


def _night_worker(rng: Random) -> Availability:
    first = rng.choice(("Sun-Thu 22:00-06:30", "Sun-Wed 21:00-07:00"))
    return Availability(busy=_busy((first, "work"), ("Mon-Fri 06:30-12:30", "other")))


def _rotating_worker(rng: Random) -> Availability:
    this_week = rng.choice(("Mon-Thu 06:00-14:00", "Wed-Sat 14:00-22:00"))
    override = WeekOverride(week=WEEK, busy=_busy((this_week, "work")))
    return Availability(busy=_busy(("Mon-Fri 08:00-16:00", "work")), weeks=(override,))


def _student(rng: Random) -> Availability:
    if rng.random() < 0.5:
        return Availability(busy=_busy(("Mon-Fri 08:00-12:30", "school")))
    return Availability(busy=_busy(("Mon,Wed 12:30-17:00; Tue,Thu 13:00-16:30", "school"), ("Fri 17:00-24:00", "work")))


def _caregiver(rng: Random) -> Availability:
    back = rng.choice(("15:30", "16:00", "16:30"))
    return Availability(
        busy=_busy((f"Mon-Fri {back}-24:00; Mon-Fri 06:00-08:30", "caregiving"), ("Sat,Sun", "caregiving"))
    )


def _unemployed(rng: Random) -> Availability:
    busy: list[tuple[str, Reason]] = []
    if rng.random() < 0.3:
        busy.append(("daily 07:00-08:30", "external dosing"))
    if rng.random() < 0.25:
        busy.append((rng.choice(("Mon", "Tue", "Wed", "Thu", "Fri")) + " 09:00-12:00", "other"))
    return Availability(busy=_busy(*busy))


def _retired(rng: Random) -> Availability:
    return Availability(free=parse_windows(f"Mon-Fri 09:00-{rng.choice(('16:30', '17:00', '18:00'))}"))


_LIVES: dict[Life, Callable[[Random], Availability]] = {
    "day worker": _day_worker,
    "early worker": _early_worker,
    "night-shift worker": _night_worker,
    "rotating-shift worker": _rotating_worker,
    "student": _student,
    "caregiver": _caregiver,
    "unemployed": _unemployed,
    "retired": _retired,
}


def life(kind: Life, rng: Random) -> Availability:
    """Hours that a life leaves free, with the reason for those it does not."""
    return _LIVES[kind](rng)


def reach(availability: Availability) -> dict[Block, int]:
    """Days of each block on which somebody is free from its first start to its end."""
    open_hours = availability.windows(WEEK)
    days = {}
    for block in BLOCKS:
        starts = (block_start(block, day) for day in block_days(block))
        days[block] = sum(is_open(open_hours, start, start + BLOCK_HOURS * HOUR) for start in starts)
    return days


def held(patients: int) -> tuple[Block, ...]:
    """The blocks that a program of so many patients can fill: the evening first, then the morning."""
    return ("evening",) if patients < 20 else ("morning", "evening") if patients < 80 else BLOCKS


def _someone(blocks: tuple[Block, ...], rng: Random) -> tuple[Life, Availability, dict[Block, int], Block]:
    """Draw a life that leaves one of the blocks free on three days, and the block most sessions will be in.

    Who has days free seldom takes the scarce evenings. A clinic admits nobody to hours that it does not hold.
    """
    weights: dict[Block, int] = {"morning": 5, "afternoon": 3, "evening": 1}
    while True:
        kind = rng.choices(tuple(SHARES), weights=tuple(SHARES.values()))[0]
        availability = life(kind, rng)
        days = reach(availability)
        fits = [block for block in blocks if days[block] >= 3]
        if fits:
            return kind, availability, days, rng.choices(fits, weights=[weights[block] for block in fits])[0]


def _family(person: str, rng: Random) -> tuple[FamilyMember, ...]:
    kinds: tuple[Availability, ...] = (
        Availability(busy=_busy(("Mon-Fri 08:00-17:00", "work"))),
        Availability(busy=_busy(("Mon-Fri 09:00-18:00", "work"), ("Sat 12:00-24:00", "other"))),
        Availability(),
    )
    return tuple(
        FamilyMember(id=f"{person}/F{n + 1}", availability=rng.choice(kinds)) for n in range(rng.choice((1, 1, 2)))
    )


def draw(rng: Random, ids: list[str], *, waitlisted: int) -> list[Person]:
    """Draw people, one for each id; the last `waitlisted` of them wait for a place."""
    people, blocks = [], held(len(ids))
    for n, person in enumerate(ids):
        kind, availability, days, home = _someone(blocks, rng)
        someone = Person(
            id=person,
            life=kind,
            track=rng.choices(tuple(TRACKS), weights=tuple(TRACKS.values()))[0],
            availability=availability,
            home=home,
            reach=days,
            preferred=(home,) if rng.random() < 0.4 else (),
            waitlisted=n >= len(ids) - waitlisted,
            family=_family(person, rng) if rng.random() < 0.2 else (),
        )
        if someone.track != "substance-use" and rng.random() < 0.4:
            someone.tags.append("trauma")
        if not someone.waitlisted and rng.random() < 0.12:
            someone.phase = "step-down"
        people.append(someone)
    return people
