"""The sheet that explains the others: how to fill the workbook in, and what every column means."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.workbook import Workbook

from iopsched.formats.tables.layout import Sheet
from iopsched.formats.workbook.looks import Looks
from iopsched.formats.workbook.sheets import explained

NAME = "Read me"

STEPS = (
    "Each sheet has one thing a row. Orange headings are needed; other cells may stay blank.",
    "Select a cell to see what it means. Cells with a list offer what they may hold.",
    "Hours are typed as Mon 17:00-21:00; Sat 9-13. A day alone is all of it; Mon-Fri and Mon,Wed work too.",
    "Busy hours carry their reason: Mon-Fri 8-16:30 (work); Wed 13-14 (school).",
    "Several ids or tags in one cell are written with semicolons: circle; projector.",
    "Begin the name of a sheet or heading of your own with _ and it is not read.",
    "Keep names, birth dates and diagnoses out: ids are enough to plan with.",
    "iopsched validate week.xlsx finds mistakes, each with its cell; iopsched solve week.xlsx makes the schedule.",
)
"""How a week is filled in."""

MEANING_WIDTH = 100
"""Characters in a line of what a column means."""
LINE_POINTS = 15
"""Height of a line: some programs do not work it out when they open a workbook."""

_HEADINGS = ("Sheet", "Column", "Meaning")
_TABLE_BEGINS = len(STEPS) + 3


def write_notes(book: Workbook, looks: Looks, title: str, sheets: Iterable[Sheet]) -> None:
    """Write the sheet; call it before the others, so that it comes first."""
    page = book.add_worksheet(NAME)
    page.write_string(0, 0, title, looks.title)
    for number, step in enumerate(STEPS, start=2):
        page.write_string(number, 0, step)
    for index, heading in enumerate(_HEADINGS):
        page.write_string(_TABLE_BEGINS, index, heading, looks.header)
    row = _TABLE_BEGINS
    for sheet in sheets:
        row += 1
        page.write_string(row, 0, sheet.name, looks.day)
        page.write_string(row, 1, "", looks.day)
        page.write_string(row, 2, sheet.purpose, looks.day)
        for column in sheet.columns:
            row += 1
            page.write_string(row, 1, column.label, looks.wrapped)
            meaning = explained(column)
            page.write_string(row, 2, meaning, looks.quiet)
            page.set_row(row, LINE_POINTS * -(-len(meaning) // MEANING_WIDTH))
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 34)
    page.set_column(2, 2, MEANING_WIDTH)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
