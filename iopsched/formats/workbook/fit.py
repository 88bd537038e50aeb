"""What a workbook cannot hold is refused before anything is written: all of it at once, nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iopsched.formats.tables.flatten import Line
from iopsched.formats.tables.layout import Sheet
from iopsched.formats.workbook.guard import CELLS_MAX, ROWS_MAX, TEXT_MAX
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.place import pointer

CELL_MAX = 32_767
"""Characters a cell holds."""

_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""Control characters, and what spreadsheet programs take for one."""

_ELSEWHERE = "write it as YAML, JSON or CSV"


def refuse_unheld(sheets: Iterable[tuple[Sheet, list[Line]]]) -> None:
    """Refuse what no cell holds as it is, and more than the reader takes.

    Raises
    ------
    ScenarioError
        With every cell that cannot be written; places are JSON pointers.
    """
    problems: list[InputProblem] = []
    cells = characters = 0
    for sheet, lines in sheets:
        if len(lines) >= ROWS_MAX:
            problems.append(_too_much(f"{len(lines):,} rows for the sheet {sheet.name}, which holds {ROWS_MAX - 1:,}"))
        for line in lines:
            texts = [text for text in (*line.keys, *line.texts) if text]
            cells += len(texts)
            characters += sum(len(text) for text in texts)
            problems += _problems(sheet, line)
    if cells > CELLS_MAX:
        problems.append(_too_much(f"{cells:,} cells, and a workbook takes {CELLS_MAX:,}"))
    if characters > TEXT_MAX:
        problems.append(_too_much(f"{characters:,} characters, and a workbook takes {TEXT_MAX:,}"))
    if problems:
        raise ScenarioError(problems)


def _problems(sheet: Sheet, line: Line) -> Iterator[InputProblem]:
    for column, text in zip(sheet.columns, line.texts, strict=True):
        where = pointer((*line.path, *column.field))
        subject = f"{column.label.lower()} in {sheet.name}"
        if len(text) > CELL_MAX:
            fact = f"{subject} takes {len(text):,} characters, and a cell holds {CELL_MAX:,}"
            yield InputProblem("too-long-for-a-cell", where, fact, _ELSEWHERE)
        if _UNHELD.search(text):
            fact = f"{subject} has a control character, or a text that a spreadsheet takes for one"
            yield InputProblem("no-text-for-a-cell", where, fact, f"take it out, or {_ELSEWHERE}")


def _too_much(what: str) -> InputProblem:
    return InputProblem("too-much-for-a-workbook", "#", f"there are {what}", _ELSEWHERE)
