"""`iopsched report`."""

import json
import re
import stat
from pathlib import Path

import pytest


def test_a_page_in_a_file(run, week, result_file, tmp_path):
    page = tmp_path / "week.html"
    done = run("report", week, result_file, "-o", page)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"Written to {page}.\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "Every need of 2 patients is met" in page.read_text(encoding="utf-8")


def test_a_page_on_standard_output(run, week, schedule):
    done = run("report", week, schedule, "--quiet")
    assert done.stdout.startswith("<!doctype html>")
    assert done.stderr == ""


def test_json_says_what_was_written(run, week, result_file, tmp_path):
    page = tmp_path / "week.html"
    assert json.loads(run("report", week, result_file, "-o", page, "--json").stdout)["written"] == [str(page)]


def test_the_same_twice(run, week, result_file):
    assert run("report", week, result_file).stdout == run("report", week, result_file).stdout


@pytest.mark.parametrize(("view", "shown", "hidden"), [
    ("patient:P-1", "P-1", "P-2"), ("clinician:C-2", "P-1", "P-2"), ("room:R-1", "R-1", "P-1"),
])  # fmt: skip
def test_views(run, week, result_file, view, shown, hidden):
    page = run("report", week, result_file, "--view", view).stdout
    assert re.search(rf"\b{shown}\b", page)
    assert not re.search(rf"\b{hidden}\b", page)


@pytest.mark.parametrize("view", ["patient:P-7", "room:C-1", "somebody", "patient"])
def test_a_view_of_nobody(run, week, result_file, view):
    done = run("report", week, result_file, "--view", view)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "--view" in done.stderr


def test_changes_to_the_published_schedule(run, week, result_file, tmp_path, schedule):
    published = tmp_path / "published.json"
    sessions = json.loads(Path(schedule).read_text())["sessions"]
    published.write_text(json.dumps({"sessions": [{**sessions[1], "room": "R-2"}]}))
    page = run("report", week, result_file, "--published", published).stdout
    assert (
        "2 new, 0 moved, 1 changed and 0 cancelled sessions; 2 patients come at another time or to another group."
        in page
    )
    assert "was in R-2" in page


def test_an_illegal_schedule_is_shown_to_the_scheduler_alone(run, week, illegal, tmp_path):
    page = tmp_path / "week.html"
    done = run("report", week, illegal, "-o", page)
    assert done.exit_code == 6
    assert "group-size" in done.stdout + done.stderr
    assert "This schedule breaks 1 rule" in page.read_text(encoding="utf-8")
    other = tmp_path / "P-1.html"
    assert run("report", week, illegal, "-o", other, "--view", "patient:P-1").exit_code == 6
    assert not other.exists()


def test_no_input_is_overwritten(run, week, result_file):
    done = run("report", week, result_file, "-o", result_file)
    assert done.exit_code == 2
    assert "never overwritten" in done.stderr


def test_one_standard_input_at_most(run, week):
    assert run("report", week, "-", "--names", "-").exit_code == 2
