"""Who must be at work when, so that what care plans ask for can be led at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iopsched_scenarios.catalogue import (
    EVENING_DAYS,
    FAMILY,
    FAMILY_DAYS,
    GROUP_SPECS,
    MULTI_FAMILY,
    SATURDAY,
    Block,
    block_days,
)
from iopsched_scenarios.demand import Cohort, Demand, sessions_for

LATE_SHIFTS = 5
"""Most evenings (and Saturday) one clinician works."""


@dataclass(frozen=True)
class Duty:
    """Somebody with one of the credentials works in a block on at least `least` of the days."""

    credentials: tuple[str, ...]
    block: Block
    days: tuple[int, ...]
    least: int


def duties_of(demand: Demand, closed: Sequence[Cohort]) -> tuple[Duty, ...]:
    """Leaders of every group in its blocks, of cohorts on their days, and family therapists when families come."""
    duties = [Duty(("DBT",), cohort.block, cohort.days, len(cohort.days)) for cohort in closed]
    specs = {spec.id: spec for spec in GROUP_SPECS if spec.credentials}
    for (service, block), seats in sorted(demand.seats.items()):
        if service in specs:
            spec, days = specs[service], block_days(block)
            sessions = max(sessions_for(seats, spec.sizes[1]), *(least for least, _ in spec.asked.values()))
            duties.append(Duty(spec.credentials, block, days, min(len(days), sessions)))
    if demand.seats.get((MULTI_FAMILY, "evening")) or demand.visits.get((FAMILY, "evening")):
        duties.append(Duty(("LMFT",), "evening", FAMILY_DAYS, len(FAMILY_DAYS)))
    return tuple(duties)


def _works(late: set[int], block: Block, day: int) -> bool:
    """Whether somebody with these late shifts works throughout a block of a day."""
    if block == "evening":
        return day in late
    if day not in EVENING_DAYS:
        return SATURDAY not in late
    return block == "afternoon" or day not in late


def _uncovered(late: Sequence[set[int]], staff: Sequence[tuple[str, ...]], duties: Sequence[Duty]) -> int:
    """Days on which a duty is nobody's."""
    missing = 0
    for duty in duties:
        able = [c for c, held in enumerate(staff) if set(held) & set(duty.credentials)]
        days = sum(any(_works(late[c], duty.block, day) for c in able) for day in duty.days)
        missing += max(0, duty.least - days)
    return missing


def cover(late: list[set[int]], staff: Sequence[tuple[str, ...]], duties: Sequence[Duty]) -> None:
    """Swap late shifts of a day between two people as long as that leaves fewer duties without anybody."""
    missing = _uncovered(late, staff, duties)
    swaps = [(day, a, b) for day in (*EVENING_DAYS, SATURDAY) for a in range(len(staff)) for b in range(len(staff))]
    improved = True
    while missing and improved:
        improved = False
        for day, a, b in swaps:
            if day not in late[a] or day in late[b] or len(late[b]) >= LATE_SHIFTS:
                continue
            late[a].remove(day)
            late[b].add(day)
            now = _uncovered(late, staff, duties)
            if now < missing:
                missing, improved = now, True
            else:
                late[a].add(day)
                late[b].remove(day)
