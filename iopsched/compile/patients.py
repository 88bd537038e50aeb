"""Patients as arrays: where each may attend, and what attending costs in preferences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from iopsched.compile.care_plans import care_bands
from iopsched.compile.cells import CellTable
from iopsched.compile.clock import covered, slots_up
from iopsched.compile.index import Index, find
from iopsched.compile.limits import WeekLimits, same_day_limits, week_limits
from iopsched.compile.services import is_one_to_one
from iopsched.model.care import Group
from iopsched.model.patient import Patient
from iopsched.model.policy import Policy
from iopsched.model.scenario import Scenario
from iopsched.model.time import DAYS
from iopsched_solver.problem import UNLIMITED, BoolArray, IntArray, Patients

NOON_MINUTE = 12 * 60
EVENING_MINUTE = 17 * 60
PARTS_OF_DAY = ("morning", "afternoon", "evening")


def solver_patients(scenario: Scenario, index: Index, table: CellTable) -> Patients:
    """Turn the patients into arrays."""
    care_min, care_max = care_bands(scenario, index)
    limits: WeekLimits = week_limits(scenario)
    same_day = same_day_limits(scenario, index)
    slot = scenario.calendar.slot_minutes
    return Patients(
        weight=np.array([patient.weight for patient in scenario.patients], dtype=np.int64),
        masks={
            "patient-availability": _availability(scenario, index, table),
            "group-eligibility": _eligibility(scenario, index)[:, table.offering],
            "telehealth": _telehealth(scenario, index, table),
            "family-availability": _family_availability(scenario, index, table),
            "care-plan": (care_max > 0)[:, table.service],
        },
        sees={"clinician-credentials": _may_see(scenario, index)},
        goal_units={
            "preferences": _outside_preferences(scenario, index, table),
            "usual-group": _outside_usual_groups(scenario, index)[:, table.offering] * _attends_self(index, table),
        },
        stranger=_strangers(scenario, index),
        care_min=care_min,
        care_max=care_max,
        buffer_slots=np.array([slots_up(p.buffer_minutes, slot) for p in scenario.patients], dtype=np.int64),
        same_day_services=same_day.services,
        same_day_patients=same_day.patients,
        same_day_max=same_day.most,
        week_minutes_min=limits.week_minutes_min,
        week_minutes_max=limits.week_minutes_max,
        day_minutes_min=limits.day_minutes_min,
        service_days_min=limits.service_days_min,
        service_days_max=limits.service_days_max,
        service_day_gap_max=limits.service_day_gap_max,
        day_sessions_min=limits.day_sessions_min,
        day_sessions_max=limits.day_sessions_max,
        rolling=limits.rolling,
        hard=limits.hard,
        telehealth_sessions_max=limits.telehealth_sessions_max,
        telehealth_minutes_max=limits.telehealth_minutes_max,
        day_span_slots_max=limits.day_span_slots_max,
        day_minutes_max=limits.day_minutes_max,
    )


def relaxed(patients: Patients, rules: frozenset[str]) -> Patients:
    """Leave out the hard side of the needs that are not in force; their prices stay."""
    hard = {need: claims & (need in rules) for need, claims in patients.hard.items()}
    weeks, care, rolling = patients.week_minutes_max, patients.care_max, patients.rolling.copy()
    if "weekly-contact-minutes" not in rules:
        weeks = np.full_like(weeks, UNLIMITED)
    if "care-plan" not in rules:
        care = np.full_like(care, UNLIMITED)
    if "rolling-cap" not in rules:
        rolling[:, 4] = 0
    return replace(patients, hard=hard, week_minutes_max=weeks, care_max=care, rolling=rolling)


def policies_of(scenario: Scenario) -> list[Policy]:
    """Return each patient's policy."""
    number_of = {policy.id: number for number, policy in enumerate(scenario.policies)}
    return [scenario.policies[find(number_of, "policy", patient.policy)] for patient in scenario.patients]


def _per_service(index: Index, claim: Callable[[int], bool]) -> BoolArray:
    return np.array([claim(number) for number in range(len(index.services))], dtype=np.bool_)


def _attends_self(index: Index, table: CellTable) -> BoolArray:
    """(K,): whether the patient is there; false for family sessions without the patient."""
    return _per_service(index, lambda s: index.services[s].patient_attends)[table.service]


