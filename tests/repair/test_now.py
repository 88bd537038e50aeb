"""What has taken place stays: sessions that started before now are as published, and nothing else starts there."""

import pytest

from iopsched import Schedule, SolveOptions, solve
from iopsched.api import repair
from iopsched.check import check
from iopsched.model.change import ClinicianAway, PatientDischarged
from iopsched.model.errors import ScenarioError

OPTIONS = SolveOptions(time_limit_s=60, workers=1)
TUESDAY = 1440


def past(schedule, now):
    return [session for session in schedule.sessions if session.start < now]


@pytest.mark.parametrize("chunk", range(4))
def test_the_past_stays_whatever_changes(weeks, chunk):
    moved = 0
    for seed in range(chunk, 40, 4):
        scenario, schedule = weeks(seed)
        moments = sorted({session.start for session in schedule.sessions})
        if len(moments) < 2:
            continue
        now = moments[1]
        away = [ClinicianAway(clinician=clinician.id, when="Mon-Sun") for clinician in scenario.clinicians]
        repaired = repair(scenario.model_copy(update={"now": now}), schedule, away, OPTIONS)

        assert past(repaired.require(), now) == past(schedule, now), seed
        assert all(not session.leaders for session in repaired.require().sessions if session.start >= now)
        assert check(repaired.scenario, repaired.require()).legal
        moved += repaired.disruption.units["moved-patient"]
    assert moved > 0


@pytest.mark.parametrize("seed", [2, 3, 5, 8])
def test_solve_with_now_keeps_the_past(weeks, seed):
    scenario, schedule = weeks(seed)
    result = solve(scenario.model_copy(update={"published": schedule, "now": 2 * TUESDAY}), OPTIONS)

    assert past(result.require(), 2 * TUESDAY) == past(schedule, 2 * TUESDAY)


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_nothing_starts_before_now_that_was_not_published(weeks, seed):
    scenario, _ = weeks(seed)
    late = scenario.model_copy(update={"published": Schedule(), "now": 2 * TUESDAY})
    result = solve(late, OPTIONS)

    assert past(result.require(), 2 * TUESDAY) == []


def test_the_checker_sees_a_past_that_was_changed(weeks):
    scenario, schedule = weeks(3)
    week = scenario.model_copy(update={"published": schedule, "now": 7 * TUESDAY})
    assert check(week, schedule).legal
    fewer = schedule.model_copy(update={"sessions": schedule.sessions[1:]})
    broken = [violation for violation in check(week, fewer).violations if violation.rule == "pins"]
    assert ["started before Sun 24:00" in violation.message for violation in broken] == [True]


def test_who_is_discharged_keeps_what_took_place_and_asks_nothing_more(weeks):
    scenario, schedule = weeks(3)
    first = schedule.sessions[0]
    patient = first.attendees[0]
    week = scenario.model_copy(update={"now": first.start + 1})
    repaired = repair(week, schedule, [PatientDischarged(patient=patient)], OPTIONS)

    theirs = [session for session in repaired.require().sessions if patient in session.attendees]
    assert theirs == [first]
    assert all(need.patient != patient for need in repaired.result.unmet if need.rule != "keep-together")


def test_a_change_that_is_over_is_an_error(weeks):
    scenario, schedule = weeks(3)
    away = ClinicianAway(clinician=scenario.clinicians[0].id, when="Mon 9:00-12:00")
    with pytest.raises(ScenarioError, match="which is now"):
        repair(scenario.model_copy(update={"now": 3 * TUESDAY}), schedule, [away], OPTIONS)
