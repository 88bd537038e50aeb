"""Hours are exact in minutes, in dated weeks too."""

import pytest

from iopsched.compile import compile_scenario
from iopsched.compile.starts import candidate_starts
from iopsched.model.care import Starts
from iopsched.model.errors import ScenarioError
from iopsched.model.time import format_moment

ALL_DAY = [{"id": "A", "hours": "daily 0-24"}]


def starts_of(it, where):
    minutes = it.problem.cells.start[where] * it.problem.slot_minutes
    return [format_moment(minute) for minute in minutes]


def attended(it):
    return starts_of(it, it.problem.may_attend[0])


@pytest.mark.parametrize(
    ("busy", "left"),
    [
        ("Mon 8:00-9:00", ["Mon 09:00", "Tue 09:00"]),  # touches
        ("Mon 8:00-9:01", ["Tue 09:00"]),  # one minute off the grid is enough
        ("Mon 9:59-10:30", ["Tue 09:00"]),
        ("Mon 10:00-10:30; Tue 9:30-9:31", ["Mon 09:00"]),
    ],
)
def test_windows_off_the_grid_count_to_the_minute(week, person, busy, left):
    it = compile_scenario(week(person("P1", availability={"busy": [{"when": busy}]})))
    assert attended(it) == left


def test_free_windows_that_touch_are_one(week, person):
    it = compile_scenario(week(person("P1", availability={"free": ["Mon 8:50-9:20", "Mon 9:20-10:00"]})))
    assert attended(it) == ["Mon 09:00"]


def test_night_of_a_clock_change_has_a_closed_hour(week):
    hourly = {"id": "G", "service": "skills", "starts": {"within": "Sun 0:00-5:00", "step_minutes": 60}}
    spring = {"week": "2026-03-02", "zone": "America/Chicago", "slot_minutes": 30}
    it = compile_scenario(week(calendar=spring, sites=ALL_DAY, groups=[hourly]))
    assert starts_of(it, it.problem.cell_open) == ["Sun 00:00", "Sun 01:00", "Sun 03:00", "Sun 04:00"]
    autumn = {"week": "2026-10-26", "zone": "America/Chicago", "slot_minutes": 30}
    it = compile_scenario(week(calendar=autumn, sites=ALL_DAY, groups=[hourly]))
    assert starts_of(it, it.problem.cell_open) == ["Sun 00:00", "Sun 02:00", "Sun 03:00", "Sun 04:00"]


def test_clock_change_of_half_an_hour_closes_half_an_hour(week):
    half_hourly = {"id": "G", "service": "skills", "starts": {"within": "Sun 0:00-4:00", "step_minutes": 30}}
    calendar = {"week": "2026-09-28", "zone": "Australia/Lord_Howe", "slot_minutes": 30}
    it = compile_scenario(week(calendar=calendar, sites=ALL_DAY, groups=[half_hourly]))
    assert starts_of(it, it.problem.cell_open) == ["Sun 00:00", "Sun 00:30", "Sun 01:00", "Sun 02:30", "Sun 03:00"]


def test_holiday_closes_every_place_and_a_storm_one_site(week):
    parts = {
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}, {"id": "B", "hours": "Mon-Fri 8-20"}],
        "rooms": [{"id": "R1", "site": "A", "capacity": 9}, {"id": "R2", "site": "B", "capacity": 9}],
        "services": [{"id": "skills", "duration_minutes": 60, "contact_minutes": 60, "telehealth": "allowed"}],
        "groups": [],
    }
    parts["services"][0]["starts"] = {"at": ["Mon 9:00", "Tue 9:00"]}
    closures = [{"when": "Mon"}, {"when": "Tue 9:59-11", "sites": ["A"], "reason": "other"}]
    it = compile_scenario(week(calendar={"slot_minutes": 30, "closures": closures}, **parts))
    assert starts_of(it, it.problem.cell_open) == ["Tue 09:00", "Tue 09:00"]
    assert it.problem.cells.place[it.problem.cell_open].tolist() == [1, it.index.telehealth]


def test_override_replaces_the_hours_of_one_week(week, person):
    rotating = {
        "busy": [{"when": "Mon"}],
        "weeks": [{"week": "2026-01-12", "busy": [{"when": "Tue"}]}, {"week": "2026-01-19", "free": "Tue 8-12"}],
    }
    attends = {}
    for monday in ("2026-01-05", "2026-01-12", "2026-01-19"):
        calendar = {"week": monday, "zone": "America/Chicago", "slot_minutes": 30}
        it = compile_scenario(week(person("P1", availability=rotating), calendar=calendar))
        attends[monday] = attended(it)
    assert attends == {"2026-01-05": ["Tue 09:00"], "2026-01-12": ["Mon 09:00"], "2026-01-19": ["Tue 09:00"]}


def test_steps_count_from_the_window_and_hold_the_whole_session():
    starts = Starts.model_validate({"within": ["Mon 9:00-11:30", "Mon 14:10-15:40"], "step_minutes": 45})
    # 9:45 and 14:10 are off the grid of 30 minutes, 11:15 would end late; 14:55 too
    assert candidate_starts(starts, 60, 30).tolist() == [18, 21]
    without_step = starts.model_copy(update={"step_minutes": None})
    assert candidate_starts(without_step, 60, 30).tolist() == [18, 19, 20, 21, 29]


def test_no_starts_means_every_slot_that_ends_on_its_day():
    starts = candidate_starts(None, 60, 30)
    assert len(starts) == 7 * 47
    assert 47 not in starts


def test_off_grid_durations_starts_and_pins_are_refused_together(week):
    scenario = week(
        services=[{"id": "skills", "duration_minutes": 50, "contact_minutes": 50}],
        groups=[{"id": "G", "service": "skills", "starts": {"at": ["Mon 9:10"]}}],
        pins=[{"group": "G", "start": "Mon 9:10"}],
    )
    with pytest.raises(ScenarioError) as caught:
        compile_scenario(scenario)
    places = [problem.place for problem in caught.value.problems]
    assert places == ["#/services/0/duration_minutes", "#/groups/0/starts/at/0", "#/pins/0/start"]
