"""A scenario or schedule as sheets of texts: what `assemble` reads back as the same.

What has its default is left blank, as in the other formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iopsched.formats.tables.cells import NONE, quoted
from iopsched.formats.tables.columns import Column, Field
from iopsched.formats.tables.layout import Owner, Sheet, layout_of
from iopsched.formats.writing import plain
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

Value = dict[str, Any]

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet of entries, or all values of a sheet of values."""

    path: Path
    """Of the entry."""
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    """By column of the sheet."""


def lines_of(model: Scenario | Schedule) -> Iterator[tuple[Sheet, list[Line]]]:
    """Yield every sheet with its lines."""
    value = plain(model)
    for sheet in layout_of(type(model)):
        if sheet.lists_values:
            yield sheet, [Line((), (), _texts(sheet, value))]
            continue
        yield (
            sheet,
            [
                Line(path, _keys(sheet, owner, ids), _texts(sheet, entry))
                for owner in sheet.owners
                for path, ids, entry in _entries(value, owner.steps, (), ())
            ],
        )


def _entries(
    value: Value, steps: tuple[Field, ...], path: Path, ids: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...], Value]]:
    field, *rest = steps
    for number, entry in enumerate(_at(value, field) or ()):
        here = (*path, *field, number)
        if rest:
            yield from _entries(entry, tuple(rest), here, (*ids, entry["id"]))
        else:
            yield here, ids, entry


def _keys(sheet: Sheet, owner: Owner, ids: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(quoted(name) for name in ids)
    if len(sheet.owners) == 1:
        return names
    return (owner.kind, *names, *[""] * (len(sheet.keys) - 1 - len(ids)))


def _texts(sheet: Sheet, value: Value) -> tuple[str, ...]:
    texts = [_text(column, value) for column in sheet.columns]
    for field in _present_but_plain(value, ()):
        spelt = next((i for i, c in enumerate(sheet.columns) if c.field[:-1] == field and c.spelt), None)
        if spelt is not None:
            texts[spelt] = sheet.columns[spelt].spelt
    return tuple(texts)


def _text(column: Column, value: Value) -> str:
    found = _at(value, column.field, _MISSING)
    if found is _MISSING:
        return ""
    if isinstance(found, list) and column.cell.choices == (NONE,):
        return "" if found else NONE
    return column.write(found)


def _at(value: Value, field: Field, missing: object = None) -> Any:  # noqa: ANN401  any plain value
    here: Any = value
    for step in field:
        if not isinstance(here, dict) or step not in here:
            return missing
        here = here[step]
    return here


def _present_but_plain(value: Value, above: Field) -> Iterator[Field]:
    """Yield what is there, as opposed to missing, though every field of it has its default."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            if not inner:
                yield (*above, name)
            yield from _present_but_plain(inner, (*above, name))
