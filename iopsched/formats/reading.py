"""Files as models: scenario, schedule, result, or any other."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from pydantic import BaseModel

from iopsched.formats import json_, yaml_
from iopsched.formats.placing import model_of
from iopsched.formats.source import STDIN, read_source
from iopsched.formats.tree import Tree, place
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.place import Path
from iopsched.model.result import Result
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

ModelT = TypeVar("ModelT", bound=BaseModel)

_JSON_SUFFIXES = frozenset({".json"})
_YAML_SUFFIXES = frozenset({".yaml", ".yml"})


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
        return model_of(self.tree, self.name, model, at)


def read_document(path: str | os.PathLike[str]) -> Document:
    """Read and parse the file at `path`, or standard input for ``-``.

    ``.json`` is JSON, ``.yaml`` and ``.yml`` are YAML; anything else is JSON if it begins with a brace or bracket.

    Raises
    ------
    FileFormatError
        If it cannot be read as its format.
    """
    source = read_source(path)
    suffix = "" if os.fspath(path) == STDIN else PurePath(path).suffix.lower()
    looks_json = suffix not in _YAML_SUFFIXES and source.text.lstrip()[:1] in {"{", "["}
    parse = json_.parse if suffix in _JSON_SUFFIXES or looks_json else yaml_.parse
    return Document(source.name, source.sha256, parse(source.text, source.name))


def read_scenario(path: str | os.PathLike[str]) -> Scenario:
    """Read the scenario at `path`."""
    return read_document(path).as_model(Scenario)


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
