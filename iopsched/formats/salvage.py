"""What is left of a file when the entries that cannot be read are taken out.

So that one run lists every error, the rest of a scenario is checked for what contradicts itself too. In: plain values
and the paths of what is wrong. Out: a scenario, and where each of its entries stood in the file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from iopsched.formats.tree import PROBLEMS_MAX
from iopsched.model.errors import InputProblem
from iopsched.model.place import Path, path_of, pointer
from iopsched.model.scenario import Scenario

_ROUNDS = 3
_FIELD_OF_ENTRY = 3
"""Length of the path of a field of an entry of a list: ``patients``, 3, ``policy``."""
_STUBS: dict[str, dict[str, object]] = {
    "sites": {"hours": []},
    "services": {"duration_minutes": 30, "contact_minutes": 0},
    "policies": {"source": "", "as_of": "1970-01-01"},
}
"""What stands in for an entry that must go, in lists that must not be empty."""
_ABOUT_IDS = frozenset({"dangling-id", "duplicate-id"})
_ABOUT_DATES = frozenset({"ignored-field", "not-yet-received", "perhaps-received", "other-week"})


@dataclass(frozen=True)
class Rest:
    """The part of a scenario that can be read."""

    scenario: Scenario
    kept: Mapping[str, list[int]]
    """By list of the scenario: where its entries stood in the file."""
    left_out: Mapping[str, list[str]]
    """By list of the scenario: the ids of entries that are missing here."""
    touched: Collection[Path]
    """Entries and fields, as in the file, that are missing or lack a field here."""

    def original(self, problem: InputProblem) -> InputProblem | None:
        """Return a problem of the rest with its place in the file; None if the cause may be what is missing."""
        path = path_of(problem.place)
        if len(path) > 1 and isinstance(path[1], int) and path[0] in self.kept:
            path = (path[0], self.kept[str(path[0])][path[1]], *path[2:])
        if problem.code not in _ABOUT_IDS and (path[:1] in self.touched or path[:2] in self.touched):
            return None
        if problem.code in _ABOUT_DATES and any(field[0] == "calendar" for field in self.touched):
            return None  # what dates mean is not known
        return InputProblem(problem.code, pointer(path), problem.message, problem.proposal, problem.severity)


def salvage(value: Any) -> Rest | None:  # noqa: ANN401  whatever a file holds
    """Take out fields and entries until the rest is a scenario; None if nothing sound is left."""
    if not isinstance(value, dict):
        return None
    rest = {field: list(entry) if isinstance(entry, list) else entry for field, entry in value.items()}
    kept = {field: list(range(len(entries))) for field, entries in rest.items() if isinstance(entries, list)}
    left_out: dict[str, list[str]] = {}
    touched: set[Path] = set()
    for _ in range(_ROUNDS):
        try:
            return Rest(Scenario.model_validate(rest), kept, left_out, touched)
        except ValidationError as error:
            if error.error_count() > PROBLEMS_MAX:
                return None
            wrong = {(problem["loc"], problem["type"]) for problem in error.errors(include_url=False)}
        doomed: dict[str, set[int]] = {}
        for loc, kind in wrong:
            if kind == "too_short" and len(loc) == 1 and rest[str(loc[0])]:
                continue  # pydantic says so where all entries are wrong
            unknown = kind == "extra_forbidden" and len(loc) <= _FIELD_OF_ENTRY
            if not unknown:
                touched.add(_touched(loc, kept))
            if _take_out(rest, loc, missing=kind == "missing"):
                doomed.setdefault(str(loc[0]), set()).add(int(loc[1]))
        for field, numbers in doomed.items():
            left_out.setdefault(field, []).extend(_ids(rest[field], numbers))
            if field in _STUBS:
                for number in numbers:
                    rest[field][number] = {"id": f"entry {number + 1}", **_STUBS[field]}
                continue
            rest[field] = [entry for number, entry in enumerate(rest[field]) if number not in numbers]
            kept[field] = [origin for number, origin in enumerate(kept[field]) if number not in numbers]
    return None


def _take_out(rest: dict[str, Any], loc: Path, *, missing: bool) -> bool:
    """Take a field out, of the root or of an entry of a list; or tell that the entry itself must go."""
    field = str(loc[0])
    entries = rest.get(field)
    if not isinstance(entries, list) or len(loc) == 1:
        rest.pop(field, None)
        return False
    number = int(loc[1])
    entry = entries[number]
    if not isinstance(entry, dict) or len(loc) < _FIELD_OF_ENTRY or (missing and len(loc) == _FIELD_OF_ENTRY):
        return True
    entries[number] = {name: value for name, value in entry.items() if name != loc[2]}
    return False


def _touched(loc: Path, kept: Mapping[str, list[int]]) -> Path:
    """Return the entry or root field that an error is in, as in the file."""
    if len(loc) > 1 and isinstance(loc[1], int) and loc[0] in kept:
        return loc[0], kept[str(loc[0])][loc[1]]
    return loc[:1]


def _ids(entries: list[Any], numbers: Collection[int]) -> list[str]:
    found = (entries[number].get("id") for number in numbers if isinstance(entries[number], dict))
    return [name for name in found if isinstance(name, str)]
