"""Everything wrong with a file is told in one go; schedules come alone or in a result."""

from __future__ import annotations

import json

import pytest

from iopsched.formats import placing, read_document, read_result, read_scenario, read_schedule, scenario_of, tree
from iopsched.model.errors import FileFormatError, ScenarioError
from iopsched.model.patient import Patient
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

SESSION = {"service": "process", "group": "G-1", "start": "Mon 18:00", "end": "Mon 19:00", "site": "main"}
RESULT = {
    "status": "feasible", "cost": 3, "bound": None, "gap": None, "schedule": {"sessions": [SESSION]},
    "run": {"versions": {}, "options": {"time_limit_s": 60.0}, "seed": 0, "stop_rule": "time", "engine": "cp-sat",
            "seconds": {"search": 1.5}},
}  # fmt: skip


def test_errors_of_every_kind_are_told_at_once_in_order_of_place(problems_of, week_text):
    text = (
        week_text.replace("zone: America/Chicago", "zone: America/Chicgo")
        .replace("capacity: 14", "capacity: 0")
        .replace("contact_minutes: 50", "contact_minutes: 60")
        .replace("as_of: 2026-01-01", "as_of: 2026-01-01, as_off: 1")
        .replace("policy: plan\n", "policy: plan\n    policy: plan\n    primary_clinician: C-1\n")
        .replace("service: process, min: 1, max: 2", "service: process, min: 3, max: 2")
        + "  - {id: P-1, policy: plann}\n"
        + "keep_apart: [{patients: [P-1, P-9]}]\n"
    )
    assert [(code, place) for code, place, _, _ in problems_of(text)] == [
        ("unknown-zone", "1:30 (#/calendar/zone)"),
        ("out-of-range", "5:27 (#/rooms/0/capacity)"),
        ("contact-over-duration", "10:61 (#/services/1/contact_minutes)"),
        ("unknown-field", "14:52 (#/policies/0/as_off)"),
        ("duplicate-key", "18:5 (#/patients/0/policy)"),
        ("dangling-id", "19:5 (#/patients/0/primary_clinician)"),
        ("contradicting-bounds", "21:25 (#/patients/0/care_plan/items/0)"),
        ("duplicate-id", "22:6 (#/patients/1/id)"),
        ("dangling-id", "22:15 (#/patients/1/policy)"),
        ("dangling-id", "23:31 (#/keep_apart/0/patients/1)"),
    ]


def test_a_contradiction_of_a_well_formed_week_has_its_place(problems_of, week_text):
    text = week_text.replace("service: process, starts", "service: proces, starts")
    assert problems_of(text) == [
        ("dangling-id", "12:15 (#/groups/0/service)", "group G-1 names service proces, which does not exist",
         "did you mean process?"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: plan\n", "polici: plan\n"),  # the patient goes, its id stays known
        ("id: C-01,", "id: C-01, credentails: [],"),
        ("capacity: 14", "capacity: 0"),
        ("as_of: 2026-01-01", "as_of: never"),
        ("hours: Mon-Fri 9-21", "hours: sometimes"),
        ("duration_minutes: 60", "duration_minutes: 1h"),
        ("week: 2026-01-05,", "week: today,"),
    ],
)
def test_an_entry_that_cannot_be_read_makes_no_other_look_wrong(problems_of, week_text, old, new):
    text = week_text.replace(old, new) + "keep_apart: [{patients: [P-1, P-1]}]\n"
    text = text.replace("service: process, starts", "service: process, rooms: [R-1], leaders: [C-01], starts")
    found = problems_of(text)
    assert sum(place.startswith("20:") for _, place, _, _ in found) == 1  # the pair of one
    line = text[: text.index(new)].count("\n") + 1
    assert {place.partition(":")[0] for _, place, _, _ in found} <= {str(line), str(line - 1), "20"}


def test_names_of_missing_kinds_are_not_called_dangling(problems_of, week_text):
    services = week_text.index("services:")
    [(code, place, _, _)] = problems_of(week_text[:services] + week_text[week_text.index("groups:") :])
    assert (code, place) == ("missing-field", "1:1 (#/services)")


def test_warnings_have_places_and_do_not_stop(write, week_text):
    warnings = []
    path = write(week_text.replace("free: Mon-Fri 16-21", "free: Sat 16-21").replace(
        "as_of: 2026-01-01", "as_of: 2026-01-01, weekly_contact_minutes: {min: 540}"))  # fmt: skip
    scenario = read_scenario(path, on_warning=warnings.append)
    assert isinstance(scenario, Scenario)
    [warning] = [warning for warning in warnings if warning.code == "too-few-free-hours"]
    assert (warning.severity, warning.place) == ("warning", f"{path}:18:5 (#/patients/0/availability)")
    assert read_scenario(path) == Scenario.read(path) == scenario_of(read_document(path)) == scenario


