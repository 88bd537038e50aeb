"""`iopsched validate`."""

import json
from pathlib import Path


def test_a_sound_week(run, week):
    done = run("validate", week)
    assert done.exit_code == 0
    assert "no errors; 2 patients, 2 clinicians, 1 group, 2 rooms" in done.stdout


def test_every_error_is_listed_with_its_place(run, wrong):
    done = run("validate", wrong)
    assert done.exit_code == 3
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{wrong}:1:") for line in lines)
    assert "unknown-field" in done.stdout
    assert "#/rooms/0/capacity" in done.stdout
    assert "2 errors" in done.stderr


def test_what_a_reader_finds_later_has_a_place_too(run, tmp_path, week):
    path = tmp_path / "dangling.json"
    path.write_text(Path(week).read_text().replace('"service": "process", "starts"', '"service": "proces", "starts"'))
    done = run("validate", path)
    assert done.exit_code == 3
    assert f"{path}:1:" in done.stdout
    assert "#/groups/0/service" in done.stdout
    assert "did you mean process?" in done.stdout


def test_json(run, week, wrong):
    assert json.loads(run("validate", week, "--json").stdout) == {"schema_version": 1, "valid": True, "problems": []}
    report = json.loads(run("validate", wrong, "--json").stdout)
    assert (report["valid"], report["error"], report["exit_code"]) == (False, "input-wrong", 3)
    assert {"code", "place", "message", "proposal", "severity"} <= report["problems"][0].keys()


def test_standard_input(run, week):
    done = run("validate", "-", stdin=Path(week).read_text())
    assert done.exit_code == 0
    assert done.stdout.startswith("<stdin>: no errors")


def test_what_is_no_text_of_a_known_form(run):
    done = run("validate", "-", "--json", stdin="{")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["problems"][0]["code"]) == (3, "not-readable")
    assert report["problems"][0]["place"].startswith("<stdin>:1:")


def test_quiet(run, week):
    done = run("validate", week, "--quiet")
    assert (done.exit_code, done.output) == (0, "")
