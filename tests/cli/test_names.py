"""Names are joined where a schedule is printed, and reach nothing else."""

import json
import logging

import pytest

from iopsched.cli.text.named import labels

KEY = (
    "id,name\nP-1,Ann Zebra\nP-2,Bo Quagga\nC-1,Dr. Okapi\nR-1,Blue room\nprocess evening,Tuesday circle\nP-9,Nobody\n"
)
NAMES = ("Ann Zebra", "Bo Quagga", "Dr. Okapi", "Blue room", "Tuesday circle")


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(KEY)
    return str(path)


@pytest.mark.parametrize("by", ["day", "patient", "clinician", "room", "week"])
def test_show(run, result_file, key, by):
    text = run("show", result_file, "--by", by, "--names", key).stdout
    assert "Dr. Okapi" in text or by == "patient"
    assert "C-1" not in text
    assert "Nobody" not in text
    assert ("Ann Zebra" in text) == (by != "week")
    assert "P-2" not in text


def test_show_one_patient_by_id(run, result_file, key):
    text = run("show", result_file, "--by", "patient", "--patient", "P-2", "--names", key).stdout
    assert "Bo Quagga" in text
    assert "Ann Zebra" not in text


def test_unmet_needs_too(run, tmp_path, short_week, key):
    path = tmp_path / "short-result.json"
    assert run("solve", short_week, "-o", path, "--workers", "1", "--quiet").exit_code == 0
    text = run("show", path, "--by", "patient", "--names", key).stdout
    assert "unmet: care-plan" in text
    assert "P-2" not in text


def test_json_keeps_ids_and_adds_the_names_it_needs(run, result_file, key):
    data = json.loads(run("show", result_file, "--by", "patient", "--patient", "P-2", "--names", key, "--json").stdout)
    assert data["names"] == {
        "P-2": "Bo Quagga", "C-1": "Dr. Okapi", "R-1": "Blue room", "process evening": "Tuesday circle",
    }  # fmt: skip
    assert [entry["patient"] for entry in data["entries"]] == ["P-2"]


def test_who_shares_a_name_or_is_called_like_an_id():
    assert labels({"P-1": "Ann", "P-2": "Ann", "P-3": "P-1", "P-4": "Bo"}) == {
        "P-1": "Ann (P-1)", "P-2": "Ann (P-2)", "P-3": "P-1 (P-3)", "P-4": "Bo",
    }  # fmt: skip


def test_a_wrong_key_file_is_told_at_once_and_not_repeated(run, result_file, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("Ann Zebra,P-1\nP-1,\nP-2,Bo\nP-2,Quagga\n")
    done = run("show", result_file, "--names", path)
    assert done.exit_code == 3
    assert done.stdout == ""
    assert [line.split(": ")[1] for line in done.stderr.splitlines()[:-1]] == ["error bad-name", "error duplicate-id"]
    assert "Quagga" not in done.stderr


@pytest.mark.parametrize("command", ["show", "report"])
def test_names_reach_neither_logs_nor_files(run, result_file, week, key, tmp_path, caplog, command):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with caplog.at_level(logging.DEBUG):
        arguments = [week, result_file, "--quiet"] if command == "report" else [result_file]
        done = run(command, *arguments, "--names", key)
    assert done.exit_code == 0
    assert "Dr. Okapi" in done.stdout
    assert done.stderr == ""
    assert not any(name in caplog.text for name in NAMES)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
