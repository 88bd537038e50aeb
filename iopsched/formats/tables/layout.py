"""Which sheets there are: one for each list of the models, so that every field has a place.

A sheet either lists entries, one a row, or single values, one a line. Rows of a list inside an entry (the items of a
patient's care plan) begin with the id of that entry; the hours of single weeks, which many kinds of things have, also
with the kind.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from iopsched.formats.tables.cells import entry_model, model_in
from iopsched.formats.tables.columns import Column, Field, columns_of, hints
from iopsched.formats.tables.words import SHEETS, WEEK, WEIGHTS
from iopsched.model.time import WeekOverride

KIND_LABEL = "Of"
"""Heading of the kind, where rows of one sheet belong to several kinds of things."""

_NOUNS = {
    "services": "service", "policies": "policy", "patients": "patient", "rooms": "room", "equipment": "equipment",
    "clinicians": "clinician", "family": "family member",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owner:
    """A list whose entries have a list of rows."""

    steps: tuple[Field, ...]
    """The lists to walk through, each entry named by its id, and last the list of the rows."""
    nouns: tuple[str, ...]
    """What the entries on the way are called."""

    @property
    def kind(self) -> str:
        """What the rows belong to."""
        return self.nouns[-1] if self.nouns else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or one file in a folder."""

    name: str
    purpose: str
    columns: tuple[Column, ...]
    """What a row says, or what the lines say where `owners` is empty."""
    owners: tuple[Owner, ...] = ()

    @property
    def lists_values(self) -> bool:
        """Whether it has a value on each line instead of an entry in each row."""
        return not self.owners

    @property
    def keys(self) -> tuple[str, ...]:
        """The headings before the columns: kind and ids of what a row belongs to."""
        if len(self.owners) <= 1:
            return tuple(noun.capitalize() for owner in self.owners for noun in owner.nouns)
        return (KIND_LABEL, "Id", "Family member")

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings of a sheet of entries."""
        return (*self.keys, *(column.label for column in self.columns))


@functools.cache
def layout_of(model: type[BaseModel]) -> tuple[Sheet, ...]:
    """Return the sheets for a scenario or a schedule, in the order in which they are filled in."""
    values = columns_of(model)
    weights = tuple(column for column in values if column.field[0] == "weights")
    others = [column for column in values if column not in weights]
    single = tuple(sorted(others, key=lambda column: column.field[-1] == "schema_version"))
    sheets = [Sheet(*WEEK, single), *_entries(model)]
    return tuple([*sheets, Sheet(*WEIGHTS, weights)] if weights else sheets)


def _entries(model: type[BaseModel]) -> Iterator[Sheet]:
    found: dict[type[BaseModel], list[Owner]] = {}
    names: dict[type[BaseModel], str] = {}
    for owner, row in _lists(model, (), ()):
        key = ".".join(name for field in owner.steps for name in field)
        names.setdefault(row, "weeks" if row is WeekOverride else key)
        if row is not WeekOverride and row in found:
            msg = f"{key} has rows of a model that another list has: give it a sheet"
            raise TypeError(msg)
        found.setdefault(row, []).append(owner)
    for row in sorted(found, key=lambda row: row is WeekOverride):  # what belongs to others comes after them
        columns = sorted(columns_of(row), key=lambda column: not column.required)
        yield Sheet(*SHEETS[names[row]], tuple(columns), tuple(found[row]))


def _lists(
    model: type[BaseModel], steps: tuple[Field, ...], nouns: tuple[str, ...], inside: Field = ()
) -> Iterator[tuple[Owner, type[BaseModel]]]:
    """Yield every list under a model with the model of its rows."""
    for name in model.model_fields:
        annotation, field = hints(model)[name], (*inside, name)
        row = entry_model(annotation)
        if row is not None:
            yield Owner((*steps, field), nouns), row
            yield from _lists(row, (*steps, field), (*nouns, _NOUNS.get(name, name)))
        elif (inner := model_in(annotation)) is not None:
            yield from _lists(inner, steps, nouns, field)
