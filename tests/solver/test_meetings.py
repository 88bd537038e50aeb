"""Rows of offerings: a cohort that may meet at two starts of a day still meets once that day."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns
from iopsched_solver.lp import solve_interior
from iopsched_solver.master.draft import INF
from iopsched_solver.master.meetings import _alternatives
from iopsched_solver.problem import COHORT, Problem


@pytest.fixture(scope="module")
def clinic() -> Problem:
    return compile_scenario(family("menu-tight-60", seed=1)).problem


def cohorts(problem: Problem) -> dict[int, list[int]]:
    """The cells of each cohort."""
    groups = np.flatnonzero(problem.offerings.enrollment == COHORT).tolist()
    return {g: np.flatnonzero(problem.cells.offering == g).tolist() for g in groups}


def test_starts_of_one_day_are_alternatives_of_a_cohort(clinic: Problem) -> None:
    for g, cells in cohorts(clinic).items():
        days = {int(clinic.cells.day[k]) for k in cells}
        assert len(cells) > len(days)
        found = _alternatives(clinic, g, cells)
        assert sorted(k for each in found for k in each) == cells
        assert [len({int(clinic.cells.day[k]) for k in each}) for each in found] == [1] * len(days)


def test_not_where_a_day_may_hold_several(clinic: Problem) -> None:
    who = clinic.patients
    free = dataclasses.replace(
        clinic, patients=dataclasses.replace(who, same_day_max=np.full_like(who.same_day_max, 2))
    )
    for g, cells in cohorts(free).items():
        assert _alternatives(free, g, cells) == [{k} for k in cells]


def test_two_halves_on_one_day_are_no_series(clinic: Problem) -> None:
    """Half a section at each of two starts of a day, and nothing on any other, is what the row forbids."""
    columns = Columns(clinic)
    sections = columns.master.sections
    cells = next(iter(cohorts(clinic).values()))
    first = int(clinic.cells.day[cells[0]])
    for k in sections.cells:
        halved = k in cells and clinic.cells.day[k] == first
        sections.let(k, 0.5 if halved else 0.0, 0.5 if halved else (0.0 if k in cells else INF))
    solution = solve_interior(columns.master.program(), time_limit_s=30)
    assert solution is not None
    missing = sum(solution.x[sections.missing(k)] for k in cells)
    assert missing > 0.9
