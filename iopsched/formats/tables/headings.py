"""Headings of a sheet as its columns; whatever has no place is told, never dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from iopsched.formats.tables.columns import Column
from iopsched.formats.tables.grid import Grid
from iopsched.formats.translate import PERSONAL, is_personal
from iopsched.formats.tree import cell_name
from iopsched.model.errors import InputProblem
from iopsched.model.wording import Lexicon, excerpt

OWN = "_"
"""Sheets and headings that begin with it are the writer's own and are not read."""

_OWN_PROPOSAL = f"take it out, or begin its name with {OWN} to keep it for yourself"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the entries under a heading are."""

    key: int | None = None
    """Which of the sheet's keys."""
    column: Column | None = None


class Headings:
    """The headings of one sheet, known under their labels and under the names of the fields."""

    def __init__(self, keys: Sequence[str], columns: Sequence[Column]) -> None:
        self._labels = Lexicon([*keys, *(column.label for column in columns)])
        self._known: dict[str, Heading] = {}
        for number, key in enumerate(keys):
            self._known[fold(key)] = Heading(key=number)
        for column in columns:
            for name in (column.label, ".".join(column.field)):
                self._known.setdefault(fold(name), Heading(column=column))

    def find(self, text: str) -> Heading | None:
        """Return what stands under a heading, or beside the name of a line."""
        return self._known.get(fold(text))

    def unknown(self, text: str, place: str) -> InputProblem:
        """Say that a heading has no place here."""
        if is_personal(text):
            return InputProblem("personal-data", place, f"{excerpt(text)} {PERSONAL.fact}", PERSONAL.proposal)
        near = self._labels.nearest(text)
        proposal = f"did you mean {near}?" if near else _OWN_PROPOSAL
        return InputProblem("unknown-field", place, f"{excerpt(text)} is not known here", proposal)


def fold(words: str) -> str:
    """Forget case and what people write between words."""
    return "".join(letter for letter in words.casefold() if letter not in " _-./")


def columns_in(grid: Grid, headings: Headings, tell: Callable[[InputProblem], None]) -> dict[int, Heading]:
    """Return what stands in each column, from 0, of a sheet of entries."""
    found: dict[int, Heading] = {}
    first: dict[Heading, str] = {}
    width = max((len(row) for row in grid.rows), default=0)
    titles = [*grid.rows[0], *[""] * (width - len(grid.rows[0]))] if grid.rows else []
    for index, title in enumerate(text.strip() for text in titles):
        place = f"{grid.place}!{cell_name(1, index + 1)}"
        if title.startswith(OWN):
            continue
        if not title:
            for problem in _without_heading(grid, index):
                tell(problem)
            continue
        heading = headings.find(title)
        if heading is None:
            tell(headings.unknown(title, place))
        elif heading in first:
            fact = f"the heading {excerpt(title)} stands twice, first in {first[heading]}"
            tell(InputProblem("duplicate-key", place, fact, "keep one of them"))
        else:
            first[heading] = cell_name(1, index + 1)
            found[index] = heading
    return found


def _without_heading(grid: Grid, index: int) -> Iterator[InputProblem]:
    """Tell the first value of a column that has no heading."""
    for number, row in enumerate(grid.rows, start=1):
        if index < len(row) and row[index].strip():
            place = f"{grid.place}!{cell_name(number, index + 1)}"
            yield InputProblem("no-heading", place, "a value stands under no heading", f"name it in row 1: {OWN}notes")
            return
