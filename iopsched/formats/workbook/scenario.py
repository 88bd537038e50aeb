"""A scenario as a workbook that people fill in."""

from __future__ import annotations

import os
from collections.abc import Iterable

from xlsxwriter.workbook import Workbook

from iopsched.formats.atomic import write_bytes
from iopsched.formats.tables.flatten import lines_of
from iopsched.formats.workbook.book import workbook_bytes
from iopsched.formats.workbook.fit import refuse_unheld
from iopsched.formats.workbook.looks import looks_of
from iopsched.formats.workbook.notes import write_notes
from iopsched.formats.workbook.sheets import Writer
from iopsched.model.scenario import Scenario

PathLike = str | os.PathLike[str]


def write_scenario_workbook(path: PathLike, scenario: Scenario, *, inputs: Iterable[PathLike] = ()) -> None:
    """Write `scenario` as an .xlsx workbook; `read_scenario` reads it back as the same.

    Parameters
    ----------
    path
        Where to; see `iopsched.formats.atomic.write_bytes`.
    scenario
        What to write.
    inputs
        Files that were read and must stay as they are.

    Raises
    ------
    ScenarioError
        If a workbook cannot hold it: every value it cannot hold is listed.
    FileFormatError
        If `path` is one of `inputs`, or cannot be written.
    """
    sheets = list(lines_of(scenario))
    refuse_unheld(sheets)

    def fill(book: Workbook) -> None:
        looks = looks_of(book)
        write_notes(book, looks, "A week to plan", (sheet for sheet, _ in sheets))
        writer = Writer(book, looks)
        for sheet, lines in sheets:
            writer.sheet(sheet, lines)
        writer.lists()

    write_bytes(workbook_bytes(fill), path, inputs=inputs)
