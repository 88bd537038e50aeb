"""`iopsched check`."""

import json


def test_a_legal_schedule(run, week, schedule):
    done = run("check", week, schedule)
    assert done.exit_code == 0
    assert "Legal: no rule is broken." in done.stdout
    assert "every need of 2 patients is met" in done.stdout


def test_the_schedule_inside_a_result(run, week, result_file):
    assert run("check", week, result_file).exit_code == 0


def test_an_illegal_schedule_names_the_rule_on_standard_output(run, week, illegal):
    done = run("check", week, illegal)
    assert done.exit_code == 6
    assert "group-size" in done.stdout
    assert "not legal" in done.stderr


def test_json_of_a_legal_schedule(run, week, schedule, result):
    report = json.loads(run("check", week, schedule, "--json").stdout)
    assert report["legal"] is True
    assert report["violations"] == report["unmet"] == []
    assert report["cost"] == result.cost == sum(tier["cost"] for tier in report["tiers"].values())


def test_json_of_an_illegal_schedule(run, week, illegal):
    done = run("check", week, illegal, "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["exit_code"], report["legal"]) == (6, 6, False)
    assert "group-size" in {problem["code"] for problem in report["problems"]}
    assert report["violations"][0]["rule"] == report["problems"][0]["code"]


def test_unmet_needs_are_listed_with_their_reason(run, short_week, tmp_path):
    path = tmp_path / "empty.json"
    path.write_text('{"sessions": []}')
    done = run("check", short_week, path)
    assert done.exit_code == 0
    assert "0 of 2 patients have every need met" in done.stdout
    assert "care-plan process" in done.stdout


def test_one_of_the_two_may_come_from_standard_input(run, week, schedule):
    with open(schedule) as file:  # noqa: PTH123  the text is what matters
        text = file.read()
    assert run("check", week, "-", stdin=text).exit_code == 0
    assert run("check", "-", "-", stdin=text).exit_code == 2


def test_quiet_leaves_the_exit_code(run, week, schedule):
    done = run("check", week, schedule, "--quiet")
    assert (done.exit_code, done.output) == (0, "")
