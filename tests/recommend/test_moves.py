"""With one other moved: every joint week of the patient and each other is listed and judged by the checker."""

import pytest

from iopsched.check import check
from iopsched.model.schedule import Schedule
from iopsched.recommending import Recommender
from iopsched.recommending.others import movable

SEEDS, CHUNKS = 140, 2
CHECKS_MAX = 600


@pytest.fixture(scope="session")
def cheapest_with_one_moved(every_week):
    """The least cost of a legal week in which the patient and at most one of the others may have anything else.

    Sessions that anybody else attends stay, as do their leaders and rooms; a section beside one that runs is opened
    for the patient alone. None if there are too many weeks to list.
    """

    def found(scenario, schedule, patient, others):
        listed = [every_week(scenario, schedule, patient)]
        listed += [every_week(scenario, schedule, patient, other, most=CHECKS_MAX) for other in others]
        if any(weeks is None for weeks in listed):
            return None
        return min(cost for weeks in listed for _, cost, _ in weeks)

    return found


def who_may_make_way(recommender, patient):
    ready = recommender.ready
    near = movable(ready.staying, ready.number_of(patient.id))
    return [each for each in recommender.scenario.patients if near[ready.number_of(each.id)]]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_week_with_one_moved_is_the_cheapest_there_is(chunk, agreed, cheapest_with_one_moved):
    compared = better = 0
    for seed in range(chunk, SEEDS, CHUNKS):
        if (case := agreed(seed)) is None:
            continue
        scenario, schedule, patient = case
        recommender = Recommender(scenario, schedule)
        others = who_may_make_way(recommender, patient)
        best = cheapest_with_one_moved(recommender.scenario, schedule, patient, others)
        if best is None:
            continue
        now = check(recommender.scenario, schedule).cost
        found = recommender.weeks(patient, k=1, max_moved=1)
        alone, moves = found.weeks[0].cost, found.with_moves
        compared += bool(others)
        assert (alone if moves is None else moves.cost) == best - now, (seed, scenario.title)
        if moves is not None:
            better += 1
            assert moves.cost < alone
            assert len(moves.moved) == 1
            report = check(recommender.scenario, Schedule(sessions=moves.schedule.sessions))
            assert report.legal, (seed, report.violations)
            assert report.cost == best, seed
    assert compared >= 17
    assert better >= 1
