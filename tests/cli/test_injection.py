"""Text that wants to steer the terminal or be something else than text does not get there."""

import json
import re

import pytest

CORPUS = [
    "\x1b[31mred", "\x1b]0;title\x07", "a\nb", "a\rb", "\u202egnp.exe", "x\u2028y", "[bold red]x[/]", ":smile:",
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{7*7}}", "x" * 10_000,
]  # fmt: skip
BIDI_OR_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def changed(tmp_path, result_file, change):
    path = tmp_path / "changed.json"
    with open(result_file, encoding="utf-8") as file:  # noqa: PTH123  a path as text
        data = json.load(file)
    change(data)
    path.write_text(json.dumps(data))
    return str(path)


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("by", ["day", "week"])
def test_a_title_is_printed_as_text_or_refused(run, tmp_path, result_file, text, by):
    path = changed(tmp_path, result_file, lambda data: data["summary"].update(title=text))
    done = run("show", path, "--by", by)
    assert done.exit_code == 0
    assert not BIDI_OR_CONTROL.search(done.stdout)
    assert done.stdout.count("\n") < 60


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("command", ["show", "report"])
def test_an_id_of_this_kind_is_refused_and_hardly_repeated(run, tmp_path, week, result_file, text, command):
    def rename(data):
        data["schedule"]["sessions"][0]["attendees"] = [text]

    path = changed(tmp_path, result_file, rename)
    done = run(command, week, path) if command == "report" else run(command, path)
    assert done.exit_code == 3
    assert done.stdout == ""
    assert not BIDI_OR_CONTROL.search(done.stderr)
    assert len(done.stderr) < 1_000


@pytest.mark.parametrize("text", [text for text in CORPUS if text.isprintable() and len(text) < 200])
def test_a_name_is_printed_as_it_is(run, tmp_path, result_file, text):
    key = tmp_path / "names.json"
    key.write_text(json.dumps({"P-1": text}))
    assert text in run("show", result_file, "--names", key).stdout


@pytest.mark.parametrize("text", [text for text in CORPUS if not text.isprintable() or len(text) > 200])
def test_a_name_that_does_not_print_is_refused(run, tmp_path, result_file, text):
    key = tmp_path / "names.json"
    key.write_text(json.dumps({"P-1": text}))
    done = run("show", result_file, "--names", key)
    assert done.exit_code == 3
    assert "bad-name" in done.stderr
    assert not BIDI_OR_CONTROL.search(done.stderr)
