"""The best week is annealed again once days around it save nothing more."""

import threading
from collections import defaultdict
from dataclasses import replace

import pytest

from iopsched_solver.limits import Limits
from iopsched_solver.native import AGAIN_COOLINGS
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive


@pytest.fixture
def search(clinic):
    problem = replace(clinic((0, "Mon 09:00")), unit_cost=defaultdict(int))
    search = PriceAndDive(problem, Limits(time_limit_s=30.0, workers=2, seed=1), None, threading.Event())
    search.best = Outcome(), 1
    return search


@pytest.fixture
def coolings(search, monkeypatch):
    """How it annealed; nothing comes of the third."""
    coolings = []

    def annealing(_part, *, cooling):
        coolings.append(cooling)
        return Outcome() if len(coolings) < 3 else None

    monkeypatch.setattr(search, "_anneal", annealing)
    return coolings


def test_hotter_and_colder_in_turn_from_the_seed_on(search, coolings):
    search._anneal_again()
    assert coolings == [AGAIN_COOLINGS[1], AGAIN_COOLINGS[0], AGAIN_COOLINGS[1]]


def test_not_once_nine_tenths_of_the_time_are_over(search, coolings):
    search.began -= 0.91 * search.limits.time_limit_s
    search._anneal_again()
    assert not coolings


def test_not_once_it_is_cancelled(search, coolings):
    search.cancel.set()
    search._halt.set()
    search._anneal_again()
    assert not coolings
