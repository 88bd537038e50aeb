"""Timetables from linear programs: whole numbers of sections, close to the one begun with, and never dearer than it."""

from __future__ import annotations

import math
import time
from collections import Counter

import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.lp import solve_vertex
from iopsched_solver.timetable import change_timetable, dive_timetable

NAMES = ["calendar-tight-24", "menu-tight-24", "open-tight-24"]


def never() -> bool:
    return False


def begun(name: str) -> tuple[Columns, Counter[int]]:
    """A master with days for first fit's timetable, which it holds, and the sections of that."""
    problem = compile_scenario(family(name, seed=1)).problem
    week = first_fit(problem)
    assert week is not None
    columns = Columns(problem)
    columns.take_in(week)
    running = Counter(section.cell for section in week.sections)
    columns.master.sections.hold(running)
    columns.refine(deadline=math.inf, gap=0.0, stop=never)
    return columns, running


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_timetable_is_whole_close_and_no_dearer(name: str) -> None:
    columns, running = begun(name)
    before = solve_vertex(columns.master.program(), time_limit_s=60.0)
    changed = change_timetable(columns, running, deadline=time.monotonic() + 60.0, stop=never)
    assert before is not None
    assert changed is not None
    assert changed.cost <= before.cost + 1e-3
    for k, sections in columns.master.sections.running(changed.x).items():
        assert sections == pytest.approx(round(sections), abs=1e-6)
        assert round(sections) - running[k] in {-1, 0, 1}


def test_one_section_more_saves_what_its_price_says_at_most() -> None:
    columns, running = begun("menu-tight-24")
    before = solve_vertex(columns.master.program(), time_limit_s=60.0)
    assert before is not None
    gains = columns.master.sections.gains(before.price)
    saved = []
    for k in sorted(gains, key=lambda k: -gains[k])[:40]:
        columns.master.sections.let(k, running[k], running[k] + 1)
        after = solve_vertex(columns.master.program(), time_limit_s=60.0)
        columns.master.sections.let(k, running[k], running[k])
        assert after is not None
        saved.append(before.cost - after.cost)
        assert -1e-3 <= saved[-1] <= gains[k] + 1e-3
    assert max(saved) > 0


def test_a_dive_from_the_open_week_ends_whole() -> None:
    columns, _ = begun("calendar-tight-24")
    columns.reopen()
    solution = dive_timetable(columns, deadline=time.monotonic() + 60.0, stop=never)
    assert solution is not None
    for sections in columns.master.sections.running(solution.x).values():
        assert sections == pytest.approx(round(sections), abs=1e-6)
