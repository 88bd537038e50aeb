"""Whole days and named leaders of a held timetable: legal as they are, at what the program says they cost."""

from __future__ import annotations

import dataclasses
import math
import threading
from collections import Counter

import pytest

from iopsched import Scenario
from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_scenarios.weeks import load
from iopsched_solver.assemble import Assembled, assemble
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import Wish, first_fit
from iopsched_solver.greedy.follow import follow
from iopsched_solver.greedy.placer import Placer
from iopsched_solver.limits import Limits
from iopsched_solver.lp import LPSolution, solve_interior
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem

LIMITS = Limits(time_limit_s=60.0, workers=8)
WEEKS = ["calendar-tight-24", "menu-tight-24", "open-tight-24"]


def held(problem: Problem) -> tuple[Columns, LPSolution, int]:
    """A master with days for first fit's timetable, which it holds, its solution, and what first fit's week costs."""
    week = first_fit(problem)
    assert week is not None
    columns = Columns(problem)
    columns.take_in(week)
    columns.master.sections.hold(Counter(section.cell for section in week.sections))
    solution = columns.refine(deadline=math.inf, gap=0.0, stop=lambda: False)
    assert solution is not None
    return columns, solution, cost_of(problem, week)


def followed(problem: Problem, week: Assembled) -> Outcome:
    """The week as it is; whatever breaks a rule on the clinic's side is left out."""
    placer = Placer(problem)
    follow(Wish(week.sections, [(day.patient, day.cells) for day in week.days]), placer.choices)
    return placer.table.outcome()


@pytest.mark.parametrize("name", WEEKS)
def test_the_week_is_legal_and_costs_what_the_program_says(name: str) -> None:
    scenario = family(name, seed=1)
    compiled = compile_scenario(scenario)
    columns, relaxed, known = held(compiled.problem)
    week = assemble(columns, relaxed, below=known, limits=LIMITS, cancel=threading.Event())
    assert week is not None
    least = solve_interior(columns.master.program(), time_limit_s=60.0)
    assert least is not None, "days that came last may make it cost less than `relaxed`"
    assert least.cost - 1e-3 <= week.cost < known
    outcome = followed(compiled.problem, week)
    assert cost_of(compiled.problem, outcome) == pytest.approx(week.cost)
    assert outcome.sections == week.sections
    assert check(scenario, compiled.decode(outcome)).violations == ()


@pytest.mark.parametrize("seed", [43, 143, 235])
def test_sessions_held_without_the_patient_are_part_of_the_week(seed: int) -> None:
    problem = compile_scenario(tiny_scenario(seed, 1 + seed % 8)).problem
    best = solve_whole(problem, LIMITS).outcome
    assert best is not None
    assert any(not problem.services.patient_attends[problem.cells.service[visit.cell]] for visit in best.visits)
    columns = Columns(problem)
    columns.take_in(best)
    columns.master.sections.hold(Counter(section.cell for section in best.sections))
    relaxed = columns.refine(deadline=math.inf, gap=0.0, stop=lambda: False)
    assert relaxed is not None
    week = assemble(columns, relaxed, below=math.inf, limits=LIMITS, cancel=threading.Event())
    assert week is not None
    assert cost_of(problem, followed(problem, week)) == pytest.approx(week.cost + columns.lost)


def test_a_week_with_every_kind_of_rule_is_assembled() -> None:
    scenario = load("mixed-clinic")
    compiled = compile_scenario(scenario)
    columns, relaxed, known = held(compiled.problem)
    week = assemble(columns, relaxed, below=known, limits=LIMITS, cancel=threading.Event())
    assert week is not None
    assert cost_of(compiled.problem, followed(compiled.problem, week)) < known


def test_nothing_dearer_than_asked_for_is_found() -> None:
    columns, relaxed, known = held(compile_scenario(family("menu-tight-24", seed=1)).problem)
    best = assemble(columns, relaxed, below=known, limits=LIMITS, cancel=threading.Event())
    assert best is not None
    assert assemble(columns, relaxed, below=relaxed.cost - 1, limits=LIMITS, cancel=threading.Event()) is None
    again = assemble(columns, relaxed, below=best.cost, limits=LIMITS, cancel=threading.Event())
    assert again is None or again.cost <= best.cost


def test_a_cancel_or_no_time_ends_it_without_a_week() -> None:
    columns, relaxed, known = held(compile_scenario(family("menu-tight-24", seed=1)).problem)
    cancelled = threading.Event()
    cancelled.set()
    assert assemble(columns, relaxed, below=known, limits=LIMITS, cancel=cancelled) is None
    no_time = dataclasses.replace(LIMITS, time_limit_s=0.0)
    assert assemble(columns, relaxed, below=known, limits=no_time, cancel=threading.Event()) is None


def test_by_work_it_is_the_same_twice() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=1)).problem
    limits = Limits(time_limit_s=5.0, reproducible=True)
    weeks = []
    for _ in range(2):
        columns, relaxed, known = held(problem)
        weeks.append(assemble(columns, relaxed, below=known, limits=limits, cancel=threading.Event()))
    assert weeks[0] is not None
    assert weeks[0] == weeks[1]


@pytest.mark.parametrize("sections", [3, 7, 13])
def test_all_sections_that_a_group_may_have_at_one_start_may_run(sections: int) -> None:
    """A section is that part of the one meeting a week: the parts of all must not be more than it."""
    scenario = Scenario.model_validate({
        "calendar": {"slot_minutes": 30},
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
        "clinicians": [{"id": f"C{n}"} for n in range(sections)],
        "services": [
            {"id": "talk", "duration_minutes": 60, "contact_minutes": 60, "min_size": 1, "max_size": 1,
             "needs_room": False},
        ],
        "groups": [
            {"id": "G", "service": "talk", "starts": {"at": ["Mon 9:00", "Tue 9:00"]}, "sections": sections,
             "sessions_per_week": {"max": 1}},
        ],
        "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-05"}],
        "patients": [
            {"id": f"P{n}", "policy": "plan", "care_plan": {"items": [{"service": "talk", "min": 1, "max": 1}]}}
            for n in range(sections)
        ],
    })  # fmt: skip
    columns, relaxed, _ = held(compile_scenario(scenario).problem)
    week = assemble(columns, relaxed, below=math.inf, limits=LIMITS, cancel=threading.Event())
    assert week is not None
    assert len(week.sections) == sections
