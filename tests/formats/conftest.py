"""A sound week, and what is said of it once something in it is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from iopsched.formats import read_scenario
from iopsched.model.errors import ScenarioError

WEEK = (Path(__file__).parent / "week.yaml").read_text()


@pytest.fixture
def week_text():
    return WEEK


@pytest.fixture
def write(tmp_path):
    """Write a text or bytes to a file and return its path."""

    def write_file(content, name="week.yaml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def problems_of(write):
    """Read a text as scenario; return its problems with places that begin at the line."""

    def read(content, name="week.yaml"):
        path = write(content, name)
        with pytest.raises(ScenarioError) as caught:
            read_scenario(path)
        return [
            (problem.code, problem.place.removeprefix(f"{path}:"), problem.message, problem.proposal)
            for problem in caught.value.problems
            if problem.severity == "error"
        ]

    return read
