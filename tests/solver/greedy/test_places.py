"""Rooms as first fit counts them: none is left for a group that it could not hold at its least size."""

from __future__ import annotations

import numpy as np

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.greedy.places import Places


def test_a_room_below_the_least_size_is_none() -> None:
    problem = compile_scenario(family("menu-tight-60", seed=1)).problem
    cells, services = problem.cells, problem.services
    seats = (problem.rooms.capacity[:, None] - 1) // services.seats_per_patient[cells.service]
    least = np.where(services.one_to_one, 1, services.min_size)[cells.service]
    too_small = problem.may_use_room & (seats < least)
    assert too_small.any()
    assert not (Places(problem).has_room & too_small).any()
