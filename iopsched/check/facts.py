"""A scenario as the rules look things up in it: by id, with the hours that are open this week.

Takes a valid scenario; whatever a schedule names may be unknown here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Protocol, TypeVar

from iopsched.check.clock import clock_changes
from iopsched.model.care import Group, Service
from iopsched.model.clinic import Clinician, Equipment, Room, Site
from iopsched.model.patient import CareItem, Patient
from iopsched.model.policy import ExemptRule, Policy
from iopsched.model.scenario import Scenario
from iopsched.model.time import Window, merge
from iopsched.model.weights import TIERS

Place = str | None
"""A site's id; none for telehealth."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Named)


def _by_id(items: Iterable[_Item]) -> dict[str, _Item]:
    return {item.id: item for item in items}


_BY_PATIENT = ("patients", "patient_open", "family_open")
"""Look-ups that patients alone decide."""


@dataclass(frozen=True)
class Facts:
    """One scenario, ready for look-ups."""

    scenario: Scenario

    def looked_up(self) -> Facts:
        """Look everything up now, so that facts made from these need not; return them."""
        for name, look_up in vars(Facts).items():
            if isinstance(look_up, cached_property):
                getattr(self, name)
        return self

    def of_others(self, scenario: Scenario, changed: Patient | None = None) -> Facts:
        """Return the facts of a scenario that differs in its patients alone; what was looked up already is kept.

        Parameters
        ----------
        scenario
            The same week with fewer patients, one more, or one changed.
        changed
            Who is new or changed.
        """
        other = Facts(scenario)
        kept = {name: found for name, found in self.__dict__.items() if name not in {"scenario", *_BY_PATIENT}}
        other.__dict__.update(kept)
        own = Facts(scenario.model_copy(update={"patients": () if changed is None else (changed,)}))
        here = {patient.id for patient in scenario.patients}
        for name in _BY_PATIENT:
            merged = {**getattr(self, name), **getattr(own, name)}
            other.__dict__[name] = {patient: found for patient, found in merged.items() if patient in here}
        return other

    @cached_property
    def patients(self) -> Mapping[str, Patient]:
        """By id."""
        return _by_id(self.scenario.patients)

    @cached_property
    def clinicians(self) -> Mapping[str, Clinician]:
        """By id."""
        return _by_id(self.scenario.clinicians)

    @cached_property
    def rooms(self) -> Mapping[str, Room]:
        """By id."""
        return _by_id(self.scenario.rooms)

    @cached_property
    def sites(self) -> Mapping[str, Site]:
        """By id."""
        return _by_id(self.scenario.sites)

    @cached_property
    def equipment(self) -> Mapping[str, Equipment]:
        """By id."""
        return _by_id(self.scenario.equipment)

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """By id."""
        return _by_id(self.scenario.services)

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """By id."""
        return _by_id(self.scenario.groups)

    @cached_property
    def policies(self) -> Mapping[str, Policy]:
        """By id."""
        return _by_id(self.scenario.policies)

    @cached_property
    def free_services(self) -> frozenset[str]:
        """Group services that are offered freely, by id."""
        return frozenset(service.id for service in self.scenario.free_services)

    @cached_property
    def patient_open(self) -> Mapping[str, tuple[Window, ...]]:
        """Each patient's open hours this week."""
        week = self.scenario.calendar.week
        return {patient.id: patient.availability.windows(week) for patient in self.scenario.patients}

    @cached_property
    def family_open(self) -> Mapping[str, tuple[tuple[Window, ...], ...]]:
        """Each patient's family members' open hours this week, one entry a member."""
        week = self.scenario.calendar.week
        return {
            patient.id: tuple(member.availability.windows(week) for member in patient.family)
            for patient in self.scenario.patients
        }

    @cached_property
    def clinician_open(self) -> Mapping[str, tuple[Window, ...]]:
        """Each clinician's open hours this week."""
        week = self.scenario.calendar.week
        return {clinician.id: clinician.availability.windows(week) for clinician in self.scenario.clinicians}

    @cached_property
    def room_open(self) -> Mapping[str, tuple[Window, ...]]:
        """Each room's open hours this week."""
        week = self.scenario.calendar.week
        return {room.id: room.availability.windows(week) for room in self.scenario.rooms}

    @cached_property
    def equipment_open(self) -> Mapping[str, tuple[Window, ...]]:
        """Each piece of equipment's open hours this week."""
        week = self.scenario.calendar.week
        return {piece.id: piece.availability.windows(week) for piece in self.scenario.equipment}

    @cached_property
    def site_hours(self) -> Mapping[str, tuple[Window, ...]]:
        """Each site's hours, closures not yet taken out."""
        return {site.id: merge(site.hours) for site in self.scenario.sites}

    @cached_property
    def closed(self) -> Mapping[Place, tuple[Window, ...]]:
        """Closures by place: of all sites for telehealth; clock changes close every place."""
        calendar = self.scenario.calendar
        everywhere = list(clock_changes(calendar.week, calendar.zone))
        here: dict[Place, list[Window]] = {site: [] for site in self.sites}
        for closure in calendar.closures:
            if not closure.sites:
                everywhere += closure.when
            for site in closure.sites:
                here.setdefault(site, []).extend(closure.when)
        return {None: merge(everywhere)} | {site: merge([*own, *everywhere]) for site, own in here.items()}

    @cached_property
    def _ways(self) -> Mapping[frozenset[Place], int]:
        return {frozenset[Place](way.between): way.minutes for way in self.scenario.travel}

    def travel_minutes(self, one: Place, other: Place) -> int:
        """Minutes on the way between two sites; 0 at one site, to and from telehealth, and where none are given."""
        return 0 if one == other else self._ways.get(frozenset((one, other)), 0)

    def patient_gap_minutes(self, one: Place, other: Place) -> int:
        """Minutes a patient needs between sessions at two places."""
        if one != other and None in (one, other):
            return self.scenario.telehealth_gap_minutes
        return self.travel_minutes(one, other)

    @cached_property
    def longest_way_minutes(self) -> int:
        """No two places are further apart."""
        return max([self.scenario.telehealth_gap_minutes, *self._ways.values()])

    def whole_slots(self, minutes: int) -> int:
        """Round `minutes` up to whole slots, in minutes."""
        slot = self.scenario.calendar.slot_minutes
        return math.ceil(minutes / slot) * slot

    def policy(self, patient: Patient) -> Policy:
        """Return whose rules the patient's week follows."""
        return self.policies[patient.policy]

    def is_exempt(self, patient: Patient, rule: ExemptRule) -> bool:
        """Whether the patient's phase is exempt from `rule`."""
        exemptions = self.policy(patient).exemptions
        return any(exemption.phase == patient.phase and rule in exemption.rules for exemption in exemptions)

    def day_minimum_minutes(self, patient: Patient) -> int:
        """Return the counted minutes that make a service day; 0 if there is no minimum or the patient is exempt."""
        minimum = self.policy(patient).service_day_minimum
        if minimum is None or self.is_exempt(patient, "service-day-minimum"):
            return 0
        return minimum.minutes

    def already_received(self, item: CareItem) -> int:
        """Sessions of the care plan item in the weeks before that count towards this one."""
        if item.every_weeks is None:
            return 0
        weeks, week = item.every_weeks - 1, self.scenario.calendar.week
        received = sum(1 <= ago <= weeks for ago in item.received_weeks_ago)
        if week is not None:
            received += sum(week - timedelta(weeks=weeks) <= day < week for day in item.received)
        return received

    @cached_property
    def unit_cost(self) -> Mapping[str, int]:
        """Need or goal slug to the cost of one unit: tier weight x unit weight (needs: before patient weight)."""
        tiers, units = self.scenario.tier_weights.model_dump(), dict(self.scenario.weights.units)
        return {slug: tiers[tier] * units[slug] for tier, slugs in TIERS.items() for slug in slugs}  # type: ignore[index]
