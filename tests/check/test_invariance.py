"""What must not matter: the order of anything, and what things are called."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iopsched.check import check
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations import MUTATIONS, base_week
from iopsched_scenarios.mutations.edits import changed

FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
LISTS = ("sites", "rooms", "equipment", "clinicians", "services", "groups", "policies", "patients", "keep_apart")


def findings(report):
    """Everything a report says, in no order."""
    return (
        sorted(violation.model_dump_json() for violation in report.violations),
        sorted(lack.model_dump_json() for lack in report.unmet),
        report.tiers,
    )


def in_no_order(report):
    """The same where a change of order may change which of two simultaneous sessions is named first."""
    return sorted((it.rule, sorted(it.subjects)) for it in report.violations), *findings(report)[1:]


def shuffled(draw, items):
    return draw(st.permutations(list(items)))


@FEW
@given(data=st.data(), mutation=st.sampled_from(MUTATIONS))
def test_the_order_of_sessions_attendees_leaders_and_lists_changes_nothing(data, mutation):
    scenario, schedule = mutation.apply(*base_week())
    sessions = [
        changed(it, attendees=shuffled(data.draw, it.attendees), leaders=shuffled(data.draw, it.leaders))
        for it in shuffled(data.draw, schedule.sessions)
    ]
    lists = {part: shuffled(data.draw, getattr(scenario, part)) for part in LISTS}

    after = check(changed(scenario, **lists), changed(schedule, sessions=sessions))

    assert in_no_order(after) == in_no_order(check(scenario, schedule))


def renamed(value, names):
    """Rename ids; the words "individual" and "family" are formats and a field's name besides."""
    if isinstance(value, dict):
        return {
            key if key == "family" else names.get(key, key): item if key == "format" else renamed(item, names)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_renaming_ids_changes_nothing_but_the_names(mutation):
    scenario, schedule = mutation.apply(*base_week())
    dumps = scenario.model_dump(mode="json"), schedule.model_dump(mode="json")
    ids = {item.id for part in (*LISTS[:-1], "family_slots") for item in getattr(scenario, part)}
    ids |= {member.id for patient in scenario.patients for member in patient.family}
    # Reversed, so that the order of names is not the order of ids.
    names = {name: f"{900 - number} {name[::-1]}" for number, name in enumerate(sorted(ids))}
    old = check(scenario, schedule)

    new = check(Scenario.model_validate(renamed(dumps[0], names)), Schedule.model_validate(renamed(dumps[1], names)))

    assert {it.rule for it in new.violations} == {it.rule for it in old.violations}
    assert len(new.violations) == len(old.violations)
    assert new.tiers == old.tiers
    subjects = sorted(sorted(names.get(name, name) for name in it.subjects) for it in old.violations)
    assert sorted(sorted(it.subjects) for it in new.violations) == subjects


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_report_survives_json(mutation):
    report = check(*mutation.apply(*base_week()))
    dumped = json.loads(report.model_dump_json())

    assert dumped["legal"] is report.legal
    assert dumped["cost"] == report.cost == sum(tier.cost for tier in report.tiers.values())
    assert len(dumped["violations"]) == len(report.violations)
