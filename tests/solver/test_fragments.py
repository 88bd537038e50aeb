"""A fragment decides exactly what the whole model would with the rest held as it is."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.limits import Limits
from iopsched_solver.model import Fragment, cost_of, solve_fragment, solve_whole
from iopsched_solver.model.build import build
from iopsched_solver.model.sums import Sums

LIMITS = Limits(time_limit_s=60, workers=1)
SEEDS = range(120)


def some_week(problem, rng):
    """A legal week that is not the best: the best one for prices drawn at random, negative care at times."""
    prices = {slug: rng.choice((0, 1, 5, 30)) for slug in problem.unit_cost}
    return solve_whole(replace(problem, unit_cost=prices), LIMITS).outcome


def drawn_fragment(problem, base, rng):
    patients = np.array([rng.random() < 0.5 for _ in range(problem.n_patients)], dtype=np.bool_)
    offerings = np.array([rng.random() < 0.6 for _ in problem.offerings.service], dtype=np.bool_)
    days = np.array([rng.random() < 0.8 for _ in range(7)], dtype=np.bool_)
    return Fragment(patients, offerings[problem.cells.offering] & days[problem.cells.day], base)


def hold(week, key, column, stays):
    """Hold the columns of these keys, added up, at what they are in the week the search starts from."""
    keys, row = np.unique(key[stays], return_inverse=True)
    sums = Sums.of(len(keys), row, column[stays])
    week.pool.exactly(sums, sums.at(week.pool.start))


def cost_of_the_rest_held(problem, fragment):
    """Optimal cost of the whole model with everything outside the fragment held."""
    week = build(problem, replace(fragment, patients=fragment.patients | True, cells=fragment.cells | True))
    sections, leads, seats, visits = week.group_sections, week.group_leads, week.group_attendance, week.visits
    stays = ~fragment.cells
    hold(week, sections.cell * 1000 + sections.way * 30 + sections.room_class, sections.column, stays[sections.cell])
    hold(week, leads.cell * 1000 + leads.clinician, leads.column, stays[leads.cell])
    hold(week, seats.cell * 1000 + seats.patient, seats.column, ~fragment.patients[seats.patient])
    held_visits = ~(fragment.patients[visits.patient] & fragment.cells[visits.cell])
    key = (visits.cell * 100 + visits.patient) * 100 + visits.clinician
    hold(week, key, visits.column, held_visits)
    return week


@pytest.mark.parametrize("chunk", range(8))
def test_a_fragment_is_the_whole_with_the_rest_held(chunk, least_cost):
    for seed in SEEDS[chunk::8]:
        rng = Random(seed)  # noqa: S311 - draws tests
        scenario = tiny_scenario(seed, 1 + seed % 6)
        compiled = compile_scenario(scenario)
        problem = compiled.problem
        base = some_week(problem, rng)
        if base is None:
            continue
        fragment = drawn_fragment(problem, base, rng)
        found = solve_fragment(problem, fragment, LIMITS)

        assert found.status == "optimal", seed
        assert found.bound is None
        assert found.cost <= cost_of(problem, base)
        report = check(scenario, compiled.decode(found.outcome))
        assert report.legal, (seed, report.violations)
        assert report.cost == found.cost, seed
        if not rooms_are_held(problem, fragment):
            assert found.cost == least_cost(cost_of_the_rest_held(problem, fragment)), seed


def rooms_are_held(problem, fragment):
    """Whether rooms of visits outside the fragment stay, which the comparison does not say."""
    return any(
        not (fragment.patients[visit.patient] and fragment.cells[visit.cell]) and visit.room_class >= 0
        for visit in fragment.base.visits
    ) and (len(problem.rooms.count) > 1 or len(problem.held.rooms))


def test_nothing_free_is_the_base(clinic):
    problem = clinic((0, "Mon 10:00"), care_plan=10)
    problem.patients.care_min[0, 0] = 1
    base = solve_whole(problem, LIMITS).outcome
    found = solve_fragment(problem, Fragment.nothing(problem, base), LIMITS)

    assert (found.status, found.cost, found.outcome) == ("optimal", 0, base)


def test_a_free_patient_joins_a_section_that_stays_if_there_is_a_seat(clinic):
    problem = clinic((0, "Mon 10:00"), patients=3, bands=[(0, 2, (1,), 0)], care_plan=10)
    problem.patients.care_min[:2, 0] = 1
    base = solve_whole(problem, LIMITS).outcome  # patients 0 and 1 sit in it
    problem.patients.care_min[2, 0] = 1
    free = np.array([False, True, True])
    problem.patients.weight[2] = 5

    found = solve_fragment(problem, Fragment(free, np.array([False]), base), LIMITS)
    assert found.cost == 10  # patient 1 makes room for 2, whose need weighs more
    assert found.outcome.attends == ((0, 0), (2, 0))
    assert found.outcome.sections == base.sections


def test_a_section_that_stays_keeps_its_least_size(clinic):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:00"), patients=2, clinicians=2, preferences=10, care_plan=100)
    problem.services.min_size[0] = 2
    problem.patients.care_min[:, 0] = 1
    base = solve_whole(problem, LIMITS).outcome
    problem.patients.care_min[:] = 0
    problem.patients.goal_units["preferences"][:, 0] = 1

    found = solve_fragment(problem, Fragment(np.array([True, False]), np.array([False, False]), base), LIMITS)
    assert found.cost == 20  # patient 0 would rather leave, but then patient 1 sat alone
