"""Texts that are not YAML or JSON, or more than is read: one place, one sentence, no crash."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iopsched.formats import json_, read_document, yaml_
from iopsched.formats.tree import DEPTH_MAX
from iopsched.model.errors import FileFormatError

# text, place, part of the message
BAD_YAML = {
    "empty": ("", "1:1", "the file is empty"),
    "comments only": ("# nothing\n", "1:1", "the file is empty"),
    "tab as indentation": ("sites:\n\t- id: main\n", "2:1", "indent with spaces"),
    "field further in": ("title: a\n  calendar: {}\n", "2:11", "check the indentation"),
    "two colons": ("title: Evening: week 2\n", "1:15", "quote a text with ': '"),
    "missing colon": ("title: a\nsites\nrooms: []\n", "3:1", "a ':' is missing"),
    "open bracket": ("sites: [1, 2\nrooms: 3\n", "2:6", "the closing bracket is missing"),
    "open quote": ("title: 'a\nsites: []\n", "1:8", "the quote that opens here is never closed"),
    "list and mapping": ("- a\nsites: []\n", "2:1", "the indentation changes"),
    "reserved beginning": ("title: @home\n", "1:8", "put the text in quotes"),
    "unknown anchor": ("title: *nobody\n", "1:8", "not complete before it"),
    "anchor inside itself": ("sites: &a [*a]\n", "1:12", "not complete before it"),
    "tag": ("title: !!python/object:os.system x\n", "1:8", "tags are not read"),
    "tagged list": ("sites: !!set [a]\n", "1:8", "tags are not read"),
    "undefined tag": ("title: !x!y z\n", "1:8", "this is not YAML"),
    "list as key": ("[a, b]: c\n", "1:1", "a field's name must be plain text"),
    "two documents": ("title: a\n---\ntitle: b\n", "2:1", "a second document begins"),
    "text after the end": ("{title: a}}\n", "1:11", "text stands after the end"),
    "old version": ("%YAML 1.1\n---\ntitle: NO\n", "1:1", "remove the %YAML line"),
    "not a number": ("title: .nan\n", "1:8", "not a number"),
    "infinity": ("title: -.inf\n", "1:8", "not a number"),
    "endless number": (f"title: {'9' * 5000}\n", "1:8", "too large"),
    "endless exponent": ("title: 1e999\n", "1:8", "too large"),
    "endless hexadecimal": (f"title: 0x{'f' * 5000}\n", "1:8", "too large"),
    "control character": ("title: a\nsites: \x07\n", "2:8", "a control character"),
    "deep": ("[" * 2000, f"1:{DEPTH_MAX + 1}", "nested more than"),
    "deep in blocks": ("\n".join(" " * i + "a:" for i in range(200)), f"{DEPTH_MAX + 1}:{DEPTH_MAX + 1}", "nested"),
    "half of a character": ('title: "a\\ud83d"', "1:8", "half of a character"),
    "half of a character in a key": ('"\\ude00": 1', "1:1", "half of a character"),
    "unclosed": ("[[[", "1:4", "a value is missing here"),
}  # fmt: skip

BAD_JSON = {
    "empty": ("", "1:1", "the file is empty"),
    "spaces": (" \n ", "1:1", "the file is empty"),
    "trailing comma": ('{"title": "a",\n}', "1:14", "a ',' stands before '}'"),
    "trailing comma in a list": ("[1, 2, ]", "1:6", "a ',' stands before ']'"),
    "missing comma": ('{"title": "a"\n "sites": []}', "2:2", "a ',' or '}' is missing"),
    "missing comma in a list": ("[1 2]", "1:4", "a ',' or ']' is missing"),
    "missing colon": ('{"title" "a"}', "1:10", "a ':' is missing"),
    "missing value": ('{"title": }', "1:11", "a value is missing"),
    "missing entry": ("[, 1]", "1:2", "a value is missing"),
    "key without quotes": ("{title: 1}", "1:2", "double quotes is missing"),
    "single quotes": ("{'title': 1}", "1:2", "double quotes is missing"),
    "comment": ('{"title": 1} // week', "1:14", "after the end"),
    "open quote": ('{"title": "a', "1:11", "never closed"),
    "line end in a text": ('{"title": "a\nb"}', "1:13", "runs over the end of its line"),
    "unknown escape": (r'{"title": "\x"}', "1:12", "escape is not JSON"),
    "half of a character": (r'{"title": "\ud83d"}', "1:11", "half of a character"),
    "half of a character in a key": (r'{"\ude00": 1}', "1:2", "half of a character"),
    "open mapping": ('{"title": 1', "1:12", "a ',' or '}' is missing"),
    "open list": ("[", "1:2", "a value is missing"),
    "NaN": ('{"title": NaN}', "1:11", "not a number"),
    "infinity": ('{"title": -Infinity}', "1:11", "not a number"),
    "endless exponent": ('{"title": 1e999}', "1:11", "too large"),
    "endless number": ("9" * 5000, "1:1", "too large"),
    "leading zero": ('{"title": 007}', "1:11", "put texts in double quotes"),
    "word": ('{"title": True}', "1:11", "put texts in double quotes"),
    "two values": ("{} {}", "1:4", "after the end"),
    "nothing but a byte": ("\x00", "1:1", "a value is missing"),
    "deep": ("[" * 100_000, f"1:{DEPTH_MAX + 1}", "nested more than"),
    "deep mappings": ('{"a":' * 100_000, f"1:{5 * DEPTH_MAX + 1}", "nested more than"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_YAML.values(), ids=BAD_YAML.keys())
def test_bad_yaml_has_a_place(case):
    text, place, message = case
    with pytest.raises(FileFormatError) as caught:
        yaml_.parse(text, "week.yaml")
    assert str(caught.value).startswith(f"week.yaml:{place}: "), caught.value
    assert message in str(caught.value)


@pytest.mark.parametrize("case", BAD_JSON.values(), ids=BAD_JSON.keys())
def test_bad_json_has_a_place(case):
    text, place, message = case
    with pytest.raises(FileFormatError) as caught:
        json_.parse(text, "week.json")
    assert str(caught.value).startswith(f"week.json:{place}: "), caught.value
    assert message in str(caught.value)


def test_aliases_that_explode_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(FileFormatError, match="aliases repeat more than 100,000 values") as caught:
        yaml_.parse("\n".join(lines), "bomb.yaml")
    assert caught.value.line == 5


def test_aliases_within_bounds_stand_for_what_they_name():
    tree = yaml_.parse("a: &x {b: [1, 2]}\nc: *x\nd: &y NO\ne: *y\n", "f")
    assert tree.value == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}, "d": "NO", "e": "NO"}
    assert (tree.mark.find(("c",)).line, tree.mark.find(("c", "b", 1)).line) == (2, 1)


def test_yaml_knows_the_types_of_the_core_schema_only():
    text = (
        "{a: 14:30, b: NO, c: 2026-01-05, d: 1_000, e: 0o17, f: 0x1F, g: 012, h: +1, i: 1., j: .5e1, k: ~, l: , m: on}"
    )
    assert yaml_.parse(text, "f").value == {
        "a": "14:30", "b": "NO", "c": "2026-01-05", "d": "1_000", "e": 15, "f": 31, "g": 12, "h": 1, "i": 1.0,
        "j": 5.0, "k": None, "l": None, "m": "on",
    }  # fmt: skip


def test_yaml_quotes_and_tags_make_texts():
    text = "{a: '1', b: \"null\", c: !!str 1, d: ! true, e: !!map {}, f: !!seq []}"
    assert yaml_.parse(text, "f").value == {"a": "1", "b": "null", "c": "1", "d": "true", "e": {}, "f": []}


@pytest.mark.parametrize("parse", [yaml_.parse, json_.parse])
def test_halves_of_a_character_are_joined(parse):
    assert parse(r'{"\ud83d\ude00": "\ud83d\ude00é"}', "f").value == {"😀": "😀é"}


def test_every_key_is_text():
    assert yaml_.parse("{1: a, true: b, ~: c}", "f").value == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize("parse", [yaml_.parse, json_.parse])
def test_every_double_key_is_told_and_the_first_is_kept(parse):
    tree = parse('{"a": 1,\n "a": {"b": 1},\n "c": {"d": 1, "d": 2},\n "Jo Smith": 1, "Jo Smith": 2}', "f")
    assert tree.value == {"a": 1, "c": {"d": 1}, "Jo Smith": 1}
    assert [problem.place for problem in tree.problems] == ["f:2:2 (#/a)", "f:3:16 (#/c/d)", "f:4:17 (#)"]
    assert "Smith" not in str(tree.problems)


def test_marks_tell_line_and_column_of_keys_and_entries():
    mark = json_.parse('{\n  "a": [\n    1, {"b":\n 2}\n  ]\n}', "f").mark
    places = [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("a", 7), ("x",)]
    found = [mark.find(place) for place in places]
    assert [(m.line, m.column) for m in found] == [(1, 1), (2, 3), (3, 5), (3, 8), (3, 9), (2, 3), (1, 1)]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(JSON_VALUES, st.sampled_from([None, 1]))
def test_json_is_read_as_python_reads_it(value, indent):
    text = json.dumps(value, indent=indent)
    assert json_.parse(text, "f").value == json.loads(text)


@given(st.text(max_size=60) | st.text(alphabet="{}[]:,-?&*!|>'\"#%@`\n\t ab1", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text):
    for parse in (yaml_.parse, json_.parse):
        with contextlib.suppress(FileFormatError):
            assert parse(text, "f").mark.line >= 1


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", '{"a": 1}'), ("a.JSON", '{"a": 1}'), ("a.yaml", "a: 1"), ("a.yml", "{a: 1}"),
     ("a.txt", '{"a": 1}'), ("a.txt", "a: 1"), ("a", '\n {"a": 1}')],
)  # fmt: skip
def test_the_name_or_the_first_character_tells_the_format(write, name, text):
    assert read_document(write(text, name)).tree.value == {"a": 1}
