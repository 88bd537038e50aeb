"""The key file: who an id stands for. Joined only where a schedule is printed, never kept.

Takes the path of a CSV, YAML or JSON file; gives a mapping from id to the name to show. Messages about it say where
something is wrong and never repeat a word of it.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from iopsched.formats.reading import read_document
from iopsched.formats.source import read_source
from iopsched.formats.tree import Tree
from iopsched.model.errors import FileFormatError, InputProblem, ScenarioError

NAME_MAX = 200
"""Longest name in characters."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/+#-]{0,63}")
_DELIMITERS = {".csv": ",;\t", ".tsv": "\t"}
_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_HEADER = ("id", "name")
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""Invisible, and needed to write some names."""


class _Row(NamedTuple):
    """One id and its name as they stand in a file."""

    place: str
    id: object
    name: object


def read_names(path: str | os.PathLike[str]) -> Mapping[str, str]:
    r"""Read the key file at `path`: the name to show for each id.

    Parameters
    ----------
    path
        ``.csv`` (or ``.tsv``): two columns, id and name, with or without the header ``id,name``; commas, semicolons
        or tabs between. Anything else is YAML or JSON: one mapping of id to name. ``-`` is standard input.

    Returns
    -------
    Mapping[str, str]
        Ids of patients, clinicians, rooms, groups ... as far as they have a name; it cannot be changed.

    Raises
    ------
    FileFormatError
        If the file cannot be read as its format.
    ScenarioError
        If an id or name is wrong or stands twice: every problem is listed, none repeats what the file says.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "names.csv"
    ...     _ = path.write_text("id,name\nP-01,Ann Example\n", encoding="utf-8")
    ...     read_names(path)["P-01"]
    'Ann Example'
    """
    delimiters = _DELIMITERS.get(PurePath(path).suffix.lower())
    if delimiters is not None:
        return _joined(_csv_rows(path, delimiters), [])
    is_folder = os.path.isdir(path)  # noqa: PTH112  pathlib raises where a path is too long to be one
    if is_folder or PurePath(path).suffix.lower() in _BOOKS:
        raise FileFormatError("a key file is CSV, YAML or JSON: save the sheet of ids and names as CSV", str(path))
    try:
        document = read_document(path)
    except FileFormatError as error:
        if "this is not YAML" not in str(error):
            raise
        raise FileFormatError("the file is not YAML here", error.path, error.line, error.column) from None
    return _joined(_tree_rows(document.tree, document.name), _doubles(document.tree))


def _csv_rows(path: str | os.PathLike[str], delimiters: str) -> Iterator[_Row]:
    source = read_source(path)
    first = source.text.partition("\n")[0]
    delimiter = next((it for it in delimiters if it in first), delimiters[0])
    reader = csv.reader(io.StringIO(source.text), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader):
            place = f"{source.name}:{reader.line_num}"
            texts = [cell.strip() for cell in cells]
            if not any(texts) or (number == 0 and tuple(text.lower() for text in texts) == _HEADER):
                continue
            if len(texts) != len(_HEADER):
                yield _Row(place, None, None)
            else:
                yield _Row(place, *texts)
    except csv.Error:
        message = "the row is not CSV: see that every quote is closed"
        raise FileFormatError(message, source.name, reader.line_num) from None


def _tree_rows(tree: Tree, name: str) -> Iterator[_Row]:
    if not isinstance(tree.value, dict):
        message = "the key file is no mapping of ids to names: write lines such as 'P-01: Ann Example'"
        raise FileFormatError(message, name, tree.mark.line, tree.mark.column)
    for key, value in tree.value.items():
        mark = tree.mark.find((key,))
        yield _Row(f"{name}:{mark.line}:{mark.column}", key, value)


def _doubles(tree: Tree) -> list[InputProblem]:
    """Say that ids stand twice, without the words of the file that the parser would repeat."""
    return [_double(problem.place.partition(" (")[0]) for problem in tree.problems]


def _double(place: str) -> InputProblem:
    return InputProblem("duplicate-id", place, "this id stands twice", "keep one of the rows")


def _joined(rows: Iterable[_Row], problems: list[InputProblem]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        found = list(_wrong(row))
        problems += found
        if not found and row.id in names:
            problems.append(_double(row.place))
        elif not found:
            names[str(row.id)] = _spaced(str(row.name))
    if problems:
        raise ScenarioError(problems)
    return MappingProxyType(names)


def _wrong(row: _Row) -> Iterator[InputProblem]:
    if row.id is None:
        message = "the row does not have two cells"
        yield InputProblem("bad-row", row.place, message, "write an id and a name, in quotes if it holds a comma")
        return
    if not isinstance(row.id, str) or not _ID.fullmatch(row.id):
        message = "this is no id"
        yield InputProblem("bad-id", row.place, message, "write the id first, as it stands in the week, then the name")
    if not isinstance(row.name, str):
        yield InputProblem("bad-name", row.place, "the name is no text", "put it in quotes")
    elif not row.name.strip():
        yield InputProblem("bad-name", row.place, "the name is empty", "leave the row out: the id is shown then")
    elif len(row.name) > NAME_MAX:
        yield InputProblem("bad-name", row.place, f"the name is longer than {NAME_MAX} characters", "shorten it")
    elif not all(it.isprintable() or it in _JOINERS for it in _spaced(row.name)):
        message = "the name holds a line break or another character that does not print"
        yield InputProblem("bad-name", row.place, message, "remove it")


def _spaced(name: str) -> str:
    """Write every kind of blank (one that does not break a line, a wide one) as a space."""
    return "".join(
        " " if it.isspace() and it not in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" else it for it in name
    ).strip()
