"""A folder of CSV files: one for each sheet, in UTF-8, as record systems and spreadsheets exchange them.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, which reading takes off again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from iopsched.formats.atomic import write_bytes
from iopsched.formats.source import SIZE_MAX_BYTES, decoded, read_bytes
from iopsched.formats.tables.flatten import Line, lines_of
from iopsched.formats.tables.grid import Grid, Grids, Rows
from iopsched.formats.tables.layout import Sheet
from iopsched.model.errors import FileFormatError
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

VALUE_HEADINGS = ("What", "Value", "Meaning")
"""Headings of sheets that have a value on each line."""

_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|%]")
"""What begins a formula in some spreadsheet, behind any apostrophes."""

_SEPARATORS = (",", ";", "\t")


def write_csv_folder(path: str | os.PathLike[str], model: Scenario | Schedule) -> None:
    """Write a scenario or schedule as a new folder of CSV files, whole or not at all.

    Raises
    ------
    FileFormatError
        If `path` exists and is not an empty folder, or cannot be written.
    """
    target = Path(path)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise FileFormatError("there is something already: choose another folder", str(target))
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=".iopsched-"))
        try:
            for sheet, lines in lines_of(model):
                write_bytes(csv_bytes(table(sheet, lines)), beside / file_name(sheet.name))
            beside.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FileFormatError(f"cannot write the folder: {reason}", str(target)) from error


def file_name(sheet: str) -> str:
    """Name the file of a sheet.

    Examples
    --------
    >>> file_name("Care plans")
    'care-plans.csv'
    """
    return sheet.lower().replace(" ", "-") + ".csv"


def table(sheet: Sheet, lines: Iterable[Line]) -> Rows:
    """Return the rows of a sheet, headings first."""
    if not sheet.lists_values:
        return [list(sheet.headings), *([*line.keys, *line.texts] for line in lines)]
    [line] = lines
    values = zip(sheet.columns, line.texts, strict=True)
    return [list(VALUE_HEADINGS), *([column.label, text, column.meaning] for column, text in values)]


def csv_bytes(rows: Rows) -> bytes:
    """Write rows as CSV that no spreadsheet takes for formulas; with the mark by which it knows UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Put an apostrophe before what would be a formula.

    Examples
    --------
    >>> neutral("=1+1"), neutral("P-01"), neutral("'=1")
    ("'=1+1", 'P-01', "''=1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def meant(text: str) -> str:
    """Take off the apostrophe that `neutral` puts on."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def read_folder(path: str | os.PathLike[str]) -> tuple[Grids, str]:
    """Read every CSV file of a folder; return them with the SHA-256 of their names and bytes.

    Raises
    ------
    FileFormatError
        If there is none, or one cannot be read.
    """
    name = os.fspath(path)
    try:
        files = sorted(file for file in Path(path).iterdir() if file.suffix.lower() == ".csv" and file.is_file())
    except OSError as error:
        raise FileFormatError(f"cannot read the folder: {(error.strerror or 'unknown').lower()}", name) from error
    if not files:
        raise FileFormatError("cannot read the folder: there are no CSV files in it", name)
    digest, size = hashlib.sha256(), 0
    grids: dict[str, Grid] = {}
    for file in files:
        data = read_bytes(file)
        size += len(data)
        if size > SIZE_MAX_BYTES:
            raise FileFormatError(f"the files are larger than {SIZE_MAX_BYTES // 2**20} MiB", name)
        digest.update(f"{file.name} {len(data)}\n".encode())
        digest.update(data)
        grids[file.stem] = Grid(str(file), rows_of(decoded(data, str(file)), str(file)))
    return Grids(name, grids), digest.hexdigest()


def rows_of(text: str, name: str) -> Rows:
    """Read the text of a CSV file; commas, semicolons or tabs may stand between.

    Raises
    ------
    FileFormatError
        If it is no CSV.
    """
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: Rows = []
    try:
        for row in reader:
            rows.append([meant(cell) for cell in row])
    except csv.Error as error:
        what = "a cell is too long" if "larger than" in str(error) else "a quote is not closed, or a line is damaged"
        raise FileFormatError(what, name, reader.line_num) from None
    return rows
