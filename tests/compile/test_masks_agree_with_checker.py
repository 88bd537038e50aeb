"""Each mask says of each choice exactly what the checker says of a schedule with that choice alone."""

import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.schedule import Schedule, Session
from iopsched_scenarios.tiny import tiny_scenario

CELL_RULES = frozenset({"candidate-starts", "family-slot", "site-hours", "telehealth"})


NO_CAPS = {"telehealth_sessions_max": None, "telehealth_minutes_max": None}
"""Caps are no masks, but one session may be too much for them."""


def compiled(seed):
    """Keep every cell, also those that could never run, by putting no rule about cells in force."""
    scenario = tiny_scenario(seed)
    policies = tuple(policy.model_copy(update=NO_CAPS) for policy in scenario.policies)
    return compile_scenario(scenario.model_copy(update={"policies": policies}), without=CELL_RULES)


def session_in(it, cell, **people):
    cells, slot = it.problem.cells, it.problem.slot_minutes
    offering = it.index.offerings[cells.offering[cell]]
    place = cells.place[cell]
    return Session(
        service=it.index.services[offering.service].id,
        group=offering.group.id if offering.group else None,
        start=int(cells.start[cell]) * slot,
        end=int(cells.end[cell]) * slot,
        site=None if place == it.index.telehealth else it.index.sites[place],
        telehealth=bool(place == it.index.telehealth),
        **people,
    )


def report_on(it, session):
    return check(it.scenario, Schedule(sessions=(session,)))


def broken(it, session):
    return {violation.rule for violation in report_on(it, session).violations}


def cells_of(it):
    return range(it.problem.n_cells)


@pytest.mark.parametrize("seed", range(0, 120, 2))
def test_cells(seed):
    it = compiled(seed)
    for cell in cells_of(it):
        rules = broken(it, session_in(it, cell))
        for slug, mask in it.problem.cells.masks.items():
            assert mask[cell] == (slug not in rules), (slug, cell)


@pytest.mark.parametrize("seed", range(0, 120, 4))
def test_patients(seed):
    it = compiled(seed)
    telehealth = it.problem.cells.masks["telehealth"]
    for cell in cells_of(it):
        for number, name in enumerate(it.index.patients):
            report = report_on(it, session_in(it, cell, attendees=(name,)))
            rules = {violation.rule for violation in report.violations}
            for slug, mask in it.problem.patients.masks.items():
                if slug != "telehealth" or telehealth[cell]:
                    assert mask[number, cell] == (slug not in rules), (slug, cell, name)
            for slug, units in it.problem.patients.goal_units.items():
                assert units[number, cell] == report.tiers["experience"].units[slug], (slug, cell, name)


@pytest.mark.parametrize("seed", range(2, 120, 4))
def test_clinicians(seed):
    it = compiled(seed)
    telehealth = it.problem.cells.masks["telehealth"]
    for cell in cells_of(it):
        for number, name in enumerate(it.index.clinicians):
            rules = broken(it, session_in(it, cell, leaders=(name,)))
            masks = it.problem.clinicians.masks
            assert masks["clinician-availability"][number, cell] == ("clinician-availability" not in rules)
            if telehealth[cell]:
                assert masks["telehealth"][number, cell] == ("telehealth" not in rules)


@pytest.mark.parametrize("seed", range(1, 120, 4))
def test_who_may_see_whom(seed):
    it = compiled(seed)
    problem = it.problem
    for cell in cells_of(it):
        service = problem.cells.service[cell]
        if not problem.services.one_to_one[service]:
            continue
        (roles,) = problem.bands.role_count[problem.bands.service == service]
        for patient, attendee in enumerate(it.index.patients):
            for clinician, leader in enumerate(it.index.clinicians):
                report = report_on(it, session_in(it, cell, attendees=(attendee,), leaders=(leader,)))
                may = (
                    problem.may_see[patient, clinician, service]
                    and (problem.clinicians.role_held[clinician] | (roles == 0)).all()
                )
                assert may == ("clinician-credentials" not in {violation.rule for violation in report.violations})
                stranger = problem.patients.stranger[patient, clinician, service]
                assert stranger == report.tiers["experience"].units["primary-clinician"]


@pytest.mark.parametrize("seed", range(3, 120, 4))
def test_rooms_and_equipment(seed):
    it = compiled(seed)
    problem = it.problem
    for cell in cells_of(it):
        on_site = problem.cells.place[cell] != it.index.telehealth
        for number, name in enumerate(it.index.rooms):
            rules = broken(it, session_in(it, cell, room=name))
            masks = problem.rooms.masks
            if on_site:
                fits = masks["room-features"][it.rooms.class_of[number], cell]
                assert fits == ("room-features" not in rules), (name, cell)
            assert masks["room-no-overlap"][it.rooms.class_of[number], cell] == ("room-no-overlap" not in rules)
        taken = problem.services.equipment[problem.cells.service[cell]]
        enough = (problem.equipment_open[:, cell] & (taken <= problem.equipment_quantity)) | (taken == 0)
        assert enough.all() == ("equipment" not in broken(it, session_in(it, cell)))
