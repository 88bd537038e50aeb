"""Files and folders as models: scenario, schedule, result, or any other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TypeVar

from pydantic import BaseModel

from iopsched.formats import json_, yaml_
from iopsched.formats.placing import model_of
from iopsched.formats.salvage import salvage
from iopsched.formats.source import STDIN, Source, name_of, read_bytes, read_source, source_of
from iopsched.formats.tree import Tree, place
from iopsched.model.errors import FileFormatError, InputProblem, ScenarioError
from iopsched.model.place import Path, path_of
from iopsched.model.result import Result
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.validation import validate
from iopsched.validation.definitions import contradictions

ModelT = TypeVar("ModelT", bound=BaseModel)

_JSON_SUFFIXES = frozenset({".json"})
_YAML_SUFFIXES = frozenset({".yaml", ".yml"})
_WORKBOOK_SUFFIXES = frozenset({".xlsx"})
_WORKBOOK_BEGINS = b"PK\x03\x04"
_OTHER_WORKBOOKS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".numbers"})

_WEEKS_AND_SCHEDULES = frozenset({Scenario, Schedule, Result})
_OF_SCHEDULES = ("sessions", "schedule", "summary")
_OF_WEEKS = ("sites", "services", "groups", "policies", "patients", "clinicians")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read and parsed, not yet understood."""

    name: str
    """The path as given, or ``<stdin>``."""
    sha256: str
    """Of its bytes."""
    tree: Tree

    def has_field(self, field: str) -> bool:
        """Whether it is a mapping with such a field."""
        return isinstance(self.tree.value, dict) and field in self.tree.value

    def as_model(self, model: type[ModelT], at: Path = ()) -> ModelT:
        """Understand it, or what stands at the path `at`, as `model`.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        self._refuse_other_kind(model)
        return model_of(self.tree, self.name, model, at)

    def _refuse_other_kind(self, model: type[BaseModel]) -> None:
        """Refuse a schedule as a week, and a week as a schedule."""
        holds = self._kind()
        if holds is None or model not in _WEEKS_AND_SCHEDULES or (model is Scenario) == (holds is Scenario):
            return
        what = "these tables hold" if self.tree.sheets else "this file holds"
        if model is Scenario:
            fact, remedy = f"{what} a schedule, not a week", "give the week that it is of"
        else:
            fact, remedy = f"{what} a week, not a schedule", "give a schedule of it, as solve writes one"
        raise ScenarioError([InputProblem("wrong-kind", self.name, fact, remedy)])

    def _kind(self) -> type[BaseModel] | None:
        """What it holds, as far as its own fields tell; tables hold one of the two."""
        fields = set(self.tree.mark.entries or {})
        of_schedules, of_weeks = not fields.isdisjoint(_OF_SCHEDULES), not fields.isdisjoint(_OF_WEEKS)
        if of_schedules != of_weeks:
            return Schedule if of_schedules else Scenario
        return Scenario if self.tree.sheets else None


def read_document(path: str | os.PathLike[str]) -> Document:
    """Read and parse the file or folder at `path`, or standard input for ``-``.

    ``.json`` is JSON, ``.yaml`` and ``.yml`` are YAML, ``.xlsx`` is a workbook and a folder holds CSV files; anything
    else is JSON if it begins with a brace or bracket, and on standard input a workbook if it begins as one.

    Raises
    ------
    FileFormatError
        If it cannot be read as its format.
    """
    if os.fspath(path) == STDIN:
        return _standard_input()
    if (tabular := _tabular(path)) is not None:
        return tabular
    return _text(read_source(path), PurePath(path).suffix.lower())


def _standard_input() -> Document:
    """Read a workbook or a text; standard input has no name that says which."""
    data = read_bytes(STDIN)
    if not data.startswith(_WORKBOOK_BEGINS):
        return _text(source_of(data, name_of(STDIN)), "")
    from iopsched.formats.tables.assemble import tree_of  # noqa: PLC0415  most weeks come as text
    from iopsched.formats.workbook.reading import workbook_of  # noqa: PLC0415

    grids, sha256 = workbook_of(data, name_of(STDIN))
    return Document(grids.name, sha256, tree_of(grids))


def _text(source: Source, suffix: str) -> Document:
    looks_json = suffix not in _YAML_SUFFIXES and source.text.lstrip()[:1] in {"{", "["}
    parse = json_.parse if suffix in _JSON_SUFFIXES or looks_json else yaml_.parse
    return Document(source.name, source.sha256, parse(source.text, source.name))


def _tabular(path: str | os.PathLike[str]) -> Document | None:
    """Read a workbook or a folder of tables; None if it is neither."""
    suffix = PurePath(path).suffix.lower()
    if suffix in _OTHER_WORKBOOKS:
        raise FileFormatError("workbooks are read as .xlsx: save it as one", os.fspath(path))
    is_folder = os.path.isdir(path)  # noqa: PTH112  pathlib raises where a path is too long to be one
    if not is_folder and suffix not in _WORKBOOK_SUFFIXES:
        return None
    from iopsched.formats.tables.assemble import tree_of  # noqa: PLC0415  most weeks come as text

    if is_folder:
        from iopsched.formats.tables.folder import read_folder as read  # noqa: PLC0415
    else:
        from iopsched.formats.workbook.reading import read_workbook as read  # noqa: PLC0415
    grids, sha256 = read(path)
    return Document(grids.name, sha256, tree_of(grids))


def read_scenario(
    path: str | os.PathLike[str], *, on_warning: Callable[[InputProblem], None] | None = None
) -> Scenario:
    """Read the scenario at `path`, or on standard input for ``-``.

    Parameters
    ----------
    path
        A YAML or JSON file, an .xlsx workbook or a folder of CSV files.
    on_warning
        Called with each warning, its place in the file.

    Returns
    -------
    Scenario
        One that `iopsched.validation.validate` finds no error in.

    Raises
    ------
    FileFormatError
        If the file cannot be read as its format.
    ScenarioError
        If it is no sound scenario: every error and warning is listed.
    """
    return scenario_of(read_document(path), on_warning=on_warning)


def scenario_of(document: Document, *, on_warning: Callable[[InputProblem], None] | None = None) -> Scenario:
    """Understand a document as `read_scenario` does; for callers who want its hash too."""
    try:
        scenario = document.as_model(Scenario)
    except ScenarioError as error:
        rest = salvage(document.tree.value)
        more = () if rest is None else contradictions(rest.scenario, rest.left_out)
        original = (rest.original(problem) for problem in more if rest is not None)
        problems = [*error.problems, *_located(document, (found for found in original if found))]
        raise ScenarioError(_in_order(document, problems)) from None
    problems = _in_order(document, _located(document, validate(scenario)))
    if any(problem.severity == "error" for problem in problems):
        raise ScenarioError(problems)
    for problem in problems:
        if on_warning is not None:
            on_warning(problem)
    return scenario


def _located(document: Document, problems: Iterable[InputProblem]) -> Iterator[InputProblem]:
    """Add line and column to problems whose places are JSON pointers."""
    for problem in problems:
        path = path_of(problem.place)
        yield replace(problem, place=place(document.name, document.tree.mark.find(path), path))


def _in_order(document: Document, problems: Iterable[InputProblem]) -> list[InputProblem]:
    """Sort by line and column, or by sheet and cell."""
    return sorted(problems, key=lambda problem: document.tree.position(document.name, problem.place))


def read_schedule(path: str | os.PathLike[str]) -> Schedule:
    """Read the schedule at `path`: a schedule, or a result that has one.

    Raises
    ------
    FileFormatError
        If the file cannot be read as its format.
    ScenarioError
        If it is no schedule: every problem is listed.
    """
    document = read_document(path)
    if not document.has_field("schedule"):
        return document.as_model(Schedule)
    if document.tree.value["schedule"] is None:
        where = place(document.name, document.tree.mark.find(("schedule",)), ("schedule",))
        message = "the result has no schedule, because none was found"
        raise ScenarioError([InputProblem("no-schedule", where, message, "solve again with more time or fewer pins")])
    return document.as_model(Schedule, at=("schedule",))


def read_result(path: str | os.PathLike[str]) -> Result:
    """Read the result file at `path`."""
    return read_document(path).as_model(Result)
