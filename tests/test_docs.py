"""What the documentation says is so: README commands and code run, help texts have examples that parse."""

import re
import shlex
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import click
import pytest

from iopsched.cli import main
from iopsched.cli.exit_codes import ExitCode

README = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
COMMANDS = dict(main.commands)
IOPSCHED = [sys.executable, "-c", "from iopsched.cli import main; main()"]


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def transcript():
    """Yield each README command with the output that README shows for it."""
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("iopsched "):
                yield command, output


def words(text):
    """Return the words of a text: what stays the same whatever schedule is found."""
    return set(re.findall(r"[A-Za-z]{3,}", text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An empty folder in which the README's commands have been run, one after the other, and what they said."""
    place = tmp_path_factory.mktemp("readme")
    said = {}
    for command, _ in transcript():
        done = subprocess.run(
            [*IOPSCHED, *shlex.split(command)[1:]], cwd=place, capture_output=True, check=False, text=True
        )
        said[command] = (done.returncode, done.stdout + done.stderr)
    return place, said


@pytest.mark.parametrize(("command", "shown"), list(transcript()), ids=lambda value: value.partition("\n")[0])
def test_readme_commands_say_what_readme_shows(folder, command, shown):
    code, said = folder[1][command]
    assert code == 0, said
    assert words(shown) - words(said) == set()


@pytest.mark.parametrize("code", blocks("python"))
def test_readme_code_runs(folder, code):
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=folder[0], check=True, capture_output=True)


def test_readme_names_every_exit_code():
    for code in ExitCode:
        assert re.search(rf"^\| {code.value} \| .+ \|$", README, flags=re.MULTILINE), code


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_names_every_command(name):
    assert re.search(rf"^\| `{name}\b", README, flags=re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name):
    command = COMMANDS[name]
    assert command.help
    assert command.short_help or command.get_short_help_str(limit=60)[-1] != "…"
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert all(option.help for option in options)
    assert any("--json" in option.opts for option in options)


def examples(command):
    """Return the commands in the help text of `command`, each alone."""
    lines = [line.strip() for line in (command.epilog or "").splitlines() if line.strip().startswith("iopsched ")]
    return [part.strip() for line in lines for part in re.split(r"[|<>] *", line) if part.startswith("iopsched")]


@pytest.mark.parametrize("command", [main, *COMMANDS.values()], ids=lambda command: command.name)
def test_examples_in_help_can_be_pasted(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["week.yaml", "schedule.json", "last.json", "names.csv", "my-clinic/week.yaml", "my-clinic/schedule.json"]
    for name in names:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    assert examples(command)
    for example in examples(command):
        _, name, *arguments = shlex.split(example)
        assert COMMANDS[name].make_context(name, arguments).params


def test_the_guide_that_init_writes_names_commands_that_are_there():
    guide = files("iopsched.cli.example").joinpath("README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`?iopsched (\w+)", guide))
    assert named
    assert named <= COMMANDS.keys()
