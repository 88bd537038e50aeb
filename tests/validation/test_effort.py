"""Validation takes time in proportion to the scenario, whatever is wrong with it."""

from __future__ import annotations

import sys

import pytest

from iopsched.validation import validate
from iopsched_scenarios.generate import generate


def calls(scenario):
    """Count the functions called while validating: the same on every machine."""
    count = 0

    def tally(_frame, _event, _argument):
        nonlocal count
        count += 1

    sys.setprofile(tally)
    try:
        validate(scenario)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("sites", [1, 10])
def test_four_times_the_patients_are_about_four_times_the_work(sites):
    small = generate(120, shape="menu", tightness="tight", seed=1, sites=sites)
    large = generate(480, shape="menu", tightness="tight", seed=1, sites=4 * sites)
    assert calls(large) < 6 * calls(small)


@pytest.mark.parametrize("shape", ["calendar", "menu", "open", "php"])
def test_generated_weeks_have_no_errors(shape):
    scenario = generate(60, shape=shape, tightness="overloaded", seed=3)
    assert [problem for problem in validate(scenario) if problem.severity == "error"] == []
