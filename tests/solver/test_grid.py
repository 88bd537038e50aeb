"""Starts on the grid of which all lengths are multiples: which are kept, and what becomes of weeks found among them."""

import threading
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.greedy import first_fit
from iopsched_solver.grid import on_grid
from iopsched_solver.limits import Limits
from iopsched_solver.outcome import Outcome, Section
from iopsched_solver.price_and_dive import PriceAndDive

LIMITS = Limits(time_limit_s=30.0, workers=2)
HOURS = ((0, "Mon 09:00"), (0, "Mon 09:30"), (0, "Mon 10:00"), (0, "Tue 09:30"))
"""An hour's session at four starts, one on no full hour but alone on its day."""


def starts(problem):
    """Cells of the grid."""
    return np.flatnonzero(on_grid(problem).cell_open).tolist()


def attending(problem, may):
    """The problem in which patients may attend so, (P, K)."""
    return problem.attending_only(np.array(may, dtype=np.bool_))


def test_starts_between_are_left_out_but_where_a_day_has_no_other(clinic):
    assert starts(clinic(*HOURS)) == [0, 2, 3]


def test_the_grid_is_where_most_may_come(clinic):
    assert starts(clinic(*HOURS[:3], patients=2)) == [0, 2]
    assert starts(attending(clinic(*HOURS[:2], patients=2), [[1, 1], [0, 1]])) == [1]


def test_who_has_no_start_on_the_grid_keeps_theirs(clinic):
    assert starts(attending(clinic(*HOURS[:3], patients=2), [[1, 1, 1], [0, 1, 0]])) == [0, 1, 2]
    problem = clinic(*HOURS[:3], clinicians=2)
    masks = {**problem.clinicians.masks, "clinician-availability": np.array([[1, 1, 1], [0, 1, 0]], dtype=np.bool_)}
    problem = replace(problem, clinicians=replace(problem.clinicians, masks=masks))
    assert starts(problem) == [0, 1, 2], "the second clinician's"


@pytest.mark.parametrize(
    "pause",
    [
        lambda p: replace(p, bands=replace(p.bands, hold_slots=np.array([1]))),
        lambda p: replace(p, rooms=replace(p.rooms, turnover_slots=np.array([1]))),
        lambda p: replace(p, patients=replace(p.patients, buffer_slots=np.array([1]))),
        lambda p: replace(p, patient_gap_slots=np.array([[0, 1], [1, 0]])),
        lambda p: replace(p, clinician_gap_slots=np.array([[0, 1], [1, 0]])),
    ],
    ids=["documentation", "turnover", "buffer", "travel", "clinician's travel"],
)
def test_what_has_to_lie_between_sessions_counts(clinic, pause):
    problem = pause(clinic(*HOURS))
    assert on_grid(problem) is problem


def test_a_grid_of_three_slots(clinic):
    problem = clinic(*((0, f"Mon {hour}") for hour in ("09:00", "09:30", "10:00", "10:30")), slots=3)
    assert starts(problem) == [0, 3]


def test_lengths_of_what_is_never_held_do_not_count(clinic):
    problem = clinic(*HOURS[:3], (1, "Mon 09:00"))
    problem = replace(problem, services=replace(problem.services, slots=np.array([2, 1])))
    assert on_grid(problem) is problem
    closed = problem.cells.masks["site-hours"] & (problem.cells.service == 0)
    masks = {**problem.cells.masks, "site-hours": closed}
    assert starts(replace(problem, cells=replace(problem.cells, masks=masks))) == [0, 2]


def test_where_all_starts_are_on_it_or_starts_are_not_at_issue_nothing_changes(clinic):
    problem = clinic((0, "Mon 09:00"), (0, "Mon 10:00"), (0, "Tue 13:00"))
    assert on_grid(problem) is problem
    free = clinic(*HOURS)
    free = replace(free, rules=free.rules - {"candidate-starts"})
    assert on_grid(free) is free
    assert on_grid(clinic()).n_cells == 0


@pytest.mark.parametrize(
    ("what", "row"),
    [
        ("pins", [0, 1, -1, -1, -1]),
        ("attends", [0, 1]),
        ("leads", [0, 1, -1]),
        ("rooms", [0, 1, -1]),
        ("begun", [1, 1]),
    ],
)
def test_what_is_pinned_or_published_stays(clinic, what, row):
    problem = clinic(*HOURS[:3])
    held = replace(problem.held, **{what: np.array([row], dtype=np.int64)})
    assert starts(replace(problem, held=held)) == [0, 1, 2]


def test_a_week_is_sought_among_all_starts_where_there_is_none_on_the_grid(clinic):
    """A pin needs a second meeting, and the room is open for that at half past nine alone."""
    problem = clinic(*HOURS[:3], (0, "Tue 10:00"), needs_room=True)
    pinned = replace(problem.held, pins=np.array([[0, 3, -1, -1, -1]]))
    room = {**problem.rooms.masks, "room-no-overlap": np.array([[False, True, False, True]])}
    problem = replace(
        problem,
        held=pinned,
        rooms=replace(problem.rooms, masks=room),
        offerings=replace(problem.offerings, meetings_min=np.array([2])),
        patients=replace(problem.patients, care_min=np.array([[2]])),
        unit_cost=defaultdict(int, {"care-plan": 1000}),
    )
    assert starts(problem) == [0, 2, 3]
    assert first_fit(on_grid(problem)) is None
    first = PriceAndDive(problem, LIMITS, None, threading.Event())._first()
    assert first is not None
    assert [section.cell for section in first.sections] == [1, 3]


def test_a_search_of_many_starts_begins_on_the_grid_and_its_week_is_legal():
    scenario = family("php-tight-40-slot5", seed=1)
    compiled = compile_scenario(scenario)
    problem = compiled.problem
    search = PriceAndDive(problem, LIMITS, None, threading.Event())
    first = search._first()
    assert first is not None
    open_cells = on_grid(problem).cell_open
    assert all(open_cells[k] for k in {*(s.cell for s in first.sections), *(v.cell for v in first.visits)})
    assert check(scenario, compiled.decode(first)).legal
    assert search._recreate(first).problem is not problem


def test_a_week_off_the_grid_is_annealed_among_all_starts(clinic):
    problem = replace(clinic(*HOURS), unit_cost=defaultdict(int))
    search = PriceAndDive(problem, LIMITS, None, threading.Event())
    off = Outcome((Section(1, 0, -1, (0,)),), ((0, 1),))
    assert search._recreate(off).problem is problem
    assert search._recreate(Outcome()).problem is not problem
