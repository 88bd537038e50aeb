"""Small weeks name the leaders of sections in column generation: what that sees, and that it never sees too much."""

import time

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver import columns as column_generation
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

LIMITS = Limits(time_limit_s=60, workers=1)
GROUPS = {"a": ("Mon 9:00", "C1"), "b": ("Mon 9:00", "C1"), "c": ("Mon 9:00", "C2")}
"""Of each group its start and the only one who may lead it."""


def grown(problem):
    """Column generation to its end."""
    columns, deadline = Columns(problem), time.monotonic() + 30.0
    columns.grow(deadline=deadline, gap=0.0, stop=lambda: False, on_round=lambda _: None, tight_until=deadline)
    return columns


def week(groups=GROUPS, **clinician):
    """A patient for each group who may attend that alone; the first two need it."""
    return Scenario.model_validate({
        "calendar": {"slot_minutes": 30},
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
        "clinicians": [{"id": "C1", **clinician}, {"id": "C2"}],
        "services": [
            {"id": name, "duration_minutes": 60, "contact_minutes": 60, "max_size": 5, "needs_room": False}
            for name in groups
        ],
        "groups": [
            {"id": f"G-{name}", "service": name, "starts": {"at": [at]}, "leaders": [who]}
            for name, (at, who) in groups.items()
        ],
        "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-05"}],
        "patients": [
            {"id": f"P-{name}", "policy": "plan", "care_plan": {"items": [{"service": name, "min": least, "max": 1}]}}
            for name, least in zip(groups, (1, 1, 0, 0), strict=False)
        ],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "clinician"),
    [
        (GROUPS, {}),
        (
            {"a": ("Mon 9:00", "C1"), "b": ("Mon 11:00", "C1"), "c": ("Mon 9:00", "C2")},
            {"daily_contact_minutes_max": 60},
        ),
        (
            {"a": ("Mon 9:00", "C1"), "b": ("Mon 10:00", "C1"), "c": ("Mon 9:00", "C2"), "d": ("Mon 10:00", "C2")},
            {"consecutive_minutes_max": 60, "break_minutes": 30},
        ),
    ],
    ids=["at once", "hours of a day", "no break"],
)
def test_one_person_cannot_lead_both(groups, clinician, monkeypatch) -> None:
    """Two could, so counted leaders lead all; named ones leave a group or half of it out, and every legal week one."""
    problem = compile_scenario(week(groups, **clinician)).problem
    best = solve_whole(problem, LIMITS)
    named, half = grown(problem).proved(), problem.unit_cost["care-plan"] * problem.patients.weight[0] / 2
    monkeypatch.setattr(column_generation, "NAMED_SIZE", 0)
    assert grown(problem).proved() < half <= named <= best.cost


@pytest.mark.parametrize("seeds", [range(n, n + 40) for n in range(2000, 2320, 40)], ids=lambda seeds: str(seeds[0]))
def test_bound_is_never_above_the_optimum(seeds) -> None:
    compared = 0
    for seed in seeds:
        problem = compile_scenario(tiny_scenario(seed, 1 + seed % 8)).problem
        found = solve_whole(problem, LIMITS)
        if found.status == "optimal":
            columns = grown(problem)
            assert columns.master.named is not None
            assert columns.proved() <= found.cost, seed
            compared += 1
    assert compared >= len(seeds) // 2


def test_settled_leaders_lead_and_nobody_else() -> None:
    """With a week's timetable and leaders settled its days fit, at no more than it costs; opened, all may lead."""
    problem = compile_scenario(tiny_scenario(2, 6)).problem
    best = solve_whole(problem, LIMITS).outcome
    assert best is not None
    assert best.sections, "the week has groups"
    columns = Columns(problem)
    named = columns.master.named
    assert named is not None
    columns.take_in(best)
    columns.settle(best)
    leads = {(c, section.cell) for section in best.sections for c in section.leaders}
    high = columns.master.draft.high
    assert {(c, k) for (c, k, _), column in named.columns.items() if high[column]} <= leads
    settled = columns.refine(deadline=time.monotonic() + 30, gap=0.0, stop=lambda: False)
    assert settled is not None
    assert settled.cost <= solve_whole(problem, LIMITS).cost + 1e-3
    columns.reopen()
    assert all(high[column] == 1.0 for column in named.columns.values())
