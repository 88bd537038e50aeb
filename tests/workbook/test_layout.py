"""Every field of the models has a place in a workbook, and a heading of its own."""

from __future__ import annotations

import types
from typing import Annotated, Union, get_args, get_origin

import openpyxl
import pytest
from pydantic import BaseModel

from iopsched.formats.tables.columns import hints
from iopsched.formats.tables.headings import fold
from iopsched.formats.tables.layout import layout_of
from iopsched.formats.tables.words import GUIDES, LABELS, PICTURES, SHEETS
from iopsched.formats.workbook.notes import LINE_POINTS, MEANING_WIDTH, NAME, STEPS
from iopsched.formats.workbook.sheets import LISTS, REFERS, explained
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.time import Busy, Window

ONE_CELL = {Busy, Window}
"""Models that a cell holds whole."""


def leaves(annotation, path=()):
    """Yield the path of every single value that the models have, ``*`` for any entry of a list."""
    origin = get_origin(annotation)
    if origin in {Annotated, Union, types.UnionType}:
        for part in get_args(annotation)[: 1 if origin is Annotated else None]:
            if part is not type(None):
                yield from leaves(part, path)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in ONE_CELL:
        for name in annotation.model_fields:
            yield from leaves(hints(annotation)[name], (*path, name))
    elif origin is tuple and models_in(annotation):
        yield from leaves(get_args(annotation)[0], (*path, "*"))
    elif origin is dict and get_args(get_args(annotation)[0]) and path[0] == "weights":
        yield from ((*path, key) for key in get_args(get_args(annotation)[0]))
    else:
        yield path


def models_in(annotation):
    inner = get_args(annotation)[0]
    return isinstance(inner, type) and issubclass(inner, BaseModel) and inner not in ONE_CELL


def places(model):
    """Yield the path of every value that a workbook holds."""
    for sheet in layout_of(model):
        for column in sheet.columns:
            if sheet.lists_values:
                yield column.field
            for owner in sheet.owners:
                yield (*(step for field in owner.steps for step in (*field, "*")), *column.field)


@pytest.mark.parametrize("model", [Scenario, Schedule])
def test_every_field_has_a_place(model):
    known = set(leaves(model))
    assert len(known) > 10
    held = set(places(model))
    assert known <= held
    markers = {place for place in held - known if not any(leaf[: len(place)] == place for leaf in known)}
    assert markers == set()


@pytest.mark.parametrize("model", [Scenario, Schedule])
def test_headings_and_sheets_are_told_apart(model):
    sheets = layout_of(model)
    assert len({fold(sheet.name) for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        headings = [fold(heading) for heading in sheet.headings]
        assert len(set(headings)) == len(headings), sheet.name
        assert len(sheet.name) <= 31
        assert sheet.purpose.endswith(".")


def test_no_words_are_left_over():
    fields = {
        ".".join(column.field) for model in (Scenario, Schedule) for s in layout_of(model) for column in s.columns
    }
    names = {sheet.name for model in (Scenario, Schedule) for sheet in layout_of(model)}
    assert set(LABELS) <= fields
    assert {name for name, _ in SHEETS.values()} <= names
    assert set(REFERS.values()) <= names
    assert set(REFERS) <= {field.rpartition(".")[2] for field in fields} | {"patient"}
    assert not names & {*GUIDES, *PICTURES}
    assert GUIDES == (NAME, LISTS)


def test_a_new_field_of_a_new_kind_is_noticed():
    class Odd(BaseModel):
        what: complex

    with pytest.raises(TypeError, match="no cell holds"):
        layout_of(Odd)


def test_what_a_blank_cell_means_is_said():
    columns = {sheet.name: {column.label: column for column in sheet.columns} for sheet in layout_of(Scenario)}
    assert explained(columns["Services"]["Max size"]).endswith("Blank means 12.")
    assert "none for no limit. Blank means 1." in explained(columns["Services"]["Max per day"])
    assert explained(columns["Patients"]["Free hours"]).startswith("Hours that are open; blank means the whole week.")
    assert explained(columns["Patients"]["Policy"]).startswith("Needed.")
    assert explained(columns["Groups"]["Sessions per week min"]).endswith("Blank means 1.")


def test_long_meanings_have_the_lines_they_need(workbook):
    page = openpyxl.load_workbook(workbook)[NAME]
    long = [cell for cell in page["C"] if cell.row > len(STEPS) + 4 and len(cell.value or "") > MEANING_WIDTH]
    assert long
    for cell in long:
        assert page.row_dimensions[cell.row].height * MEANING_WIDTH >= LINE_POINTS * len(cell.value)
