"""A schedule as a workbook: to look at, to edit in the sheet Sessions, and to be checked again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.workbook import Workbook

from iopsched.formats.atomic import write_bytes
from iopsched.formats.tables.flatten import lines_of
from iopsched.formats.workbook.book import workbook_bytes
from iopsched.formats.workbook.fit import refuse_unheld
from iopsched.formats.workbook.gantt import Gantt
from iopsched.formats.workbook.looks import looks_of
from iopsched.formats.workbook.sheets import Writer
from iopsched.formats.workbook.shown import Shown
from iopsched.formats.workbook.views import Views
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

PathLike = str | os.PathLike[str]

_TRUTH = "Sessions"
SHEETS = ("Week grid", _TRUTH, "By patient", "By clinician", "By room", "Unmet needs", "Loads", "Week")
"""The sheets in order."""


def write_schedule_workbook(
    path: PathLike,
    scenario: Scenario,
    schedule: Schedule,
    unmet: Sequence[UnmetNeed],
    names: Mapping[str, str] | None = None,
    *,
    inputs: Iterable[PathLike] = (),
) -> None:
    """Write `schedule` as an .xlsx workbook; `read_schedule` reads its sheet Sessions back as the same.

    Parameters
    ----------
    path
        Where to; see `iopsched.formats.atomic.write_bytes`.
    scenario
        The week that was planned: its rooms, people and services.
    schedule
        What is written; it may name what the scenario does not know.
    unmet
        Needs that it leaves unmet, with reasons.
    names
        What to show for an id; ids alone stand in the sheet Sessions.
    inputs
        Files that were read and must stay as they are.

    Raises
    ------
    ScenarioError
        If a workbook cannot hold it: every value it cannot hold is listed.
    FileFormatError
        If `path` is one of `inputs`, or cannot be written.
    """
    shown = Shown(scenario, schedule, unmet, names or {})
    sheets = list(lines_of(schedule))
    refuse_unheld(sheets)
    ids = {
        "Sites": [site.id for site in scenario.sites],
        "Rooms": [room.id for room in scenario.rooms],
        "Services": [service.id for service in scenario.services],
        "Groups": [group.id for group in scenario.groups],
    }

    def fill(book: Workbook) -> None:
        looks = looks_of(book)
        Gantt(book, looks, shown).draw()
        writer = Writer(book, looks, ids)
        for sheet, lines in sheets:
            if sheet.name == _TRUTH:
                writer.sheet(sheet, lines)
        Views(book, looks, shown).write()
        for sheet, lines in sheets:
            if sheet.name != _TRUTH:
                writer.sheet(sheet, lines)
        writer.lists()

    write_bytes(workbook_bytes(fill), path, inputs=inputs)
