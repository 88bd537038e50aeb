"""A tree as a model, or every problem of it at once, each with line, column and JSON pointer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from iopsched.formats.translate import finding, unknown_field
from iopsched.formats.tree import PROBLEMS_MAX, Tree, place
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.place import Path

ModelT = TypeVar("ModelT", bound=BaseModel)

_ITEMS = {
    "sites": "site", "rooms": "room", "equipment": "equipment", "clinicians": "clinician", "services": "service",
    "groups": "group", "family_slots": "family slot", "policies": "policy", "patients": "patient", "pins": "pin",
    "sessions": "session",
}  # fmt: skip
"""Lists of the models, and what their entries are called."""

SHOWN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/+#-]{0,63}")
"""What may stand in a message: anything else in an id's place could be a name."""


def model_of(tree: Tree, name: str, model: type[ModelT], at: Path = ()) -> ModelT:
    """Read the values of `tree` (those at `at`) as `model`; `name` is the file, for messages.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    value = value_at(tree.value, at)
    try:
        read = model.model_validate(value)
    except ValidationError as error:
        if error.error_count() > PROBLEMS_MAX:
            raise ScenarioError([_too_many(error.error_count(), tree, name)]) from None
        problems = _placed(error.errors(include_url=False), tree, name, model, at)
        raise ScenarioError((*tree.problems, *problems)) from None
    if tree.problems:
        raise ScenarioError(tree.problems)
    return read


def _too_many(count: int, tree: Tree, name: str) -> InputProblem:
    message = f"the file has {count:,} problems, too many to list"
    return InputProblem("too-many-problems", place(name, tree.mark, ()), message, "see that it is the right file")


def value_at(value: Any, path: Path) -> Any:  # noqa: ANN401  whatever a file holds
    """Return the plain value at `path`."""
    for step in path:
        value = value[step]
    return value


def _placed(
    errors: Iterable[ErrorDetails], tree: Tree, name: str, model: type[BaseModel], at: Path
) -> list[InputProblem]:
    found: dict[tuple[int, int, str, str], InputProblem] = {}
    for error in errors:
        path = _path(tree.value, at, error)
        if error["type"] == "too_short" and len(value_at(tree.value, path)) >= error["ctx"]["min_length"]:
            continue  # its entries are there, each with problems of its own
        mark = tree.mark.find(path)
        if error["type"] == "extra_forbidden":
            said = unknown_field(model, path[len(at) :])
            path = path if said.fact.startswith("is") or said.code == "personal-data" else path[:-1]
        else:
            said = finding(error)
        message = f"{subject(tree.value, path, at)}{said.joint}{said.fact}"
        where = place(name, mark, path)
        found.setdefault(
            (mark.line, mark.column, said.code, where), InputProblem(said.code, where, message, said.proposal)
        )
    return [found[key] for key in sorted(found)]


def _path(value: Any, at: Path, error: ErrorDetails) -> Path:  # noqa: ANN401  whatever a file holds
    """Follow an error's location as far as the file has it: pydantic puts labels of its own in between."""
    path = list(at)
    here = value_at(value, at)
    for step in error["loc"]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            if error["type"] == "missing" and isinstance(here, dict):
                path.append(step)
            break
        path.append(step)
    return tuple(path)


def subject(value: Any, path: Path, at: Path = ()) -> str:  # noqa: ANN401  whatever a file holds
    """Call the value at `path` by what a scheduler knows: ``patient P-014: availability.free[1]``.

    `at` is where the model begins.
    """
    first = len(at)
    if len(path) <= first:
        return "the file" if not path else _dotted(path)
    kind = _ITEMS.get(str(path[first]))
    if kind is None or len(path) == first + 1:
        return _dotted(path)
    entry = value_at(value, path[: first + 2])
    name = entry.get("id") if isinstance(entry, dict) else None
    known = isinstance(name, str) and SHOWN_ID.fullmatch(name)
    called = f"{kind} {name}" if known else f"{kind} number {int(path[first + 1]) + 1}"
    rest = _dotted(path[first + 2 :])
    return f"{called}: {rest}" if rest else called


def _dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
