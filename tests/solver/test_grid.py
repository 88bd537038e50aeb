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


def test_starts_that_lie_apart_all_stay(clinic):
    """Two hours on each other's heels at 9:00 and 11:30: nobody would gain by one of them alone."""
    hours = [(0, f"Mon {hour}") for hour in ("09:00", "11:30", "14:00", "16:30")]
    problem = clinic(*hours, slots=4)
    assert on_grid(problem) is problem


def test_each_day_begins_its_own_grid(clinic):
    """Two hours and a half do not divide a day: 9:00 and 11:30 fit together on each."""
    days, hours = ("Mon", "Tue", "Wed"), ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
    problem = clinic(*((0, f"{day} {hour}") for day in days for hour in hours), slots=5)
    assert starts(problem) == [0, 5, 6, 11, 12, 17]


def test_a_start_beside_the_grid_of_another_place_stays(clinic):
    assert starts(clinic((0, "Mon 09:00"), (0, "Mon 10:00"), (0, "Mon 09:30", 1), sites=2)) == [0, 1, 2]


def test_who_could_come_to_no_start_that_runs_keeps_theirs(clinic):
    """The only leader, or the only room, is there from half past nine."""
    problem = clinic(*HOURS[:3], needs_room=True)
    late = np.array([[False, True, False]])
    masks = {**problem.clinicians.masks, "clinician-availability": late}
    assert starts(replace(problem, clinicians=replace(problem.clinicians, masks=masks))) == [1]
    masks = {**problem.rooms.masks, "room-no-overlap": late}
    assert starts(replace(problem, rooms=replace(problem.rooms, masks=masks))) == [1]


@pytest.mark.parametrize(("seen_by", "kept"), [(0, [0, 1, 2]), (1, [0, 2])])
def test_a_patient_and_a_clinician_who_would_miss_each_other_keep_a_start(clinic, seen_by, kept):
    """The patient is free at 9:00 and 9:30, one clinician at 9:30 and 10:00, another at 9:00."""
    problem = attending(clinic(*HOURS[:3], visits=(0,), clinicians=2), [[1, 1, 0]])
    hours = {
        **problem.clinicians.masks,
        "clinician-availability": np.array([[False, True, True], [True, False, False]]),
    }
    sees = np.zeros((1, 2, 1), dtype=np.bool_)
    sees[0, seen_by] = True
    problem = replace(
        problem,
        rules=problem.rules | {"seen-by"},
        clinicians=replace(problem.clinicians, masks=hours),
        patients=replace(problem.patients, sees={"seen-by": sees}),
    )
    assert starts(problem) == kept


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
    """A group needs a second meeting, and pins leave its one leader free for that at half past nine alone."""
    hours = [(0, f"Mon {hour}") for hour in ("08:00", "09:00", "10:00", "11:00", "09:30")]
    problem = clinic(*hours, (0, "Tue 10:00"), (1, "Mon 08:30"), (1, "Mon 10:30"), patients=2)
    problem = attending(problem, [[1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 1, 1]])
    pins = np.array([[g, k, -1, -1, -1] for g, k in ((0, 5), (1, 6), (1, 7))])
    problem = replace(
        problem,
        held=replace(problem.held, pins=pins),
        offerings=replace(problem.offerings, meetings_min=np.array([2, 2])),
        patients=replace(problem.patients, care_min=np.array([[2, 0], [0, 2]])),
        unit_cost=defaultdict(int, {"care-plan": 1000}),
    )
    assert starts(problem) == [0, 1, 2, 3, 5, 6, 7]
    assert first_fit(on_grid(problem)) is None
    first = PriceAndDive(problem, LIMITS, None, threading.Event())._first()
    assert first is not None
    assert sorted(section.cell for section in first.sections) == [4, 5, 6, 7]


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
