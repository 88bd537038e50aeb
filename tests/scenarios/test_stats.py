"""Scenarios in figures, and whether the generated ones have the ratios of a real clinic."""

from __future__ import annotations

import pytest

from iopsched import Scenario
from iopsched_scenarios.catalogue import TRACKS
from iopsched_scenarios.generate import generate
from iopsched_scenarios.people import reach
from iopsched_scenarios.stats import stats

SMALL = {
    "calendar": {"slot_minutes": 30},
    "sites": [{"id": "site", "hours": ["Mon 09:00-12:00"]}],
    "clinicians": [
        {"id": "C-1", "weekly_contact_minutes_max": 1500},
        {"id": "C-2"},
    ],
    "services": [
        {"id": "process", "duration_minutes": 60, "contact_minutes": 60, "max_size": 9},
        {"id": "free", "duration_minutes": 90, "contact_minutes": 90},
        {"id": "talk", "format": "individual", "duration_minutes": 60, "contact_minutes": 60},
    ],
    "groups": [
        {"id": "fixed", "service": "process", "starts": {"at": ["Mon 09:00", "Tue 09:00"]}},
        {"id": "window", "service": "process", "starts": {"within": ["Mon 09:00-12:00"], "step_minutes": 60}},
    ],
    "policies": [{"id": "none", "source": "a test", "as_of": "2026-01-01"}],
    "patients": [
        {"id": "P-1", "tags": ["dual"], "policy": "none", "care_plan": {"items": [{"service": "process", "min": 2}]}},
        {
            "id": "P-2",
            "policy": "none",
            "status": "waitlisted",
            "availability": {"busy": [{"when": "Mon-Fri 08:00-17:00", "reason": "work"}]},
            "care_plan": {
                "items": [{"service": "process", "min": 1}, {"service": "talk", "min": 1, "max": 1, "every_weeks": 4}]
            },
        },
    ],
}


def test_a_small_week_in_figures() -> None:
    figures = stats(Scenario.model_validate(SMALL))
    assert (figures.patients, figures.waitlisted, figures.evening_only) == (2, 1, 1)
    assert (figures.clinicians, figures.direct_care_hours) == (2, (25.0,))
    # two listed starts; 9, 10 and 11 in the window; the free service at 9:00, 9:30, 10:00 and 10:30
    assert (figures.group_services, figures.group_starts, figures.group_size_max) == (2, 2 + 3 + 4, 12)
    assert figures.asked_sessions["process"] == 3
    assert figures.asked_sessions["talk"] == 0  # once in four weeks is not asked of this one
    assert figures.shares == {"dual": 0.5}


@pytest.mark.parametrize(("shape", "starts"), [("calendar", (100, 250)), ("menu", (280, 500)), ("open", (700, 1100))])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_patients_have_the_ratios_of_a_clinic(shape: str, starts: tuple[int, int], seed: int) -> None:
    figures = stats(generate(100, shape=shape, tightness="tight", seed=seed))
    counsellors = [hours for hours in figures.direct_care_hours if hours >= 8]
    assert 7 <= len(counsellors) <= 13
    part_time = [hours for hours in counsellors if not 25 <= hours <= 28]
    assert len(part_time) <= 2, "most counsellors are full-time"
    assert 8 <= figures.group_services <= 13
    assert starts[0] <= figures.group_starts <= starts[1]
    assert figures.group_size_max == 25
    assert figures.asked_sessions["individual"] == 100
    assert 0.2 <= figures.evening_only / 100 <= 0.65, "evenings are scarce because so many need them"
    for track, percent in TRACKS.items():
        assert abs(figures.shares[track] - percent / 100) <= 0.16


@pytest.mark.parametrize("seed", [1, 2])
def test_tighter_weeks_have_fewer_hours_for_each_patient(seed: int) -> None:
    hours = {}
    for tightness in ("ample", "tight", "overloaded"):
        figures = stats(generate(150, shape="menu", tightness=tightness, seed=seed))
        hours[tightness] = sum(figures.direct_care_hours) / figures.patients
    assert hours["ample"] > hours["tight"] > hours["overloaded"]


def test_partial_hospitalization_asks_for_twenty_to_twenty_five_sessions() -> None:
    scenario = generate(60, shape="php", tightness="tight", seed=1)
    figures = stats(scenario)
    minutes = {service.id: service.contact_minutes for service in scenario.services}
    assert 15 <= figures.group_services <= 20
    for patient in scenario.patients:
        most = sum((item.max or 0) for item in patient.care_plan.items)
        possible = sum((item.max or 0) * minutes[item.service] for item in patient.care_plan.items)
        assert most >= 20
        assert possible >= scenario.policies[0].weekly_contact_minutes.min


@pytest.mark.parametrize("shape", ["calendar", "menu", "open"])
def test_every_active_patient_has_hours_for_the_week(shape: str) -> None:
    """Nobody is admitted whose life leaves fewer than three days of three hours in which groups are held."""
    scenario = generate(60, shape=shape, tightness="tight", seed=4)
    for patient in scenario.patients:
        days = reach(patient.availability)
        assert max(days.values()) >= 3
