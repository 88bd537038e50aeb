"""What a person at a terminal sees, and what a poor terminal gets."""

import io
import os
import pty
import re
import subprocess
import sys

import pytest

from iopsched.cli.terminal import console_for, print_parts

IOPSCHED = [sys.executable, "-c", "from iopsched.cli import main; main()"]
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")


def at_terminal(*arguments, **environment):
    """Run a command whose standard output and standard error are one terminal, and return what it shows."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "90", **environment}
    process = subprocess.Popen(
        [*IOPSCHED, *map(str, arguments)], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait() == 0
    return shown.decode()


def test_colour_unless_it_is_not_wanted(result_file):
    assert COLOUR.search(at_terminal("show", result_file))
    assert not COLOUR.search(at_terminal("show", result_file, NO_COLOR="1"))


def test_a_solve_at_a_terminal_shows_progress_the_week_and_the_summary(week):
    shown = at_terminal("solve", week, "--workers", "1", NO_COLOR="1")
    for words in ("Ctrl-C keeps the best so far", "Monday 23 November", "Proved optimal", "Needs", "Clinicians"):
        assert words in shown
    assert '"schema_version"' not in shown


def test_a_terminal_that_can_do_nothing_gets_lines(week):
    shown = at_terminal("solve", week, "--workers", "1", TERM="dumb")
    assert "preparing" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("by", ["day", "patient", "clinician", "room", "week"])
def test_an_output_without_unicode_still_works(result_file, by):
    done = subprocess.run(
        [*IOPSCHED, "show", result_file, "--by", by],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=True,
    )  # fmt: skip
    assert (b"one-to-one" if by == "week" else b"process evening") in done.stdout
    assert "?" not in done.stdout.decode("ascii")


def test_columns_are_honoured_within_reason(monkeypatch):
    for given, width in (("60", 60), ("300", 100), ("0", 80), ("wide", 80)):
        monkeypatch.setenv("COLUMNS", given)
        assert console_for(io.StringIO()).width == width


def test_ids_are_no_markup():
    stream = io.StringIO()
    print_parts(console_for(stream), ["[red]P-1[/red] :smile: 12"])
    assert stream.getvalue() == "[red]P-1[/red] :smile: 12\n"
