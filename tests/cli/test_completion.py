"""Shell completion, as the README says to switch it on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

IOPSCHED = [sys.executable, "-c", "import sys; sys.argv[0] = 'iopsched'; from iopsched.cli import main; main()"]
README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


def asked(variable, **more):
    environment = {**os.environ, "_IOPSCHED_COMPLETE": variable, **more}
    return subprocess.run(IOPSCHED, env=environment, capture_output=True, check=True, text=True).stdout


def completed(words):
    said = asked("zsh_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1))
    return said.splitlines()[1::3]


def test_commands():
    assert {"solve", "show", "schema"} <= set(completed("iopsched s"))


def test_options_and_their_values():
    assert "--names" in completed("iopsched show --n")
    assert completed("iopsched show --by w") == ["week"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_and_the_readme_says_how(shell):
    said = asked(f"{shell}_source")
    assert "_IOPSCHED_COMPLETE" in said
    assert f"_IOPSCHED_COMPLETE={shell}_source iopsched" in README
