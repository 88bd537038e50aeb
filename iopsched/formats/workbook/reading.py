"""Workbooks as grids of texts, read by calamine once `guard` has let them pass."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, load_workbook

from iopsched.formats.source import name_of, read_bytes
from iopsched.formats.tables.grid import Grid, Grids, Rows
from iopsched.formats.workbook.guard import look_through
from iopsched.model.errors import FileFormatError

Value = str | int | float | bool | date | datetime | time | timedelta


def read_workbook(path: str | os.PathLike[str]) -> tuple[Grids, str]:
    """Read every sheet of an .xlsx workbook; return them with the SHA-256 of its bytes.

    Raises
    ------
    FileFormatError
        If it is no workbook, is too large to open, or holds a formula that no program has worked out.
    """
    return workbook_of(read_bytes(path), name_of(path))


def workbook_of(data: bytes, name: str) -> tuple[Grids, str]:
    """Take bytes that were read as a workbook, as `read_workbook` does."""
    contents = look_through(data, name)
    try:
        workbook = load_workbook(io.BytesIO(contents.data))
        grids = {}
        for sheet in workbook.sheet_names:
            if (cell := contents.formula_without_value(sheet)) is not None:
                msg = "a formula here has no value: open the workbook in a spreadsheet program and save it"
                raise FileFormatError(msg, f"{name}!{sheet}!{cell}")
            rows: Rows = [
                [text_of(value) for value in row]
                for row in workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            ]
            grids[sheet] = Grid(f"{name}!{sheet}", rows)
    except CalamineError:
        raise FileFormatError("the workbook is damaged: save it again", name) from None
    return Grids(name, grids), hashlib.sha256(data).hexdigest()


def text_of(value: Value) -> str:
    """Write what a cell holds as a person would type it.

    Examples
    --------
    >>> from datetime import date
    >>> text_of(3.0), text_of(2.5), text_of(True), text_of(date(2027, 1, 4))
    ('3', '2.5', 'yes', '2027-01-04')
    """
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
    return str(value)
