"""One slug, everywhere: function, mutation and heading, for every rule, need and goal."""

import importlib
from pathlib import Path

import pytest

from iopsched.check.contents import GOALS, NEEDS, RULES, slug_of
from iopsched.model.rules import HARD_RULES
from iopsched.model.weights import TIERS
from iopsched_scenarios.mutations import MUTATIONS

GOAL_SLUGS = [slug for tier, slugs in TIERS.items() if tier != "needs" for slug in slugs]
KINDS = [
    pytest.param("rules", RULES, HARD_RULES, id="rules"),
    pytest.param("needs", NEEDS, TIERS["needs"], id="needs"),
    pytest.param("goals", GOALS, GOAL_SLUGS, id="goals"),
]
MATHEMATICS = Path(__file__).parents[2] / "docs" / "mathematics.md"


@pytest.mark.parametrize(("kind", "functions", "expected"), KINDS)
def test_the_table_of_contents_is_complete_and_sorted(kind, functions, expected):
    names = [function.__name__ for function in functions]

    assert names == sorted(names)
    assert {slug_of(function) for function in functions} == set(expected)
    for function in functions:
        assert importlib.import_module(f"iopsched.check.{kind}.{function.__name__}")
        assert function.__module__ == f"iopsched.check.{kind}.{function.__name__}"


def test_no_module_of_a_rule_is_left_out():
    package = Path(importlib.import_module("iopsched.check").__file__).parent
    modules = {path.stem for kind in ("rules", "needs", "goals") for path in (package / kind).glob("[a-z]*.py")}

    assert modules == {function.__name__ for function in (*RULES, *NEEDS, *GOALS)}


@pytest.mark.parametrize("function", RULES, ids=slug_of)
def test_a_rule_is_the_sentence_a_scheduler_would_say(function):
    assert HARD_RULES[slug_of(function)] in " ".join(function.__doc__.split("\n\n")[0].split())


@pytest.mark.parametrize("slug", [*HARD_RULES, *TIERS["needs"], *GOAL_SLUGS])
def test_mathematics_has_a_heading(slug):
    assert MATHEMATICS.read_text(encoding="utf-8").count(f"\n### {slug}\n") == 1


@pytest.mark.parametrize("slug", HARD_RULES)
def test_a_mutation_breaks_the_rule(slug):
    assert any(mutation.rule == slug and not mutation.legal for mutation in MUTATIONS)


@pytest.mark.parametrize("slug", TIERS["needs"])
def test_a_mutation_leaves_the_need_unmet(slug):
    assert any(mutation.rule == slug and mutation.legal for mutation in MUTATIONS)


def test_mutations_differ():
    assert len({str(mutation) for mutation in MUTATIONS}) == len(MUTATIONS)
