"""Models as files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, Literal

from pydantic import BaseModel

from iopsched.formats import json_, yaml_text
from iopsched.formats.atomic import PathLike, write_text
from iopsched.formats.source import STDIN
from iopsched.model.errors import FileFormatError
from iopsched.model.result import Result
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

Style = Literal["json", "yaml"]

_YAML_SUFFIXES = frozenset({".yaml", ".yml"})


def write_scenario(
    scenario: Scenario, path: PathLike, *, inputs: Iterable[PathLike] = (), style: Style | None = None
) -> None:
    """Write `scenario` to `path` (``-`` is standard output), defaults left out.

    Parameters
    ----------
    scenario
        What to write.
    path
        Where to; see `iopsched.formats.atomic.write_text`.
    inputs
        Files that were read and must stay as they are.
    style
        None means YAML for ``.yaml`` and ``.yml``, a workbook for ``.xlsx``, else JSON.

    Raises
    ------
    FileFormatError
        If `path` is one of `inputs`, or cannot be written.
    ScenarioError
        If a workbook cannot hold it: every value it cannot hold is listed.
    """
    if style is None and _is_workbook(path):
        from iopsched.formats.workbook import write_scenario_workbook  # noqa: PLC0415  it needs this module

        write_scenario_workbook(path, scenario, inputs=inputs)
        return
    write_text(as_text(scenario, style or _style(path)), path, inputs=inputs)


def write_schedule(
    schedule: Schedule, path: PathLike, *, inputs: Iterable[PathLike] = (), style: Style | None = None
) -> None:
    """Write `schedule`, as `write_scenario` does; its workbook needs the week too, so ``.xlsx`` is refused."""
    if style is None and _is_workbook(path):
        msg = "a schedule's workbook shows its week too: call iopsched.formats.workbook.write_schedule_workbook"
        raise FileFormatError(msg, os.fspath(path))
    write_text(as_text(schedule, style or _style(path)), path, inputs=inputs)


def write_result(
    result: Result, path: PathLike, *, inputs: Iterable[PathLike] = (), style: Style | None = None
) -> None:
    """Write `result` with all its fields, as `write_scenario` does."""
    write_text(as_text(result, style or _style(path)), path, inputs=inputs)


def as_text(model: BaseModel, style: Style) -> str:
    """Write a model as JSON or YAML; of inputs, what has its default is left out."""
    data = plain(model)
    return yaml_text.dump(data) if style == "yaml" else json_.dump(data)


def plain(model: BaseModel) -> dict[str, Any]:
    """Return a model's values as mappings, lists and scalars; of inputs, what has its default is left out."""
    if isinstance(model, Result):
        return model.model_dump(mode="json")
    version = {"schema_version": 1} if "schema_version" in type(model).model_fields else {}
    return version | model.model_dump(mode="json", exclude_defaults=True)


def _is_workbook(path: PathLike) -> bool:
    return PurePath(path).suffix.lower() == ".xlsx"


def _style(path: PathLike) -> Style:
    if os.fspath(path) == STDIN:
        return "json"
    return "yaml" if PurePath(path).suffix.lower() in _YAML_SUFFIXES else "json"
