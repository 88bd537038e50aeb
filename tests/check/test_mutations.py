"""Every rule and need catches the fault that is its own, and says nothing about any other."""

import pytest

from iopsched.check import check
from iopsched.validation import validate
from iopsched_scenarios.mutations import MUTATIONS, base_week


def test_the_base_week_is_legal_and_meets_every_need():
    report = check(*base_week())

    assert report.violations == ()
    assert report.unmet == ()
    assert report.legal


def test_the_base_week_is_valid_and_uses_no_field_in_vain():
    assert validate(base_week()[0]) == ()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_broken_week_is_a_valid_scenario(mutation):
    problems = validate(mutation.apply(*base_week())[0])

    assert [str(problem) for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("mutation", [it for it in MUTATIONS if not it.legal], ids=str)
def test_a_broken_week_breaks_one_rule_alone(mutation):
    report = check(*mutation.apply(*base_week()))

    assert {violation.rule for violation in report.violations} == {mutation.rule}
    assert not report.legal


@pytest.mark.parametrize("mutation", [it for it in MUTATIONS if it.legal], ids=str)
def test_a_fault_in_a_priced_need_leaves_that_need_alone_unmet(mutation):
    report = check(*mutation.apply(*base_week()))

    assert report.violations == ()
    assert {lack.rule for lack in report.unmet} == {mutation.rule}
    assert report.tiers["needs"].cost > 0
