"""Rows added where a solution needs them hold in every legal week, on an open timetable and on a settled one."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from iopsched import Scenario
from iopsched.compile import compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

SEEDS = range(1000, 1060)
BLOCKS = [SEEDS[n : n + 20] for n in range(0, len(SEEDS), 20)]


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_the_program_settled_on_the_best_week_costs_no_more_than_that(seeds: range) -> None:
    weeks = 0
    for seed in seeds:
        problem = compile_scenario(tiny_scenario(seed)).problem
        best = solve_whole(problem, Limits(time_limit_s=10.0, workers=1))
        if best.outcome is None or best.cost is None or best.status != "optimal" or len(problem.held.pins):
            continue
        columns = Columns(problem)
        columns.take_in(best.outcome)
        columns.settle(best.outcome)
        lost = float(columns.local.lost.sum())
        settled = columns.refine(deadline=time.monotonic() + 10.0, gap=0.0, stop=lambda: False)
        assert settled is not None
        assert settled.cost + lost <= best.cost + 1e-3, f"week {seed}"
        columns.reopen()
        deadline = time.monotonic() + 10.0
        columns.grow(deadline=deadline, gap=0.0, stop=lambda: False, on_round=lambda _: None, tight_until=deadline)
        assert columns.proved() <= best.cost, f"week {seed}"
        weeks += 1
    assert weeks >= len(seeds) // 3


def test_more_visits_than_a_run_holds_get_a_row() -> None:
    problem = compile_scenario(generate(24, shape="menu", tightness="tight", seed=3)).problem
    columns = Columns(problem)
    cells, longest = problem.cells, problem.clinicians.consecutive_slots_max
    c = int(np.argmin(longest))
    mine = [k for who, k in columns.master.links.visit_columns if who == c]
    busiest = max(mine, key=lambda k: sum(cells.start[k] <= cells.start[m] < cells.start[k] + longest[c] for m in mine))
    for k in mine:
        if cells.start[busiest] <= cells.start[k] < cells.start[busiest] + longest[c]:
            for p in np.flatnonzero(problem.may_attend[:, k]).tolist():
                columns.add(p, ((k, c),))
    taken = np.full(len(columns.days), 1.0)
    assert sum(int(cells.end[k] - cells.start[k]) for day in columns.days for k, _ in day.cells) > longest[c]
    before = len(columns.master.draft.row_low)
    nothing = dict.fromkeys(columns.master.sections.cells, 0.0)
    columns.cuts.add(columns.days, taken, nothing, nothing)
    assert float(longest[c]) in columns.master.draft.row_high[before:]
    assert not columns.cuts.add(columns.days, taken, nothing, nothing), "each row is added once"


@pytest.mark.parametrize("sections", [1, 2])
def test_who_attends_a_cohort_needs_all_of_a_section_from_the_first_round(sections: int) -> None:
    """One patient in a group of ten seats: a tenth of its leader, 0.2 of 2 half hours, would do; and a trip, 30."""
    scenario = Scenario.model_validate({
        "calendar": {"slot_minutes": 30},
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
        "clinicians": [{"id": "C1"}, {"id": "C2"}],
        "services": [
            {"id": "talk", "duration_minutes": 60, "contact_minutes": 60, "min_size": 1, "max_size": 10,
             "needs_room": False},
        ],
        "groups": [
            {"id": "G", "service": "talk", "starts": {"at": ["Mon 9:00"]}, "enrollment": "cohort", "sections": sections}
        ],
        "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-05"}],
        "patients": [
            {"id": "P", "policy": "plan", "care_plan": {"items": [{"service": "talk", "min": 1, "max": 1}]}}
        ],
    })  # fmt: skip
    columns = Columns(compile_scenario(scenario).problem)
    columns.grow(deadline=math.inf, gap=0.0, stop=lambda: False, on_round=lambda _: None)
    assert columns.proved() == 32
