"""Files are written whole or not at all, for their owner alone, and never over an input."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from iopsched.formats import write_text
from iopsched.model.errors import FileFormatError


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_a_file_is_written_for_its_owner_alone(tmp_path):
    path = tmp_path / "out.json"
    write_text("é\n", path)
    assert path.read_bytes() == "é\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["out.json"]


def test_a_new_file_takes_the_place_of_an_old_one(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("old")
    path.chmod(0o644)
    write_text("new", path)
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_after_a_failure_the_old_file_is_whole(tmp_path, monkeypatch):
    path = tmp_path / "out.json"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileFormatError, match="cannot write the file: no space left on device"):
        write_text("new", path)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.json"]


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text("new", tmp_path / "out.json")
    assert names(tmp_path) == []


@pytest.mark.parametrize("way", ["plain", "around", "hard link", "symbolic link"])
def test_the_input_is_never_overwritten(tmp_path, way):
    given = tmp_path / "week.yaml"
    given.write_text("input")
    path = tmp_path / "other.yaml"
    if way == "plain":
        path = given
    elif way == "around":
        path = tmp_path / ".." / tmp_path.name / "week.yaml"
    elif way == "hard link":
        os.link(given, path)
    else:
        path.symlink_to(given)
    with pytest.raises(FileFormatError, match="the input, which is never overwritten"):
        write_text("output", path, inputs=["-", given])
    assert given.read_text() == "input"


def test_an_input_that_is_gone_is_still_not_written(tmp_path):
    with pytest.raises(FileFormatError, match="never overwritten"):
        write_text("output", tmp_path / "week.yaml", inputs=[tmp_path / "week.yaml"])


@pytest.mark.parametrize("path", ["no/such/folder/out.json", "file/out.json", ".", "x" * 300])
def test_what_cannot_be_written_is_said(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    with pytest.raises(FileFormatError, match="cannot write the file"):
        write_text("output", path)


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text("output", path)
        assert os.read(reader, 100) == b"output"
    finally:
        os.close(reader)
    assert path.is_fifo()


def test_a_dash_is_standard_output(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    write_text("é\n", "-", inputs=["-"])
    assert out.buffer.getvalue() == "é\n".encode()
