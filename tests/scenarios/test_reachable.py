"""Care plans ask for what the patient's hours and the staff's shifts can reach; what is scarce is evenings."""

from __future__ import annotations

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family


def reachable(name: str, seed: int) -> tuple[int, int]:
    """Pairs of patient and service asked for, and those of them with a session on enough different starts."""
    problem = compile_scenario(family(name, seed)).problem
    may, asked = problem.may_attend, problem.patients.care_min
    pairs = np.argwhere(asked > 0).tolist()
    met = 0
    for p, s in pairs:
        starts = np.unique(problem.cells.start[may[p] & (problem.cells.service == s)])
        met += len(starts) >= asked[p, s]
    return len(pairs), met


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(
    "name", ["menu-tight-24", "menu-tight-60", "open-tight-60", "calendar-tight-60", "php-tight-20"]
)
def test_what_is_asked_for_can_be_had(name: str, seed: int) -> None:
    asked, met = reachable(name, seed)
    assert asked > 0
    assert met >= 0.995 * asked


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_cohort_has_a_leader_on_its_days(seed: int) -> None:
    problem = compile_scenario(family("menu-tight-60", seed)).problem
    scenario = family("menu-tight-60", seed)
    days = {group.id: {start // 1440 for start in group.starts.at} for group in scenario.groups if group.members}
    assert days, "a program of 60 has a closed cohort"
    named = [group.id for group in scenario.groups]
    for group, wanted in days.items():
        cells = problem.cells.offering == named.index(group)
        assert set(problem.cells.day[cells].tolist()) == wanted, "cells that nobody can lead are left out"
