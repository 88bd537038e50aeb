"""The week's story: every command in it runs, in order, and says what the story shows."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

STORY = Path(__file__).parents[1].joinpath("docs", "story.md").read_text(encoding="utf-8")
IOPSCHED = [sys.executable, "-c", "from iopsched.cli import main; main()"]


def commands():
    """Yield each command with the output that the story shows for it."""
    for block in re.findall(r"^```console\n(.*?)^```", STORY, flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def words(text):
    """Return the words and ids of a text, whatever the width it is printed in."""
    return set(re.findall(r"[A-Za-z][\w:.-]+", text))


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What each command said, run one after the other in one folder."""
    place = tmp_path_factory.mktemp("story")
    for path, text in re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", STORY, flags=re.MULTILINE | re.DOTALL):
        place.joinpath(path).parent.mkdir(exist_ok=True)
        place.joinpath(path).write_text(text, encoding="utf-8")
    heard = {}
    for command, _ in commands():
        done = subprocess.run(
            [*IOPSCHED, *shlex.split(command)[1:]], cwd=place, capture_output=True, check=False, text=True
        )
        heard[command] = (done.returncode, done.stdout + done.stderr)
    return heard


@pytest.mark.parametrize(("command", "shown"), list(commands()), ids=lambda value: value.partition("\n")[0][:60])
def test_each_command_says_what_the_story_shows(said, command, shown):
    code, heard = said[command]
    assert code == (4 if "cannot all hold" in shown else 0), heard
    assert words(shown) - words(heard) == set()
    for line in shown.splitlines():
        assert line == "..." or " ".join(line.split()) in " ".join(heard.split()), line
