"""What no solver would write: unknown ids, nobody, people twice. Reported, never a crash."""

import pytest

from iopsched.check import check
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations import base_week
from iopsched_scenarios.mutations.edits import alter_session, changed


def broken_by(edit):
    return check(*edit(base_week())).violations


def slugs(violations):
    return {violation.rule for violation in violations}


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        (
            {"service": "karate"},
            "candidate-starts",
            "Mon 17:00 G-process is of service karate, which is not in this scenario",
        ),
        ({"group": "G-gone"}, "candidate-starts", "Mon 17:00 G-gone is of a group that is not in this scenario"),
        ({"site": "east"}, "candidate-starts", "Mon 17:00 G-process is at site east, which is not in this scenario"),
        ({"site": None}, "candidate-starts", "Mon 17:00 G-process has no site"),
        ({"room": "R-9"}, "room-features", "Mon 17:00 G-process is in R-9, which is not a room of this scenario"),
        (
            {"leaders": ["C-1", "C-9"]},
            "clinician-credentials",
            "leader C-9 of Mon 17:00 G-process is not a clinician of this scenario",
        ),
        (
            {"attendees": ["P-1", "P-9"]},
            "group-eligibility",
            "attendee P-9 of Mon 17:00 G-process is not a patient of this scenario",
        ),
    ],
)
def test_unknown_ids_are_violations_and_not_crashes(fields, rule, message):
    violations = broken_by(alter_session("process", "Mon 17:00", "P-1", **fields))

    assert (rule, message) in {(violation.rule, violation.message) for violation in violations}


@pytest.mark.parametrize("start", ["Mon 00:00", "Sun 24:00"])
@pytest.mark.parametrize("end", ["Mon 00:00", "Wed 13:00", "Sun 24:00"])
@pytest.mark.parametrize("service", ["process", "family", "parents", "karate"])
def test_a_session_of_nonsense_is_reported(start, end, service):
    scenario, schedule = base_week()
    sessions = [
        {
            "service": service,
            "group": group,
            "start": start,
            "end": end,
            "telehealth": video,
            "attendees": [name],
            **rest,
        }
        for group in (None, "G-dbt", "G-gone")
        for video in (False, True)
        for name in ("P-1", "nobody")
        for rest in ({}, {"site": "east", "room": "R-9", "leaders": ["C-9", "C-1"]})
    ]
    report = check(scenario, changed(schedule, sessions=[*schedule.sessions, *sessions]))

    assert "candidate-starts" in slugs(report.violations)


def test_an_empty_week_is_legal_but_for_its_pins():
    scenario, _ = base_week()

    assert slugs(check(scenario, Schedule()).violations) == {"pins"}


def test_people_listed_twice_are_reported_and_counted_once():
    twice = alter_session("dbt", "Tue 17:00", "P-1", attendees=["P-1", "P-2", "P-3", "P-1"], leaders=["C-1", "C-1"])

    assert [violation.rule for violation in broken_by(twice)] == ["group-size", "leaders-by-size"]
