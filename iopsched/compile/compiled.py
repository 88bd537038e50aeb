"""Compiling: a scenario becomes the solver's problem, and outcomes become schedules again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from iopsched.compile.begun import with_history
from iopsched.compile.cells import CellTable, cell_masks, cell_table, family_slot_cells
from iopsched.compile.clinicians import solver_clinicians
from iopsched.compile.clock import slots_up
from iopsched.compile.decode import decode
from iopsched.compile.encode import encode
from iopsched.compile.grid import refuse_off_grid
from iopsched.compile.held import solver_held
from iopsched.compile.index import Index, find, index_of
from iopsched.compile.patients import relaxed, solver_patients
from iopsched.compile.people import solver_pairs
from iopsched.compile.prices import unit_costs
from iopsched.compile.prune import useful
from iopsched.compile.rooms import RoomTable, equipment_open, room_table
from iopsched.compile.services import BandTable, band_table, solver_offerings, solver_services
from iopsched.model.rules import HARD_RULES
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.weights import TIERS
from iopsched.past import with_past_pinned
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import BoolArray, Cells, IntArray, Problem


@dataclass(frozen=True)
class Compiled:
    """A scenario with the problem made of it and the way back."""

    scenario: Scenario
    problem: Problem
    index: Index
    cells: CellTable
    rooms: RoomTable

    def decode(self, outcome: Outcome) -> Schedule:
        """Turn an outcome into a schedule: rooms and parallel sections get identities."""
        return decode(self.scenario, self.problem, self.index, self.rooms, outcome)

    def encode(self, schedule: Schedule) -> Outcome:
        """Turn a schedule into an outcome, as far as the problem can express it.

        Raises
        ------
        ScenarioError
            With every session that the problem cannot express.
        """
        return encode(self.problem, self.index, self.cells, self.rooms, schedule)


def compile_scenario(scenario: Scenario, *, without: frozenset[str] = frozenset(), keep_idle: bool = False) -> Compiled:
    """Compile a scenario.

    Parameters
    ----------
    scenario
        A valid scenario.
    without
        Slugs of hard rules that are not in force, to find out which rules conflict; of a need, its hard side.
    keep_idle
        Keep cells that nobody here could use: somebody may join the week later.

    Raises
    ------
    ScenarioError
        If something cannot be scaled to slots or names what is not there.
    """
    scenario = with_past_pinned(scenario)
    refuse_off_grid(scenario)
    rules = frozenset((*HARD_RULES, *TIERS["needs"])) - without
    index = index_of(scenario)
    table = cell_table(scenario, index)
    table = table.select(_all_of(cell_masks(scenario, index, table), rules) | table.is_pinned)
    compiled = _compile(scenario, index, table, rules)
    if without or keep_idle:
        return compiled
    keep = useful(compiled.problem) | table.is_pinned
    return compiled if keep.all() else _compile(scenario, index, table.select(keep), rules)


def _compile(scenario: Scenario, index: Index, table: CellTable, rules: frozenset[str]) -> Compiled:
    bands: BandTable = band_table(scenario, index)
    rooms = room_table(scenario, index, table)
    problem = Problem(
        slot_minutes=table.slot_minutes,
        n_sites=len(index.sites),
        n_patients=len(index.patients),
        n_clinicians=len(index.clinicians),
        cells=Cells(
            table.offering, table.service, table.start, table.end, table.day, table.place,
            cell_masks(scenario, index, table),
        ),
        offerings=solver_offerings(index),
        services=solver_services(scenario, index),
        bands=bands.bands,
        rooms=rooms.rooms,
        clinicians=solver_clinicians(scenario, index, table, bands.roles),
        patients=relaxed(solver_patients(scenario, index, table), rules),
        pairs=solver_pairs(scenario, index),
        held=solver_held(scenario, index, table, rooms),
        equipment_quantity=np.array([piece.quantity for piece in scenario.equipment], dtype=np.int64),
        equipment_open=equipment_open(scenario, index, table),
        family_slot_cells=family_slot_cells(scenario, index, table),
        family_slot_at_once=np.array([slot.families_at_once for slot in scenario.family_slots], dtype=np.int64),
        patient_gap_slots=_gap_slots(scenario, index, scenario.telehealth_gap_minutes),
        clinician_gap_slots=_gap_slots(scenario, index, 0),
        unit_cost=unit_costs(scenario),
        rules=rules,
    )  # fmt: skip
    return Compiled(scenario, with_history(problem, scenario, index, table, rooms), index, table, rooms)


def _gap_slots(scenario: Scenario, index: Index, telehealth_minutes: int) -> IntArray:
    """(places, places): slots between two places; 0 on the diagonal and where no way is given."""
    slot = scenario.calendar.slot_minutes
    gaps = np.full((len(index.sites) + 1,) * 2, 0, dtype=np.int64)
    gaps[index.telehealth, :] = gaps[:, index.telehealth] = slots_up(telehealth_minutes, slot)
    for way in scenario.travel:
        here, there = (find(index.site_of, "site", site) for site in way.between)
        gaps[here, there] = gaps[there, here] = slots_up(way.minutes, slot)
    np.fill_diagonal(gaps, 0)
    return gaps


def _all_of(masks: Mapping[str, BoolArray], rules: frozenset[str]) -> BoolArray:
    in_force = [mask for slug, mask in masks.items() if slug in rules]
    allowed = np.ones(len(masks["candidate-starts"]), dtype=np.bool_)
    for mask in in_force:
        allowed &= mask
    return allowed
