"""Which part of a week is up for decision, and what the rest holds fixed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np

from iopsched_solver.model.arrays import numbers
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import ONE_TO_ONE, BoolArray, IntArray, Problem


@dataclass(frozen=True, eq=False)
class Fragment:
    """A part of the week to decide anew; everything else stays as in `base`.

    Group attendance of a free patient is free in every group cell that is free or runs in `base`. Sections of a free
    group cell, with their leaders and rooms, are free. Visits of a free patient are free in free one-to-one cells; in
    other one-to-one cells they stay. Patients who are not free keep everything, so a free cell keeps room for them.
    """

    patients: BoolArray
    """(P,)"""
    cells: BoolArray
    """(K,)"""
    base: Outcome
    """A legal week."""

    @classmethod
    def whole(cls, problem: Problem, base: Outcome) -> Fragment:
        """Everything is free."""
        return cls(np.ones(problem.n_patients, dtype=np.bool_), np.ones(problem.n_cells, dtype=np.bool_), base)

    @classmethod
    def nothing(cls, problem: Problem, base: Outcome) -> Fragment:
        """Everything stays."""
        return cls(np.zeros(problem.n_patients, dtype=np.bool_), np.zeros(problem.n_cells, dtype=np.bool_), base)


@dataclass(frozen=True, eq=False)
class Base:
    """An outcome as arrays."""

    attends: IntArray
    """(n, 2): patient, cell."""
    visits: IntArray
    """(n, 4): cell, patient, clinician, room class."""
    sections: IntArray
    """(n, 3): cell, band, room class."""
    leaders: tuple[tuple[int, ...], ...]
    """(n,): the leaders of each section."""

    @classmethod
    def of(cls, outcome: Outcome) -> Base:
        """Read an outcome."""
        return cls(
            attends=numbers(outcome.attends, 2),
            visits=numbers([(v.cell, v.patient, v.clinician, v.room_class) for v in outcome.visits], 4),
            sections=numbers([(s.cell, s.band, s.room_class) for s in outcome.sections], 3),
            leaders=tuple(s.leaders for s in outcome.sections),
        )

    def leading(self, sections: IntArray) -> tuple[IntArray, IntArray]:
        """Sections (places in `sections`) and clinicians, one row for each leader of these sections."""
        groups = [self.leaders[section] for section in sections.tolist()]
        count = numbers([len(group) for group in groups])
        return np.repeat(np.arange(len(groups), dtype=np.int64), count), numbers(list(chain.from_iterable(groups)))


def is_one_to_one(problem: Problem) -> BoolArray:
    """(K,): whether the cell holds one-to-one visits rather than group sections."""
    is_visit: BoolArray = problem.offerings.enrollment[problem.cells.offering] == ONE_TO_ONE
    return is_visit
