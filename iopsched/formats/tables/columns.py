"""The columns of a sheet, read off the model of its rows."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from iopsched.formats.tables.cells import NEVER, NONE, Cell, cell_for, entry_model, literal_keys, model_in
from iopsched.formats.tables.words import LABELS

_LISTS = frozenset({"list", "busy hours", "amounts"})

Field = tuple[str, ...]
"""Names of fields, from the model of the row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one line of a sheet that lists single values."""

    field: Field
    label: str
    cell: Cell
    required: bool
    """Whether every row needs it."""
    meaning: str
    default: str = ""
    """What a blank cell means, as it would be typed; empty if that is nothing."""
    spelt: str = ""
    """What makes whatever holds the field be there though all of it has its default; empty if nothing can."""
    takes_none: bool = False
    """Whether the word none stands for nothing, because a blank cell stands for something else."""

    def read(self, text: str) -> Any:  # noqa: ANN401  any plain value
        """Return what a cell says; it is not blank."""
        return None if self.takes_none and text.lower() == NONE else self.cell.read(text)

    def write(self, value: Any) -> str:  # noqa: ANN401  any plain value
        """Return what the cell shows for a value that is not the default."""
        if value is None:
            return NONE if self.takes_none else ""
        text = self.cell.write(value)
        return f'"{text}"' if self.takes_none and self.cell.kind == "text" and text.lower() == NONE else text


def marker(field: Field) -> Column:
    """Return the column of a list with rows of its own, which can say that there are none on purpose."""
    meaning = "Write none where the list is empty on purpose; otherwise leave it blank."
    cell = Cell("choice", _no_rows, lambda _: NONE, (NONE,))
    return Column(field, _label(field), cell, required=False, meaning=meaning, spelt=NONE)


def _no_rows(text: str) -> object:
    return [] if text.lower() == NONE else text


@functools.cache
def hints(model: type[BaseModel]) -> dict[str, Any]:
    """Return the annotations of a model's fields, whole."""
    return get_type_hints(model, include_extras=True)


@functools.cache
def columns_of(model: type[BaseModel]) -> tuple[Column, ...]:
    """Return a column for each value an entry can have, entries of lists within it aside."""
    return tuple(_columns(model, (), None, needed=True))


def _columns(model: type[BaseModel], above: Field, usual: object, *, needed: bool) -> Iterator[Column]:
    """Yield the columns of what stands at `above`; `usual` is what stands there by default."""
    for name, info in model.model_fields.items():
        field, annotation = (*above, name), hints(model)[name]
        default = _default(info, name, usual)
        if entry_model(annotation) is not None:
            if default and not info.is_required():
                yield marker(field)
        elif (inner := model_in(annotation)) is not None:
            yield from _columns(inner, field, default, needed=needed and info.is_required())
        elif keys := literal_keys(annotation):
            for key in keys:
                here = (*field, key)
                yield Column(here, _label(here), cell_for(int), required=False, meaning=_meaning(info))
        else:
            yield _column(field, annotation, info, default, needed=needed)


def _default(info: FieldInfo, name: str, usual: object) -> object:
    """Return what a field has by default; None if that is nothing."""
    if isinstance(usual, BaseModel):
        return getattr(usual, name)
    return None if info.is_required() else info.get_default(call_default_factory=True)


def _column(field: Field, annotation: object, info: FieldInfo, default: object, *, needed: bool) -> Column:
    cell = cell_for(annotation)
    meaning = _meaning(info)
    if info.is_required() and not needed:
        meaning = f"{meaning} Needed if anything else of {_words(field[:-1]).lower()} is filled in.".strip()
    own = None if info.is_required() else info.get_default(call_default_factory=True)
    empty = "" if own is None else NEVER if cell.kind == "hours" else NONE if cell.kind in _LISTS else ""
    return Column(
        field,
        _label(field),
        cell,
        needed and info.is_required(),
        meaning,
        _shown(cell, default),
        _shown(cell, own) or empty,
        takes_none=own is not None and _is_optional(annotation),
    )


def _is_optional(annotation: object) -> bool:
    return type(None) in get_args(annotation)


def _shown(cell: Cell, default: object) -> str:
    return "" if default is None or default in ((), {}) else cell.write(default)


def _meaning(info: FieldInfo) -> str:
    return " ".join((info.description or "").replace("``", "").replace("`", "").split())


def _label(field: Field) -> str:
    """Write a field as a heading: ``weekly_contact_minutes.min`` is ``Weekly contact minutes min``."""
    known = LABELS.get(".".join(field))
    if known is not None:
        return known
    match field:
        case ("weights", "tiers", tier):
            return f"Tier {tier}"
        case ("weights", "units", slug):
            return slug
    words = _words(field)
    return words[:1].upper() + words[1:]


def _words(field: Field) -> str:
    return " ".join(field).replace("_", " ")
