"""Sheets as a tree: the plain values of a scenario or schedule, and the cell of every one of them.

In: grids of texts. Out: the tree that the models read, as if it came from a YAML file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from iopsched.formats.placing import SHOWN_ID
from iopsched.formats.tables.cells import unquoted
from iopsched.formats.tables.columns import Column, Field
from iopsched.formats.tables.grid import Grid, Grids
from iopsched.formats.tables.headings import OWN, Heading, Headings, columns_in, fold
from iopsched.formats.tables.layout import Owner, Sheet, layout_of
from iopsched.formats.tables.words import GUIDES, PICTURES
from iopsched.formats.tree import PROBLEMS_MAX, VALUES_MAX, Mark, Tree, cell_name
from iopsched.model.errors import FileFormatError, InputProblem
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.wording import Lexicon, excerpt

Ids = tuple[str, ...]
Entry = tuple[dict[str, Any], Mark]


def tree_of(grids: Grids) -> Tree:
    """Put the tree of a scenario, or of a schedule, together.

    Raises
    ------
    FileFormatError
        If no sheet is known, or there are too many values.
    """
    names = {fold(name) for name in grids.by_name}
    model: type[BaseModel] = Schedule if "sessions" in names and "services" not in names else Scenario
    return _Assembly(grids, model).tree()


class _Assembly:
    """Goes through the sheets in the order of the layout, so that what rows belong to is there before them."""

    def __init__(self, grids: Grids, model: type[BaseModel]) -> None:
        self.grids = grids
        self.sheets = layout_of(model)
        self.value: dict[str, Any] = {}
        self.mark = Mark(1, 1, {})
        self.problems: list[InputProblem] = []
        self.entries: dict[tuple[Field, ...], dict[Ids, Entry]] = {(): {(): (self.value, self.mark)}}
        """By the lists walked through, and the ids on the way: the entries that rows can belong to."""
        self.lexicons: dict[tuple[tuple[Field, ...], Ids], Lexicon] = {}
        self.count = self.told = 0

    def tree(self) -> Tree:
        """Read every sheet."""
        by_name = {fold(name): grid for name, grid in self.grids.by_name.items()}
        known = {fold(sheet.name): sheet for sheet in self.sheets}
        if not known.keys() & by_name.keys():
            sheets = ", ".join(sheet.name for sheet in self.sheets[:4])
            msg = f"no sheet is known here: there should be {sheets} ...; `iopsched init --workbook` writes them"
            raise FileFormatError(msg, self.grids.name)
        self._tell_unknown_sheets(known)
        for name, sheet in known.items():
            if (grid := by_name.get(name)) is None:
                continue
            if sheet.lists_values:
                self._values(sheet, grid)
            else:
                self._rows(sheet, grid)
        if self.told > PROBLEMS_MAX:
            fact = f"the tables have more than {PROBLEMS_MAX:,} problems, too many to list"
            place, remedy = self.grids.name, "see that they are the right ones"
            self.problems = [InputProblem("too-many-problems", place, fact, remedy)]
        order = tuple(grid.place for grid in self.grids.by_name.values())
        return Tree(self.value, self.mark, tuple(self.problems), order)

    def tell(self, problem: InputProblem) -> None:
        """Keep a problem of the sheets themselves."""
        self.told += 1
        if self.told <= PROBLEMS_MAX:
            self.problems.append(problem)

    def _tell_unknown_sheets(self, known: dict[str, Sheet]) -> None:
        lexicon = Lexicon(sheet.name for sheet in self.sheets)
        passed = {fold(name) for name in (*GUIDES, *PICTURES)}
        for name, grid in self.grids.by_name.items():
            if fold(name) in known or name.startswith(OWN) or (fold(name) in passed):
                continue
            near = lexicon.nearest(name)
            proposal = f"did you mean {near}?" if near else f"begin its name with {OWN} to keep it for yourself"
            self.tell(InputProblem("unknown-sheet", f"{grid.place}!A1", "this sheet is not known here", proposal))

    def _values(self, sheet: Sheet, grid: Grid) -> None:
        """Read a sheet that has the name of a value and the value on each line."""
        headings = Headings((), sheet.columns)
        first: dict[Heading, int] = {}
        if self.mark.sheet == "":
            self.mark.sheet = grid.place
        for number, row in enumerate(grid.rows[1:], start=2):
            name, text = [*(cell.strip() for cell in row[:2]), "", ""][:2]
            place = f"{grid.place}!{cell_name(number, 1)}"
            if not name or name.startswith(OWN):
                if text and not name:
                    fact = "a value stands beside no name"
                    self.tell(InputProblem("no-heading", place, fact, "write what it is in column A"))
                continue
            heading = headings.find(name)
            if heading is None or heading.column is None:
                self.tell(headings.unknown(name, place))
            elif first.setdefault(heading, number) != number:
                fact = f"{heading.column.label} stands twice, first in {cell_name(first[heading], 1)}"
                self.tell(InputProblem("duplicate-key", place, fact, "keep one of them"))
            else:
                self._put((self.value, self.mark), heading.column, text, Mark(number, 2, None, grid.place))

    def _rows(self, sheet: Sheet, grid: Grid) -> None:
        """Read a sheet that has an entry in each row."""
        columns = columns_in(grid, Headings(sheet.keys, sheet.columns), self.tell)
        if len(sheet.owners) == 1 and not sheet.keys:
            self._locate(sheet.owners[0], grid)
        for number, row in enumerate(grid.rows[1:], start=2):
            texts = {index: row[index].strip() if index < len(row) else "" for index in columns}
            if not any(texts.values()):
                continue
            keys = [""] * len(sheet.keys)
            cells: list[tuple[Column, str, Mark]] = []
            for index, heading in columns.items():
                if heading.key is not None:
                    keys[heading.key] = unquoted(texts[index])
                elif heading.column is not None:
                    cells.append((heading.column, texts[index], Mark(number, index + 1, None, grid.place)))
            at_keys = {heading.key: index + 1 for index, heading in columns.items() if heading.key is not None}
            marks = [Mark(number, at_keys.get(key, 1), None, grid.place) for key in range(len(keys))]
            owner, ids = self._owner(sheet, keys, marks)
            entry: Entry = ({}, Mark(number, 1, {}, grid.place))
            for column, text, mark in cells:
                self._put(entry, column, text, mark)
            if owner is not None:
                self._attach(owner, ids, entry)

    def _locate(self, owner: Owner, grid: Grid) -> None:
        """Say where a list stands that has no rows yet."""
        mark = self.mark
        for step in owner.steps[-1]:
            mark = _inner(mark, step, Mark(1, 1, None, grid.place))

    def _put(self, entry: Entry, column: Column, text: str, mark: Mark) -> None:
        """Put what a cell says, if anything, into the entry; its place in any case."""
        value, around = entry
        for step in column.field[:-1]:
            if text:
                value = value.setdefault(step, {})
            around = _inner(around, step, mark)
        _entries(around)[column.field[-1]] = mark
        if not text:
            return
        self.count += 1
        if self.count > VALUES_MAX:
            msg = f"there are more than {VALUES_MAX:,} values"
            raise FileFormatError(msg, self.grids.name)
        value[column.field[-1]] = column.read(text)

    def _owner(self, sheet: Sheet, keys: Sequence[str], marks: Sequence[Mark]) -> tuple[Owner | None, Ids]:
        """Find what a row belongs to; tell if there is nothing like it."""
        owner, names, places = sheet.owners[0], tuple(keys), list(marks)
        if len(sheet.owners) > 1:
            kinds = {fold(one.kind): one for one in sheet.owners}
            found = kinds.get(fold(keys[0]))
            if found is None:
                self._wrong_kind(sheet, keys[0], marks[0])
                return None, ()
            owner, names, places = found, tuple(key for key in keys[1:] if key), list(marks[1:])
        known = self.entries.get(owner.steps[:-1], {})
        if names in known:
            return owner, names
        self._no_owner(sheet, owner, names, places, known)
        return None, ()

    def _wrong_kind(self, sheet: Sheet, text: str, mark: Mark) -> None:
        lexicon = Lexicon(owner.kind for owner in sheet.owners)
        fact = (
            f"a row of {sheet.name} belongs to {excerpt(text)}" if text else f"a row of {sheet.name} says not of what"
        )
        place = f"{mark.sheet}!{cell_name(mark.line, mark.column)}"
        self.tell(InputProblem("unknown-value", place, fact, lexicon.proposal(text)))

    def _no_owner(self, sheet: Sheet, owner: Owner, names: Ids, marks: list[Mark], known: dict[Ids, Entry]) -> None:
        """Tell which of the ids of a row names nothing."""
        unknown = (level for level in range(len(names)) if not self._is_known(owner, names[: level + 1]))
        level = min(next(unknown, len(names)), len(owner.nouns) - 1)
        noun = owner.nouns[level]
        place = f"{marks[level].sheet}!{cell_name(marks[level].line, marks[level].column)}"
        if len(names) > len(owner.nouns):
            fact = f"a row of {sheet.name} names more than a {owner.kind}"
            self.tell(InputProblem("unknown-value", place, fact, "clear the last id"))
            return
        if level >= len(names) or not names[level]:
            fact = f"a row of {sheet.name} does not say which {noun}"
            self.tell(InputProblem("missing-field", place, fact, f"write the id of the {noun}"))
            return
        key = (owner.steps, names[:level])
        if key not in self.lexicons:
            alike = (ids[level] for ids in known if ids[:level] == names[:level])
            self.lexicons[key] = Lexicon(name for name in alike if SHOWN_ID.fullmatch(name))
        fact = f"a row of {sheet.name} names {noun} {excerpt(names[level])}, which does not exist"
        self.tell(InputProblem("dangling-id", place, fact, self.lexicons[key].proposal(names[level])))

    def _is_known(self, owner: Owner, ids: Ids) -> bool:
        return len(ids) <= len(owner.nouns) and ids in self.entries.get(owner.steps[: len(ids)], {})

    def _attach(self, owner: Owner, ids: Ids, entry: Entry) -> None:
        """Add an entry to the list it belongs to."""
        value, mark = self.entries[owner.steps[:-1]][ids]
        *around, last = owner.steps[-1]
        for step in around:
            value = value.setdefault(step, {})
            mark = _inner(mark, step, entry[1])
        list_mark = _inner(mark, last, entry[1])
        items = value.setdefault(last, None) or []
        if value[last] is not None and not (isinstance(items, list) and items):
            self._none_and_rows(list_mark, last)
            return
        value[last] = items
        _entries(list_mark)[len(items)] = entry[1]
        items.append(entry[0])
        if isinstance(name := entry[0].get("id"), str):
            self.entries.setdefault(owner.steps, {}).setdefault((*ids, name), entry)

    def _none_and_rows(self, mark: Mark, field: str) -> None:
        """Tell, once, that a cell says there are no rows where there are some."""
        place = f"{mark.sheet}!{cell_name(mark.line, mark.column)}"
        fact = f"{field} has rows of its own, and this cell speaks against them"
        problem = InputProblem("none-and-rows", place, fact, "clear the cell, or delete the rows")
        if problem not in self.problems[-1:]:
            self.tell(problem)


def _entries(mark: Mark) -> dict[str | int, Mark]:
    """Return the marks of the entries of a mapping or list, to add to."""
    if mark.entries is None:
        mark.entries = {}
    return mark.entries


def _inner(mark: Mark, step: str, like: Mark) -> Mark:
    """Return the mark of an entry; a new one stands where `like` does."""
    return _entries(mark).setdefault(step, Mark(like.line, like.column, {}, like.sheet))
