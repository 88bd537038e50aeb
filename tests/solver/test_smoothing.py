"""Prices are tried nearer to the best once a program stands still and proves nothing."""

import numpy as np
import pytest

from iopsched_solver.smoothing import LEAST, MOST, PATIENCE, Smoothing

BEST, EXACT = np.array([0.0, 0.0]), np.array([10.0, 20.0, 30.0])


def share(smoothing: Smoothing) -> float:
    """The share of the best prices, which are 0, in those tried; rows added since count as 0 there."""
    tried = smoothing.between(BEST, EXACT) / EXACT
    assert tried == pytest.approx(tried[0])
    return float(1 - tried[0])


def test_without_a_best_its_own_prices_are_tried() -> None:
    assert Smoothing().between(None, EXACT) is EXACT


def test_a_program_that_stands_still_is_stuck_after_some_rounds() -> None:
    smoothing = Smoothing()
    stuck = [smoothing.note(1000.0 + n, has_risen=False) for n in range(PATIENCE + 2)]
    assert stuck == [False] * (PATIENCE + 1) + [True]  # the first has nothing to be compared with
    assert LEAST < share(smoothing) < MOST
    for _ in range(50):
        smoothing.note(1000.0, has_risen=False)
    assert share(smoothing) == pytest.approx(MOST)


@pytest.mark.parametrize(("costs", "has_risen"), [([1000.0] * 20, True), ([1000.0, 900.0] * 10, False)])
def test_one_that_moves_or_proves_is_not(costs: list[float], *, has_risen: bool) -> None:
    smoothing = Smoothing()
    assert not any(smoothing.note(cost, has_risen=has_risen) for cost in costs)
    assert share(smoothing) == pytest.approx(LEAST)
