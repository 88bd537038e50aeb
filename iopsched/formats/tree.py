"""A read file: plain values, and the line and column of every one of them.

In: what a parser meets, one entry after the other. Out: a `Tree`. The builder keeps its own stack, so deep nesting
is an error with a place and never exhausts Python's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from iopsched.model.errors import FileFormatError, InputProblem
from iopsched.model.place import Path, pointer

DEPTH_MAX = 64
"""Deepest nesting that is read; a scenario needs ten levels."""

VALUES_MAX = 3_000_000
"""Most values that are read: some twenty times a week of 1,000 patients."""

PROBLEMS_MAX = 10_000
"""Most problems that are listed one by one."""

_LETTERS = 26
_FIELD_NAME = re.compile(r"[a-z][A-Za-z0-9_-]{0,39}")


def is_field_name(key: str) -> bool:
    """Whether a key looks like a field's name; anything else may be a person's and is not repeated in messages."""
    return _FIELD_NAME.fullmatch(key) is not None


@dataclass(slots=True)
class Mark:
    """Where a value stands: of an entry of a mapping, where its key does. Lines and columns count from 1."""

    line: int
    column: int
    entries: dict[str | int, Mark] | None = None
    """Of a mapping by key, of a list by index."""
    sheet: str = ""
    """In a workbook or table: the sheet, ``week.xlsx!Patients``; line and column are then its row and column."""

    def find(self, path: Path) -> Mark:
        """Return the mark of the value at `path`, or of the nearest value around it."""
        here = self
        for step in path:
            below = here.entries.get(step) if here.entries else None
            if below is None:
                break
            here = below
        return here


def cell_name(row: int, column: int) -> str:
    """Name a cell as spreadsheets do; row and column count from 1.

    Examples
    --------
    >>> cell_name(17, 4), cell_name(1, 28)
    ('D17', 'AB1')
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def row_and_column(cell: str) -> tuple[int, int]:
    """Read the name of a cell.

    Examples
    --------
    >>> row_and_column("D17"), row_and_column("AB1")
    ((17, 4), (1, 28))
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column


def place(name: str, mark: Mark, path: Path) -> str:
    """Write where something stands: ``week.yaml:12:5 (#/patients/3)``, or ``week.xlsx!Patients!D17``."""
    if mark.sheet:
        return f"{mark.sheet}!{cell_name(mark.line, mark.column)}"
    return f"{name}:{mark.line}:{mark.column} ({pointer(path)})"


@dataclass(frozen=True, slots=True)
class Tree:
    """What a text says."""

    value: Any
    mark: Mark
    problems: tuple[InputProblem, ...] = ()
    """What is wrong in the text itself: keys that stand twice."""
    sheets: tuple[str, ...] = ()
    """Of a workbook or folder: its sheets in order, as marks call them."""

    def position(self, name: str, where: str) -> tuple[int, ...]:
        """Return what places of problems are sorted by: line and column, or sheet, row and column."""
        sheet, _, cell = where.rpartition("!")
        if sheet in self.sheets:
            return (self.sheets.index(sheet), *row_and_column(cell))
        line_and_column = where[len(name) + 1 :].partition(" ")[0]
        return tuple(int(part) for part in line_and_column.split(":") if part)  # none where it is the whole file


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    value: dict[str, Any] | list[Any]
    mark: Mark
    entries: dict[str | int, Mark]
    key: str = ""
    key_mark: Mark | None = None
    """Of the key whose value comes next; none if the key stood here before: its value is read and dropped."""
    wants_key: bool = False

    @property
    def step(self) -> str | int:
        return len(self.value) if isinstance(self.value, list) else self.key


class TreeBuilder:
    """Puts a tree together; `name` is the file, for messages."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self._frames: list[_Frame] = []
        self._root: tuple[Any, Mark] | None = None
        self._problems: list[InputProblem] = []

    def open(self, value: dict[str, Any] | list[Any], line: int, column: int) -> None:
        """Begin a mapping or list."""
        if len(self._frames) >= DEPTH_MAX:
            msg = f"lists and mappings are nested more than {DEPTH_MAX} deep"
            raise FileFormatError(msg, self.name, line, column)
        entries: dict[str | int, Mark] = {}
        is_mapping = isinstance(value, dict)
        self._frames.append(_Frame(value, Mark(line, column, entries), entries, wants_key=is_mapping))

    @property
    def wants_key(self) -> bool:
        """Whether a mapping is open whose next entry has no name yet."""
        return bool(self._frames) and self._frames[-1].wants_key

    def key(self, key: str, line: int, column: int) -> None:
        """Name the entry of the open mapping that comes next."""
        frame = self._frames[-1]
        frame.key, frame.key_mark, frame.wants_key = key, Mark(line, column), False
        if key in frame.entries:
            if len(self._problems) < PROBLEMS_MAX:
                self._say_double(frame.entries[key], frame.key_mark)
            frame.key_mark = None
        else:
            frame.entries[key] = frame.key_mark

    def _say_double(self, first: Mark, second: Mark) -> None:
        path = tuple(frame.step for frame in self._frames)
        key = path[-1]
        shown, path = (f"field {key}", path) if is_field_name(str(key)) else ("a field", path[:-1])
        message = f"{shown} stands twice in one mapping, first on line {first.line}"
        where = place(self.name, second, path)
        self._problems.append(InputProblem("duplicate-key", where, message, "keep one of them"))

    def add(self, value: object, mark: Mark) -> None:
        """Put a whole value where the reading has come to."""
        self.count += 1
        if self.count > VALUES_MAX:
            msg = f"the file holds more than {VALUES_MAX:,} values"
            raise FileFormatError(msg, self.name, mark.line, mark.column)
        if not self._frames:
            self._root = (value, mark)
            return
        frame = self._frames[-1]
        if isinstance(frame.value, list):
            frame.entries[len(frame.value)] = mark
            frame.value.append(value)
            return
        frame.wants_key = True
        if frame.key_mark is not None:
            frame.value[frame.key] = value
            frame.key_mark.entries = mark.entries

    def close(self) -> tuple[Any, Mark]:
        """End the open mapping or list, and return it."""
        frame = self._frames.pop()
        self.add(frame.value, frame.mark)
        return frame.value, frame.mark

    def tree(self) -> Tree:
        """Return what was built."""
        if self._root is None:
            raise FileFormatError("the file is empty", self.name, 1, 1)
        return Tree(*self._root, tuple(self._problems))
