"""Changes from the command line and from files, every problem of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from iopsched.changes.words import ADMITTED, parse_change
from iopsched.formats import read_document
from iopsched.model.change import Change, Changes, PatientAdmitted
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.patient import Patient
from iopsched.model.scenario import Scenario

FILE_SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def read_changes(given: Iterable[str], scenario: Scenario) -> tuple[Change, ...]:
    """Understand changes, each in words or the path of a YAML or JSON file with a list of them.

    ``patient-admitted FILE`` admits the one patient described in a file.

    Raises
    ------
    FileFormatError
        If a file cannot be read as its format.
    ScenarioError
        With every problem of every change.
    """
    changes: list[Change] = []
    problems: list[InputProblem] = []
    for number, text in enumerate(given, start=1):
        try:
            changes += _read(text, scenario, f"--change {number}")
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return tuple(changes)


def _read(text: str, scenario: Scenario, place: str) -> tuple[Change, ...]:
    kind, _, rest = text.strip().partition(" ")
    if kind.lower() == ADMITTED:
        if not rest.strip():
            fact = f"{ADMITTED} names no file"
            raise ScenarioError([InputProblem("no-subject", place, fact, f"write '{ADMITTED} patient.yaml'")])
        return (PatientAdmitted(patient=read_document(rest.strip()).as_model(Patient)),)
    if Path(text).suffix.lower() in FILE_SUFFIXES or text == "-":
        return read_document(text).as_model(Changes).changes
    return (parse_change(text, scenario, place=place),)
