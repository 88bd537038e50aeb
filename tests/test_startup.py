"""Nobody waits for what they do not use: what is loaded when the package is imported and when help is shown."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import iopsched

SLOW = [
    "pydantic", "pydantic_core", "numpy", "ortools", "ruamel", "rich", "jinja2", "xlsxwriter", "python_calamine",
    "icalendar", "fhir", "fhir_core", "dateutil", "iopsched_solver", "iopsched_scenarios", "iopsched.model.scenario",
]  # fmt: skip
"""Each takes some hundredths of a second, or some tenths."""


def loaded(code):
    """Which of the slow modules a new process has loaded once it has run `code`."""
    report = f"import sys; print(*[name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, check=True, text=True)
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("code", [
    "import iopsched",
    "import iopsched.cli",
    "from iopsched.cli import main; main(['--help'], standalone_mode=False)",
    "from iopsched.cli import main; main(['export', '--help'], standalone_mode=False)",
])  # fmt: skip
def test_slow_modules_are_not_loaded(code):
    assert loaded(code) == []


def test_the_list_of_slow_modules_is_one():
    assert set(SLOW) - set(loaded(f"import {', '.join(SLOW)}")) == set()


def test_every_public_name_is_there():
    for name in iopsched.__all__:
        assert getattr(iopsched, name) is getattr(importlib.import_module(iopsched._HOME_OF[name]), name)
    assert set(iopsched.__all__) <= set(dir(iopsched))
    assert not hasattr(iopsched, "no_such_name")


def test_type_checkers_and_the_interpreter_find_names_in_the_same_place():
    tree = ast.parse(Path(iopsched.__file__).read_text(encoding="utf-8"))
    [told] = [it for it in tree.body if isinstance(it, ast.If) and ast.unparse(it.test) == "TYPE_CHECKING"]
    homes = {name.name: line.module for line in told.body for name in line.names}
    assert homes == iopsched._HOME_OF
    assert sorted(homes) == iopsched.__all__


@pytest.mark.parametrize("first", [
    "import iopsched.check.week", "from iopsched.check import Report", "from iopsched import check", "pass",
    "import iopsched.check; iopsched.check",
])  # fmt: skip
def test_check_is_the_function_whatever_was_imported_before(first):
    code = f"{first}\nimport iopsched\nassert iopsched.check.__module__ == 'iopsched.api'"
    subprocess.run([sys.executable, "-c", code], check=True)
