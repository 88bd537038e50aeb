"""The key file: who an id stands for."""

import json

import pytest

from iopsched.model.errors import FileFormatError, ScenarioError
from iopsched.names import NAME_MAX, read_names

PERSON = "Zebulon Quarrystone"


def file(tmp_path, text, name="names.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("text", [
    "P-1,Ann Example\nC-1,Dr. Bo\n",
    "id,name\nP-1,Ann Example\nC-1,Dr. Bo\n",
    "ID;Name\r\nP-1;Ann Example\r\nC-1;Dr. Bo\r\n",
    "P-1\tAnn Example\n\nC-1\tDr. Bo\n",
    b'\xef\xbb\xbfid,name\nP-1, Ann Example \nC-1,"Dr. Bo"\n',
])  # fmt: skip
def test_csv(tmp_path, text):
    assert read_names(file(tmp_path, text)) == {"P-1": "Ann Example", "C-1": "Dr. Bo"}


def test_a_comma_in_quotes_and_an_empty_file(tmp_path):
    assert read_names(file(tmp_path, 'P-1,"Example, Ann"\n')) == {"P-1": "Example, Ann"}
    assert read_names(file(tmp_path, "")) == {}


def test_tsv(tmp_path):
    assert read_names(file(tmp_path, "P-1\tExample, Ann\n", "names.tsv")) == {"P-1": "Example, Ann"}


@pytest.mark.parametrize("name", ["names.yaml", "names.json"])
def test_yaml_and_json(tmp_path, name):
    text = json.dumps({"P-1": "Ann Example", "12": "Bo"})
    assert read_names(file(tmp_path, text, name)) == {"P-1": "Ann Example", "12": "Bo"}


def test_yaml_with_plain_keys(tmp_path):
    assert read_names(file(tmp_path, "P-1: Ann Example\n12: Bo\n", "names.yaml")) == {"P-1": "Ann Example", "12": "Bo"}


def test_the_names_cannot_be_changed(tmp_path):
    with pytest.raises(TypeError):
        read_names(file(tmp_path, "P-1,Ann\n"))["P-1"] = "Bo"


def test_letters_of_all_scripts_and_blanks(tmp_path):
    names = read_names(file(tmp_path, "P-1,Zo\u00eb\u00a0\u674e\nP-2,\u0646\u06cc\u0645\u200c\u0641\u0627\n"))
    assert names == {"P-1": "Zo\u00eb \u674e", "P-2": "\u0646\u06cc\u0645\u200c\u0641\u0627"}


def test_every_problem_at_once_with_its_line(tmp_path):
    text = f'id,name\nP-1,Ann\nP-1,Bo\n=cmd,Bo\nP-2,\nP-3,{"x" * (NAME_MAX + 1)}\nP-4,a\x1b[31m\nP-5\nP-6,"a\nb"\n'
    path = file(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        read_names(path)
    assert [(problem.code, problem.place) for problem in caught.value.problems] == [
        ("duplicate-id", f"{path}:3"), ("bad-id", f"{path}:4"), ("bad-name", f"{path}:5"), ("bad-name", f"{path}:6"),
        ("bad-name", f"{path}:7"), ("bad-row", f"{path}:8"), ("bad-name", f"{path}:10"),
    ]  # fmt: skip
    assert all(problem.proposal for problem in caught.value.problems)


def test_every_problem_of_a_mapping_with_its_place(tmp_path):
    path = file(tmp_path, "P-1: Ann\nP-1: Bo\n' x': Bo\nP-2: 12\nP-3: [Bo]\n", "names.yaml")
    with pytest.raises(ScenarioError) as caught:
        read_names(path)
    assert [(problem.code, problem.place) for problem in caught.value.problems] == [
        ("duplicate-id", f"{path}:2:1"), ("bad-id", f"{path}:3:1"), ("bad-name", f"{path}:4:1"),
        ("bad-name", f"{path}:5:1"),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [
    ("names.csv", f"{PERSON},P-1\nP-1,{PERSON}\nP-1,{PERSON}\n=,{PERSON}\nP-2,{PERSON}\x07\n"),
    ("names.csv", f'P-1,"{PERSON}\n'),
    ("names.csv", f"{PERSON}\n"),
    ("names.csv", f"P-1,{PERSON},{PERSON}\n"),
    ("names.yaml", f"P-1: {PERSON}\n'{PERSON}?': x\n{PERSON}: x\n{PERSON}: y\nzebulon: x\nzebulon: y\n"),
    ("names.yaml", f"- {PERSON}\n"),
    ("names.yaml", f"P-1: *{PERSON.replace(' ', '')}\n"),
    ("names.yaml", f"P-1: !{PERSON.replace(' ', '')} x\n"),
    ("names.yaml", f"%{PERSON.replace(' ', '')} x\n--- a"),
    ("names.yaml", f"{PERSON}"),
    ("names.json", f'{{"P-1": "{PERSON}}}'),
    ("names.json", f'{{"P-1": {PERSON}}}'),
])  # fmt: skip
def test_no_message_repeats_a_word_of_the_file(tmp_path, name, text):
    with pytest.raises((ScenarioError, FileFormatError)) as caught:
        read_names(file(tmp_path, text, name))
    said = str(caught.value).lower().replace(str(tmp_path).lower(), "")
    assert not any(word in said for word in PERSON.lower().split())


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileFormatError, match="cannot read the file"):
        read_names(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["names.xlsx", "names.ods", ""])
def test_a_workbook_or_a_folder_is_no_key_file(tmp_path, name):
    if name:
        file(tmp_path, PERSON, name)
    with pytest.raises(FileFormatError, match="a key file is CSV, YAML or JSON: save the sheet"):
        read_names(tmp_path / name)
