"""Workbooks changed as a person would, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from iopsched.formats import read_scenario
from iopsched.formats.workbook import write_scenario_workbook
from iopsched.model.errors import ScenarioError
from iopsched.model.scenario import Scenario

WEEK = Path(__file__).parent.parent / "formats" / "week.yaml"


@pytest.fixture
def scenario():
    return Scenario.read(WEEK)


@pytest.fixture
def workbook(tmp_path, scenario):
    """A workbook of a small sound week."""
    path = tmp_path / "week.xlsx"
    write_scenario_workbook(path, scenario)
    return path


@pytest.fixture
def edit(workbook):
    """Change cells with another library: ``edit({"Patients": {"B2": "plan"}})``; return the file."""

    def change(cells, **titles):
        book = openpyxl.load_workbook(workbook)
        for sheet, values in cells.items():
            page = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
            for cell, value in values.items():
                page[cell] = value
        for old, new in titles.items():
            book[old].title = new
        book.save(workbook)
        return workbook

    return change


@pytest.fixture
def problems_of(edit):
    """Change cells; return the errors, places without the name of the folder."""

    def read(cells, **titles):
        path = edit(cells, **titles)
        with pytest.raises(ScenarioError) as caught:
            read_scenario(path)
        return [
            (problem.code, problem.place.removeprefix(f"{path.parent}/"), problem.message, problem.proposal)
            for problem in caught.value.problems
            if problem.severity == "error"
        ]

    return read
