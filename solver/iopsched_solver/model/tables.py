"""What the literals of a model mean: parallel arrays, one row for each column and for each choice made already."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.sums import Sums
from iopsched_solver.problem import NONE, IntArray


@dataclass(frozen=True, eq=False)
class Table:
    """Parallel arrays of equal length."""

    cell: IntArray
    column: IntArray
    """`ONE` for what is not up for decision."""

    def pick(self, where: Any) -> Self:  # noqa: ANN401 - a mask or places, as numpy takes them
        """Return some rows."""
        return type(self)(*(getattr(self, field.name)[where] for field in fields(self)))

    def join(self, other: Self) -> Self:
        """Return the rows of both."""
        names = [field.name for field in fields(self)]
        return type(self)(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in names))

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.cell)


@dataclass(frozen=True, eq=False)
class Attendance(Table):
    """A patient is among the attendees of a cell."""

    patient: IntArray


@dataclass(frozen=True, eq=False)
class Visits(Table):
    """A clinician sees a patient one-to-one."""

    patient: IntArray
    clinician: IntArray


@dataclass(frozen=True, eq=False)
class Sections(Table):
    """So many sections of a group cell run in this way in rooms of this class."""

    way: IntArray
    """Place in `Ways`."""
    room_class: IntArray
    """NONE for none."""
    seats: IntArray
    """Attendees that each section takes."""


@dataclass(frozen=True, eq=False)
class Leads(Table):
    """A clinician leads a section of a group cell, in one role and one way of running it."""

    clinician: IntArray
    way: IntArray
    role: IntArray
    """NONE for a leader besides those asked for, which `leaders-by-size` forbids."""


@dataclass(frozen=True, eq=False)
class Leading(Table):
    """A clinician leads in a cell, and is held for so long afterwards."""

    clinician: IntArray
    hold_slots: IntArray


@dataclass(frozen=True, eq=False)
class RoomUse(Table):
    """So many sessions of a cell are in rooms of a class."""

    room_class: IntArray


@dataclass(frozen=True, eq=False)
class VisitRooms(RoomUse):
    """A named patient's visit is in a room of the class."""

    patient: IntArray


def look_up(column: IntArray, keys: tuple[IntArray, ...], wanted: tuple[IntArray | int, ...]) -> Sums:
    """Add up the columns that have each wanted key; nothing has a key with NONE in it.

    Examples
    --------
    >>> sums = look_up(np.array([7, 8]), (np.array([0, 1]), np.array([4, 4])), (np.array([1, 2]), 4))
    >>> sums.row.tolist(), sums.column.tolist(), sums.n
    ([0], [8], 2)
    """
    asked = np.stack(np.broadcast_arrays(*(np.atleast_1d(np.asarray(part, dtype=np.int64)) for part in wanted)))
    stride = max(int(part.max(initial=0)) for part in (asked, *keys)) + 1
    scale = stride ** np.arange(len(keys), dtype=np.int64)
    sought = np.where((asked >= 0).all(axis=0), scale @ asked, NONE)
    row, place = matches(scale @ np.stack(keys), sought)
    return Sums.of(asked.shape[1], row, column[place])
