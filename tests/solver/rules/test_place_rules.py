"""Rules about groups, rooms, equipment and what is pinned, each on the smallest week that can break it."""

import numpy as np
import pytest

from iopsched_solver.problem import NONE

GROUP, TALK = 0, 1


def test_group_size_not_too_small(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), patients=2)
    problem.services.min_size[GROUP] = 2

    judge(
        "group-size",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 1, 0, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 0, 0)],
    )


def test_group_size_not_too_large(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), patients=2, bands=[(0, 1, (1,), 0)])

    judge(
        "group-size",
        problem,
        kept=[("attends", 0, 0, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 0, 1)],
    )


def test_group_size_holds_for_each_parallel_section(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), patients=3, clinicians=2)
    problem.services.min_size[GROUP] = 2
    problem.offerings.sections_max[GROUP] = 2

    judge("group-size", problem, kept=[("sections", 0, 1)], broken=[("attends", 0, 0, 0), ("sections", 0, 2)])


def test_room_no_overlap(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), (2, "Mon 11:00"), patients=3, clinicians=2, needs_room=True)

    judge(
        "room-no-overlap",
        problem,
        kept=[("uses", 0, 0, 1), ("uses", 0, 2, 1)],
        broken=[("uses", 0, 0, 1), ("uses", 0, 1, 1)],
    )


def test_room_no_overlap_counts_rooms_and_turnover(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 11:00"), (2, "Mon 11:30"), patients=3, clinicians=3, needs_room=True)
    problem.rooms.count[0] = 2
    problem.rooms.turnover_slots[0] = 2

    judge(
        "room-no-overlap",
        problem,
        kept=[("uses", 0, 0, 1), ("uses", 0, 1, 1)],
        broken=[("uses", 0, 0, 1), ("uses", 0, 1, 1), ("uses", 0, 2, 1)],
    )


def test_room_no_overlap_while_it_is_open(clinic, judge):
    problem = clinic((0, "Mon 10:00"), needs_room=True)
    problem.rooms.masks["room-no-overlap"][0, 0] = False

    judge("room-no-overlap", problem, kept=[("uses", 0, 0, 0)], broken=[("uses", 0, 0, 1)])


@pytest.fixture
def roomed(clinic):
    return clinic((0, "Mon 10:00"), patients=2, needs_room=True)


def test_room_capacity(roomed, judge):
    roomed.rooms.capacity[0] = 4
    roomed.services.seats_per_patient[0] = 2  # patient and family: two patients and a leader are five

    judge(
        "room-capacity",
        roomed,
        kept=[("attends", 0, 0, 1), ("attends", 1, 0, 0)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 0, 1)],
    )


def test_room_features(roomed, judge):
    roomed.rooms.masks["room-features"][0, 0] = False

    judge("room-features", roomed, kept=[("runs", 0, 0)], broken=[("runs", 0, 1)])


def test_room_features_of_a_visit(clinic, judge):
    problem = clinic((0, "Mon 10:00"), visits=(0,), rooms=2, needs_room=True)
    problem.rooms.masks["room-features"][0, 0] = False

    judge("room-features", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 0, 0, 1), ("uses", 1, 0, 0)])


@pytest.mark.parametrize("slug", ["site-hours", "candidate-starts", "family-slot"])
def test_cells_that_may_not_run(clinic, judge, slug):
    problem = clinic((GROUP, "Mon 10:00"), (GROUP, "Mon 12:00"))
    problem.cells.masks[slug][1] = False

    judge(slug, problem, kept=[("runs", 0, 1)], broken=[("runs", 1, 1)])


def test_family_slot_takes_so_many_families(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Mon 10:30"), (0, "Mon 11:00"), patients=3, clinicians=3, visits=(0,))
    problem.family_slot_cells[:] = True

    judge(
        "family-slot",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 1, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 1, 1)],
    )


def test_equipment_at_once(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), (1, "Mon 11:00"), patients=2, clinicians=2)
    problem.services.equipment[:] = 1

    judge("equipment", problem, kept=[("runs", 0, 1), ("runs", 2, 1)], broken=[("runs", 0, 1), ("runs", 1, 1)])


def test_equipment_at_hand(clinic, judge):
    problem = clinic((0, "Mon 10:00"))
    problem.services.equipment[:] = 1
    problem.equipment_open[0, 0] = False

    judge("equipment", problem, kept=[("runs", 0, 0)], broken=[("runs", 0, 1)])


def test_group_order(clinic, judge):
    problem = clinic((0, "Mon 11:00"), (1, "Mon 10:00"), (1, "Mon 10:30"), patients=2, clinicians=2)
    vars(problem.offerings)["after"] = np.array([[0, 1]])

    judge("group-order", problem, kept=[("runs", 0, 1), ("runs", 1, 1)], broken=[("runs", 0, 1), ("runs", 2, 1)])


