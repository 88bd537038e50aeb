"""What is not as published is listed: who moves from what to what, and who must be told."""

import pytest

from iopsched import Scenario, Schedule
from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.disruption import disruption
from iopsched.seats import as_published
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome

SERVICES = [
    {"id": "process", "duration_minutes": 60, "contact_minutes": 60, "min_size": 0, "leaders": []},
    {"id": "skills", "duration_minutes": 60, "contact_minutes": 60, "min_size": 0},
    {"id": "individual", "format": "individual", "duration_minutes": 60, "contact_minutes": 60},
]
GROUPS = [
    {"id": group, "service": group.split()[0], "starts": {"within": "Mon-Fri 9-18"}, "sections": 2,
     "sessions_per_week": {"min": 0, "max": 9}}
    for group in ("skills A", "skills B")
]  # fmt: skip
WEEK = Scenario.model_validate(
    {
        "sites": [{"id": "main", "hours": "Mon-Fri 8-20"}, {"id": "south", "hours": "Mon-Fri 8-20"}],
        "rooms": [{"id": room, "site": "main", "capacity": 9} for room in ("R-1", "R-2")],
        "clinicians": [{"id": "C-1"}, {"id": "C-2"}],
        "services": SERVICES,
        "groups": GROUPS,
        "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-01"}],
        "patients": [{"id": f"P-{n}", "policy": "plan"} for n in (1, 2, 3)],
    }
)


def group(start="Mon 9:00", **fields):
    end = f"{start.split()[0]} {int(start.split()[1].split(':')[0]) + 1}:00"
    return {
        "service": "skills", "group": "skills A", "start": start, "end": end, "site": "main", "room": "R-1",
        "leaders": ["C-1"], "attendees": ["P-1", "P-2"], **fields,
    }  # fmt: skip


def visit(start="Mon 11:00", **fields):
    return group(start, service="individual", group=None, attendees=["P-1"], **fields)


def schedule(*sessions):
    return Schedule.model_validate({"sessions": list(sessions)})


def between(before, after):
    return disruption(WEEK, schedule(*before), schedule(*after))


@pytest.mark.parametrize(
    ("now", "kind", "priced"),
    [
        (visit("Tue 11:00"), "time", {"moved-patient": 1}),
        (visit(leaders=["C-2"]), "leader", {"changed-leader": 1}),
        (visit(room="R-2"), "room", {"changed-room": 1}),
        (visit(site="south", room=None), "place", {"moved-patient": 1}),
        (visit(site=None, room=None, telehealth=True), "place", {"moved-patient": 1}),
    ],
)
def test_each_kind_of_change_of_a_visit_is_listed_and_priced(now, kind, priced):
    found = between([visit()], [now])
    (move,) = found.moves
    assert (move.patient, move.kind) == ("P-1", kind)
    assert (move.before.start, move.after.start) == (660, schedule(now).sessions[0].start)
    assert {slug: units for slug, units in found.units.items() if units} == priced
    assert found.cost == 1000 * sum({"moved-patient": 4, "changed-leader": 2, "changed-room": 1}[s] for s in priced)


def test_a_group_may_be_another_or_at_another_time():
    other = between([group()], [group(attendees=["P-1"]), group("Mon 12:00", group="skills B", attendees=["P-2"])])
    assert [(m.patient, m.kind, m.after.group) for m in other.moves] == [("P-2", "group", "skills B")]
    later = between([group()], [group("Tue 9:00")])
    assert [(m.patient, m.kind) for m in later.moves] == [("P-1", "time"), ("P-2", "time")]
    assert ([b.start for b in later.cancelled], [b.start for b in later.added]) == ([540], [1980])


def test_lost_and_new_sessions_are_listed():
    found = between([group(), visit()], [group(attendees=["P-1", "P-2", "P-3"])])
    assert [(m.patient, m.kind) for m in found.moves] == [("P-1", "lost"), ("P-3", "new")]
    assert found.units["moved-patient"] == 1
    assert found.moved_patients == ("P-1",)


