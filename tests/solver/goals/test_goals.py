"""Each goal alone decides the optimum of the smallest week it can; the number is worked out by hand.

`must_have` asks for sessions at a price no goal outweighs.
"""

import numpy as np
import pytest

from iopsched_solver.problem import NONE

DEAR = 1000


def must_have(problem, *counts):
    """Ask of patient p for so many sessions of service s: (p, s, count)."""
    problem.unit_cost["care-plan"] = DEAR
    for patient, service, count in counts:
        problem.patients.care_min[patient, service] = count
    return problem


def held(problem, **rows):
    vars(problem.held).update({name: np.array(value) for name, value in rows.items()})
    return problem


def test_moved_patient(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), (0, "Tue 10:00"), moved_patient=10), (0, 0, 1))
    held(problem, attends=[[0, 0], [0, 1]])
    problem.patients.care_max[0, 0] = 1

    assert optimum(problem) == 10  # one of the two published is kept


def test_moved_patient_from_a_meeting_that_cannot_be(clinic, optimum):
    problem = held(clinic((0, "Mon 10:00"), moved_patient=10), attends=[[0, NONE]])

    assert optimum(problem) == 10


def test_changed_leader(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), clinicians=2, changed_leader=10), (0, 0, 1))
    held(problem, leads=[[1, 0, NONE]])

    assert optimum(problem) == 0
    problem.clinicians.masks["clinician-availability"][1, 0] = False
    assert optimum(problem) == 10  # the meeting runs without its published leader


def test_changed_leader_of_a_meeting_that_no_longer_runs(clinic, optimum):
    problem = held(clinic((0, "Mon 10:00"), clinicians=2, changed_leader=10, leader_time=1), leads=[[1, 0, NONE]])

    assert optimum(problem) == 0


def test_changed_leader_of_a_visit(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), clinicians=2, visits=(0,), changed_leader=10), (0, 0, 1))
    held(problem, leads=[[1, 0, 0]])
    problem.clinicians.masks["clinician-availability"][1, 0] = False

    assert optimum(problem) == 10


def test_a_published_second_leader_stays_where_fewer_attend(clinic, optimum):
    # the section of up to one has one leader; that of up to ten has two. Leading costs 2 x 1 a leader, a change 10
    problem = clinic(
        (0, "Mon 10:00"), clinicians=2, bands=[(0, 1, (1,), 0), (0, 10, (2,), 0)], changed_leader=10, leader_time=1
    )
    held(must_have(problem, (0, 0, 1)), leads=[[0, 0, NONE], [1, 0, NONE]])

    assert optimum(problem) == 4  # both lead the one patient


def test_changed_room(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), rooms=2, needs_room=True, changed_room=10), (0, 0, 1))
    held(problem, rooms=[[1, 0, NONE]])

    assert optimum(problem) == 0
    problem.rooms.masks["room-no-overlap"][1, 0] = False
    assert optimum(problem) == 10


def test_changed_room_of_a_visit(clinic, optimum):
    # both patients were in room 1, of which there is one
    problem = clinic((0, "Mon 10:00"), patients=2, clinicians=2, rooms=2, visits=(0,), needs_room=True, changed_room=10)
    held(must_have(problem, (0, 0, 1), (1, 0, 1)), rooms=[[1, 0, 0], [1, 0, 1]])

    assert optimum(problem) == 10


def test_primary_clinician(clinic, optimum):
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"), clinicians=2, visits=(0,), primary_clinician=10)
    must_have(problem, (0, 0, 2))
    problem.patients.stranger[0, 1, 0] = True
    problem.clinicians.masks["clinician-availability"][0, 1] = False

    assert optimum(problem) == 10  # Tuesday's visit is a stranger's


def test_usual_group(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), (1, "Mon 10:00"), clinicians=2, usual_group=10), (0, 0, 1))
    problem.patients.goal_units["usual-group"][0] = [1, 0]

    assert optimum(problem) == 10


def test_preferences(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), (0, "Tue 10:00"), preferences=10), (0, 0, 1))
    problem.patients.goal_units["preferences"][0] = [3, 2]

    assert optimum(problem) == 20  # Tuesday has two marks against it, Monday three


def test_idle_gaps(clinic, optimum):
    problem = must_have(clinic((0, "Mon 9:00"), (1, "Mon 11:00"), (2, "Mon 14:30"), idle_gaps=10))
    must_have(problem, (0, 0, 1), (0, 1, 1), (0, 2, 1))

    assert optimum(problem) == 70  # 9:00 to 15:30 are thirteen half hours, of which six are sessions


def test_idle_gaps_round_up(clinic, optimum):
    problem = must_have(clinic((0, "Mon 9:00"), (1, "Mon 10:30"), idle_gaps=10), (0, 0, 1), (0, 1, 1))
    vars(problem)["slot_minutes"] = 10  # so the slots are of ten minutes now, and the gap of one slot is one of these

    assert optimum(problem) == 10  # ten minutes are a half hour begun


def test_trips(clinic, optimum):
    problem = must_have(clinic((0, "Mon 9:00"), (1, "Mon 11:00"), (0, "Tue 9:00"), (2, "Wed 9:00", 1), trips=10))
    must_have(problem, (0, 0, 1), (0, 1, 1), (0, 2, 1))

    assert optimum(problem) == 10  # Monday alone: Wednesday's is by video


@pytest.mark.parametrize(("least", "most", "cost"), [(3, 99, 10), (0, 1, 10), (2, 2, 0)])
def test_balanced_groups(clinic, optimum, least, most, cost):
    problem = must_have(clinic((0, "Mon 10:00"), patients=2, balanced_groups=10), (0, 0, 1), (1, 0, 1))
    problem.services.preferred_min[0] = least
    problem.services.preferred_max[0] = most

    assert optimum(problem) == cost


def test_balanced_groups_in_parallel(clinic, optimum):
    # two sections prefer six attendees, one prefers three: four are one too many for one, two too few for two
    problem = clinic((0, "Mon 10:00"), patients=4, clinicians=2, balanced_groups=10)
    must_have(problem, *((patient, 0, 1) for patient in range(4)))
    problem.offerings.sections_max[0] = 2
    problem.services.preferred_min[0] = problem.services.preferred_max[0] = 3

    assert optimum(problem) == 10


def test_fair_load(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), (0, "Tue 10:00"), fair_load=10), (0, 0, 2))
    problem.clinicians.target_slots[0] = 1

    assert optimum(problem) == 30  # four half hours led, one is fair


def test_leader_time(clinic, optimum):
    problem = clinic((0, "Mon 10:00"), clinicians=2, bands=[(0, 10, (2,), 0)], leader_time=10)

    assert optimum(must_have(problem, (0, 0, 1))) == 40  # two leaders, an hour each


def test_leader_time_rounds_up(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), leader_time=10), (0, 0, 1))
    vars(problem)["slot_minutes"] = 10
    problem.services.slots[0] = 4  # forty minutes

    assert optimum(problem) == 20


def test_overtime(clinic, optimum):
    problem = must_have(clinic((0, "Mon 10:00"), (0, "Tue 10:00"), overtime=10), (0, 0, 2))
    problem.clinicians.overtime_after_slots[0] = 3

    assert optimum(problem) == 10


def test_room_use(clinic, optimum):
    problem = clinic((0, "Mon 10:00"), (1, "Tue 10:00"), visits=(1,), needs_room=True, room_use=10)

    assert optimum(must_have(problem, (0, 0, 1), (0, 1, 1))) == 20  # a group and a visit
