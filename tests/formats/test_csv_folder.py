"""A folder of CSV files: whatever record systems and spreadsheets make of it is read; mistakes have their cells."""

from __future__ import annotations

import pytest

from iopsched.formats import read_document, read_schedule
from iopsched.formats.tables import folder, write_csv_folder
from iopsched.model.errors import FileFormatError, ScenarioError
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule


@pytest.fixture
def week(write, week_text):
    return Scenario.read(write(week_text))


@pytest.fixture
def files(tmp_path, week):
    """A folder of CSV files of a small sound week."""
    write_csv_folder(tmp_path / "week", week)
    return tmp_path / "week"


def test_it_is_read_back_as_the_same(files, week):
    assert Scenario.read(files) == week
    assert {file.stat().st_mode & 0o777 for file in files.iterdir()} == {0o600}
    assert len(read_document(files).sha256) == 64


def test_a_schedule_is_read_back_as_the_same(tmp_path):
    session = {
        "service": "process",
        "group": "G-1",
        "start": "Mon 18:00",
        "end": "Mon 24:00",
        "attendees": ["1", "none"],
    }
    schedule = Schedule.model_validate({"week": "2026-01-05", "zone": "America/Chicago", "sessions": [session]})
    write_csv_folder(tmp_path / "s", schedule)
    assert read_schedule(tmp_path / "s") == schedule
    with pytest.raises(ScenarioError, match="these tables hold a schedule, not a week"):
        Scenario.read(tmp_path / "s")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read(files, week, separator):
    for file in files.iterdir():
        rows = folder.rows_of(file.read_bytes().decode("utf-8-sig"), "f")
        quoted = ('"' + cell.replace('"', '""') + '"' for row in rows for cell in row)
        lines = (separator.join(next(quoted) for _ in row) for row in rows)
        file.write_bytes("\n".join(lines).encode("utf-16"))
    assert Scenario.read(files) == week


def test_only_what_there_is_needs_a_file(files, week):
    for name in ("travel", "equipment", "pins", "published", "weights", "other-hours"):
        (files / f"{name}.csv").unlink()
    (files / "notes.txt").write_text("not read")
    (files / "_mine.csv").write_text("not,read")
    assert Scenario.read(files) == week


def test_mistakes_have_their_file_and_cell(files):
    patients = files / "patients.csv"
    patients.write_bytes(patients.read_bytes().replace(b"P-1,plan", b"P-1,plann"))
    (files / "rooms.csv").write_text('Id,Site,Capacity,Colour\n"R-1\n",main,0,red\n')
    (files / "romms.csv").write_text("Id\n")
    with pytest.raises(ScenarioError) as caught:
        Scenario.read(files)
    assert [(p.code, p.place.removeprefix(f"{files}/")) for p in caught.value.problems if p.severity == "error"] == [
        ("dangling-id", "patients.csv!B2"),
        ("unknown-sheet", "romms.csv!A1"),
        ("unknown-field", "rooms.csv!D1"),
        ("out-of-range", "rooms.csv!C2"),
    ]


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [('Id,Policy\n"P-1,plan\n', "a quote is not closed", 2), ("Id\n" + "x" * 140_000, "a cell is too long", 2),
     ('Id,Policy\n"P-1"x,plan\n', "a line is damaged", 2)],
)  # fmt: skip
def test_a_file_that_is_no_csv_has_its_line(files, text, why, line):
    (files / "patients.csv").write_text(text)
    with pytest.raises(FileFormatError, match=why) as caught:
        Scenario.read(files)
    assert (caught.value.path, caught.value.line) == (str(files / "patients.csv"), line)


def test_what_is_there_is_never_overwritten(files, week):
    before = {file.name: file.read_bytes() for file in files.iterdir()}
    for target in (files, files / "patients.csv"):
        with pytest.raises(FileFormatError, match="there is something already: choose another folder"):
            write_csv_folder(target, week)
    with pytest.raises(FileFormatError, match="cannot write the folder: no such file"):
        write_csv_folder(files / "no" / "folder", week)
    assert {file.name: file.read_bytes() for file in files.iterdir()} == before
    (files.parent / "empty").mkdir()
    write_csv_folder(files.parent / "empty", week)
    assert Scenario.read(files.parent / "empty") == week


def test_a_folder_that_cannot_be_written_whole_is_not_written(tmp_path, week, monkeypatch):
    written = []

    def fail_late(data, path):
        written.append(path)
        if len(written) > 3:
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(folder, "write_bytes", fail_late)
    with pytest.raises(FileFormatError, match="no space left on device"):
        write_csv_folder(tmp_path / "week", week)
    assert [path.name for path in tmp_path.iterdir()] == ["week.yaml"]


def test_folders_without_tables_and_too_large_ones_are_refused(tmp_path, files, monkeypatch):
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileFormatError, match="there are no CSV files in it"):
        Scenario.read(tmp_path / "empty")
    monkeypatch.setattr(folder, "SIZE_MAX_BYTES", 100)
    with pytest.raises(FileFormatError, match="the files are larger than"):
        Scenario.read(files)
