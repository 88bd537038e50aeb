"""A patient who is new or changed gets the weeks they would get had the week been written with them."""

from iopsched.check import check
from iopsched.compile.newcomer import scenario_with
from iopsched.model.patient import Patient
from iopsched.model.schedule import Schedule
from iopsched.recommending import Recommender

SEEDS = range(60)


def left_out(scenario, schedule, patient):
    """The week and the schedule without the patient; none if the rest is not legal then."""
    named = {p for pair in (*scenario.keep_apart, *scenario.keep_together) for p in pair.patients}
    pinned = {pin.attendee for pin in scenario.pins}
    members = {member for group in scenario.groups for member in group.members}
    if patient.id in named | pinned | members:
        return None
    others = scenario.model_copy(update={"patients": tuple(p for p in scenario.patients if p.id != patient.id)})
    sessions = []
    for session in schedule.sessions:
        attendees = tuple(a for a in session.attendees if a != patient.id)
        if attendees:
            sessions.append(session.model_copy(update={"attendees": attendees}))
    rest = Schedule(sessions=tuple(sessions))
    others = others.model_copy(update={"published": None})
    return (others, rest) if others.patients and check(others, rest).legal else None


def test_a_newcomer_is_as_one_who_was_always_there(agreed):
    compared = 0
    for seed in SEEDS:
        case = agreed(seed)
        without = None if case is None else left_out(*case)
        if without is None:
            continue
        others, rest = without
        patient = case[2]
        expected = Recommender(scenario_with(others, patient), rest).weeks(patient.id, k=2)
        found = Recommender(others, rest).weeks(patient, k=2)
        assert found.proved
        legal = scenario_with(others, patient).model_copy(update={"published": rest})
        for week, other in zip(found.weeks, expected.weeks, strict=True):
            assert week.cost == other.cost, seed
            assert check(legal, week.schedule).legal, seed
        compared += 1
    assert compared >= 20


def test_a_changed_patient_is_as_one_who_always_was_so(agreed):
    compared = 0
    for seed in SEEDS:
        case = agreed(seed)
        if case is None:
            continue
        scenario, schedule, patient = case
        changed = Patient.model_validate(patient.model_dump() | {"buffer_minutes": 30, "priority": 7})
        week = scenario_with(scenario, changed)
        if not check(week.model_copy(update={"published": schedule}), schedule).legal:
            continue
        expected = Recommender(week, schedule).weeks(changed.id, k=2)
        found = Recommender(scenario, schedule).weeks(changed, k=2)
        assert [w.cost for w in found.weeks] == [w.cost for w in expected.weeks], seed
        compared += 1
    assert compared >= 20
