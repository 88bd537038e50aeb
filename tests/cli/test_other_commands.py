"""`iopsched init`, `schema`, `generate`, and the group itself."""

import json
import stat
from importlib.metadata import version

import pytest

from iopsched.formats import read_scenario


def test_init_writes_a_week_that_solves_with_every_need_met(run, tmp_path):
    folder = tmp_path / "clinic"
    assert run("init", folder).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "week.yaml"]
    assert run("validate", folder / "week.yaml").stdout.count("warning") == 0
    done = run("solve", folder / "week.yaml", "-o", folder / "out.json", "--workers", "2", "--time-limit", "300")
    assert done.exit_code == 0
    data = json.loads((folder / "out.json").read_text())
    assert (data["status"], data["unmet"]) == ("optimal", [])
    assert run("check", folder / "week.yaml", folder / "out.json").exit_code == 0


def test_init_overwrites_nothing(run, tmp_path):
    (tmp_path / "README.md").write_text("mine")
    done = run("init", tmp_path)
    assert done.exit_code == 2
    assert "already exists" in done.stderr
    assert (tmp_path / "README.md").read_text() == "mine"
    assert not (tmp_path / "week.yaml").exists()


def test_init_in_json(run, tmp_path):
    written = json.loads(run("init", tmp_path / "a", "--json").stdout)["written"]
    assert written == [str(tmp_path / "a" / "week.yaml"), str(tmp_path / "a" / "README.md")]


@pytest.mark.parametrize(("kind", "title"), [("scenario", "Scenario"), ("schedule", "Schedule"), ("result", "Result")])
def test_schema(run, kind, title):
    described = json.loads(run("schema", kind).stdout)
    assert described["title"] == title
    assert described["$schema"].startswith("https://json-schema.org/")


def test_schema_without_a_word_is_of_the_scenario(run):
    assert run("schema").stdout == run("schema", "scenario", "--json").stdout


def test_generate_gives_the_same_week_for_the_same_options(run, tmp_path):
    options = ["--patients", "12", "--shape", "calendar", "--tightness", "ample", "--seed", "3"]
    yaml, as_json = tmp_path / "week.yaml", tmp_path / "week.json"
    assert run("generate", *options, "-o", yaml).exit_code == 0
    assert run("generate", *options, "-o", as_json).exit_code == 0
    assert yaml.read_text() != as_json.read_text()
    assert read_scenario(yaml) == read_scenario(as_json)
    assert run("generate", *options, "--json").stdout == as_json.read_text()
    assert stat.S_IMODE(yaml.stat().st_mode) == 0o600


def test_generate_refuses_what_makes_no_program(run):
    done = run("generate", "--patients", "3")
    assert done.exit_code == 2
    assert "at least 10 patients" in done.stderr


def test_no_command_shows_what_there_is(run):
    done = run()
    assert done.exit_code == 2
    assert all(name in done.stderr for name in ("init", "validate", "solve", "check", "show", "schema", "generate"))


def test_version(run):
    assert version("iopsched") in run("--version").stdout
