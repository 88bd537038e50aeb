"""A repair of a tiny week is the least disruptive one: it costs what the whole model proves, told nothing else."""

import numpy as np
import pytest

from iopsched import SolveOptions
from iopsched.agreed import countable, shortfalls, with_agreed
from iopsched.api import repair
from iopsched.changes import apply_changes
from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.change import ClinicianAway
from iopsched_solver.kept import no_more_than_published
from iopsched_solver.least import least_cost
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

OPTIONS = SolveOptions(time_limit_s=60, workers=1)
CASES = range(120)


def exact(scenario, schedule, changed, named):
    """What the least disruptive repair costs: the whole model from nothing, and the units it moves."""
    week = scenario.model_copy(update={"published": schedule})
    agreed = countable(shortfalls(check(week, schedule).unmet, without=named), changed)
    compiled = compile_scenario(changed)
    is_named = np.array([patient.id in named for patient in changed.patients], dtype=np.bool_)
    problem = no_more_than_published(with_agreed(compiled, agreed), is_named)
    found = solve_whole(problem, Limits(time_limit_s=60, workers=1))
    assert found.status == "optimal"
    return found.cost, check(changed, compiled.decode(found.outcome)), least_cost(problem, is_named)


def names_of(change):
    if change.kind == "patient-admitted":
        return {change.patient.id}
    return {change.patient} if change.kind.startswith("patient") else set()


@pytest.mark.parametrize("chunk", range(6))
def test_disruption_is_the_least(drawn, chunk):
    for seed in CASES[chunk::6]:
        scenario, schedule, change = drawn(seed)
        repaired = repair(scenario, schedule, [change], OPTIONS)
        cost, report, bound = exact(scenario, schedule, repaired.scenario, names_of(change))

        assert check(repaired.scenario, repaired.require()).legal, seed
        assert bound <= cost, (seed, change.kind)
        if repaired.proof.bound is None:  # nothing changed: what was published stays
            assert repaired.require() == schedule
            continue
        assert (repaired.proof.cost, repaired.proof.gap) == (cost, 0), (seed, change.kind)
        assert repaired.disruption.cost == report.tiers["disruption"].cost, (seed, change.kind)


@pytest.mark.parametrize("chunk", range(3))
def test_the_bound_holds_where_needs_become_impossible(weeks, chunk):
    """Everybody who leads the first published service is away all week: nobody is there for it any more."""
    new = 0
    for seed in range(chunk, 60, 3):
        scenario, schedule = weeks(seed)
        if not schedule.sessions:
            continue
        service = schedule.sessions[0].service
        leaders = sorted({leader for s in schedule.sessions if s.service == service for leader in s.leaders})
        away = [ClinicianAway(clinician=leader, when="Mon-Sun") for leader in leaders]
        if not away:
            continue
        changed = apply_changes(scenario.model_copy(update={"published": schedule}), away)
        cost, report, bound = exact(scenario, schedule, changed, set())
        assert bound <= cost, seed
        new += report.tiers["needs"].cost > check(scenario, schedule).tiers["needs"].cost
    assert new >= 5
