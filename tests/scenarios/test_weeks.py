"""The weeks written by hand: each reads without a complaint and leads where its comment says."""

from __future__ import annotations

import pytest

from iopsched import SolveOptions, check, solve
from iopsched.formats import plain
from iopsched.validation import validate
from iopsched_scenarios.weeks import load, names, text

QUICK = SolveOptions(time_limit_s=8)


@pytest.mark.parametrize("name", names())
def test_reads_without_errors_and_says_what_it_stresses(name: str) -> None:
    assert text(name).startswith("#"), "a week begins with what it stresses"
    assert [problem for problem in validate(load(name)) if problem.severity == "error"] == []


@pytest.mark.parametrize("name", [name for name in names() if name != "contradiction"])
def test_a_short_solve_gives_a_legal_week_with_a_bound(name: str) -> None:
    scenario = load(name)
    result = solve(scenario, QUICK)
    report = check(scenario, result.require())
    assert report.violations == ()
    assert report.cost == result.cost
    assert result.bound is not None
    assert result.bound <= report.cost


def test_matrix_week_is_proved() -> None:
    result = solve(load("matrix-week"), SolveOptions(time_limit_s=300))
    assert result.status == "optimal"
    assert result.cost == result.bound


def test_contradiction_names_the_pins_and_the_rule() -> None:
    result = solve(load("contradiction"), SolveOptions(time_limit_s=60))
    assert result.status == "impossible"
    assert any(clash.rule == "pins" and clash.subjects for clash in result.conflict)
    assert any(clash.rule != "pins" for clash in result.conflict)


def test_policies_shipped_are_marked_as_illustrations_with_their_source() -> None:
    policies = [policy for name in names() for policy in load(name).policies]
    assert policies
    assert all(policy.illustrative and policy.source for policy in policies)


def test_a_name_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="evening-clinic"):
        load("weekend-clinic")


@pytest.mark.parametrize("name", names())
def test_ids_only(name: str) -> None:
    """No field for names, birth dates or diagnoses: a patient's own words are ids and tags."""
    for patient in plain(load(name))["patients"]:
        assert not {"name", "birth_date", "diagnosis"} & set(patient)
