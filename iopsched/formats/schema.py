"""JSON Schema of the files, for editors and calling services."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel

from iopsched.model.result import Result
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

Kind = Literal["scenario", "schedule", "result"]

KINDS: tuple[Kind, ...] = get_args(Kind)
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_MODELS: dict[Kind, type[BaseModel]] = {"scenario": Scenario, "schedule": Schedule, "result": Result}


def json_schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one kind of file.

    It tells an editor which fields there are and what they hold. What it cannot say, such as that an id exists, is
    for `iopsched.validation`.

    Examples
    --------
    >>> json_schema("schedule")["properties"]["sessions"]["items"]
    {'$ref': '#/$defs/Session'}
    """
    return {"$schema": DIALECT, **_MODELS[kind].model_json_schema(mode=_mode(kind))}


def _mode(kind: Kind) -> Literal["validation", "serialization"]:
    """Scenarios are written by people, results by the program, which writes every field."""
    return "serialization" if kind == "result" else "validation"
