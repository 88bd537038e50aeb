"""Which parts of a week have nothing to do with each other, and what joins them.

The plain week: one offering, two patients at two sites at the same hour, each with a clinician and a room of their own.
"""

from dataclasses import replace

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_solver.components import components
from iopsched_solver.problem import (
    COHORT,
    KEEP_APART_DAY,
    KEEP_APART_SESSION,
    KEEP_APART_TIME,
    NONE,
    ROSTER,
    UNLIMITED,
)

SAME_HOUR = ("Mon 10:00", "Mon 10:00")


@pytest.fixture
def plain(clinic):
    """Makes the plain week, the two sessions at other starts or of two offerings if asked."""

    def make(starts=SAME_HOUR, offerings=(0, 0), visits=(), places=(0, 1), n_clinicians=2, **more):
        cells = zip(offerings, starts, places, strict=True)
        problem = clinic(
            *cells, patients=2, clinicians=n_clinicians, rooms=2, sites=2, visits=visits,
            **{"needs_room": True, "care_plan": 10, **more},
        )  # fmt: skip
        own = np.eye(2, dtype=np.bool_)
        problem.offerings.sections_max[:] = UNLIMITED
        problem.patients.masks["patient-availability"][:] = own
        problem.clinicians.masks["clinician-availability"][:2] = own
        problem.rooms.masks["room-features"][:] = own
        problem.patients.care_min[[0, 1], list(offerings)] = 1
        return problem

    return make


def held(problem, **rows):
    return replace(problem, held=replace(problem.held, **{name: np.array(table) for name, table in rows.items()}))


def paired(problem, **rows):
    pairs = replace(problem.pairs, **{name: np.array(table) for name, table in rows.items()})
    return replace(problem, pairs=pairs)


def changed(attribute, field, value, place=slice(None)):
    """Make a change of one array."""

    def change(problem):
        getattr(getattr(problem, attribute), field)[place] = value
        return problem

    return change


def allowed(attribute, slug, who, cell=1):
    """Make a change that lets somebody into the other part's cell."""

    def change(problem):
        getattr(problem, attribute).masks[slug][who, cell] = True
        return problem

    return change


def all_of(*changes):
    def change(problem):
        for each in changes:
            problem = each(problem)
        return problem

    return change


def at_one_site(problem):
    problem.cells.place[:] = 0
    return problem


def apart(scope):
    return lambda problem: paired(at_one_site(problem), apart=[[0, 1, scope]])


