"""Workbooks that would not fit in memory are refused before they are opened, and within a small part of it."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from iopsched.formats.workbook import guard
from iopsched.formats.workbook.guard import look_through
from iopsched.formats.workbook.reading import read_workbook
from iopsched.model.errors import FileFormatError

MEMORY_MAX_MIB = 256
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
SPREAD = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="{0}"><c r="{1}{0}"><v>1</v></c></row></sheetData>'


def parts_of_a_workbook():
    book = openpyxl.Workbook()
    book.active["A1"] = "text"
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = parts_of_a_workbook()


def packed(**changed):
    """Zip a workbook; `changed` replaces the sheet, the shared texts, or others by ``path=``."""
    named = {"sheet": SHEET, "strings": STRINGS}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, **{named.get(key, key): value for key, value in changed.items()}}.items():
            with archive.open(name, "w") as part:
                for piece in [content] if isinstance(content, bytes | str) else content:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return data.getvalue()


def sheet(inner):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inner}</worksheet>'


def strings(*texts):
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'


def cells(count, inner='t="s"><v>0</v>'):
    rows = (
        f'<row r="{n + 1}">' + "".join(f"<c {inner}</c>" for _ in range(100)) + "</row>" for n in range(count // 100)
    )
    return sheet(f"<sheetData>{''.join(rows)}</sheetData>")


BOMBS = {
    "declared": (lambda: {"sheet": sheet('<dimension ref="A1:XFD1048576"/><sheetData/>')}, "reaches to XFD1048576"),
    "last row": (lambda: {"sheet": sheet(SPREAD.format(1_048_576, "A"))}, "reaches to A1048576"),
    "last column": (lambda: {"sheet": sheet(SPREAD.format(2, "XFD"))}, "reaches to XFD2"),
    "mostly empty": (lambda: {"sheet": sheet(SPREAD.format(90_000, "GZ"))}, "mostly empty"),
    "zeros": (lambda: {"sheet": ["<worksheet>", *[" " * 2**20] * 300]}, "unpacks to more than"),
    "many cells": (lambda: {"sheet": cells(300_100)}, "more than 300,000 cells"),
    "elements": (lambda: {"sheet": sheet("<a/>" * 1_000_001)}, "more than 1,000,000 elements"),
    "one text in every cell": (
        lambda: {"sheet": cells(200_000), "strings": strings("x" * 30_000)}, "more than 8,388,608 characters",
    ),
    "one long text": (lambda: {"sheet": cells(100, f't="inlineStr"><is><t>{"x" * 10**5}</t></is>')}, "characters"),
    "entities": (
        lambda: {"sheet": '<!DOCTYPE a [<!ENTITY b "' + "x" * 9999 + '">]><worksheet>' + "&b;" * 9999 + "</worksheet>"},
        "linked in an unusual way",
    ),
    "parts": (lambda: {f"xl/part{n}.xml": "<a/>" for n in range(2_000)}, "more than 1,000 parts"),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused(bomb):
    make, why = BOMBS[bomb]
    data = packed(**make())
    assert len(data) < 4 * 2**20
    with pytest.raises(FileFormatError, match=why) as caught:
        _open(data)
    assert str(caught.value).startswith("week.xlsx: ")


def _open(data):
    contents = look_through(data, "week.xlsx")
    raise FileFormatError(f"passes with {contents.sheets}", "week.xlsx")


LARGEST = {
    **{name: make for name, (make, _) in BOMBS.items() if name in {"zeros", "many cells"}},
    "long attribute": lambda: {"sheet": f'<worksheet a="{"x" * 30 * 2**20}"/>'},
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the most memory used is read from /proc")
@pytest.mark.parametrize("bomb", LARGEST)
def test_a_bomb_is_refused_in_little_memory(tmp_path, bomb):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(packed(**LARGEST[bomb]()))
    script = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from iopsched.formats import read_scenario\n"
        "from iopsched.model.errors import IopschedError\n"
        "try:\n    read_scenario(sys.argv[1])\n"
        "except IopschedError:\n    print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) // 1024 < MEMORY_MAX_MIB


def test_only_parts_that_were_looked_through_are_opened(tmp_path):
    hidden = {"xl/media/picture.png": b"x" * 1000, "xl/worksheets/sheet9.bin": b"x"}
    again = look_through(packed(**hidden), "w").data
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert not set(archive.namelist()) & set(hidden)
        assert archive.read(SHEET) == PARTS[SHEET]
    path = tmp_path / "w.xlsx"
    path.write_bytes(packed(**hidden))
    assert read_workbook(path)[0].by_name["Sheet"].rows == [["text"]]


def test_shared_texts_elsewhere_are_refused():
    link = b'<Relationship Id="rId9" Type="http://x/relationships/sharedStrings" Target="other.xml"/></Relationships>'
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link)
    with pytest.raises(FileFormatError, match="linked in an unusual way"):
        look_through(packed(**{"xl/_rels/workbook.xml.rels": relations}), "w")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not an .xlsx workbook"),
        (b"PK\x03\x04 no more", "not an .xlsx workbook"),
        (b"Id,Policy\nP-1,plan\n", "not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected by a password: save it as .xlsx"),
        (packed()[:-200], "damaged: save it again"),
        (packed(sheet="<worksheet>"), "damaged: save it again"),
        (packed(sheet=b"\xff\xfe<\x00"), "damaged: save it again"),
    ],
)
def test_what_is_no_workbook_is_said(tmp_path, data, why):
    path = tmp_path / "week.xlsx"
    path.write_bytes(data)
    with pytest.raises(FileFormatError, match=why):
        read_workbook(path)


def test_another_zip_is_no_workbook():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(FileFormatError, match=r"this is not an \.xlsx workbook: save it as one"):
        look_through(data.getvalue(), "w")


def test_parts_behind_a_password_are_said():
    data = bytearray(packed())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    with pytest.raises(FileFormatError, match="damaged"):
        look_through(bytes(data), "w")


def test_a_workbook_that_reaches_the_limits_passes(monkeypatch):
    data = packed(sheet=cells(200, "><v>1</v>"))
    monkeypatch.setattr(guard, "CELLS_MAX", 200)
    monkeypatch.setattr(guard, "ROWS_MAX", 2)
    monkeypatch.setattr(guard, "AREA_MAX", 200)
    look_through(data, "w")
    for limit in ("CELLS_MAX", "ROWS_MAX", "AREA_MAX"):
        monkeypatch.setattr(guard, limit, getattr(guard, limit) - 1)
        with pytest.raises(FileFormatError, match="the workbook is not opened"):
            look_through(data, "w")
        monkeypatch.setattr(guard, limit, getattr(guard, limit) + 1)
