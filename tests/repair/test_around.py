"""Large weeks are repaired around what broke; tried on tiny weeks, where the least disruptive repair is known."""

import dataclasses

import numpy as np
import pytest

from iopsched import Scenario, SolveOptions
from iopsched.api import repair
from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.change import ClinicianAway
from iopsched_scenarios.generate import generate
from iopsched_solver import repair as engine
from iopsched_solver.around import Around
from iopsched_solver.greedy import first_fit

OPTIONS = SolveOptions(time_limit_s=20, workers=1)


@pytest.fixture
def around(monkeypatch):
    """Let no week be small enough for one model."""
    monkeypatch.setattr(engine, "WHOLE_MODEL_SIZE", -1)
    monkeypatch.setattr(engine, "TIRED", 4)


def test_it_finds_the_least_disruptive_week_of_most_tiny_ones(drawn, monkeypatch):
    tried = same = 0
    for seed in range(0, 60, 3):
        scenario, schedule, change = drawn(seed)
        exact = repair(scenario, schedule, [change], OPTIONS)
        if exact.proof.bound is None:
            continue
        with monkeypatch.context() as patched:
            patched.setattr(engine, "WHOLE_MODEL_SIZE", -1)
            patched.setattr(engine, "TIRED", 4)
            found = repair(scenario, schedule, [change], OPTIONS)
        assert found.proof.bound <= exact.proof.cost <= found.proof.cost, (seed, change.kind)
        assert check(found.scenario, found.require()).legal
        tried += 1
        same += found.proof.cost == exact.proof.cost
    assert (tried >= 12, same >= 0.6 * tried) == (True, True), (tried, same)


@pytest.fixture(scope="module")
def evening():
    """A week of 60 patients, greedily scheduled: nobody proved it best."""
    scenario = generate(60, shape="menu", tightness="tight", seed=1)
    compiled = compile_scenario(scenario)
    return scenario, compiled.decode(first_fit(compiled.problem))


def test_those_seen_while_a_lost_group_met_are_looked_at(evening):
    """Without the attendance of one group: visits that meet it in time, by the clock, and nobody else's."""
    scenario, schedule = evening
    compiled = compile_scenario(scenario.model_copy(update={"published": schedule}))
    problem, outcome = compiled.problem, compiled.encode(schedule)
    start, end = problem.cells.start.tolist(), problem.cells.end.tolist()
    meanwhile = {
        k: {v.patient for v in outcome.visits if start[v.cell] < end[k] and start[k] < end[v.cell]}
        for _, k in outcome.attends
    }
    group = max(meanwhile, key=lambda k: len(meanwhile[k]))
    look = Around(problem, np.zeros(problem.n_patients, dtype=np.bool_), 0)
    assert look.seen_meanwhile(outcome)[0].tolist() == []
    without = dataclasses.replace(outcome, attends=tuple(pair for pair in outcome.attends if pair[1] != group))
    who, cells = look.seen_meanwhile(without)
    assert who.tolist() == sorted(meanwhile[group]) != []
    assert all(start[k] < end[group] and start[group] < end[k] for k in np.flatnonzero(cells).tolist())


def busiest(scenario: Scenario, schedule):
    led = {clinician.id: 0 for clinician in scenario.clinicians}
    for session in schedule.sessions:
        for leader in session.leaders:
            led[leader] += 1
    return max(led, key=led.__getitem__)


def test_a_real_week_is_legal_at_once_and_then_better(evening):
    scenario, schedule = evening
    away = ClinicianAway(clinician=busiest(scenario, schedule), when="Tue")
    costs = []
    repaired = repair(
        scenario, schedule, [away], SolveOptions(time_limit_s=8, workers=2), on_progress=lambda e: costs.append(e.cost)
    )
    assert check(repaired.scenario, repaired.require()).legal
    assert costs[0] >= costs[-1] >= repaired.proof.bound
    assert repaired.proof.cost == costs[-1]
    assert np.isclose(repaired.proof.gap, 1 - repaired.proof.bound / repaired.proof.cost)
    assert repaired.result.run.engine == "repair"


@pytest.mark.usefixtures("around")
def test_a_stop_rule_ends_it(evening):
    scenario, schedule = evening
    away = ClinicianAway(clinician=busiest(scenario, schedule), when="Wed")
    repaired = repair(scenario, schedule, [away], SolveOptions(time_limit_s=60, stall_s=0.01, gap=0.9, workers=1))
    assert repaired.result.run.stop_rule in {"gap", "stall"}