BINDING = {
    "one section at a start": changed("offerings", "sections_max", 1),
    "one meeting": changed("offerings", "meetings_max", 1),
    "equipment": changed("services", "equipment", 1),
    "family slot": lambda problem: replace(problem, family_slot_cells=~problem.family_slot_cells),
    "keep apart in time": apart(KEEP_APART_TIME),
    "keep apart by day": apart(KEEP_APART_DAY),
    "cohort": changed("offerings", "enrollment", COHORT),
    "roster": all_of(changed("offerings", "enrollment", ROSTER), changed("offerings", "members", value=True)),
}
"""Here deciding apart would break a rule."""
JOINING = {
    **BINDING,
    "patient": allowed("patients", "patient-availability", 0),
    "clinician": allowed("clinicians", "clinician-availability", 0),
    "room": allowed("rooms", "room-features", 0),
    "two meetings at least": changed("offerings", "meetings_min", 2),
    "keep together": lambda problem: paired(
        problem, together=[[0, 1]], together_offerings=np.ones((1, 1), dtype=np.bool_)
    ),
    "a pin that one of the two holds": lambda problem: held(
        problem, pins=[[0, 0, NONE, NONE, NONE], [0, 1, NONE, NONE, NONE]]
    ),
    "a published leader": lambda problem: held(problem, leads=[[0, 1, NONE]]),
}
HARMLESS = {
    "keep apart in groups they cannot both attend": apart(KEEP_APART_SESSION),
    "keep apart where they never meet": lambda problem: paired(problem, apart=[[0, 1, KEEP_APART_DAY]]),
    "as many meetings as cells": changed("offerings", "meetings_max", 2),
    "a pin each": lambda problem: held(problem, pins=[[0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]),
    "a pin that nothing can hold": lambda problem: held(problem, pins=[[0, NONE, NONE, NONE, 1]]),
    "a pin of which one row can hold": lambda problem: held(
        problem, pins=[[0, 0, 0, NONE, NONE], [0, 1, 0, NONE, NONE], [0, 0, 0, 1, NONE], [0, 0, 0, 0, 1]]
    ),
    "a published session that is lost": lambda problem: held(problem, attends=[[0, 1], [1, NONE]]),
    "a cap of the patient's own": changed("patients", "telehealth_sessions_max", 0),
}


def test_what_shares_nobody_and_nothing_is_apart(plain):
    first, second = components(plain())

    assert [part.patients.tolist() for part in (first, second)] == [[0], [1]]
    assert [part.cells.tolist() for part in (first, second)] == [[0], [1]]
    assert [part.clinicians.tolist() for part in (first, second)] == [[0], [1]]
    assert (first.size, second.size) == (1, 1)


@pytest.mark.parametrize("name", JOINING)
def test_is_joined_by(plain, name):
    assert len(components(JOINING[name](plain()))) == 1


@pytest.mark.parametrize("name", HARMLESS)
def test_is_not_joined_by(plain, name):
    assert len(components(HARMLESS[name](plain()))) == 2


@pytest.mark.parametrize("name", BINDING)
def test_deciding_apart_would_break_a_rule(plain, optimum, name):
    assert optimum(plain()) == 0
    assert optimum(BINDING[name](plain())) >= 10  # only one of the two can have a session


def test_a_clinician_without_the_role_joins_nobody(plain):
    problem = plain(offerings=(0, 1), bands=[(0, 10, (1, 0), 0), (1, 10, (0, 1), 0)])
    problem.clinicians.masks["clinician-availability"][0, 1] = True
    assert len(components(problem)) == 1
    problem.clinicians.role_held[0, 1] = False
    assert len(components(problem)) == 2


def test_a_meeting_with_too_few_who_may_attend_joins_nobody(plain):
    problem = allowed("clinicians", "clinician-availability", 0)(plain(offerings=(0, 1)))
    problem.services.min_size[1] = 2
    first = components(problem)[0]

    assert len(components(problem)) == 1
    assert first.size == 1  # of the two sessions only one could run


def test_what_needs_no_clinician_goes_with_the_first_part(plain):
    problem = plain(offerings=(0, 1))
    assert len(components(problem)) == 2
    problem.bands.role_count[1] = problem.bands.leaders[1] = 0
    assert len(components(problem)) == 1


def test_a_leader_for_both_joins_even_without_overlap(plain):
    problem = allowed("clinicians", "clinician-availability", 0)(plain(("Mon 10:00", "Tue 10:00")))

    assert len(components(problem)) == 1  # weekly limits, fair load


@pytest.mark.parametrize("field", ["rooms", "equipment", "family slot"])
@pytest.mark.parametrize(
    ("start", "turnover", "parts"), [("Mon 10:30", 0, 1), ("Mon 11:00", 0, 2), ("Mon 11:00", 1, 1)]
)
def test_what_is_used_one_after_the_other_joins_nobody(plain, field, start, turnover, parts):
    problem = plain(("Mon 10:00", start))
    problem.rooms.turnover_slots[:] = turnover
    if field == "rooms":
        problem.rooms.masks["room-features"][0, 1] = True
        assert len(components(problem)) == parts
    else:
        problem = BINDING[field](problem)
        assert len(components(problem)) == (1 if start == "Mon 10:30" else 2)  # only rooms have a turnover


def test_a_long_session_joins_those_that_begin_while_it_lasts(clinic):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), (2, "Mon 12:00"), patients=3, clinicians=3, needs_room=True)
    problem.cells.end[0] += 10
    for mask in (problem.patients.masks["patient-availability"], problem.clinicians.masks["clinician-availability"]):
        mask[:] = np.eye(3, dtype=np.bool_)

    assert len(components(problem)) == 1
    problem.cells.end[0] -= 10
    assert len(components(problem)) == 2  # 10:00 and 10:30 still overlap


