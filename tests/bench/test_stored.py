"""The stored weeks of the benchmarks are what the manifest says, and sound."""

import hashlib
import json
from pathlib import Path

import pytest

from iopsched.bench.stored import is_stored, packed, read_stored, unpacked
from iopsched.model.errors import FileFormatError
from iopsched.provenance import input_sha256
from iopsched.validation import validate
from iopsched_scenarios.families import family

FOLDER = Path(__file__).parents[2] / "benchmarks" / "instances"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", MANIFEST)
def test_a_stored_week_is_what_it_was_and_sound(file):
    stored, data = MANIFEST[file], (FOLDER / file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == stored["sha256"]
    scenario = read_stored(FOLDER / file)
    assert input_sha256(scenario) == stored["input_sha256"]
    assert len(scenario.patients) == stored["patients"]
    assert [problem for problem in validate(scenario) if problem.severity == "error"] == []


def test_every_file_is_in_the_manifest_and_all_are_small():
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir() if is_stored(path)}
    assert files.keys() == MANIFEST.keys()
    assert sum(files.values()) < 10_000_000
    seeds = {}
    for stored in MANIFEST.values():
        seeds.setdefault(stored["family"], set()).add(stored["seed"])
    assert all(len(drawn) == 3 for drawn in seeds.values()), "a median needs three seeds"


def test_storing_and_reading_gives_the_same_week():
    scenario = family("calendar-ample-24", 9)
    assert unpacked(packed(scenario), "week.json.xz") == scenario


@pytest.mark.parametrize(
    ("data", "fact"), [(b"{}", "not compressed"), (packed(family("calendar-ample-24"))[:-40], "not compressed")]
)
def test_a_broken_file_is_told_by_name(data, fact):
    with pytest.raises(FileFormatError, match=fact):
        unpacked(data, "week.json.xz")


def test_a_week_of_another_version_is_told(tmp_path):
    import lzma

    path = tmp_path / "week.json.xz"
    path.write_bytes(lzma.compress(b'{"surprise": 1}'))
    with pytest.raises(FileFormatError, match="no week of this version"):
        read_stored(path)
    with pytest.raises(FileFormatError):
        read_stored(tmp_path / "missing.json.xz")
