"""Changes to a repair whose effect is known beforehand."""

import pytest

from iopsched import Pin, SolveOptions, solve
from iopsched.api import repair
from iopsched.check import check
from iopsched.model.change import ClinicianAway, PatientAvailability

OPTIONS = SolveOptions(time_limit_s=60, workers=1)


@pytest.mark.parametrize("seed", range(30))
def test_no_change_returns_what_was_published(weeks, seed):
    scenario, schedule = weeks(seed)
    repaired = repair(scenario, schedule, [], OPTIONS)

    assert repaired.require() == schedule
    assert (repaired.disruption.cost, repaired.disruption.moves) == (0, ())


@pytest.mark.parametrize("chunk", range(3))
def test_hours_nobody_needed_move_nobody(weeks, chunk):
    for seed in range(chunk, 30, 3):
        scenario, schedule = weeks(seed)
        away = ClinicianAway(clinician=scenario.clinicians[0].id, when="Sun 20:00-21:00")
        repaired = repair(scenario, schedule, [away], OPTIONS)
        assert repaired.disruption.moves == (), seed


@pytest.mark.parametrize("chunk", range(3))
def test_more_hours_never_cost_more(weeks, chunk):
    """A patient who is free for longer: the week costs no more than it did, and nobody has to move."""
    for seed in range(chunk, 30, 3):
        scenario, schedule = weeks(seed)
        free = [PatientAvailability(patient=patient.id, free="Mon-Sun") for patient in scenario.patients]
        repaired = repair(scenario, schedule, free, OPTIONS)
        before = check(repaired.scenario, schedule)
        assert before.legal
        assert repaired.result.cost <= before.cost, seed


@pytest.mark.parametrize("chunk", range(3))
def test_a_pin_to_what_is_published_changes_nothing(weeks, chunk):
    for seed in range(chunk, 30, 3):
        scenario, schedule = weeks(seed)
        for session in schedule.sessions[:1]:
            offering = {"group": session.group} if session.group else {"service": session.service}
            pin = Pin(**offering, start=session.start, attendee=next(iter(session.attendees), None))
            pinned = scenario.model_copy(update={"pins": (pin,)})
            assert repair(pinned, schedule, [], OPTIONS).require() == schedule


@pytest.mark.parametrize("chunk", range(3))
def test_one_change_after_the_other_is_legal_and_published_again(weeks, chunk):
    """What a repair returns can be published, and repaired again with nothing to do."""
    for seed in range(chunk, 18, 3):
        scenario, schedule = weeks(seed)
        if not schedule.sessions or not schedule.sessions[0].leaders:
            continue
        away = ClinicianAway(clinician=schedule.sessions[0].leaders[0], when="Mon-Sun")
        first = repair(scenario, schedule, [away], OPTIONS)
        again = repair(first.scenario, first.require(), [], OPTIONS)
        assert again.require() == first.require()


@pytest.mark.parametrize("seed", [3, 8, 14])
def test_solving_with_what_is_best_published_moves_nobody(weeks, seed):
    scenario, schedule = weeks(seed)
    result = solve(scenario.model_copy(update={"published": schedule}), OPTIONS)

    assert result.disruption.cost == 0
    assert result.disruption.units == {"moved-patient": 0, "changed-leader": 0, "changed-room": 0}


def test_without_a_published_schedule_nothing_is_listed(weeks):
    scenario, _ = weeks(3)
    assert solve(scenario, OPTIONS).disruption is None
