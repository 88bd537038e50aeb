"""Nothing a scenario says becomes a formula, a link or markup in a workbook or CSV file; all of it is read back."""

from __future__ import annotations

import csv
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iopsched.formats import read_document
from iopsched.formats.tables import write_csv_folder
from iopsched.formats.tables.folder import csv_bytes, meant, neutral, rows_of
from iopsched.formats.workbook import write_scenario_workbook, write_schedule_workbook
from iopsched.model.errors import ScenarioError
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

FORMULAS = (
    "=cmd|'/c calc'!A1", '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", "{=1}", "'=1",
    "''=1", "\N{FULLWIDTH EQUALS SIGN}1", "|calc", "%0A=1", "=1;=2", " =1", '"=1"', '","=1',
)  # fmt: skip
HARMLESS_IF_KEPT = (
    "<script>alert(1)</script>", "</t></is><f>1</f>", "&lt;b&gt;", "http://example.org", "mailto:a@b.c", "]]>",
    "two\nlines", "a,b;c", "none", "\u202eright to left", "é", "\N{GRINNING FACE}",
)  # fmt: skip
CONTROL = ("\x1b[31mred", "\x1b]0;title\x07", "a\rb", "a\x00b", "\x9b31m", "\ufffe", "_x0041_")


def week_saying(scenario, text):
    """Say `text` wherever free text goes."""
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    data["title"] = text[:200]
    data["rooms"][0]["features"] = [text[:64], "plain"]
    data["patients"][0] |= {"tags": [text[:64]], "phase": text[:64]}
    data["policies"][0]["source"] = text[:400]
    data["services"][0]["billing_label"] = text[:64]
    data["pins"] = [{"group": "G-1", "start": "Mon 18:00", "note": text[:200]}]
    return Scenario.model_validate(data)


def has_nothing_live(path):
    """Whether no cell of a workbook is a formula or link, by openpyxl and in the XML itself."""
    for page in openpyxl.load_workbook(path):
        for row in page.iter_rows():
            assert not any(cell.data_type == "f" or cell.hyperlink for cell in row)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") or "externalLink" in name:
                text = archive.read(name)
                assert b"<f>" not in text
                assert b"<hyperlink" not in text
                assert "externalLink" not in name
    return True


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS_IF_KEPT, "=" + "x" * 10_000])
def test_a_workbook_holds_texts_as_texts(tmp_path, scenario, text):
    week = week_saying(scenario, text)
    write_scenario_workbook(tmp_path / "week.xlsx", week)
    assert has_nothing_live(tmp_path / "week.xlsx")
    assert read_document(tmp_path / "week.xlsx").as_model(Scenario) == week


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS_IF_KEPT, *CONTROL, "=" + "x" * 10_000])
def test_csv_files_hold_no_formula_and_are_read_back(tmp_path, scenario, text):
    week = week_saying(scenario, text)
    write_csv_folder(tmp_path / "week", week)
    for file in (tmp_path / "week").iterdir():
        with file.open(newline="", encoding="utf-8-sig") as opened:
            cells = [cell for row in csv.reader(opened) for cell in row]
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")]
    assert read_document(tmp_path / "week").as_model(Scenario) == week


@pytest.mark.parametrize("text", CONTROL)
def test_what_no_cell_holds_is_refused_everywhere_at_once(tmp_path, scenario, text):
    with pytest.raises(ScenarioError) as caught:
        write_scenario_workbook(tmp_path / "week.xlsx", week_saying(scenario, text))
    assert {problem.place for problem in caught.value.problems} == {
        "#/title", "#/rooms/0/features", "#/patients/0/tags", "#/patients/0/phase", "#/policies/0/source",
        "#/services/0/billing_label", "#/pins/0/note",
    }  # fmt: skip
    assert {problem.code for problem in caught.value.problems} == {"no-text-for-a-cell"}
    assert text not in str(caught.value)
    assert not (tmp_path / "week.xlsx").exists()


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS_IF_KEPT, *CONTROL, "=" + "x" * 40_000])
def test_a_schedule_shows_names_and_reasons_as_texts(tmp_path, scenario, text):
    named = week_saying(scenario, text)
    schedule = Schedule.model_validate({"sessions": [
        {"service": "process", "group": "G-1", "start": "Mon 18:00", "end": "Mon 19:00", "site": "main", "room": "R-1",
         "leaders": ["C-01"], "attendees": ["P-1"]}]})  # fmt: skip
    need = UnmetNeed(rule="care-plan", patient="P-1", units=1, unit="sessions", cost=1, reason=text, day=text)
    names = dict.fromkeys(("P-1", "C-01", "R-1", "G-1", "process"), text)
    write_schedule_workbook(tmp_path / "s.xlsx", named, schedule, [need], names)
    assert has_nothing_live(tmp_path / "s.xlsx")
    assert Schedule.read(tmp_path / "s.xlsx") == schedule


@pytest.mark.parametrize("text", [*FORMULAS[:6], "<script>", "\x1b[31m", "x" * 10_000])
def test_ids_that_are_none_are_refused_and_not_repeated(workbook, tmp_path, text):
    book = openpyxl.load_workbook(workbook)
    cell = book["Patients"]["A2"]
    cell.value, cell.data_type = text.replace("\x1b", "_x001B_"), "s"
    book.save(workbook)
    write_csv_folder(tmp_path / "week", WEEK)
    (tmp_path / "week" / "patients.csv").write_bytes(csv_bytes([["Id", "Policy"], [text, "plan"]]))
    for path in (workbook, tmp_path / "week"):
        with pytest.raises(ScenarioError) as caught:
            Scenario.read(path)
        problem = caught.value.problems[0]
        assert problem.code in {"bad-id", "too-long"}
        assert problem.place.endswith(("Patients!A2", "patients.csv!A2"))
        assert len(problem.message) + len(problem.proposal) < 250
        assert text not in str(caught.value)


WEEK = Scenario.model_validate({
    "sites": [{"id": "main", "hours": "Mon-Fri 9-21"}],
    "services": [{"id": "s", "duration_minutes": 60, "contact_minutes": 60, "starts": {"at": ["Mon 9:00"]}}],
    "policies": [{"id": "plan", "source": "example", "as_of": "2026-01-01"}],
})  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("'=+-@\t\n\r|%a"))
def test_what_is_made_harmless_is_made_itself_again(text):
    assert meant(neutral(text)) == text
    assert neutral(text)[:1] not in set("=+-@\t\r\n")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3), min_size=1))
def test_rows_are_the_same_after_writing(rows):
    text = csv_bytes([["Id", "b", "c"], *rows]).decode("utf-8-sig")
    assert rows_of(text, "f")[1:] == rows
