"""What a few patients lack at least is never more than they lack in a week, and the program learns of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.alone import NEEDS, unmet_alone
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.lp import FloatArray
from iopsched_solver.master import DayColumn
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import KEEP_APART_SESSION, KEEP_APART_TIME, Problem

CARE, SHORT = 2_000, 400
SEEDS = range(3000, 3060)
BLOCKS = [SEEDS[n : n + 20] for n in range(0, len(SEEDS), 20)]


@pytest.fixture
def triangle(clinic) -> Problem:
    """Three who must all be kept apart from one another, and one session for each in either of two groups."""
    problem = clinic(
        (0, "Mon 9:00"), (0, "Mon 11:00"), patients=3, clinicians=2, care_plan=CARE, service_day_minimum=SHORT
    )
    people = problem.patients
    people.care_min[:, 0] = people.care_max[:, 0] = 1
    apart = np.array([(one, other, KEEP_APART_SESSION) for one, other in combinations(range(3), 2)])
    costs = dict.fromkeys((*NEEDS, *problem.unit_cost, "idle-gaps", "trips", "primary-clinician", "keep-together"), 0)
    goals = ("preferences", "usual-group", "balanced-groups", "fair-load", "leader-time", "overtime", "room-use")
    published = ("moved-patient", "changed-leader", "changed-room", "rolling-cap")
    return replace(
        problem,
        pairs=replace(problem.pairs, apart=apart),
        unit_cost={**costs, **dict.fromkeys((*goals, *published), 0), **problem.unit_cost},
    )


def lacking(problem: Problem, patients: np.ndarray) -> int:
    return unmet_alone(problem, patients)


def proved(problem: Problem, week: Outcome | None) -> int:
    columns = Columns(problem)
    best = None if week is None else lambda: week
    columns.grow(
        deadline=math.inf, gap=0.0, stop=lambda: False, on_round=lambda _: None, tight_until=math.inf, best=best
    )
    return columns.proved()


def test_one_of_three_kept_apart_stays_out_of_two_groups(triangle: Problem) -> None:
    assert lacking(triangle, np.arange(3)) == CARE
    assert lacking(triangle, np.arange(2)) == 0


def test_the_program_learns_what_they_lack(triangle: Problem) -> None:
    week = solve_whole(triangle, Limits(time_limit_s=10.0, workers=1))
    assert week.cost == CARE
    assert proved(triangle, None) < CARE, "halves of them are in both groups"
    assert proved(triangle, week.outcome) == CARE


def test_it_learns_so_before_it_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = compile_scenario(family("menu-tight-60", seed=1)).problem
    week = first_fit(problem)
    assert week is not None
    columns = Columns(problem)
    columns.take_in(week)
    bounds, look = list[float](), columns._alone.add

    def looking(days: Sequence[DayColumn], x: FloatArray, week: Outcome, *, until: float) -> int:
        bounds.append(columns.bound)
        return look(days, x, week, until=until)

    monkeypatch.setattr(columns._alone, "add", looking)
    gap = 0.005
    columns.grow(deadline=math.inf, gap=gap, stop=lambda: False, on_round=lambda _: None, best=lambda: week)
    assert bounds[0] < (1 - 2 * gap) * columns.bound
    assert bounds[-1] == columns.bound


def test_a_week_that_lacks_nothing_more_asks_for_no_rows(triangle: Problem) -> None:
    columns = Columns(triangle)
    everything = Outcome(attends=tuple((p, 0) for p in range(3)))
    columns.grow(
        deadline=math.inf, gap=0.0, stop=lambda: False, on_round=lambda _: None, best=lambda: everything
    )  # fmt: skip
    assert not columns.master.lacks.row


def test_what_a_day_leaves_unmet_is_part_of_it(triangle: Problem) -> None:
    """An hour where two are asked for: their two groups are a full day, but one of them is taken."""
    people = triangle.patients
    people.day_minutes_min[:] = 120
    people.care_max[:] = 2
    apart = np.array([(0, 1, KEEP_APART_TIME)])
    two = replace(triangle, pairs=replace(triangle.pairs, apart=apart))
    week = solve_whole(two, Limits(time_limit_s=10.0, workers=1))
    lacks = lacking(two, np.array([0, 1]))
    assert lacks == 2 * 2 * SHORT, "two half hours each"
    assert week.cost == lacks
    assert proved(two, week.outcome) == lacks


def test_minutes_that_the_program_counts_finer_are_left_out(triangle: Problem) -> None:
    people = triangle.patients
    people.week_minutes_min[:] = 100
    asked = replace(triangle, unit_cost={**triangle.unit_cost, "weekly-contact-minutes": 500})
    full = replace(asked, patients=replace(people, week_minutes_min=np.full(3, 90)))
    assert lacking(full, np.array([0])) == 500
    assert lacking(asked, np.array([0])) == 2 * 500 - 500


def test_sessions_without_the_patient_may_be_several_at_a_time(clinic) -> None:
    week = clinic((0, "Mon 9:00"), patients=1, clinicians=2, visits=(0,), care_plan=CARE)
    week.patients.care_min[:] = week.patients.care_max[:] = 2
    absent = replace(week, services=replace(week.services, patient_attends=np.zeros(1, dtype=np.bool_)))
    assert lacking(absent, np.array([0])) == 0
    assert lacking(week, np.array([0])) == CARE
    twice = replace(week, rules=week.rules - {"patient-no-overlap"})
    assert lacking(twice, np.array([0])) == 0


def test_prices_of_what_is_unmet_leave_room_for_the_row(triangle: Problem) -> None:
    """A row at half its highest price leaves half of what is unmet to the others."""
    columns = Columns(triangle)
    columns.master.lacks.add([0, 1, 2], CARE, {})
    (row,) = columns.master.lacks.all_rows
    count = int(columns.master.patients.count[0, 0])
    price = np.full(len(columns.master.draft.row_low), 1e6)
    assert columns.master.prices.clip(price)[row] == 1.0
    price[row] = 0.5
    assert columns.master.prices.clip(price)[count] == CARE / 2


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_nobody_lacks_less_in_a_best_week(seeds: range) -> None:
    weeks = rows = 0
    for seed in seeds:
        problem = compile_scenario(tiny_scenario(seed)).problem
        best = solve_whole(problem, Limits(time_limit_s=10.0, workers=1))
        if best.outcome is None or best.cost is None or best.status != "optimal":
            continue
        needs = {slug: cost if slug in NEEDS else 0 for slug, cost in problem.unit_cost.items()}
        local, days = LocalRules(replace(problem, unit_cost=needs)), best.outcome.weeks()
        in_week = [local.cost(p, tuple(days.get(p, ()))) or 0 for p in range(problem.n_patients)]
        for group in (np.array([p]) for p in range(problem.n_patients)):
            assert lacking(problem, group) <= in_week[group[0]], f"week {seed}"
        everybody = np.arange(problem.n_patients)
        assert lacking(problem, everybody) <= sum(in_week), f"week {seed}"
        columns = Columns(problem)
        if not columns.pricer.attends_many.any():
            columns.master.lacks.add(everybody.tolist(), lacking(problem, everybody), {})
            rows += 1
        columns.grow(deadline=math.inf, gap=0.0, stop=lambda: False, on_round=lambda _: None, tight_until=math.inf)
        assert columns.proved() <= best.cost, f"week {seed}"
        weeks += 1
    assert min(weeks, rows) >= len(seeds) // 3
