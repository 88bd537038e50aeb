"""Generated weeks: the same seed gives the same week, and every family is sound."""

from __future__ import annotations

import pytest

from iopsched.validation import validate
from iopsched_scenarios.families import family
from iopsched_scenarios.families import names as family_names
from iopsched_scenarios.generate import generate

SHAPES = ("calendar", "menu", "open", "php")
TIGHTNESS = ("ample", "tight", "overloaded")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("tightness", TIGHTNESS)
def test_every_shape_and_tightness_is_sound(shape: str, tightness: str) -> None:
    scenario = generate(30, shape=shape, tightness=tightness, seed=5)
    assert len(scenario.patients) == 30
    assert [problem for problem in validate(scenario) if problem.severity == "error"] == []


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again = (generate(40, shape="menu", tightness="tight", seed=9).model_dump_json() for _ in range(2))
    assert first == again
    assert first != generate(40, shape="menu", tightness="tight", seed=10).model_dump_json()


def test_an_overloaded_week_has_a_waitlist_and_others_have_none() -> None:
    waiting = {
        tightness: sum(
            patient.status == "waitlisted"
            for patient in generate(60, shape="menu", tightness=tightness, seed=1).patients
        )
        for tightness in TIGHTNESS
    }
    assert waiting["overloaded"] > 0
    assert waiting["ample"] == waiting["tight"] == 0


def test_sites_are_independent_programs() -> None:
    scenario = generate(60, shape="menu", tightness="tight", seed=1, sites=3)
    assert len(scenario.sites) == 3
    assert len(scenario.patients) == 60


@pytest.mark.parametrize("slot_minutes", [5, 15, 30])
def test_partial_hospitalization_comes_on_every_slot(slot_minutes: int) -> None:
    scenario = generate(30, shape="php", tightness="tight", seed=1, slot_minutes=slot_minutes)
    assert scenario.calendar.slot_minutes == slot_minutes
    assert scenario.groups == ()


def test_families_are_known_by_name() -> None:
    assert "menu-tight-60" in family_names()
    assert len(family("menu-tight-60", 0).patients) == 60


def test_a_thousand_patients_are_generated_with_clinicians_in_proportion() -> None:
    small, large = (generate(n, shape="menu", tightness="tight", seed=1) for n in (100, 1000))
    ratio = (len(large.clinicians) / 1000) / (len(small.clinicians) / 100)
    assert 0.7 < ratio < 1.3
