"""Bytes to text: encodings, line ends, sizes, and files that cannot be read."""

from __future__ import annotations

import hashlib
import io
import sys

import pytest

from iopsched.formats import read_document, read_scenario, source
from iopsched.formats.source import read_source
from iopsched.model.errors import FileFormatError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-sig", "utf-16-be-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_week_reads_the_same_in_every_encoding(write, week_text, encoding, line_end):
    text = week_text.replace("\n", line_end)
    if encoding.startswith("utf-16-"):
        text, encoding = f"\ufeff{text}", encoding.removesuffix("-sig")
    assert read_scenario(write(text.encode(encoding))) == read_scenario(write(week_text, "plain.yaml"))


def test_line_and_column_do_not_depend_on_the_encoding(problems_of, week_text):
    text = week_text.replace("capacity: 14", "capacity: é").replace("\n", "\r\n")
    for content in (text.encode("utf-8-sig"), text.encode("utf-16")):
        [(_, place, _, _)] = problems_of(content)
        assert place == "5:27 (#/rooms/0/capacity)"


def test_bytes_that_are_no_text_have_a_place(write):
    with pytest.raises(FileFormatError, match="not UTF-8 text") as caught:
        read_document(write("title: a\nsites: é".encode("latin-1")))
    assert (caught.value.line, caught.value.column) == (2, 8)


def test_half_of_a_utf_16_pair_has_a_place(write):
    with pytest.raises(FileFormatError, match="not UTF-16 text") as caught:
        read_document(write(b"\xff\xfea\x00\x00\xd8b\x00"))
    assert (caught.value.line, caught.value.column) == (1, 2)


@pytest.mark.parametrize("path", ["no-such.yaml", ".", "nul\0.yaml", "x" * 5000])
def test_what_cannot_be_opened_is_said(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileFormatError, match=r"cannot read the (file|folder)"):
        read_document(path)


def test_a_file_that_is_too_large_is_refused(write, monkeypatch):
    monkeypatch.setattr(source, "SIZE_MAX_BYTES", 10)
    assert read_source(write("a" * 10)).text == "a" * 10
    with pytest.raises(FileFormatError, match="larger than"):
        read_source(write("a" * 11))


def test_standard_input_is_read_and_named(monkeypatch, week_text):
    data = week_text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    document = read_document("-")
    assert (document.name, document.sha256) == ("<stdin>", hashlib.sha256(data).hexdigest())
    assert document.tree.value["sites"][0]["id"] == "main"
