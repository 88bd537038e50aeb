"""The walk in docs/first-week.md: its edits and commands, one after the other, say what it shows."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

DOCS = Path(__file__).parents[1] / "docs"
WALK = DOCS.joinpath("first-week.md").read_text(encoding="utf-8")
IOPSCHED = [sys.executable, "-c", "from iopsched.cli import main; main()"]
STEP = re.compile(
    r"^\$ (?P<command>iopsched .+)\n(?P<shown>(?:(?!\$ |```).*\n)*)"
    r"|^- In sheet \*(?P<sheet>[^*]+)\*(?: of (?P<file>\S+))?, cell (?P<cell>\w+): `(?P<value>[^`]+)`",
    re.MULTILINE,
)
IMAGE_MAX_BYTES = 150_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder after the walk, and each command with what it was to say and what it said."""
    place = tmp_path_factory.mktemp("walk")
    place.joinpath("names.csv").write_text("P-03,Bo Sample\n")
    said = []
    for step in STEP.finditer(WALK):
        if step["command"] is None:
            path = place / (step["file"] or "clinic.xlsx")
            book = openpyxl.load_workbook(path)
            book[step["sheet"]][step["cell"]] = step["value"]
            book.save(path)
        else:
            words = shlex.split(step["command"])[1:]
            done = subprocess.run([*IOPSCHED, *words], cwd=place, capture_output=True, check=False, text=True)
            said.append((step["command"], step["shown"], done.returncode, done.stdout + done.stderr))
    return place, said


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_every_step_says_what_the_walk_shows(folder):
    place, said = folder
    assert len(said) >= 10
    for command, shown, code, text in said:
        assert set(shown.split()) <= set(re.sub(r"(legal):", r"\1", text).split()), command
        assert code == {True: 3, False: 0}["error" in shown] or "not legal" in shown, text
    assert "Bo Sample" in place.joinpath("P-03.html").read_text(encoding="utf-8")
    room = json.loads(place.joinpath("schedule.json").read_text())["schedule"]["sessions"][0]["room"]
    differs = "Nothing differs" if room == "R-1" else f"was in {room}"
    assert differs in place.joinpath("changes.html").read_text(encoding="utf-8")
    assert list(place.joinpath("calendars").glob("patient-P-03.ics"))


def test_pictures_are_there_and_small():
    pictures = re.findall(r"!\[[^\]]+\]\((images/\S+)\)", WALK)
    assert pictures
    for name in pictures:
        data = DOCS.joinpath(name).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < IMAGE_MAX_BYTES
