"""A week that stays while one patient is placed in it: made once, used for every patient.

What runs keeps its leaders and rooms. Sections may seat one more where that changes nothing for their leaders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from iopsched_solver.equals import Standing
from iopsched_solver.model.fragment import Base, is_one_to_one
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import BoolArray, IntArray, Problem

ALWAYS = "candidate-starts"
"""The rule that is in force whatever is tried; what must stay is written under it."""


@dataclass(frozen=True, eq=False)
class Part:
    """One section of a meeting that has several."""

    patients: IntArray
    """Who sits in it."""
    spare: int
    """So many may leave before it is too small."""


@dataclass(frozen=True, eq=False)
class Staying:
    """One week as it is, ready to place any patient in."""

    problem: Problem
    """With what runs held to its leaders and rooms."""
    base: Outcome
    """The week, sections in the largest band that changes nothing for their leaders."""
    attended: IntArray
    """(n, 2): patient and cell, group sessions and visits."""
    runs: BoolArray
    """(K,): group cells that run."""
    settled: BoolArray
    """(K,): whose sections stay exactly as they are whether or not one more comes. Elsewhere documentation takes longer
    then, or another section may open beside them."""
    own: Mapping[int, tuple[int, ...]]
    """Sections, by place in the week, that one patient alone attends, by patient: they may close or change."""
    parted: Mapping[int, tuple[Part, ...]]
    """Sections of several attendees each, by cell, where a meeting has more than one."""
    standing: Standing
    """What is left free."""

    @classmethod
    def of(
        cls,
        problem: Problem,
        base: Outcome,
        own: Mapping[int, tuple[int, ...]],
        parted: Mapping[int, tuple[Part, ...]],
    ) -> Staying:
        """Hold a legal week; `own` and `parted` as above."""
        runs = np.zeros(problem.n_cells, dtype=np.bool_)
        runs[[section.cell for section in base.sections]] = True
        grown, settled = _grown(problem, base)
        settled &= ~_may_open_another(problem, base)
        visits = [(visit.patient, visit.cell) for visit in base.visits]
        return cls(
            problem=_held(problem, base, runs & ~_may_open_another(problem, base)),
            base=grown,
            attended=np.array([*base.attends, *visits], dtype=np.int64).reshape(-1, 2),
            runs=runs,
            settled=settled,
            own=own,
            parted=parted,
            standing=Standing.of(problem, base),
        )

    def with_problem(self, problem: Problem) -> Staying:
        """Return the same week of a problem with one patient more or changed, or other rules."""
        held = _held(problem, self.base, self.runs & ~_may_open_another(problem, self.base))
        more = problem.n_patients - self.standing.leads_patient.shape[1]
        leads = np.pad(self.standing.leads_patient, ((0, 0), (0, more)))
        return replace(self, problem=held, standing=replace(self.standing, leads_patient=leads))

    def for_patient(self, patient: int) -> Problem:
        """Return the problem with the cells not held in which the patient sits alone."""
        alone = np.flatnonzero(self.own_cells(patient))
        if not len(alone):
            return self.problem
        leads, uses = (part.masks[ALWAYS].copy() for part in (self.problem.clinicians, self.problem.rooms))
        leads[:, alone] = uses[:, alone] = True
        return _with_masks(self.problem, leads, uses)

    def of_patient(self, patient: int) -> IntArray:
        """Cells that the patient attends now."""
        cells: IntArray = self.attended[self.attended[:, 0] == patient, 1]
        return cells

    def own_cells(self, patient: int) -> BoolArray:
        """(K,): cells in which the patient sits alone in a section."""
        cells = np.zeros(len(self.runs), dtype=np.bool_)
        cells[[self.base.sections[number].cell for number in self.own.get(patient, ())]] = True
        return cells

    def within_reach(self, patient: int) -> BoolArray:
        """(K,): cells the patient might attend: what runs, one-to-one cells, what may run with one attendee."""
        problem = self.problem
        allowed = np.ones(problem.n_cells, dtype=np.bool_)
        for slug in problem.rules & problem.patients.masks.keys():
            allowed &= problem.patients.masks[slug][patient]
        for slug in problem.rules & problem.cells.masks.keys():
            allowed &= problem.cells.masks[slug]
        allowed[self.of_patient(patient)] = True
        if "group-size" not in problem.rules:
            return allowed
        alone = problem.services.min_size[problem.cells.service] <= 1
        return allowed & (self.runs | is_one_to_one(problem) | alone)


def _held(problem: Problem, base: Outcome, runs: BoolArray) -> Problem:
    """Let nobody else lead in cells that stay, and nothing there use other rooms."""
    held = Base.of(base)
    cell, _, room = held.sections.T
    section, leader = held.leading(np.arange(len(cell)))
    leads = np.broadcast_to(~runs, (problem.n_clinicians, problem.n_cells)).copy()
    leads[leader, cell[section]] = True
    uses = np.broadcast_to(~runs, (len(problem.rooms.count), problem.n_cells)).copy()
    roomed = room >= 0
    uses[room[roomed], cell[roomed]] = True
    return _with_masks(problem, leads, uses)


def _with_masks(problem: Problem, leads: BoolArray, uses: BoolArray) -> Problem:
    return replace(
        problem,
        clinicians=replace(problem.clinicians, masks={**problem.clinicians.masks, ALWAYS: leads}),
        rooms=replace(problem.rooms, masks={**problem.rooms.masks, ALWAYS: uses}),
    )


def _may_open_another(problem: Problem, base: Outcome) -> BoolArray:
    """(K,): cells that run and in which one patient may have a section besides."""
    sections = np.bincount([section.cell for section in base.sections], minlength=problem.n_cells)
    most = problem.offerings.sections_max[problem.cells.offering]
    alone = problem.services.min_size[problem.cells.service] <= 1
    another: BoolArray = (sections > 0) & (sections < most) & alone
    return another


def _grown(problem: Problem, base: Outcome) -> tuple[Outcome, BoolArray]:
    """Put full sections into the next band of the same leaders where these are held no longer by it."""
    bands, cells = problem.bands, problem.cells
    attendees = np.bincount([cell for _, cell in base.attends], minlength=problem.n_cells)
    settled = np.ones(problem.n_cells, dtype=np.bool_)
    sections = []
    for section in base.sections:
        now = section.band
        if bands.seats[now] <= attendees[section.cell]:
            alike = (bands.service == cells.service[section.cell]) & (bands.seats > bands.seats[now])
            alike &= (bands.role_count == bands.role_count[now]).all(axis=1)
            for larger in np.flatnonzero(alike)[:1].tolist():
                if bands.hold_slots[larger] == bands.hold_slots[now]:
                    now = larger
                else:
                    settled[section.cell] = False
        sections.append(replace(section, band=now))
    return replace(base, sections=tuple(sections)), settled
