"""Sections run whole or not at all: the rounding never forbids what can be, and sees what a linear program does not."""

from itertools import product
from random import Random

import numpy as np
import pytest

from iopsched_solver.crowds import rounded


def row_of(crowd, divisor, seats):
    """The factors and the right-hand side of one row."""
    factor = rounded(np.array([crowd]), np.array([divisor]), np.array(seats))
    return factor, crowd - int(rounded(np.array([crowd]), np.array([divisor]), np.array([crowd]))[0])


@pytest.mark.parametrize("seed", range(200))
def test_no_whole_numbers_of_sections_are_cut_off(seed):
    rng = Random(seed)  # noqa: S311  draws tests
    seats = [rng.randint(1, 15) for _ in range(rng.randint(1, 3))]
    crowd, divisor = rng.randint(1, 40), rng.choice(seats)
    factor, end = row_of(crowd, divisor, seats)
    for run in product(range(5), repeat=len(seats)):
        seated = min(crowd, int(np.dot(seats, run)))
        assert seated <= end + int(factor @ run), (crowd, divisor, seats, run)


def test_twenty_people_need_two_sections_of_twelve():
    """Attending 20 - 8 x (2 - sections): 5/3 of a section seat 17 1/3, and the plain row says 20."""
    factor, end = row_of(20, 12, [12])
    assert (factor.tolist(), end) == ([8], 4)


def test_sections_of_ten_and_twelve_for_twenty_four():
    """Three of ten, or two of twelve: with divisor 10 the rest is 4, a section of twelve counts 4 + 2 of 12."""
    factor, end = row_of(24, 10, [10, 12])
    assert (factor.tolist(), end) == ([4, 6], 12)
