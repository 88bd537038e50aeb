"""Searching: what is told, when it stops, what it returns."""

import threading
import time

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.limits import Limits
from iopsched_solver.model import Fragment, cost_of, solve_fragment, solve_whole
from iopsched_solver.model.engine import rounded_up
from iopsched_solver.outcome import Outcome, Section
from iopsched_solver.problem import NONE

LONG = Limits(time_limit_s=300, workers=1)


@pytest.fixture
def easy(clinic):
    """Two patients, two meetings; whoever attends costs a half hour's leading, whoever does not costs more."""
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"), patients=2, care_plan=10, leader_time=1)
    problem.patients.care_min[:, 0] = 1
    return problem


@pytest.fixture(scope="module")
def hard():
    """A week that is not proved optimal in a minute."""
    return compile_scenario(family("menu-tight-24")).problem


def pinned(problem, *pins):
    vars(problem.held)["pins"] = np.array(pins)
    return problem


def test_an_optimum_is_proved(easy):
    found = solve_whole(easy, LONG)

    assert (found.status, found.stop_rule, found.engine) == ("optimal", "proved", "cp-sat")
    assert found.cost == found.bound == 2  # both attend one meeting, led for two half hours
    assert found.seconds.keys() == {"build", "solve"}


def test_a_contradiction_is_proved(easy):
    easy.patients.masks["patient-availability"][1, 0] = False
    found = solve_whole(pinned(easy, [0, 0, 1, NONE, NONE]), LONG)

    assert (found.status, found.stop_rule) == ("impossible", "impossible")
    assert found.outcome is None
    assert found.cost is None


def test_progress_is_told_from_worse_to_better(easy):
    events = []
    found = solve_whole(easy, LONG, on_event=events.append)
    costs = [event.cost for event in events]
    bounds = [event.bound for event in events if event.bound is not None]

    assert {event.phase for event in events} == {"whole model"}
    assert costs[0] == 20  # the empty week
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert (costs[-1], bounds[-1]) == (found.cost, found.bound)


def test_without_time_the_empty_week_is_returned(hard):
    found = solve_whole(hard, Limits(time_limit_s=0.001, workers=1))

    assert (found.status, found.stop_rule, found.outcome) == ("feasible", "time", Outcome())
    assert found.cost == cost_of(hard, Outcome())


def test_without_time_and_with_pins_nothing_is_found(easy):
    found = solve_whole(pinned(easy, [0, 0, 1, NONE, NONE]), Limits(time_limit_s=0, workers=1))

    assert (found.status, found.stop_rule, found.outcome, found.cost) == ("nothing-found", "time", None, None)


def test_nothing_is_worse_than_the_start(hard):
    start = solve_whole(hard, Limits(time_limit_s=4, workers=1)).outcome
    found = solve_whole(hard, Limits(time_limit_s=0.5, workers=1), start=start)

    assert found.cost <= cost_of(hard, start)


def test_a_start_is_returned_if_nothing_is_better(easy):
    start = Outcome((Section(1, 0, NONE, (0,)),), ((0, 1), (1, 1)))
    found = solve_whole(easy, LONG, start=start)

    assert (found.status, found.cost, found.outcome) == ("optimal", 2, start)


def test_a_hint_need_not_be_legal(easy):
    found = solve_whole(easy, LONG, hint=Outcome((), ((0, 0), (0, 1), (1, 1))))

    assert (found.status, found.cost) == ("optimal", 2)


def test_cancelled_before_it_began(hard):
    cancel = threading.Event()
    cancel.set()
    found = solve_whole(hard, LONG, cancel=cancel)

    assert (found.status, found.stop_rule) == ("feasible", "cancelled")


def test_cancelled_while_searching(hard):
    cancel = threading.Event()
    cancelled_s = []

    def stop(event):
        if event.bound is not None and not cancelled_s:
            cancelled_s.append(time.monotonic())
            cancel.set()

    found = solve_whole(hard, LONG, on_event=stop, cancel=cancel)
    assert found.stop_rule == "cancelled"
    assert found.status == "feasible"
    assert time.monotonic() - cancelled_s[0] < 20  # far below the time limit; usually a tenth of a second


def test_stops_when_nothing_improves(hard):
    found = solve_whole(hard, Limits(time_limit_s=300, workers=1, stall_s=0.3))

    assert (found.status, found.stop_rule) == ("feasible", "stall")


def test_stops_at_the_gap(hard):
    found = solve_whole(hard, Limits(time_limit_s=300, workers=1, gap=0.999))

    assert (found.status, found.stop_rule) == ("feasible", "gap")
    assert 0 < found.bound < found.cost


def test_reproducible_searches_find_the_same(hard):
    limits = Limits(time_limit_s=2, seed=7, reproducible=True)
    first, second = solve_whole(hard, limits), solve_whole(hard, limits)

    assert first.outcome == second.outcome
    assert (first.cost, first.bound) == (second.cost, second.bound)


def test_what_goes_wrong_in_a_callback_is_raised(hard):
    def fail(event):
        if event.bound is not None:
            raise KeyError("from outside")

    with pytest.raises(KeyError, match="from outside"):
        solve_whole(hard, LONG, on_event=fail)


def test_a_fragment_tells_the_whole_cost_and_no_bound(easy):
    events = []
    base = Outcome((Section(0, 0, NONE, (0,)),), ((0, 0),))  # patient 1 attends nothing: 2 + 10
    fragment = Fragment(np.array([False, True]), np.array([False, False]), base)
    found = solve_fragment(easy, fragment, LONG, on_event=events.append)

    assert (found.status, found.cost, found.bound) == ("optimal", 2, None)
    assert found.outcome.attends == ((0, 0), (1, 0))
    assert [event.cost for event in events] == [12, 2]
    assert {(event.phase, event.bound) for event in events} == {("fragment", None)}


@pytest.mark.parametrize(
    ("bound", "whole"), [(40.2, 41), (41.0000001, 41), (5e10 + 1e-5, 50_000_000_000), (float("-inf"), None)]
)
def test_bounds_are_rounded_up_without_overstating(bound, whole):
    assert rounded_up(bound) == whole