def test_room_change_is_the_cheapest_and_every_kind_is_counted_as_the_checker_does():
    changed = [group(room="R-2"), visit(leaders=["C-2"])]
    found = between([group(), visit()], changed)
    week = WEEK.model_copy(update={"published": schedule(group(), visit())})
    report = check(week, schedule(*changed))
    assert found.units == report.tiers["disruption"].units
    assert found.cost == report.tiers["disruption"].cost == 3000


def test_everybody_concerned_is_told():
    found = between([group(), visit()], [group(leaders=["C-2"], attendees=["P-1", "P-3"]), visit(room="R-2")])
    told = {(notice.audience, notice.who, notice.kind) for notice in found.notices}
    assert told == {
        ("patient", "P-1", "leader"), ("patient", "P-1", "room"), ("patient", "P-2", "lost"), ("patient", "P-3", "new"),
        ("clinician", "C-1", "lost"), ("clinician", "C-1", "room"), ("clinician", "C-2", "new"),
        ("room", "R-1", "lost"), ("room", "R-2", "new"),
    }  # fmt: skip


def test_a_clinician_is_told_who_comes():
    found = between([group()], [group(attendees=["P-2", "P-3"])])
    (notice,) = [notice for notice in found.notices if notice.audience == "clinician"]
    assert (notice.kind, notice.joins, notice.leaves) == ("attendees", ("P-3",), ("P-1",))


def test_what_a_patient_is_told_names_no_other_patient():
    found = between([group(), visit()], [group("Tue 9:00", attendees=["P-1", "P-3"])])
    for notice in found.notices:
        if notice.audience == "patient":
            others = {"P-1", "P-2", "P-3"} - {notice.who}
            assert not any(other in notice.model_dump_json() for other in others)


def test_people_stay_in_the_parallel_section_they_were_in():
    first, second = group(attendees=["P-1"]), group(room="R-2", leaders=["C-2"], attendees=["P-2", "P-3"])
    mixed = [{**first, "attendees": ["P-2"]}, {**second, "attendees": ["P-1", "P-3"]}]
    assert as_published(WEEK, schedule(*mixed), schedule(first, second)) == schedule(first, second)


def test_who_is_new_sits_where_there_are_fewest():
    first, second = group(attendees=["P-1"]), group(room="R-2", leaders=["C-2"], attendees=["P-2"])
    now = [{**first, "attendees": ["P-2", "P-3"]}, {**second, "attendees": ["P-1"]}]
    seated = as_published(WEEK, schedule(*now), schedule(first, second))
    assert [session.attendees for session in seated.sessions] == [("P-1", "P-3"), ("P-2",)]


def test_who_sees_whom_stays_as_decided():
    """Two visits at one time whose clinicians were exchanged: that is decided and charged, not a matter of seats."""
    first, second = visit(), {**visit(room="R-2", leaders=["C-2"]), "attendees": ["P-3"]}
    exchanged = schedule({**first, "leaders": ["C-2"]}, {**second, "leaders": ["C-1"]})
    assert as_published(WEEK, exchanged, schedule(first, second)) == exchanged


def test_a_session_held_without_the_patient_is_kept_only_if_somebody_holds_it():
    """Two clinicians may hold it; giving it up costs 4 (one attendance), holding it 200 (two half hours)."""
    family = {
        "id": "family", "format": "family", "duration_minutes": 60, "contact_minutes": 0, "patient_attends": False,
        "needs_room": False, "starts": {"at": ["Mon 9:00"]},
    }  # fmt: skip
    held = {"service": "family", "start": "Mon 9:00", "end": "Mon 10:00", "site": "main", "leaders": ["C-1"]}
    week = Scenario.model_validate(
        {
            "sites": [{"id": "main", "hours": "Mon 8-20"}],
            "clinicians": [{"id": "C-1"}, {"id": "C-2"}],
            "services": [family],
            "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-01"}],
            "patients": [{"id": "P-1", "policy": "plan", "care_plan": {"items": [{"service": "family", "max": 1}]}}],
            "published": {"sessions": [{**held, "attendees": ["P-1"]}]},
            "weights": {"tiers": {"needs": 1, "disruption": 1, "experience": 1, "cost": 100}},
        }
    )
    found = solve_whole(compile_scenario(week).problem, Limits(time_limit_s=20, workers=1))
    assert (found.status, found.cost, found.bound, found.outcome) == ("optimal", 4, 4, Outcome())
