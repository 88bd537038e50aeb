"""Bookings: given back, they leave what they found; and taking them one by one forbids what all together forbid."""

from __future__ import annotations

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.greedy.staff import Staff

FAMILIES = ("menu-tight-24", "open-overloaded-24", "network-menu-tight-30")


@pytest.mark.parametrize("name", FAMILIES)
def test_released_bookings_leave_no_trace(name: str) -> None:
    problem = compile_scenario(family(name, seed=1)).problem
    random, staff = np.random.default_rng(1), Staff(problem)
    booked: list[tuple[int, int]] = []
    for _ in range(300):
        if booked and random.random() < 0.45:
            staff.release(*booked.pop(int(random.integers(len(booked)))))
            continue
        able = np.argwhere(staff.can_lead)
        clinician, cell = able[int(random.integers(len(able)))].tolist()
        staff.book(clinician, cell)
        booked.append((clinician, cell))
    fresh = Staff(problem)
    for clinician, cell in booked:
        assert fresh.can_lead[clinician, cell]
        fresh.book(clinician, cell)
    assert booked
    assert (fresh.can_lead == staff.can_lead).all()
    assert (fresh.n_able == staff.n_able).all()
    assert fresh.week_slots == staff.week_slots
