"""What a week costs its patient: the same in C as in Python, whatever the week and the rules."""

import ctypes

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.native.facts import MOST_SESSIONS, Facts
from iopsched_solver.native.library import library
from iopsched_solver.native.reading import facts_of
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import NONE

Ints = ctypes.POINTER(ctypes.c_int32)
ILLEGAL = 2**63 - 1


def native_cost(facts, patient, plan):
    """What `local.h` says of a week; None when it is not legal."""
    function = library().local_cost
    function.restype = ctypes.c_int64
    function.argtypes = [ctypes.POINTER(Facts), ctypes.c_int, Ints, Ints, ctypes.c_int]
    columns = [np.array([row[n] for row in plan], dtype=np.int32) for n in (0, 1)]
    cost = function(facts, patient, *(column.ctypes.data_as(Ints) for column in columns), len(plan))
    return None if cost == ILLEGAL else cost


def walk(problem, patient, random, steps):
    """Weeks of one patient, each a session more or less than a legal one, or seldom than an illegal one."""
    local, plan = LocalRules(problem), []
    cells = np.flatnonzero(problem.may_attend[patient]).tolist()
    single = problem.services.one_to_one[problem.cells.service]
    for _ in range(steps if cells else 0):
        if plan and (random.random() < 0.3 or len(plan) == MOST_SESSIONS):
            after = list(plan)
            after.pop(int(random.integers(len(plan))))
        else:
            cell = cells[int(random.integers(len(cells)))]
            after = [*plan, (cell, int(random.integers(problem.n_clinicians)) if single[cell] else NONE)]
        cost = local.cost(patient, after)
        yield after, cost
        if cost is not None or random.random() < 0.02:
            plan = after


def compare(problem, random, steps):
    """Compare many weeks of every patient; return how many were legal and how many not."""
    facts, legal, illegal = facts_of(problem), 0, 0
    for patient in range(problem.n_patients):
        assert native_cost(facts, patient, []) == LocalRules(problem).cost(patient, [])
        for plan, cost in walk(problem, patient, random, steps):
            assert native_cost(facts, patient, plan) == cost, (patient, plan)
            legal += cost is not None
            illegal += cost is None
    return legal, illegal


@pytest.mark.parametrize("seeds", [range(n, n + 20) for n in range(0, 80, 20)], ids=str)
def test_tiny_weeks_cost_the_same(seeds):
    legal = illegal = 0
    for seed in seeds:
        problem = compile_scenario(tiny_scenario(seed)).problem
        found = compare(problem, np.random.default_rng(seed), 30)
        legal, illegal = legal + found[0], illegal + found[1]
    assert min(legal, illegal) > 300


@pytest.mark.parametrize("shape", ["php", "menu", "open"])
def test_generated_weeks_cost_the_same(shape):
    problem = compile_scenario(generate(24, shape=shape, tightness="tight", seed=1)).problem
    legal, illegal = compare(problem, np.random.default_rng(1), 120)
    assert min(legal, illegal) > 300


@pytest.mark.parametrize("shape", ["php", "menu"])
@pytest.mark.parametrize("seed", range(3))
def test_any_rules_cost_the_same(shape, seed, other_rules):
    random = np.random.default_rng(seed)
    problem = other_rules(compile_scenario(generate(24, shape=shape, tightness="tight", seed=seed)).problem, random)
    legal, illegal = compare(problem, random, 120)
    assert min(legal, illegal) > 300
