"""Clinicians and rooms, as many as the demand asks for and the tightness leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from random import Random
from typing import Literal

from iopsched.model.clinic import Clinician, Room
from iopsched.model.time import DAYS, Availability, parse_windows
from iopsched_scenarios.catalogue import BLOCK_HOURS, BLOCKS, EVENING_DAYS, HOUR, SATURDAY, Block
from iopsched_scenarios.duties import LATE_SHIFTS, Duty, cover

Tightness = Literal["ample", "tight", "overloaded"]

WEEK_FACTOR: dict[Tightness, float] = {"ample": 1.35, "tight": 1.08, "overloaded": 1.05}
"""Direct-care hours there are, as a multiple of those needed."""
EVENING_FACTOR: dict[Tightness, float] = {"ample": 1.35, "tight": 1.08, "overloaded": 0.85}
"""The same for evenings and Saturday, the scarce part."""
CONTACT_MINUTES = (1500, 1680)
"""A full-time clinician's direct-care minutes a week: 25 to 28 hours."""
PART_TIME_MINUTES = 480
DAILY_MINUTES = 420
RUN_MINUTES = 240
SHIFTS = 5
"""Shifts a week that one clinician works."""
EARLY_HOURS = 4
"""Hours of leading that one early shift gives to the morning's people, where there are few."""
PRESCRIBER_MINUTES = 360
STARTS_A_WEEK = 15
"""Hours of groups in a block a week: three on each of five days."""
CONCURRENT = 0.75
"""Share of the clinicians at work who see somebody one-to-one at the busiest hour."""


@dataclass(frozen=True)
class Load:
    """Hours of work that the demand asks for."""

    leading: dict[Block, float]
    """Leader hours of counsellors by block."""
    groups: dict[Block, float]
    """Group sessions in rooms by block."""
    prescriber_minutes: float
    patients: int
    duties: tuple[Duty, ...] = ()
    """Who must be there when."""


_BASE: tuple[tuple[str, ...], ...] = (
    ("LPC", "DBT", "LMFT"),
    ("LCSW", "LAC", "TF", "ATR", "LMFT"),
    ("LAC", "DBT"),
    ("LPC", "TF"),
    ("LCSW", "LMFT"),
    ("LAC", "ATR"),
)


def _late_days(count: int, staff: Sequence[tuple[str, ...]], rng: Random) -> list[set[int]]:
    """Give `count` late shifts to the staff, evenly over days and people, family therapists first on family days."""
    late: list[set[int]] = [set() for _ in staff]
    days = (1, 3, 0, 2, SATURDAY)
    order = list(range(len(staff)))
    rng.shuffle(order)
    for number in range(count):
        day = days[number % len(days)]
        family = day in {1, 3, SATURDAY}
        free = [c for c in order if day not in late[c] and len(late[c]) < LATE_SHIFTS]
        if free:
            late[min(free, key=lambda c: (len(late[c]), ("LMFT" in staff[c]) != family))].add(day)
    return late


def _hours(late: set[int]) -> Availability:
    windows = [f"{DAYS[day]} 12:00-20:30" if day in late else f"{DAYS[day]} 08:00-16:30" for day in EVENING_DAYS]
    windows.append("Sat 08:30-13:00" if SATURDAY in late else "Fri 08:00-16:30")
    return Availability(free=parse_windows(windows))


def _contact_minutes(needed: float, late_shifts: int, early_shifts: int, rng: Random) -> list[int]:
    """Full-time direct-care minutes until the need is covered; who is there for the shifts alone works part time."""
    fewest = max(2, ceil(late_shifts / (LATE_SHIFTS - 1)), ceil((late_shifts + early_shifts) / SHIFTS))
    minutes: list[int] = []
    while sum(minutes) < needed or len(minutes) < fewest:
        full = rng.randrange(CONTACT_MINUTES[0], CONTACT_MINUTES[1] + 1, 30)
        left = ceil((needed - sum(minutes)) / 30) * 30
        minutes.append(full if left >= full else max(PART_TIME_MINUTES, left))
    return minutes


def counsellors(load: Load, tightness: Tightness, prefix: str, sites: tuple[str, ...], rng: Random) -> list[Clinician]:
    """Counsellors and therapists: day hours, late shifts and direct-care limits."""
    evening = load.leading["evening"] * EVENING_FACTOR[tightness] / BLOCK_HOURS
    late_shifts = max(SATURDAY, floor(evening) if tightness == "overloaded" else ceil(evening))
    early_shifts = min(SHIFTS, ceil(load.leading["morning"] / EARLY_HOURS))
    needed = sum(load.leading.values()) * HOUR * WEEK_FACTOR[tightness]
    minutes = _contact_minutes(needed, late_shifts, early_shifts, rng)
    credentials = [_BASE[n % len(_BASE)] for n in range(len(minutes))]
    late = _late_days(late_shifts, credentials, rng)
    cover(late, credentials, load.duties)
    return [
        Clinician(
            id=f"{prefix}C-{n + 1:02d}",
            credentials=credentials[n],
            sites=sites,
            availability=_hours(late[n]),
            weekly_contact_minutes_max=minutes[n],
            daily_contact_minutes_max=DAILY_MINUTES,
            consecutive_minutes_max=RUN_MINUTES,
            target_contact_minutes=minutes[n] * 9 // 10 // 30 * 30,
        )
        for n in range(len(minutes))
    ]


def prescribers(load: Load, tightness: Tightness, prefix: str, sites: tuple[str, ...]) -> list[Clinician]:
    """Prescribers with a few hours each, on one afternoon that runs into the evening."""
    needed = load.prescriber_minutes * WEEK_FACTOR[tightness]
    count = max(1, ceil(needed / PRESCRIBER_MINUTES))
    share = max(120, ceil(needed / count / 30) * 30)
    return [
        Clinician(
            id=f"{prefix}MD-{n + 1}",
            credentials=("MD",) if n % 2 == 0 else ("PMHNP",),
            sites=sites,
            availability=Availability(free=parse_windows(("Tue", "Thu")[n % 2] + " 13:00-20:00; Wed 09:00-12:00")),
            weekly_contact_minutes_max=share,
        )
        for n in range(count)
    ]


def rooms(load: Load, tightness: Tightness, staff: list[Clinician], prefix: str, site: str) -> list[Room]:
    """Group rooms for the busiest block, some of them special, and offices for one-to-one sessions."""
    peak = max(load.groups[block] for block in BLOCKS) / STARTS_A_WEEK
    count = max(2, ceil(peak * min(WEEK_FACTOR[tightness] * 1.1, 1.35)))
    large, active = 1 + load.patients // 150, 1 + load.patients // 200
    offices = max(2, ceil(len(staff) * CONCURRENT))
    made = [Room(id=f"{prefix}hall-{n + 1}", site=site, capacity=30, features=("projector",)) for n in range(large)]
    made += [
        Room(id=f"{prefix}studio-{n + 1}", site=site, capacity=14, features=("mats", "sink")) for n in range(active)
    ]
    plain = max(1, count - large - active)
    made += [Room(id=f"{prefix}room-{n + 1:02d}", site=site, capacity=14) for n in range(plain)]
    made += [
        Room(id=f"{prefix}office-{n + 1:02d}", site=site, capacity=4, features=("office",)) for n in range(offices)
    ]
    return made