def test_sessions_per_week_at_most(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"))
    problem.offerings.meetings_max[0] = 1

    judge("sessions-per-week", problem, kept=[("runs", 0, 1)], broken=[("runs", 0, 1), ("runs", 1, 1)])


def test_sessions_per_week_at_least(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"))
    problem.offerings.meetings_min[0] = 2

    judge("sessions-per-week", problem, kept=[("runs", 0, 1)], broken=[("runs", 0, 1), ("runs", 1, 0)])


def test_sessions_per_week_sections_over_all_places(clinic, judge):
    problem = clinic((0, "Mon 10:00", 0), (0, "Mon 10:00", 1), patients=2, clinicians=2, sites=2)

    judge("sessions-per-week", problem, kept=[("runs", 0, 1)], broken=[("runs", 0, 1), ("runs", 1, 1)])


def pinned(problem, *rows):
    vars(problem.held)["pins"] = np.array(rows)
    return problem


def test_pin_of_an_attendee(clinic, possible):
    problem = pinned(clinic((0, "Mon 10:00"), patients=2), [0, 0, 1, NONE, NONE])

    assert possible(problem, ("attends", 1, 0, 1))
    assert not possible(problem, ("attends", 1, 0, 0))


def test_pin_of_a_leader(clinic, possible):
    problem = pinned(clinic((0, "Mon 10:00"), clinicians=2), [0, 0, NONE, 1, NONE])

    assert possible(problem, ("leads", 1, 0, 1))
    assert not possible(problem, ("leads", 0, 0, 1))


def test_pin_of_a_room(clinic, possible):
    problem = pinned(clinic((0, "Mon 10:00"), rooms=2, needs_room=True), [0, 0, NONE, NONE, 1])

    assert possible(problem, ("uses", 1, 0, 1))
    assert not possible(problem, ("uses", 0, 0, 1))


def test_pin_of_a_meeting(clinic, possible):
    problem = pinned(clinic((0, "Mon 10:00")), [0, 0, NONE, NONE, NONE])

    assert possible(problem)
    assert not possible(problem, ("runs", 0, 0))


def test_pin_of_a_visit(clinic, possible):
    problem = pinned(clinic((0, "Mon 10:00"), visits=(0,), rooms=2, clinicians=2, needs_room=True), [0, 0, 0, 1, 1])

    assert possible(problem, ("visit", 0, 0, 1, 1), ("uses", 1, 0, 1))
    assert not possible(problem, ("visit", 0, 0, 0, 1))
    assert not possible(problem, ("uses", 0, 0, 1))


def test_rows_of_one_pin_are_alternatives(clinic, possible):
    problem = clinic((0, "Mon 10:00", 0), (0, "Mon 10:00", 1), sites=2)
    pinned(problem, [0, 0, NONE, NONE, NONE], [0, 1, NONE, NONE, NONE])

    assert possible(problem, ("runs", 0, 0))
    assert possible(problem, ("runs", 1, 0))
    assert not possible(problem, ("runs", 0, 0), ("runs", 1, 0))


def test_a_pin_that_no_cell_expresses_is_impossible(clinic, possible):
    assert not possible(pinned(clinic((0, "Mon 10:00")), [0, NONE, 0, NONE, NONE]))


def test_pins_off(clinic, judge):
    problem = pinned(clinic((0, "Mon 10:00")), [0, 0, 0, NONE, NONE])

    judge("pins", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 0, 0, 0)])


@pytest.fixture
def parallel(clinic):
    """Two patients of whom each section seats one, two clinicians, two rooms."""
    problem = clinic((0, "Mon 10:00"), patients=2, clinicians=2, rooms=2, bands=[(0, 1, (1,), 0)], needs_room=True)
    problem.offerings.sections_max[0] = 2
    return problem


def test_pins_seat_patients_with_their_leaders(parallel, possible):
    assert possible(pinned(parallel, [0, 0, 0, 0, NONE], [1, 0, 1, 1, NONE]))
    assert not possible(pinned(parallel, [0, 0, 0, 0, NONE], [1, 0, 1, 0, NONE]))  # one seat with clinician 0


def test_pins_seat_patients_with_leader_and_room_in_one_section(parallel, possible):
    assert possible(pinned(parallel, [0, 0, 0, 0, 0], [1, 0, 1, NONE, 1]))
    assert not possible(pinned(parallel, [0, 0, 0, 0, 0], [1, 0, 1, 1, 0]))  # room 0 twice


def test_pins_leave_the_other_section_large_enough(parallel, possible):
    problem = pinned(parallel, [0, 0, 0, 0, NONE], [1, 0, 1, 0, NONE])
    problem.bands.seats[:] = 3
    problem.services.min_size[0] = 1

    assert possible(problem)
    assert not possible(problem, ("sections", 0, 2))  # both sit with clinician 0, nobody is left for the other
