"""What is written as tables is read again as the same, whatever the models take."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from iopsched.formats import read_document, write_scenario, write_schedule
from iopsched.formats.placing import model_of
from iopsched.formats.tables import write_csv_folder
from iopsched.formats.tables.assemble import tree_of
from iopsched.formats.tables.flatten import lines_of
from iopsched.formats.tables.folder import csv_bytes, rows_of, table
from iopsched.formats.tables.grid import Grid, Grids
from iopsched.formats.workbook import write_scenario_workbook
from iopsched.model.errors import FileFormatError
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched_scenarios import weeks
from iopsched_scenarios.generate import generate
from iopsched_scenarios.mutations.base_week import base_week
from iopsched_scenarios.tiny import tiny_scenario

_spec = importlib.util.spec_from_file_location("anything", Path(__file__).parent / "anything.py")
anything = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(anything)

DRAWN = (Phase.explicit, Phase.generate)
"""Weeks are large: making a failing one smaller takes minutes."""


def through_tables(model):
    """Write and read the tables themselves, each as CSV in memory."""
    grids = {
        sheet.name: Grid(f"w!{sheet.name}", rows_of(csv_bytes(table(sheet, lines)).decode("utf-8-sig"), "w"))
        for sheet, lines in lines_of(model)
    }
    return model_of(tree_of(Grids("w", grids)), "w", type(model))


def through_files(model, folder):
    """Write and read a workbook and a folder of CSV files."""
    write_scenario_workbook(folder / "week.xlsx", model)
    write_csv_folder(folder / "week", model)
    return tuple(read_document(folder / name).as_model(type(model)) for name in ("week.xlsx", "week"))


@pytest.mark.parametrize("name", weeks.names())
def test_a_week_written_by_hand_is_the_same_after_writing(tmp_path, name):
    assert through_files(weeks.load(name), tmp_path) == (weeks.load(name), weeks.load(name))


@pytest.mark.parametrize("shape", ["calendar", "menu", "open", "php"])
@pytest.mark.parametrize("sites", [1, 2])
def test_a_generated_week_is_the_same_after_writing(tmp_path, shape, sites):
    week = generate(30, shape=shape, tightness="tight", seed=sites, sites=sites)
    assert through_files(week, tmp_path) == (week, week)


def test_a_week_with_every_rule_in_it_is_the_same_after_writing(tmp_path):
    week, schedule = base_week()
    assert through_files(week, tmp_path) == (week, week)
    published = week.model_copy(update={"published": schedule})
    assert through_tables(published) == published


def test_a_scenario_is_written_by_the_ending_of_the_name(tmp_path, scenario):
    write_scenario(scenario, tmp_path / "week.xlsx")
    assert Scenario.read(tmp_path / "week.xlsx") == scenario
    with pytest.raises(FileFormatError, match="never overwritten"):
        write_scenario(scenario, tmp_path / "week.xlsx", inputs=[tmp_path / "week.xlsx"])
    with pytest.raises(FileFormatError, match="write_schedule_workbook"):
        write_schedule(Schedule(), tmp_path / "schedule.xlsx")


@pytest.mark.parametrize("seed", range(30))
def test_a_tiny_week_is_the_same_after_writing(seed):
    assert through_tables(tiny_scenario(seed)) == tiny_scenario(seed)


@settings(max_examples=25, phases=DRAWN)
@given(anything.values_of(Scenario))
def test_whatever_a_scenario_holds_is_the_same_after_writing(data):
    scenario = Scenario.model_validate(data)
    assert through_tables(scenario) == scenario


@settings(phases=DRAWN)
@given(anything.values_of(Schedule))
def test_whatever_a_schedule_holds_is_the_same_after_writing(data):
    schedule = Schedule.model_validate(data)
    assert through_tables(schedule) == schedule


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("services", {"max_per_day": None}),
        ("services", {"leaders": []}),
        ("services", {"starts": {}}),
        ("services", {"starts": {"within": []}}),
        ("patients", {"care_plan": {"contact_minutes": {}}}),
        ("patients", {"availability": {"free": []}}),
        ("patients", {"availability": {"busy": [{"when": []}, {"when": "Mon", "reason": "work"}]}}),
        ("patients", {"availability": {"weeks": [{"week": "2026-01-05", "free": [], "busy": []}]}}),
        ("patients", {"tags": ["none"]}),
        ("services", {"equipment": {"none": 0}}),
        ("groups", {"sessions_per_week": {"min": 0, "max": None}}),
    ],
)
def test_nothing_and_the_default_stay_apart(tmp_path, scenario, part, data):
    plain = scenario.model_dump(mode="json")
    plain[part][0] |= data
    changed = Scenario.model_validate(plain)
    assert changed != scenario
    assert through_files(changed, tmp_path) == (changed, changed)


@pytest.mark.parametrize("whole", [{"published": {}}, {"weights": {"tiers": {}}}, {"title": ""}, {"title": " a\nb "}])
def test_values_of_the_week_stay_as_they_are(tmp_path, scenario, whole):
    changed = Scenario.model_validate(scenario.model_dump(mode="json") | whole)
    assert changed != scenario
    assert through_files(changed, tmp_path) == (changed, changed)
