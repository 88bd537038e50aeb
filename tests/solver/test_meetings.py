"""Rows of offerings: a cohort that may meet at two starts of a day still meets once that day."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.master.meetings import _alternatives
from iopsched_solver.model.build import cost_of
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


def broken(problem: Problem, cells: list[int], halved: list[int]) -> bool:
    """Whether half a section in each of these cells breaks a row on the sections of `cells` alone."""
    master = Columns(problem).master
    program = master.program()
    own = {column for k in cells for column in master.sections.columns(k)}
    x = np.zeros(len(program.cost))
    x[[master.sections.columns(k)[0] for k in halved]] = 0.5
    others = {
        row for row, column in zip(program.rows.tolist(), program.columns.tolist(), strict=True) if column not in own
    }
    taken = np.bincount(program.rows, weights=program.values * x[program.columns], minlength=len(program.row_high))
    return any(taken[row] > program.row_high[row] + 1e-9 for row in set(range(len(taken))) - others)


def test_two_halves_on_one_day_are_no_series_and_one_on_each_of_two_days_are(clinic: Problem) -> None:
    for cells in cohorts(clinic).values():
        first, same, other = cells[0], cells[1], cells[-1]
        assert clinic.cells.day[first] == clinic.cells.day[same] != clinic.cells.day[other]
        assert broken(clinic, cells, [first, same])
        assert not broken(clinic, cells, [first, other])


def test_nobody_attends_a_tenth_of_a_section_in_full_where_two_may_run_at_once() -> None:
    problem = compile_scenario(family("calendar-tight-24", seed=1)).problem
    groups = problem.offerings
    several = dataclasses.replace(groups, sections_max=np.where(groups.sections_max == 1, 2, groups.sections_max))
    problem = dataclasses.replace(problem, offerings=several)
    week = first_fit(problem)
    assert week is not None
    columns = Columns(problem)
    columns.take_in(week)
    columns.grow(deadline=math.inf, gap=0.002, stop=lambda: False, on_round=lambda _: None)
    before = columns.bound
    columns.grow(deadline=math.inf, gap=0.002, stop=lambda: False, on_round=lambda _: None, tight_until=math.inf)
    assert columns.bound > 1.2 * before
    assert columns.proved() <= cost_of(problem, week)
