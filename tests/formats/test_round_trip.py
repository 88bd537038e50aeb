"""What is written is read again as the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

import iopsched_scenarios
from iopsched.formats import (
    as_text,
    json_schema,
    plain,
    read_document,
    read_scenario,
    read_schedule,
    write_scenario,
    write_schedule,
    yaml_,
    yaml_text,
)  # fmt: skip
from iopsched.formats.schema import KINDS
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched_scenarios.generate import generate

EXAMPLES = sorted((Path(iopsched_scenarios.__file__).parent / "data").glob("*.yaml"))


@pytest.mark.parametrize("name", ["again.yaml", "again.yml", "again.json", "again"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_week_is_the_same_after_writing(tmp_path, example, name):
    scenario = Scenario.read(example)
    write_scenario(scenario, tmp_path / name, inputs=[example])
    assert Scenario.read(tmp_path / name) == scenario


@pytest.mark.parametrize("shape", ["calendar", "menu", "open", "php"])
def test_a_generated_week_is_the_same_after_writing(tmp_path, shape):
    scenario = generate(24, shape=shape, tightness="tight", seed=1)
    for style in ("yaml", "json"):
        write_scenario(scenario, tmp_path / "week", style=style)
        assert read_scenario(tmp_path / "week") == scenario


def test_a_schedule_is_the_same_after_writing(tmp_path):
    schedule = Schedule.model_validate({
        "week": "2026-01-05", "zone": "America/Chicago",
        "sessions": [{"service": "process", "group": "G-1", "start": "Mon 18:00", "end": "Mon 24:00", "site": "main",
                      "leaders": ["C-1"], "attendees": ["1", "NO", "P 3"]}],
    })  # fmt: skip
    for name in ("s.json", "s.yaml"):
        write_schedule(schedule, tmp_path / name)
        assert read_schedule(tmp_path / name) == Schedule.read(tmp_path / name) == schedule


def test_defaults_are_left_out_of_inputs_and_the_version_is_not():
    schedule = Schedule()
    assert plain(schedule) == {"schema_version": 1}
    assert as_text(schedule, "json") == '{\n  "schema_version": 1\n}\n'
    assert as_text(schedule, "yaml") == "schema_version: 1\n"


def test_yaml_is_short_where_it_can_be():
    text = as_text(generate(24, shape="menu", tightness="tight", seed=1), "yaml")
    assert max(len(line) for line in text.splitlines() if "source:" not in line) <= 100
    assert "  - {id: " in text


PLAIN_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["NO", "y", "14:30", "2026-01-05", "1e3", "~", "null", "Mon 18:00", "Mon-Fri 08:00-16:30",
                       "a: b", "a #b", "-", "- a", "?", "|", ">", "'", "[", "{", "0x1F", "a,b", "\x85", "\u2028"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), PLAIN_VALUES, max_size=5))
def test_yaml_text_means_the_same_here_and_elsewhere(data):
    text = yaml_text.dump(data)
    if data:
        assert yaml_.parse(text, "f").value == data
        elsewhere = YAML(typ="safe", pure=True)
        elsewhere.version = (1, 1)
        assert elsewhere.load(text) == data


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_schema_is_one(kind):
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    validator.check_schema(json_schema(kind))
    assert json.loads(json.dumps(json_schema(kind))) == json_schema(kind)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_weeks_fit_the_json_schema(example):
    validator = pytest.importorskip("jsonschema").Draft202012Validator(json_schema("scenario"))
    assert list(validator.iter_errors(read_document(example).tree.value)) == []
    assert list(validator.iter_errors(plain(Scenario.read(example)))) == []


def test_the_json_schema_rejects_unknown_fields():
    validator = pytest.importorskip("jsonschema").Draft202012Validator(json_schema("schedule"))
    assert [error.validator for error in validator.iter_errors({"name": "x"})] == ["additionalProperties"]
