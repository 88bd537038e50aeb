"""Services, bands of section sizes and offerings as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched.compile.clock import slots_up
from iopsched.compile.index import Index, find
from iopsched.model.care import Group, Service
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.scenario import Scenario
from iopsched_solver.problem import COHORT, ONE_TO_ONE, OPEN, ROSTER, UNLIMITED, Bands, IntArray, Offerings, Services

ENROLLMENT = {"open": OPEN, "cohort": COHORT, "roster": ROSTER}

Role = tuple[str, ...]
"""Credentials of which any one qualifies, sorted; empty: every clinician qualifies."""


def solver_services(scenario: Scenario, index: Index) -> Services:
    """Turn the services into arrays."""
    slot = scenario.calendar.slot_minutes
    services = index.services

    def numbers(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)

    equipment = np.zeros((len(services), len(index.equipment)), dtype=np.int64)
    for number, service in enumerate(services):
        for piece, quantity in service.equipment.items():
            equipment[number, find(index.equipment_of, "equipment", piece)] = quantity
    return Services(
        one_to_one=np.array([is_one_to_one(service) for service in services], dtype=np.bool_),
        slots=numbers([service.duration_minutes // slot for service in services]),
        contact_minutes=numbers([service.contact_minutes for service in services]),
        min_size=numbers([1 if is_one_to_one(service) else service.min_size for service in services]),
        max_size=numbers([1 if is_one_to_one(service) else service.max_size for service in services]),
        preferred_min=numbers([service.preferred_size.min for service in services]),
        preferred_max=numbers([or_unlimited(service.preferred_size.max) for service in services]),
        seats_per_patient=numbers([service.seats_per_patient for service in services]),
        needs_room=np.array([service.needs_room for service in services], dtype=np.bool_),
        patient_attends=np.array([service.patient_attends for service in services], dtype=np.bool_),
        equipment=equipment,
    )


def is_one_to_one(service: Service) -> bool:
    """Whether a session has one patient (or one patient's family) and one leader."""
    return service.format != "group"


def or_unlimited(limit: int | None) -> int:
    """Return the limit, or one that never binds."""
    return UNLIMITED if limit is None else min(limit, UNLIMITED)


@dataclass(frozen=True)
class BandTable:
    """The solver's bands and what a role number means."""

    bands: Bands
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class _Band:
    service: int
    seats: int
    role_count: dict[Role, int]
    hold_slots: int


def band_table(scenario: Scenario, index: Index) -> BandTable:
    """Cut each service's sizes into bands that need the same leaders and documentation slots.

    Roles with the same credentials are one role, in all services.
    """
    bands = [
        band
        for number, service in enumerate(index.services)
        for band in _bands(number, service, scenario.calendar.slot_minutes)
    ]
    roles = tuple(sorted({role for band in bands for role in band.role_count}))
    role_count = np.array([[band.role_count.get(role, 0) for role in roles] for band in bands], dtype=np.int64).reshape(
        len(bands), len(roles)
    )
    arrays = Bands(
        service=np.array([band.service for band in bands], dtype=np.int64),
        seats=np.array([band.seats for band in bands], dtype=np.int64),
        leaders=role_count.sum(axis=1),
        role_count=role_count,
        hold_slots=np.array([band.hold_slots for band in bands], dtype=np.int64),
    )
    return BandTable(arrays, roles)


def _bands(number: int, service: Service, slot: int) -> list[_Band]:
    if is_one_to_one(service):
        band = _Band(number, 1, _roles_at(service, 1), _hold_slots(service, 1, slot))
        if sum(band.role_count.values()) != 1:
            raise ScenarioError(
                [
                    InputProblem(
                        "one-leader",
                        f"#/services/{number}/leaders",
                        f"one-to-one service {service.id} asks for {sum(band.role_count.values())} leaders",
                        "ask for exactly one",
                    )
                ]
            )
        return [band]
    bands: list[_Band] = []
    for size in range(service.min_size, service.max_size + 1):
        band = _Band(number, size, _roles_at(service, size), _hold_slots(service, size, slot))
        if bands and (bands[-1].role_count, bands[-1].hold_slots) == (band.role_count, band.hold_slots):
            bands[-1] = band
        else:
            bands.append(band)
    return bands


def _roles_at(service: Service, size: int) -> dict[Role, int]:
    count: dict[Role, int] = {}
    for role in service.leaders:
        if role.from_size <= size:
            credentials = tuple(sorted(set(role.credentials)))
            count[credentials] = count.get(credentials, 0) + role.count
    return count


def _hold_slots(service: Service, size: int, slot: int) -> int:
    minutes = service.documentation_minutes + service.documentation_minutes_per_attendee * size
    return slots_up(minutes, slot)


def solver_offerings(index: Index) -> Offerings:
    """Turn groups, free services and one-to-one services into arrays."""
    n = len(index.offerings)
    enrollment = np.full(n, ONE_TO_ONE, dtype=np.int64)
    sections_max = np.full(n, UNLIMITED, dtype=np.int64)
    meetings_min = np.zeros(n, dtype=np.int64)
    meetings_max = np.full(n, UNLIMITED, dtype=np.int64)
    members = np.zeros((n, len(index.patients)), dtype=np.bool_)
    after: list[tuple[int, int]] = []
    for number, offering in enumerate(index.offerings):
        group, service = offering.group, index.services[offering.service]
        if group is not None:
            enrollment[number] = ENROLLMENT[group.enrollment]
            sections_max[number] = group.sections
            meetings_min[number] = group.sessions_per_week.min
            meetings_max[number] = or_unlimited(group.sessions_per_week.max)
            members[number, _roster(index, group)] = True
            after += [(number, find(index.group_of, "group", earlier)) for earlier in group.after]
        elif not is_one_to_one(service):
            enrollment[number] = OPEN
            sections_max[number] = or_unlimited(service.sessions_at_once)
            meetings_max[number] = or_unlimited(service.sessions_per_week_max)
    return Offerings(
        service=np.array([offering.service for offering in index.offerings], dtype=np.int64),
        enrollment=enrollment,
        sections_max=sections_max,
        meetings_min=meetings_min,
        meetings_max=meetings_max,
        members=members,
        after=np.array(after, dtype=np.int64).reshape(-1, 2),
    )


def _roster(index: Index, group: Group) -> list[int]:
    if group.enrollment != "roster":
        return []
    return [find(index.patient_of, "patient", member) for member in group.members]
