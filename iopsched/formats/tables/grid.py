"""A sheet as it lies before a person: rows of texts, whatever file they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Rows = list[list[str]]
"""Texts by row and column; a blank cell is an empty text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet that was read."""

    place: str
    """How messages call it: ``week.xlsx!Patients`` or ``week/patients.csv``."""
    rows: Rows


@dataclass(frozen=True, slots=True)
class Grids:
    """All sheets of a workbook or folder."""

    name: str
    """The file or folder, as given."""
    by_name: Mapping[str, Grid]
    """By the name of the sheet, or of the file without its ending, in order."""
