"""Sheets that are typed in: frozen headings, lists to choose from, a hint at every cell, colour where a cell is needed.

Every text goes in as text: nothing a scenario says can become a formula or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iopsched.formats.tables.columns import Column
from iopsched.formats.tables.flatten import Line
from iopsched.formats.tables.folder import VALUE_HEADINGS
from iopsched.formats.tables.layout import KIND_LABEL, Sheet
from iopsched.formats.workbook.looks import HEADING_WIDTH_MAX, WIDTH_MAX, WIDTH_MIN, Looks

LISTS = "Lists"
"""The sheet that holds long lists of choices."""

_ROWS_PREPARED = 2_000
"""Rows that lists and hints are laid under, at least."""
_INLINE_MAX = 255
"""Characters of a list of choices that a cell can carry itself."""
_TITLE_MAX, _MESSAGE_MAX = 32, 255

REFERS = {
    "site": "Sites", "room": "Rooms", "service": "Services", "group": "Groups", "policy": "Policies",
    "primary_clinician": "Clinicians", "leader": "Clinicians", "attendee": "Patients", "patient": "Patients",
}  # fmt: skip
"""Fields that name one id, and the sheet that has it in its first column."""

HINTS = {
    "list": "Write several with semicolons: a; b.",
    "hours": "As Mon 17:00-21:00; Sat 9-13; a day alone is all of it, never is no hours.",
    "busy hours": "As Mon-Fri 8-16:30 (work); Sat 9-13 (caregiving).",
    "amounts": "As art-kit = 1; mats = 12.",
    "date": "As 2027-01-04.",
}
"""By kind of cell: how it is typed."""

_NONE_MEANS = re.compile(r"\b([Nn]one|empty)\b(?=:| (?:means|for|keeps|leaves))")
"""Where the models speak of a value that is missing: in a cell the word none would be a text."""
_MOMENTS = frozenset({"start", "end", "at", "now"})
_MOMENT_HINT, _MOMENTS_HINT = "As Mon 17:30.", "As Mon 17:30; Thu 17:30."


class Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook, looks: Looks, ids: Mapping[str, Sequence[str]] | None = None) -> None:
        self.book, self.looks = book, looks
        self.long_lists: dict[str, tuple[str, ...]] = {}
        """By what it is called: lists of choices too long for a cell to carry."""
        self.ids = ids
        """Ids to choose from, by sheet; none means that the workbook has the sheets themselves."""

    def sheet(self, sheet: Sheet, lines: list[Line]) -> Worksheet:
        """Write one sheet."""
        page = self.book.add_worksheet(sheet.name)
        if sheet.lists_values:
            self._values(page, sheet, lines[0])
        else:
            self._entries(page, sheet, lines)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    def _values(self, page: Worksheet, sheet: Sheet, line: Line) -> None:
        for index, heading in enumerate(VALUE_HEADINGS):
            page.write_string(0, index, heading, self.looks.header)
        for number, (column, text) in enumerate(zip(sheet.columns, line.texts, strict=True), start=1):
            page.write_string(number, 0, column.label, self.looks.text)
            self._cell(page, number, 1, column, text)
            page.write_string(number, 2, explained(column), self.looks.quiet)
            self._guide(page, (number, 1, number, 1), column)
        page.set_column(0, 0, 30)
        page.set_column(1, 1, 34, self.looks.text_needed)
        page.set_column(2, 2, 90)
        page.freeze_panes(1, 1)

    def _entries(self, page: Worksheet, sheet: Sheet, lines: list[Line]) -> None:
        last = max(_ROWS_PREPARED, 2 * len(lines) + 1)
        for index, key in enumerate(sheet.keys):
            texts = [line.keys[index] for line in lines]
            needed = index < len(sheet.keys) - 1 or len(sheet.owners) == 1
            self._head(page, index, key, texts, is_required=needed, is_number=False)
            for number, text in enumerate(texts, start=1):
                if text:
                    page.write_string(number, index, text)
            self._guide_key(page, (1, index, last, index), sheet, key)
        for index, column in enumerate(sheet.columns, start=len(sheet.keys)):
            texts = [line.texts[index - len(sheet.keys)] for line in lines]
            is_number = column.cell.kind == "number"
            self._head(page, index, column.label, texts, is_required=column.required, is_number=is_number)
            for number, text in enumerate(texts, start=1):
                self._cell(page, number, index, column, text)
            self._guide(page, (1, index, last, index), column)
            if column.required:
                self._mark_missing(page, index, len(sheet.headings), last)
        page.set_row(0, 32)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(lines), 1), len(sheet.headings) - 1)

    def _head(
        self, page: Worksheet, index: int, label: str, texts: Iterable[str], *, is_required: bool, is_number: bool
    ) -> None:
        """Write a heading, and make its column as wide as its texts ask for."""
        looks = self.looks
        page.write_string(0, index, label, looks.required if is_required else looks.header)
        heading = min(len(label) + 3, HEADING_WIDTH_MAX)
        width = max(WIDTH_MIN, heading, min(max((len(text) + 2 for text in texts), default=0), WIDTH_MAX))
        plain, needed = (looks.number, looks.number_needed) if is_number else (looks.text, looks.text_needed)
        page.set_column(index, index, width, needed if is_required else plain)

    def _cell(self, page: Worksheet, row: int, index: int, column: Column, text: str) -> None:
        """Write a cell; without a format of its own it keeps its column's."""
        if not text:
            return
        if column.cell.kind == "number" and text.isascii() and text.isdigit():
            page.write_number(row, index, int(text))
        else:
            page.write_string(row, index, text)

    def _guide(self, page: Worksheet, cells: tuple[int, int, int, int], column: Column) -> None:
        """Offer what a column may hold, and say what it means."""
        rule: dict[str, object] = {"validate": "any"}
        choices, refers = column.cell.choices, REFERS.get(column.field[-1])
        if choices and column.cell.kind != "list":
            rule = self._choices(column.label, choices)
        elif column.cell.kind == "number":
            rule = {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "Write a whole number."}
        elif column.cell.kind == "text" and refers is not None:
            rule = self._ids(refers)
        message = explained(column)
        page.data_validation(
            *cells, {**rule, "input_title": column.label[:_TITLE_MAX], "input_message": message[:_MESSAGE_MAX]}
        )

    def _guide_key(self, page: Worksheet, cells: tuple[int, int, int, int], sheet: Sheet, key: str) -> None:
        if key == KIND_LABEL:
            page.data_validation(*cells, self._choices(key, tuple(owner.kind for owner in sheet.owners)))
        elif (refers := REFERS.get(key.lower())) is not None:
            page.data_validation(*cells, self._ids(refers))

    def _choices(self, label: str, choices: tuple[str, ...]) -> dict[str, object]:
        if len(",".join(choices)) <= _INLINE_MAX:
            return {"validate": "list", "source": list(choices), "error_message": "Choose one of the list."}
        return {"validate": "list", "source": self._listed(label, choices), "error_message": "Choose one of the list."}

    def _listed(self, label: str, choices: Sequence[str]) -> str:
        """Return where a list of choices stands."""
        self.long_lists.setdefault(label, tuple(choices))
        index = list(self.long_lists).index(label)
        return f"={LISTS}!{xl_range_abs(1, index, max(len(choices), 1), index)}"

    def _ids(self, sheet: str) -> dict[str, object]:
        """Offer the ids of a sheet; others may be typed, with a warning."""
        source = f"='{sheet}'!$A$2:$A${_ROWS_PREPARED}"
        if self.ids is not None:
            source = self._listed(sheet, self.ids.get(sheet, ()))
        message = f"There is no such id among the {sheet.lower()}."
        return {"validate": "list", "source": source, "error_type": "warning", "error_message": message}

    def _mark_missing(self, page: Worksheet, index: int, width: int, last: int) -> None:
        """Colour a needed cell that is blank in a row that is not."""
        here = f"${xl_col_to_name(index)}2"
        criteria = f'=AND({here}="",COUNTA($A2:${xl_col_to_name(width - 1)}2)>0)'
        page.conditional_format(
            xl_range(1, index, last, index), {"type": "formula", "criteria": criteria, "format": self.looks.missing}
        )

    def lists(self) -> None:
        """Write the sheet of long lists, hidden; call it after all others."""
        if not self.long_lists:
            return
        page = self.book.add_worksheet(LISTS)
        for index, (label, choices) in enumerate(self.long_lists.items()):
            page.write_string(0, index, label, self.looks.header)
            for number, choice in enumerate(choices, start=1):
                page.write_string(number, index, choice)
            page.set_column(index, index, 26)
        page.hide()


def explained(column: Column) -> str:
    """Say what a column means, how it is typed and what a blank cell means."""
    hint = HINTS.get(column.cell.kind, "")
    if column.field[-1] in _MOMENTS:
        hint = _MOMENT_HINT if column.cell.kind == "text" else _MOMENTS_HINT
    usual = f"Blank means {column.default}." if column.default else ""
    needed = "Needed." if column.required else ""
    meaning = column.meaning if column.takes_none else _NONE_MEANS.sub(_blank, column.meaning)
    return " ".join(part for part in (needed, meaning, hint, usual) if part)


def _blank(match: re.Match[str]) -> str:
    return "Blank" if match[0][0] == "N" else "blank"
