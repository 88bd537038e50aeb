"""One slug, everywhere: every hard rule, need and goal has its module, and the table of contents lists it."""

import importlib

import pytest

from iopsched.model.rules import HARD_RULES
from iopsched.model.weights import TIERS
from iopsched_solver.model.build import allowed
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.model.goals import GOALS
from iopsched_solver.model.needs import NEEDS
from iopsched_solver.model.rules import RULES
from iopsched_solver.outcome import Outcome

SLUGS = {
    "rules": tuple(HARD_RULES),
    "needs": TIERS["needs"],
    "goals": (*TIERS["disruption"], *TIERS["experience"], *TIERS["cost"]),
}


@pytest.mark.parametrize(("part", "slug"), [(part, slug) for part, slugs in SLUGS.items() for slug in slugs])
def test_every_slug_has_a_module_that_begins_with_it(part, slug):
    module = importlib.import_module(f"iopsched_solver.model.{part}.{slug.replace('-', '_')}")

    assert module.__doc__.startswith(f"{slug}: ")


@pytest.mark.parametrize(("part", "listed"), [("rules", RULES), ("needs", NEEDS), ("goals", GOALS)])
def test_the_table_of_contents_lists_each_once(part, listed):
    assert sorted(entry.slug for entry in listed) == sorted(SLUGS[part])


def test_every_rule_does_something():
    assert all(rule.narrow or rule.add for rule in RULES)


@pytest.mark.parametrize("slug", sorted({rule.slug for rule in (*RULES, *NEEDS) if rule.narrow}))
def test_a_mask_strikes_out_choices_only_while_its_rule_is_in_force(clinic, slug):
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"))
    for masks in (problem.cells.masks, problem.patients.masks, problem.clinicians.masks, problem.rooms.masks):
        if slug in masks:
            masks[slug][..., 0] = False
    fragment = Fragment.whole(problem, Outcome())
    choices = allowed(problem, fragment)

    assert (choices.attend == problem.may_attend).all()
    assert (choices.lead == problem.may_lead).all()
