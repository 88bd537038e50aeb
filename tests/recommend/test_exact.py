"""Recommended weeks are the cheapest there are: every week of the patient is listed and judged by the checker."""

import pytest

from iopsched.check import check
from iopsched.recommending import Recommender

SEEDS, CHUNKS = 240, 8
K = 3


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_weeks_are_the_cheapest_there_are(chunk, agreed, every_week):
    compared = 0
    for seed in range(chunk, SEEDS, CHUNKS):
        case = agreed(seed)
        if case is None:
            continue
        scenario, schedule, patient = case
        recommender = Recommender(scenario, schedule)
        now = check(recommender.scenario, schedule).cost
        weeks = every_week(recommender.scenario, schedule, patient)
        if weeks is None:
            continue
        cheapest = {}
        for where, cost, _ in weeks:
            cheapest[where] = min(cost, cheapest.get(where, cost))
        compared += 1
        found = recommender.weeks(patient, k=K)
        best = sorted(cost - now for cost in cheapest.values())[:K]
        assert [week.cost for week in found.weeks] == best, (seed, scenario.title)
        for week in found.weeks:
            report = check(recommender.scenario, week.schedule)
            assert report.legal, (seed, report.violations)
            assert report.cost - now == week.cost, seed
            assert [n for n in report.unmet if n.patient == patient.id] == [
                n.model_copy(update={"reason": r.reason})
                for n, r in zip(week.unmet, (u for u in report.unmet if u.patient == patient.id), strict=True)
            ]
    assert compared >= 16
