"""Groups of the week in each shape: a fixed calendar, a menu of starts, or any start on a half-hour grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import Literal

from iopsched.model.base import Band
from iopsched.model.care import Group, Starts
from iopsched.model.time import DAY_MINUTES, DAYS, parse_windows
from iopsched_scenarios.catalogue import (
    BLOCK_HOURS,
    BLOCKS,
    DBT,
    GROUP_SPECS,
    HOUR,
    MULTI_FAMILY,
    MULTI_FAMILY_STARTS,
    OPEN_HOURS,
    TRACKS,
    Block,
    GroupSpec,
    block_days,
    block_start,
    block_starts,
)
from iopsched_scenarios.demand import Cohort, Demand, Offered, sessions_for
from iopsched_scenarios.staffing import Tightness

GroupShape = Literal["calendar", "menu", "open"]
STEP_MINUTES = 30
SUPPLY: dict[Tightness, float] = {"ample": 1.4, "tight": 1.2, "overloaded": 1.1}
"""Sessions that may run, as a multiple of those needed: rooms and clinicians limit more than the offer does."""
FEWEST_FIXED = 4
SPREAD = 0.6
"""Share of its starts that a group with one section is planned to use."""


@dataclass
class Offer:
    """Makes the groups of one program."""

    shape: GroupShape
    tightness: Tightness
    prefix: str
    sites: tuple[str, ...]
    site_tags: tuple[str, ...]
    """Tags that keep a telehealth group to its own program."""
    site_leaders: tuple[str, ...]
    """Likewise, clinicians."""
    rng: Random

    def groups(self, offered: Offered, demand: Demand, closed: list[Cohort]) -> tuple[Group, ...]:
        """All groups of the week: open ones by service and block, DBT cohorts, multi-family groups."""
        load: dict[int, int] = {}
        made: list[Group] = []
        for spec in GROUP_SPECS:
            for block in BLOCKS:
                if (spec.id, block) in offered:
                    needed = sessions_for(demand.seats.get((spec.id, block), 0.0), spec.sizes[1])
                    total = max(1, ceil(needed * SUPPLY[self.tightness]))
                    if self.shape == "calendar":
                        made += self._calendar(spec, block, max(total, self._choices(spec)), load)
                    else:
                        made += self._choice(spec, block, total)
        made += [self._cohort(cohort, load) for cohort in closed]
        families = demand.seats.get((MULTI_FAMILY, "evening"), 0.0)
        if families:
            made += self._multi_family(families)
        return tuple(made)

    def _group(self, spec: GroupSpec, name: str, starts: Starts, meetings: int, sections: int) -> Group:
        return Group(
            id=f"{self.prefix}{name}",
            service=spec.id,
            starts=starts,
            sessions_per_week=Band(min=1, max=meetings),
            sections=sections,
            sites=() if spec.telehealth else self.sites,
            telehealth=spec.telehealth,
            tags_any=() if len(spec.asked) == len(TRACKS) else tuple(spec.asked),
            tags_all=(*((spec.needs_tag,) if spec.needs_tag else ()), *(self.site_tags if spec.telehealth else ())),
            phases=(spec.needs_phase,) if spec.needs_phase else (),
            leaders=self.site_leaders if spec.telehealth else (),
        )

    def _starts(self, block: Block) -> tuple[Starts, int]:
        """Candidate starts of a group in a block, and how many."""
        if self.shape == "open":
            windows = parse_windows(OPEN_HOURS[block])
            count = sum((window.end - window.start - HOUR) // STEP_MINUTES + 1 for window in windows)
            return Starts(within=windows, step_minutes=STEP_MINUTES), count
        hours = sorted(self.rng.sample(range(BLOCK_HOURS), self.rng.choice((2, 2, 3))))
        at = tuple(block_start(block, day) + hour * HOUR for day in block_days(block) for hour in hours)
        return Starts(at=at), len(at)

    def _choice(self, spec: GroupSpec, block: Block, total: int) -> Iterator[Group]:
        """One group a service and block, in two letters where a core group runs several sections."""
        sections = ceil(total / (len(block_starts(block)) * SPREAD))
        letters = ("-A", "-B") if spec.id == "process" and sections > 1 else ("",)
        for letter in letters:
            share, own = ceil(total / len(letters)), ceil(sections / len(letters))
            starts, count = self._starts(block)
            meetings = min(count, ceil(share / own) + 1)
            yield self._group(spec, f"{spec.id}-{block}{letter}", starts, meetings, own)

    def _calendar(self, spec: GroupSpec, block: Block, total: int, load: dict[int, int]) -> Iterator[Group]:
        """One group a start: sessions spread over days first, then over hours, least crowded first."""
        sections: dict[int, int] = {}
        for _ in range(total):
            by_day = {day: sum(n for start, n in sections.items() if start // DAY_MINUTES == day) for day in range(7)}
            starts = list(block_starts(block))
            self.rng.shuffle(starts)
            start = min(starts, key=lambda s: (by_day[s // DAY_MINUTES], load.get(s, 0)))
            sections[start] = sections.get(start, 0) + 1
            load[start] = load.get(start, 0) + 1
        for start in sorted(sections):
            hour, minute = divmod(start % DAY_MINUTES, HOUR)
            name = f"{spec.id}-{DAYS[start // DAY_MINUTES].lower()}-{hour:02d}{minute:02d}"
            yield self._group(spec, name, Starts(at=(start,)), 1, sections[start])

    @staticmethod
    def _choices(spec: GroupSpec) -> int:
        """Fixed starts that a core group has at least, so that a day can be filled in small programs."""
        return FEWEST_FIXED if spec.share == 1 and len(spec.asked) == len(TRACKS) and not spec.needs_phase else 1

    def _cohort(self, cohort: Cohort, load: dict[int, int]) -> Group:
        crowd = [
            sum(load.get(block_start(cohort.block, d) + h * HOUR, 0) for d in cohort.days) for h in range(BLOCK_HOURS)
        ]
        first = crowd.index(min(crowd))
        hours = {"calendar": (first,), "menu": (first, (first + 1) % BLOCK_HOURS), "open": range(BLOCK_HOURS)}[
            self.shape
        ]
        at = tuple(sorted(block_start(cohort.block, day) + hour * HOUR for day in cohort.days for hour in hours))
        return Group(
            id=cohort.id, service=DBT, starts=Starts(at=at), sessions_per_week=Band(min=2, max=2), sites=self.sites,
            enrollment="cohort", members=cohort.members,
        )  # fmt: skip

    def _multi_family(self, families: float) -> Iterator[Group]:
        total = max(1, ceil(sessions_for(families, 8) * SUPPLY[self.tightness]))
        starts: Mapping[str, tuple[str, ...]] = {MULTI_FAMILY: MULTI_FAMILY_STARTS}
        if self.shape == "calendar":
            chosen = [MULTI_FAMILY_STARTS[(3 * n + n // 2) % len(MULTI_FAMILY_STARTS)] for n in range(min(total, 4))]
            starts = {f"{MULTI_FAMILY}-{start[:3].lower()}-{start[4:6]}{start[7:]}": (start,) for start in chosen}
        for name, at in starts.items():
            yield Group(
                id=f"{self.prefix}{name}", service=MULTI_FAMILY, starts=Starts.model_validate({"at": at}),
                sites=self.sites, sessions_per_week=Band(min=1, max=min(len(at), total)),
                sections=ceil(total / len(starts) / len(at)),
            )  # fmt: skip
