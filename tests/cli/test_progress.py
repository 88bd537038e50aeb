"""Progress on standard error: a live line on a terminal, plain lines elsewhere."""

import io
import threading

import pytest
from rich.console import Console

from iopsched.cli.progress import Lines, watching
from iopsched.model.result import Progress

FIRST = Progress(phase="search", seconds=0.5, cost=1200, bound=900, gap=0.25)
BETTER = Progress(phase="search", seconds=1.7, cost=1000, bound=900, gap=0.1)


def plain():
    return Console(file=io.StringIO(), width=80)


def test_a_line_only_when_something_changed_and_at_most_one_a_second():
    console = plain()
    lines = Lines(console)
    for event, elapsed_s in ((None, 0.0), (None, 0.2), (FIRST, 0.5), (FIRST, 1.1), (FIRST, 2.5), (BETTER, 2.6)):
        lines.show(event, elapsed_s, stopping=False)
    assert console.file.getvalue().splitlines() == [
        "    0.0 s  preparing",
        "    0.5 s  search  best 1,200  bound 900  gap 25.0 %",
        "    1.7 s  search  best 1,000  bound 900  gap 10.0 %",
    ]


def test_nothing_when_quiet():
    console = plain()
    with watching(console, threading.Event(), quiet=True, time_limit_s=60) as watch:
        watch.receive(FIRST)
        watch.tick()
    assert console.file.getvalue() == ""


@pytest.mark.parametrize("colour", [True, False])
def test_a_live_line_on_a_terminal(monkeypatch, colour):
    monkeypatch.setenv("TERM", "xterm-256color")
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    cancel = threading.Event()
    with watching(console, cancel, quiet=False, time_limit_s=60) as watch:
        watch.receive(FIRST)
        watch.tick()
        shown = console.file.getvalue()
        cancel.set()
        watch.tick()
    for words in ("search", "best 1,200", "bound 900", "gap 25.0 %", "of 60 s", "Ctrl-C"):
        assert words in shown
    assert "stopping" in console.file.getvalue()
    assert ("\x1b[33m" in console.file.getvalue()) is colour


def test_a_schedule_is_known_once_an_event_has_a_cost():
    with watching(plain(), threading.Event(), quiet=True, time_limit_s=60) as watch:
        watch.receive(Progress(phase="compile", seconds=0))
        assert not watch.has_schedule
        watch.receive(FIRST)
        watch.receive(Progress(phase="polish", seconds=2))
        assert watch.has_schedule
