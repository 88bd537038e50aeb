"""Ids: each names one thing, and what is named exists."""

from __future__ import annotations

import pytest

# changes, code, place, part of the text
IDS = {
    "a site twice": (
        [("sites.2", {"id": "main", "hours": "Mon 9-12"})], "duplicate-id", "#/sites/2/id", "first as number 1"),
    "a patient twice": ([("patients.1.id", "P-1")], "duplicate-id", "#/patients/1/id", "patient P-1 stands twice"),
    "a clinician twice": (
        [("clinicians.1.id", "C-1")], "duplicate-id", "#/clinicians/1/id", "give each its own"),
    "a family member twice": (
        [("patients.0.family", [{"id": "F-1"}, {"id": "F-1"}])], "duplicate-id", "#/patients/0/family/1/id", "F-1"),
    "a pin twice": (
        [("pins", [{"id": "X", "group": "G-1", "start": "Mon 18:00"}] * 2)],
        "duplicate-id", "#/pins/1/id", "pin X stands twice"),
    "policy": ([("patients.0.policy", "plam")], "dangling-id", "#/patients/0/policy", "did you mean plan?"),
    "primary clinician": (
        [("patients.0.primary_clinician", "C1")], "dangling-id", "#/patients/0/primary_clinician", "did you mean C-1?"),
    "service of a care item": (
        [("patients.1.care_plan.items.0.service", "proces")],
        "dangling-id", "#/patients/1/care_plan/items/0/service", "did you mean process?"),
    "service of a group": (
        [("groups.1.service", "Art ")], "dangling-id", "#/groups/1/service", "did you mean art?"),
    "site of a room": ([("rooms.0.site", "west")], "dangling-id", "#/rooms/0/site", "room R-1 names site west"),
    "site of equipment": ([("equipment.0.site", "x")], "dangling-id", "#/equipment/0/site", "known: main, east"),
    "site of a clinician": (
        [("clinicians.0.sites", ["main", "x"])], "dangling-id", "#/clinicians/0/sites/1", "site x"),
    "site of a patient": ([("patients.0.sites", ["x"])], "dangling-id", "#/patients/0/sites/0", "names site x"),
    "site of a preference": (
        [("patients.0.preferences", {"site": "x"})], "dangling-id", "#/patients/0/preferences/site", "names site x"),
    "site of a closure": (
        [("calendar.closures", [{"when": "Mon", "sites": ["x"]}])],
        "dangling-id", "#/calendar/closures/0/sites/0", "closure 1 names site x"),
    "site of a way": (
        [("travel.0.between", ["main", "x"])], "dangling-id", "#/travel/0/between/1", "way 1 names site x"),
    "site of a family slot": (
        [("family_slots", [{"id": "S", "when": "Mon 9-12", "site": "x"}])],
        "dangling-id", "#/family_slots/0/site", "family slot S names site x"),
    "equipment of a service": (
        [("services.1.equipment", {"kits": 1})], "dangling-id", "#/services/1/equipment/kits", "did you mean kit?"),
    "site of a group": ([("groups.0.sites", ["x"])], "dangling-id", "#/groups/0/sites/0", "group G-1 names site x"),
    "leader of a group": ([("groups.0.leaders", ["x"])], "dangling-id", "#/groups/0/leaders/0", "clinician x"),
    "room of a group": ([("groups.0.rooms", ["x"])], "dangling-id", "#/groups/0/rooms/0", "known: R-1, R-2"),
    "group before a group": ([("groups.0.after", ["G 1"])], "dangling-id", "#/groups/0/after/0", "did you mean G-1?"),
    "member": (
        [("groups.0.enrollment", "cohort"), ("groups.0.members", ["P-3"])],
        "dangling-id", "#/groups/0/members/0", "patient P-3"),
    "service of a limit": (
        [("policies.0.same_day_limits", [{"services": ["x"]}])],
        "dangling-id", "#/policies/0/same_day_limits/0/services/0", "policy plan names service x"),
    "patient kept apart": (
        [("keep_apart", [{"patients": ["P-1", "x"]}])], "dangling-id", "#/keep_apart/0/patients/1", "patient x"),
    "group kept together in": (
        [("keep_together", [{"patients": ["P-1", "P-2"], "groups": ["x"]}])],
        "dangling-id", "#/keep_together/0/groups/0", "group x"),
    "all that a pin names": (
        [("pins", [{"group": "G-1", "start": "Mon 18:00", "leader": "x"}])],
        "dangling-id", "#/pins/0/leader", "pin 1 names clinician x"),
}  # fmt: skip


@pytest.mark.parametrize("case", IDS.values(), ids=IDS.keys())
def test_a_wrong_id_is_one_error_at_one_place(one_problem, case):
    one_problem("error", case)


def test_many_dangling_ids_take_no_long_search(problems, week):
    week["patients"] += [{"id": f"Q-{i}", "policy": f"unknown {i}"} for i in range(2000)]
    assert len(problems(week)) == 2000


def test_one_id_may_name_things_of_different_kinds(problems, changed):
    assert problems(changed(("sites.0.id", "X"), ("rooms.0.id", "X"), ("rooms.0.site", "X"),
                            ("travel.0.between", ["X", "east"]))) == []  # fmt: skip


def test_a_group_of_last_week_may_be_gone(one_problem):
    changes = [("patients.0.usual_groups", ["G-9"])]
    one_problem("warning", (changes, "dangling-id", "#/patients/0/usual_groups/0", "names group G-9"))


def test_a_list_that_names_one_thing_twice_is_told(one_problem):
    changes = [("groups.0.rooms", ["R-1", "R-1"])]
    one_problem("warning", (changes, "repeated-id", "#/groups/0/rooms/1", "names room R-1 twice"))
