"""Bands, room classes, travel and cells."""

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.errors import ScenarioError
from iopsched_solver.problem import NONE, UNLIMITED


def service(**more):
    return {"id": "skills", "duration_minutes": 60, "contact_minutes": 60, **more}


def rooms(*rooms):
    return [{"site": "A", "capacity": 12, **room} for room in rooms]


def test_bands_break_where_a_role_joins_and_where_documentation_takes_another_slot(week):
    # 10 + 5 x attendees minutes fill 1 slot of 30 up to 4 attendees, 2 up to 10, 3 up to 12
    it = compile_scenario(
        week(
            services=[
                service(
                    min_size=2,
                    leaders=[{"credentials": ["LPC"]}, {"credentials": ["LPC"], "from_size": 8}],
                    documentation_minutes=10,
                    documentation_minutes_per_attendee=5,
                )
            ]
        )
    )
    bands = it.problem.bands
    assert bands.seats.tolist() == [4, 7, 10, 12]
    assert bands.leaders.tolist() == [1, 1, 2, 2]
    assert bands.hold_slots.tolist() == [1, 2, 2, 3]
    assert bands.role_count.tolist() == [[1], [1], [2], [2]]  # one credential, one role


def test_one_to_one_service_has_one_band_and_one_leader(week, person):
    talk = {"id": "talk", "format": "individual", "duration_minutes": 30, "contact_minutes": 30}
    documented = talk | {"documentation_minutes": 10, "documentation_minutes_per_attendee": 25}
    it = compile_scenario(week(person("P1", []), services=[documented], groups=[]))
    assert (it.problem.bands.seats.tolist(), it.problem.bands.hold_slots.tolist()) == ([1], [2])
    with pytest.raises(ScenarioError, match="asks for 2 leaders"):
        compile_scenario(week(person("P1", []), services=[talk | {"leaders": [{"count": 2}]}], groups=[]))


def test_rooms_that_nothing_tells_apart_are_counted(week):
    alike = rooms({"id": "R1"}, {"id": "R2", "features": ["sink"]}, {"id": "R3"})
    it = compile_scenario(week(rooms=alike))
    assert it.problem.rooms.count.tolist() == [3]  # no service asks for a sink
    assert it.rooms.members == ((0, 1, 2),)


@pytest.mark.parametrize(
    "different",
    [
        {"capacity": 11},
        {"turnover_minutes": 5},
        {"availability": {"busy": [{"when": "Tue 9:55-10:00"}]}},
        {"features": ["sink"]},
    ],
)
def test_rooms_that_differ_in_use_are_not_merged(week, different):
    needs_sink = [service(), {"id": "art", "duration_minutes": 60, "contact_minutes": 0, "room_features": ["sink"]}]
    it = compile_scenario(
        week(
            {"id": "P", "policy": "plan", "care_plan": {"items": [{"service": "art"}, {"service": "skills"}]}},
            rooms=rooms({"id": "R1"}, {"id": "R2", **different}),
            services=needs_sink,
        )
    )
    assert it.problem.rooms.count.tolist() == [1, 1]


def test_rooms_named_by_pins_or_the_published_week_are_their_own_class(week):
    start = {"start": "Mon 9:00", "end": "Mon 10:00", "site": "A"}
    published = {"sessions": [{"service": "skills", "group": "G", **start, "room": "R2", "attendees": ["P1"]}]}
    pins = [{"group": "G", "start": "Tue 9:00", "room": "R4"}]
    four = rooms(*({"id": f"R{number}"} for number in (1, 2, 3, 4)))
    it = compile_scenario(week(rooms=four, published=published, pins=pins))
    assert it.rooms.members == ((0, 2), (1,), (3,))
    assert it.problem.held.rooms.tolist() == [[1, 0, NONE]]
    assert it.problem.held.pins.tolist() == [[0, 1, NONE, NONE, 2]]


def test_travel_rounds_up_and_video_needs_its_own_gap(week):
    it = compile_scenario(
        week(
            sites=[{"id": "A", "hours": "Mon-Fri 8-20"}, {"id": "B", "hours": "Mon-Fri 8-20"}],
            travel=[{"between": ["A", "B"], "minutes": 31}],
            telehealth_gap_minutes=20,
        )
    )
    assert it.problem.patient_gap_slots.tolist() == [[0, 2, 1], [2, 0, 1], [1, 1, 0]]
    assert it.problem.clinician_gap_slots.tolist() == [[0, 2, 0], [2, 0, 0], [0, 0, 0]]