def test_the_week_of_these_tests_is_sound(write, week_text):
    warnings = []
    read_scenario(write(week_text), on_warning=warnings.append)
    assert warnings == []


def test_a_schedule_is_read_alone_or_out_of_a_result(write):
    alone = read_schedule(write(json.dumps(RESULT["schedule"]), "schedule.json"))
    assert alone == read_schedule(write(json.dumps(RESULT), "result.json"))
    assert alone == Schedule.model_validate(RESULT["schedule"])
    assert read_result(write(json.dumps(RESULT), "result.json")).schedule == alone


def test_a_schedule_in_a_result_is_placed_in_the_result(write):
    broken = json.dumps({**RESULT, "schedule": {"sessions": [SESSION, {**SESSION, "end": "25"}]}}, indent=1)
    path = write(broken, "result.json")
    with pytest.raises(ScenarioError) as caught:
        read_schedule(path)
    line = broken[: broken.index('"end": "25"')].count("\n") + 1
    [problem] = caught.value.problems
    assert problem.place == f"{path}:{line}:5 (#/schedule/sessions/1/end)"
    assert problem.message.startswith("session number 2: end: '25' is not a moment")


def test_a_result_without_schedule_says_so(write):
    path = write(json.dumps({**RESULT, "schedule": None}), "result.json")
    with pytest.raises(ScenarioError, match="the result has no schedule") as caught:
        read_schedule(path)
    assert caught.value.problems[0].code == "no-schedule"


def test_a_schedule_that_is_none_is_told(write):
    with pytest.raises(ScenarioError, match="sessons is not a field here: did you mean sessions"):
        read_schedule(write("sessons: []"))
    with pytest.raises(ScenarioError, match="schedule is a list where a mapping is expected"):
        read_schedule(write("schedule: []"))


def test_a_week_and_a_schedule_in_each_others_place_are_told_once(write, week_text):
    week, schedule = write(week_text), write(json.dumps(RESULT["schedule"]), "schedule.json")
    result = write(json.dumps(RESULT), "result.json")
    for read, path, fact in (
        (read_result, week, "this file holds a week, not a schedule"),
        (read_schedule, week, "this file holds a week, not a schedule"),
        (read_scenario, schedule, "this file holds a schedule, not a week"),
        (read_scenario, result, "this file holds a schedule, not a week"),
    ):
        with pytest.raises(ScenarioError, match=fact) as caught:
            read(path)
        assert [(problem.code, problem.place) for problem in caught.value.problems] == [("wrong-kind", str(path))]


def test_without_a_calendar_that_can_be_read_dates_are_not_called_ignored(write, week_text):
    text = week_text.replace("week: 2026-01-05", "week: today").replace(
        "{service: therapy, max: 1}", "{service: therapy, max: 1, every_weeks: 4, received: [2025-12-29]}"
    )
    with pytest.raises(ScenarioError) as caught:
        read_scenario(write(text))
    [problem] = caught.value.problems
    assert "week" in problem.message


def test_numbers_of_a_result_are_told(write):
    wrong = {**RESULT, "gap": "small", "cost": 1.5}
    with pytest.raises(ScenarioError) as caught:
        read_result(write(json.dumps(wrong), "result.json"))
    assert [problem.message for problem in caught.value.problems] == [
        "cost is 1.5 where a whole number is expected", "gap is 'small' where a number is expected",
    ]  # fmt: skip


def test_any_model_can_be_read(write):
    assert read_document(write("{id: P-7, policy: plan}")).as_model(Patient) == Patient(id="P-7", policy="plan")


def test_more_problems_than_anybody_reads_are_counted(problems_of, monkeypatch):
    monkeypatch.setattr(placing, "PROBLEMS_MAX", 50)
    [(code, place, message, _)] = problems_of('{"patients": [' + ",".join(["1"] * 100) + "]}")
    assert (code, place, message) == ("too-many-problems", "1:1 (#)", "the file has 103 problems, too many to list")


def test_more_values_than_any_week_has_are_refused(write, monkeypatch):
    monkeypatch.setattr(tree, "VALUES_MAX", 10)
    assert len(read_document(write("[1, 2, 3, 4, 5, 6, 7, 8, 9]")).tree.value) == 9
    for text in ("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "{a: &a [1, 2, 3], b: [*a, *a, *a]}"):
        with pytest.raises(FileFormatError, match="more than 10 values"):
            read_document(write(text))


def test_errors_are_caught_as_one_root(write):
    from iopsched.model.errors import IopschedError

    for content in ("[", "a: 1"):
        with pytest.raises(IopschedError) as caught:
            Scenario.read(write(content))
        assert isinstance(caught.value, FileFormatError | ScenarioError)