def _availability(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    week = scenario.calendar.week
    is_free = table.spread(covered(table.stretches, [p.availability.windows(week) for p in scenario.patients]))
    reaches = np.array(
        [[not p.sites or site in p.sites for site in index.sites] + [True] for p in scenario.patients], dtype=np.bool_
    ).reshape(len(scenario.patients), len(index.sites) + 1)
    return (is_free & reaches[:, table.place]) | ~_attends_self(index, table)


def _eligibility(scenario: Scenario, index: Index) -> BoolArray:
    """(P, G): whether the patient fits the offering's tags, phases and closed membership."""
    eligible = np.ones((len(scenario.patients), len(index.offerings)), dtype=np.bool_)
    for number, offering in enumerate(index.offerings):
        if offering.group is not None:
            eligible[:, number] = [fits_group(patient, offering.group) for patient in scenario.patients]
    return eligible


def fits_group(patient: Patient, group: Group) -> bool:
    """Whether the patient may join the group: tags, phase and closed membership."""
    tags = set(patient.tags)
    closed = group.enrollment == "roster" or bool(group.members)
    return (
        (not group.tags_any or not tags.isdisjoint(group.tags_any))
        and tags.issuperset(group.tags_all)
        and tags.isdisjoint(group.tags_none)
        and (not group.phases or patient.phase in group.phases)
        and (not closed or patient.id in group.members)
    )


def _telehealth(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    policies = policies_of(scenario)
    by_video = np.array(
        [p.telehealth and policy.telehealth for p, policy in zip(scenario.patients, policies, strict=True)],
        dtype=np.bool_,
    )
    allowed: BoolArray = by_video[:, None] | (table.place != index.telehealth)[None, :]
    return allowed


def _family_availability(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    """(P, K): whether enough named family members are free for the whole session."""
    wanted = np.array([service.family_members_min for service in index.services], dtype=np.int64)
    by_stretch = np.zeros((len(scenario.patients), len(table.stretches.start)), dtype=np.int64)
    if wanted.any():
        week = scenario.calendar.week
        for number, patient in enumerate(scenario.patients):
            windows = [member.availability.windows(week) for member in patient.family]
            by_stretch[number] = covered(table.stretches, windows).sum(axis=0)
    enough: BoolArray = by_stretch[:, table.stretches.number] >= wanted[table.service][None, :]
    return enough


def _primary_numbers(scenario: Scenario, index: Index) -> IntArray:
    """(P,): the primary clinician's index, or -1 for none (or one who is not here)."""
    return np.array(
        [index.clinician_of.get(patient.primary_clinician or "", -1) for patient in scenario.patients], dtype=np.int64
    )


def _is_not_primary(scenario: Scenario, index: Index) -> BoolArray:
    """(P, C): the patient has a primary clinician, and it is somebody else."""
    has_one = np.array([patient.primary_clinician is not None for patient in scenario.patients], dtype=np.bool_)
    primary = _primary_numbers(scenario, index)
    others: BoolArray = primary[:, None] != np.arange(len(index.clinicians))[None, :]
    return others & has_one[:, None]


def _may_see(scenario: Scenario, index: Index) -> BoolArray:
    required = _per_service(
        index, lambda s: is_one_to_one(index.services[s]) and index.services[s].with_primary == "required"
    )
    return ~(_is_not_primary(scenario, index)[:, :, None] & required)


def _strangers(scenario: Scenario, index: Index) -> BoolArray:
    preferred = _per_service(
        index, lambda s: is_one_to_one(index.services[s]) and index.services[s].with_primary == "preferred"
    )
    return _is_not_primary(scenario, index)[:, :, None] & preferred


def _outside_preferences(scenario: Scenario, index: Index, table: CellTable) -> IntArray:
    """(P, K): one unit each for part of day, day and site that the patient did not prefer."""
    clock_minute = table.start * table.slot_minutes - table.day * 24 * 60
    part = (clock_minute >= NOON_MINUTE).astype(np.int64) + (clock_minute >= EVENING_MINUTE)
    patients = scenario.patients
    if not patients:
        return np.zeros((0, table.n), dtype=np.int64)
    unliked_part = np.array([_unliked(PARTS_OF_DAY, p.preferences.parts_of_day) for p in patients], dtype=np.int64)
    unliked_day = np.array([_unliked(DAYS, p.preferences.days) for p in patients], dtype=np.int64)
    unliked_place = np.array(
        [[*_unliked(index.sites, (p.preferences.site,) if p.preferences.site else ()), False] for p in patients],
        dtype=np.int64,
    )
    units: IntArray = unliked_part[:, part] + unliked_day[:, table.day] + unliked_place[:, table.place]
    return units * _attends_self(index, table)


def _unliked(choices: tuple[str, ...], liked: tuple[str, ...]) -> list[bool]:
    return [bool(liked) and choice not in liked for choice in choices]


def _outside_usual_groups(scenario: Scenario, index: Index) -> IntArray:
    """(P, G): one unit for a group other than the usual one of the same service."""
    units = np.zeros((len(scenario.patients), len(index.offerings)), dtype=np.int64)
    service_of = {o.group.id: o.service for o in index.offerings if o.group is not None}
    for number, patient in enumerate(scenario.patients):
        services = {service_of[group] for group in patient.usual_groups if group in service_of}
        for column, offering in enumerate(index.offerings):
            if offering.service in services and offering.group is not None:
                units[number, column] = offering.group.id not in patient.usual_groups
    return units
