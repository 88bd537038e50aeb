"""Ids and indices: which patient, clinician, service, offering, site or piece of equipment has which number.

Takes a scenario; gives an `Index`. Rooms are numbered by class in `rooms.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from iopsched.model.care import Group, Service, Starts
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.scenario import Scenario


@dataclass(frozen=True)
class Offering:
    """A group, a freely offered group service or a one-to-one service, with where and when it may meet."""

    service: int
    """Index of its service."""
    group: Group | None
    """None for what is offered freely and one to one."""
    starts: Starts | None
    """None: every slot of the week."""
    places: tuple[int, ...]
    """Site indices, and the number of sites for telehealth."""


@dataclass(frozen=True)
class Index:
    """Numbers for ids, in the scenario's order."""

    sites: tuple[str, ...]
    clinicians: tuple[str, ...]
    services: tuple[Service, ...]
    offerings: tuple[Offering, ...]
    equipment: tuple[str, ...]
    patients: tuple[str, ...]
    rooms: tuple[str, ...]

    @property
    def telehealth(self) -> int:
        """The place that stands for telehealth."""
        return len(self.sites)

    @cached_property
    def site_of(self) -> Mapping[str, int]:
        """Site id to index."""
        return _numbers(self.sites)

    @cached_property
    def clinician_of(self) -> Mapping[str, int]:
        """Clinician id to index."""
        return _numbers(self.clinicians)

    @cached_property
    def service_of(self) -> Mapping[str, int]:
        """Service id to index."""
        return _numbers([service.id for service in self.services])

    @cached_property
    def equipment_of(self) -> Mapping[str, int]:
        """Equipment id to index."""
        return _numbers(self.equipment)

    @cached_property
    def patient_of(self) -> Mapping[str, int]:
        """Patient id to index."""
        return _numbers(self.patients)

    @cached_property
    def room_of(self) -> Mapping[str, int]:
        """Room id to its place in the scenario."""
        return _numbers(self.rooms)

    @cached_property
    def group_of(self) -> Mapping[str, int]:
        """Group id to offering."""
        return {o.group.id: number for number, o in enumerate(self.offerings) if o.group is not None}

    @cached_property
    def freely_of(self) -> Mapping[str, int]:
        """Service id to the offering without a group."""
        free = ((number, o) for number, o in enumerate(self.offerings) if o.group is None)
        return {self.services[o.service].id: number for number, o in free}

    def offering_of(self, service: str | None, group: str | None) -> int | None:
        """Return the offering that a session or pin names, or none if this week has no such thing."""
        if group is not None:
            return self.group_of.get(group)
        return None if service is None else self.freely_of.get(service)


def find(numbers: Mapping[str, int], what: str, key: str) -> int:
    """Return the number of an id.

    Raises
    ------
    ScenarioError
        If the scenario has no such thing.
    """
    number = numbers.get(key)
    if number is None:
        raise ScenarioError(
            [InputProblem("dangling-id", "#", f"there is no {what} {key}", f"add the {what} or correct its id")]
        )
    return number


def index_of(scenario: Scenario) -> Index:
    """Number everything in the scenario's order; groups first, then free services, then one-to-one services."""
    sites = tuple(site.id for site in scenario.sites)
    service_of = _numbers([service.id for service in scenario.services])
    offerings = [
        Offering(find(service_of, "service", group.service), group, group.starts, _group_places(group, sites))
        for group in scenario.groups
    ]
    one_to_one = [service for service in scenario.services if service.format != "group"]
    offerings += [
        Offering(service_of[service.id], None, service.starts, _free_places(service, len(sites)))
        for service in (*scenario.free_services, *one_to_one)
    ]
    return Index(
        sites=sites,
        clinicians=tuple(clinician.id for clinician in scenario.clinicians),
        services=scenario.services,
        offerings=tuple(offerings),
        equipment=tuple(piece.id for piece in scenario.equipment),
        patients=tuple(patient.id for patient in scenario.patients),
        rooms=tuple(room.id for room in scenario.rooms),
    )


def _group_places(group: Group, sites: tuple[str, ...]) -> tuple[int, ...]:
    if group.telehealth:
        return (len(sites),)
    return tuple(number for number, site in enumerate(sites) if not group.sites or site in group.sites)


def _free_places(service: Service, n_sites: int) -> tuple[int, ...]:
    on_site = () if service.telehealth == "only" else tuple(range(n_sites))
    return on_site if service.telehealth == "no" else (*on_site, n_sites)


def _numbers(ids: Sequence[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(ids)}
