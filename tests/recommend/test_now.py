"""What has taken place stays, whoever is placed."""

from iopsched.check import check
from iopsched.compile.newcomer import scenario_with
from iopsched.model.time import parse_moment
from iopsched.recommending import Recommender

SEEDS = range(40)


def test_nothing_recommended_rewrites_the_past(agreed):
    now, compared = parse_moment("Tue 0:00"), 0
    for seed in SEEDS:
        case = agreed(seed)
        if case is None:
            continue
        scenario, schedule, patient = case
        begun = scenario.model_copy(update={"now": now})
        recommender = Recommender(begun, schedule)
        if not check(recommender.scenario, schedule).legal:
            continue
        past = [session for session in schedule.sessions if session.start < now]
        found = recommender.weeks(patient, k=2)
        assert found.weeks, seed
        for week in found.weeks:
            assert check(recommender.scenario, week.schedule).legal, seed
            assert [session for session in week.schedule.sessions if session.start < now] == past, seed
        compared += bool(past)
    assert compared >= 10


def test_a_newcomer_gets_nothing_of_the_past(agreed):
    now, compared = parse_moment("Tue 0:00"), 0
    for seed in SEEDS:
        case = agreed(seed)
        if case is None:
            continue
        scenario, schedule, patient = case
        recommender = Recommender(scenario.model_copy(update={"now": now}), schedule)
        if not check(recommender.scenario, schedule).legal:
            continue
        newcomer = patient.model_copy(update={"id": "P-NEW", "primary_clinician": None})
        for week in recommender.weeks(newcomer, k=2).weeks:
            assert all(session.start >= now for session in week.sessions), seed
            with_newcomer = scenario_with(recommender.scenario, newcomer)
            assert check(with_newcomer, week.schedule).legal, seed
            compared += 1
    assert compared >= 10
