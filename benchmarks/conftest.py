"""Weeks to measure with: made once, outside every timed call."""

from functools import cache

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit

ROUNDS = 3
"""Rounds of column generation that a grown master has behind it."""


@cache
def _scenario(name):
    return family(name)


@cache
def _compiled(name):
    return compile_scenario(_scenario(name))


@cache
def _schedule(name):
    return _compiled(name).decode(first_fit(_compiled(name).problem))


@cache
def _columns(name):
    """A master after a fixed number of rounds, so that every run measures the same program."""
    columns = Columns(_compiled(name).problem)
    rounds = []
    columns.grow(deadline=np.inf, gap=0.0, stop=lambda: len(rounds) >= ROUNDS, on_round=rounds.append)
    return columns


@pytest.fixture(scope="session")
def scenario():
    """A function from a family's name to its scenario."""
    return _scenario


@pytest.fixture(scope="session")
def compiled():
    """A function from a family's name to its compiled scenario."""
    return _compiled


@pytest.fixture(scope="session")
def schedule():
    """A function from a family's name to a full week, found by first fit."""
    return _schedule


@pytest.fixture(scope="session")
def columns():
    """A function from a family's name to a master with a few rounds of columns."""
    return _columns