def test_limits_round_to_the_safe_side(week):
    busy = {"id": "C1", "weekly_contact_minutes_max": 100, "consecutive_minutes_max": 95, "break_minutes": 40}
    limits = compile_scenario(week(clinicians=[busy])).problem.clinicians
    assert (limits.weekly_slots_max[0], limits.consecutive_slots_max[0], limits.break_slots[0]) == (3, 3, 2)
    assert limits.daily_slots_max[0] == UNLIMITED


def test_cells_that_could_never_run_are_left_out_unless_pinned(week):
    """Nobody is at work on Tuesday; the pin needs its cell to be shown impossible."""
    off = [{"id": "C1", "availability": {"busy": [{"when": "Tue"}]}}]
    assert compile_scenario(week(clinicians=off)).problem.n_cells == 1
    pinned = compile_scenario(week(clinicians=off, pins=[{"group": "G", "start": "Tue 9:00"}]))
    assert pinned.problem.n_cells == 2
    assert pinned.problem.may_lead.tolist() == [[True, False]]


def test_rule_left_out_brings_its_cells_back(week):
    closed = {"slot_minutes": 30, "closures": [{"when": "Mon"}]}
    it = compile_scenario(week(calendar=closed), without=frozenset({"site-hours"}))
    assert it.problem.n_cells == 2
    assert it.problem.cell_open.tolist() == [True, True]
    assert "site-hours" not in it.problem.rules


def test_pin_may_hold_at_any_place_and_off_the_candidate_starts(week):
    sites = [{"id": "A", "hours": "Mon-Fri 8-20"}, {"id": "B", "hours": "Mon-Fri 8-20"}]
    it = compile_scenario(week(sites=sites, pins=[{"group": "G", "start": "Wed 9:00", "attendee": "P1"}]))
    cells = it.problem.held.pins[:, 1]
    assert it.problem.held.pins[:, [0, 2, 3, 4]].tolist() == [[0, 0, NONE, NONE]] * 2
    assert it.problem.cells.place[cells].tolist() == [0, 1]
    assert not it.problem.cells.masks["candidate-starts"][cells].any()


def test_published_meetings_that_no_cell_stands_for_are_lost(week, person):
    place = {"end": "Mon 12:00", "site": "A", "room": "R1", "leaders": ["C1"]}
    sessions = [
        {"service": "skills", "group": "G", "start": "Mon 11:00", **place, "attendees": ["P1", "P2", "gone"]},
        {"service": "skills", "group": "old", "start": "Mon 9:00", **place, "attendees": ["P1"]},
        {"service": "skills", "group": "G", "start": "Mon 9:00", **place, "attendees": ["P2"]},
    ]
    held = compile_scenario(week(person("P1"), person("P2"), published={"sessions": sessions})).problem.held
    assert held.attends.tolist() == [[1, 0], [0, NONE], [0, NONE], [1, NONE]]
    assert held.leads.tolist() == [[0, 0, NONE]]


def test_pins_that_no_meeting_can_meet_have_no_cell(week):
    pins = [{"group": "G", "start": "Mon 23:30"}, {"service": "skills", "start": "Mon 9:00"}]
    held = compile_scenario(week(pins=pins)).problem.held
    assert held.pins.tolist() == [[0, NONE, NONE, NONE, NONE], [1, NONE, NONE, NONE, NONE]]


def test_names_that_are_nowhere_are_refused(week, person):
    with pytest.raises(ScenarioError, match="there is no service art"):
        compile_scenario(week(person("P1", [{"service": "art"}])))


def test_empty_weeks_compile(week):
    nobody = week().model_copy(update={"patients": ()})
    it = compile_scenario(nobody)
    assert (it.problem.n_patients, it.problem.n_cells) == (0, 0)
    no_clinic = week(rooms=[], clinicians=[], groups=[])
    assert compile_scenario(no_clinic).problem.n_cells == 0
