"""What a page shows: a week, its schedule, what the checker says of it, and the names that ids stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from iopsched.check import Report, check
from iopsched.check.facts import Facts
from iopsched.model.result import Result, TierCost, UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.summary import Summary
from iopsched.model.time import DAY_MINUTES
from iopsched.model.weights import TIERS
from iopsched.page.changes import Changes, compare
from iopsched.summary import summarise


@dataclass(frozen=True)
class Source:
    """Everything a page is made from."""

    scenario: Scenario
    schedule: Schedule
    report: Report
    result: Result | None = None
    """How the schedule was found; none if it was changed since, or stands alone."""
    published: Schedule | None = None
    """What was agreed before: changes to it are marked."""
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        schedule: Schedule,
        *,
        result: Result | None = None,
        published: Schedule | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Source:
        """Check the schedule anew; what `result` says counts only if the checker finds the same units of everything.

        Units, not costs, because a week may be solved with a published schedule and shown without it, or the reverse.
        """
        agreed = published if published is not None else scenario.published
        week = scenario.model_copy(update={"published": agreed})
        report = check(week, schedule)
        is_its_own = result is not None and result.schedule == schedule and _units(result.tiers) == _units(report.tiers)
        return cls(week, schedule, report, result if is_its_own else None, agreed, names or MappingProxyType({}))

    @property
    def unmet(self) -> tuple[UnmetNeed, ...]:
        """Needs that stay unmet, with the reasons of the search where there was one."""
        return self.result.unmet if self.result is not None else self.report.unmet

    @property
    def tiers(self) -> Mapping[str, TierCost]:
        """What each tier costs: as the search counted where there was one."""
        return self.result.tiers if self.result is not None else self.report.tiers

    @cached_property
    def unit_cost(self) -> Mapping[str, int]:
        """What one unit of each need or goal costs, by slug: by the search's own weights where there was one."""
        weights = self.result.run.weights if self.result is not None else {}
        if not weights:
            return self.facts.unit_cost
        return {
            slug: weights["tiers"][tier] * weights["units"][slug] for tier, slugs in TIERS.items() for slug in slugs
        }

    @cached_property
    def facts(self) -> Facts:
        """The scenario, ready for look-ups."""
        return Facts(self.scenario)

    @cached_property
    def summary(self) -> Summary:
        """The schedule in figures."""
        return summarise(self.scenario, self.schedule)

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions in order of time."""
        return tuple(sorted(self.schedule.sessions, key=lambda s: (s.start, s.end, s.group or s.service, s.attendees)))

    @cached_property
    def changes(self) -> Changes | None:
        """What differs from the published schedule; none if there is none."""
        return compare(self.sessions, self.published.sessions, self.is_group) if self.published is not None else None

    @cached_property
    def days(self) -> tuple[int, ...]:
        """Days with sessions or opening hours, 0 for Monday; at least one."""
        used = {session.start // DAY_MINUTES for session in self.sessions}
        opened = {window.day for site in self.scenario.sites for window in site.hours}
        return tuple(day for day in range(7) if day in used | opened) or (0,)

    @cached_property
    def hours(self) -> tuple[int, int]:
        """First and last full hour of the day that any session touches; opening hours if there is none."""
        spans = [(s.start % DAY_MINUTES, s.end - s.start + s.start % DAY_MINUTES) for s in self.sessions]
        if not spans:
            windows = [window for site in self.scenario.sites for window in site.hours]
            spans = [(window.start % DAY_MINUTES, window.end - window.day * DAY_MINUTES) for window in windows]
        if not spans:
            return 8, 18
        return min(start for start, _ in spans) // 60, -(-max(end for _, end in spans) // 60)

    def is_group(self, session: Session) -> bool:
        """Whether it is a group session; else it is one-to-one."""
        service = self.facts.services.get(session.service)
        return session.group is not None or service is None or service.format == "group"

    def seats(self, session: Session) -> int | None:
        """Seats of a group session; none if it is one-to-one."""
        return self._seats.get((session.service, session.group, session.start, session.site, session.room))

    @cached_property
    def _seats(self) -> Mapping[tuple[object, ...], int]:
        fills = self.summary.groups
        return {(f.service, f.group, f.start, f.site, f.room): f.seats for f in fills}

    def name(self, identifier: str) -> str:
        """Return the name to show for an id: its own in the key file, or the id."""
        return self.names.get(identifier, identifier)

    def title(self, session: Session) -> str:
        """The group, or the service of a one-to-one or freely offered session."""
        return self.name(session.group or session.service)

    @cached_property
    def many_sites(self) -> bool:
        """Whether a room alone does not say where a session is."""
        return len(self.scenario.sites) > 1

    def place(self, session: Session) -> str:
        """Where a session is, as short as it can be said: ``R-2``, ``north R-2``, ``video``."""
        if session.telehealth:
            return "video"
        site = self.name(session.site) if self.many_sites and session.site is not None else ""
        room = self.name(session.room) if session.room is not None else "no room"
        return " ".join(part for part in (site, room) if part)


def _units(tiers: Mapping[str, TierCost]) -> dict[str, dict[str, int]]:
    """Units of each need and goal but those against the published schedule."""
    return {name: tier.units for name, tier in tiers.items() if name != "disruption"}
