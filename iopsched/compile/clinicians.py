"""Clinicians as arrays: hours, permissions, qualifications and limits."""

from __future__ import annotations

import numpy as np

from iopsched.compile.cells import CellTable
from iopsched.compile.clock import covered, slots_down, slots_up
from iopsched.compile.index import Index
from iopsched.compile.services import Role, or_unlimited
from iopsched.model.clinic import Clinician
from iopsched.model.scenario import Scenario
from iopsched_solver.problem import BoolArray, Clinicians, IntArray


def solver_clinicians(scenario: Scenario, index: Index, table: CellTable, roles: tuple[Role, ...]) -> Clinicians:
    """Turn the clinicians into arrays."""
    slot = scenario.calendar.slot_minutes
    clinicians = scenario.clinicians

    def limit(minutes: list[int | None]) -> IntArray:
        return np.array([slots_down(value, slot) for value in minutes], dtype=np.int64)

    return Clinicians(
        role_held=np.array(
            [[not role or not set(role).isdisjoint(c.credentials) for role in roles] for c in clinicians],
            dtype=np.bool_,
        ).reshape(len(clinicians), len(roles)),
        masks={
            "clinician-availability": _availability(scenario, index, table),
            "clinician-credentials": _allowed_leaders(clinicians, index, table),
            "telehealth": _telehealth(clinicians, index, table),
        },
        weekly_slots_max=limit([c.weekly_contact_minutes_max for c in clinicians]),
        daily_slots_max=limit([c.daily_contact_minutes_max for c in clinicians]),
        consecutive_slots_max=limit([c.consecutive_minutes_max for c in clinicians]),
        break_slots=np.array([slots_up(c.break_minutes, slot) for c in clinicians], dtype=np.int64),
        caseload_max=np.array([or_unlimited(c.caseload_max) for c in clinicians], dtype=np.int64),
        target_slots=limit([c.target_contact_minutes for c in clinicians]),
        overtime_after_slots=limit([c.overtime_after_minutes for c in clinicians]),
    )


def _availability(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    week = scenario.calendar.week
    is_free = table.spread(covered(table.stretches, [c.availability.windows(week) for c in scenario.clinicians]))
    works_at = np.array(
        [[not c.sites or site in c.sites for site in index.sites] + [True] for c in scenario.clinicians],
        dtype=np.bool_,
    ).reshape(len(scenario.clinicians), len(index.sites) + 1)
    return is_free & works_at[:, table.place]


def _allowed_leaders(clinicians: tuple[Clinician, ...], index: Index, table: CellTable) -> BoolArray:
    allowed = np.ones((len(clinicians), len(index.offerings)), dtype=np.bool_)
    for number, offering in enumerate(index.offerings):
        if offering.group is not None and offering.group.leaders:
            allowed[:, number] = [clinician.id in offering.group.leaders for clinician in clinicians]
    return allowed[:, table.offering]


def _telehealth(clinicians: tuple[Clinician, ...], index: Index, table: CellTable) -> BoolArray:
    by_video = np.array([clinician.telehealth for clinician in clinicians], dtype=np.bool_)
    allowed: BoolArray = by_video[:, None] | (table.place != index.telehealth)[None, :]
    return allowed