def test_a_room_that_is_too_small_joins_nobody(plain):
    problem = allowed("rooms", "room-features", 0)(plain(offerings=(0, 1)))
    problem.rooms.capacity[0] = 3
    assert len(components(problem)) == 1
    problem.services.seats_per_patient[1] = 3  # and a leader
    assert len(components(problem)) == 2


@pytest.mark.parametrize(("start", "parts"), [("Mon 10:30", 1), ("Mon 11:00", 2)])
def test_group_order_joins_meetings_in_the_wrong_order(plain, start, parts):
    problem = plain(("Mon 10:00", start), offerings=(0, 1))
    problem = replace(problem, offerings=replace(problem.offerings, after=np.array([[1, 0]])))

    assert len(components(problem)) == parts


@pytest.fixture
def by_video(plain):
    """Two patients, each seen by one clinician, in one cell that takes no room."""

    def make():
        problem = plain(visits=(0,), places=(2, 2), needs_room=False)
        problem.patients.masks["patient-availability"][:] = np.array([[True, False]] * 2)
        problem.clinicians.masks["clinician-availability"][:] = np.array([[True, False]] * 2)
        problem.patients.sees["clinician-credentials"][:, :, 0] = np.eye(2, dtype=np.bool_)
        return problem

    return make


def test_visits_without_a_room_join_nobody(by_video):
    first, second = components(by_video())

    assert first.cells.tolist() == [0, 1]  # nobody can be seen in cell 1: it goes with the first
    assert second.cells.tolist() == [0]
    assert (first.clinicians.tolist(), second.clinicians.tolist()) == ([0], [1])


@pytest.mark.parametrize(
    "change",
    [
        changed("services", "equipment", 1),
        lambda problem: replace(problem, family_slot_cells=~problem.family_slot_cells),
        lambda problem: held(problem, pins=[[0, 0, NONE, NONE, NONE]]),
        lambda problem: held(problem, leads=[[1, 0, 0]]),
        lambda problem: replace(
            problem,
            patients=replace(problem.patients, sees={"clinician-credentials": np.ones((2, 2, 1), dtype=np.bool_)}),
        ),
    ],
    ids=["equipment", "family slot", "pin", "published visit", "clinician of both"],
)
def test_visits_without_a_room_are_joined_by(by_video, change):
    assert len(components(change(by_video()))) == 1


def test_visits_in_rooms_of_one_class_are_joined(plain):
    problem = plain(visits=(0,))
    assert len(components(problem)) == 2
    problem.rooms.masks["room-features"][0, 1] = True
    assert len(components(problem)) == 1


def test_who_can_do_nothing_goes_with_the_first_part(plain):
    problem = plain(n_clinicians=3)
    problem.clinicians.masks["clinician-availability"][2] = False
    first, second = components(problem)

    assert first.clinicians.tolist() == [0, 2]
    assert second.clinicians.tolist() == [1]


def test_a_week_without_choices_is_one_part(plain):
    problem = plain()
    problem.patients.masks["patient-availability"][:] = False
    (part,) = components(problem)

    assert (part.patients.tolist(), part.cells.tolist(), part.clinicians.tolist()) == ([0, 1], [0, 1], [0, 1])
    assert part.size == 0


@pytest.mark.parametrize("shape", ["calendar", "menu", "open", "php"])
def test_the_sites_of_a_network_are_apart(shape):
    scenario = generate(30, shape=shape, tightness="tight", seed=1, sites=3)
    problem = compile_scenario(scenario).problem
    parts = components(problem)

    sites = [{scenario.patients[p].sites for p in part.patients.tolist()} for part in parts]
    assert sorted(site for (site,) in sites) == [("S01.clinic",), ("S02.clinic",), ("S03.clinic",)]
    assert sum(part.size for part in parts) == problem.n_choices
    assert [part.size for part in parts] == sorted(part.size for part in parts)


def test_one_program_is_one_part():
    problem = compile_scenario(generate(24, shape="menu", tightness="tight", seed=1)).problem
    (part,) = components(problem)

    assert len(part.patients) == problem.n_patients
    assert len(part.cells) == problem.n_cells
    assert len(part.clinicians) == problem.n_clinicians
