"""What is read fast is what all of YAML says, or it is not read fast at all."""

import random
import time
from pathlib import Path

import pytest

from iopsched.formats import as_text, yaml_, yaml_fast
from iopsched.model.errors import FileFormatError
from iopsched_scenarios.generate import generate

SEEDS = [
    """schema_version: 1
title: "a: b # c"
rooms:
  - {id: hall-1, capacity: 30, features: [projector, 'it''s'], "q": "x\\\\y\\"z"}
  - id: x
    b: [Mon 9-13, Tue 08:00-16:30]   # comment
    c:
    - 1
    - -2.5
    -
    - null
  - y z
# all
empty:
nested:
    deep: {a: {b: [1, [2, ~]], "q w": 'r'}, c: {}}
    list: [a,   # first
       b, {c: d,
     e: f}]
    n: NO
    t: 14:30
""",
    "- a\n- b: 1\n  c: 2\n-\n  - d\n- [1, 2]\n- {}\n",
    "---\na:\n  b:\n    c: 1\n  d:\n  - e\n  -   f: 1\n      g: 2\nh: [ ]\n",
]
PIECES = [
    *"abz019 :#-,[]{}\"'\\\n&*!|>%@`?~.=/+_$()<;^", "\n  ", "\n- ", ": ", "- ", " #", "\n\n", "é", "渡", "\u2028",
    "\xa0", "---", "...", "? ", "<<: ", "!!str ", "&a ", "*a", "|\n", "null", "true", "0x1F", "1e3", ".5", "1_000",
    "0o7", ".inf", "\t", "''", '""', "\ufeff",
]  # fmt: skip


@pytest.fixture
def whole(monkeypatch):
    """Read with all of YAML alone."""

    def read(text):
        with monkeypatch.context() as patch:
            patch.setattr(yaml_fast, "parse", lambda *_: None)
            return told(yaml_.parse, text)

    return read


def told(parse, text, *more):
    """What a parser gives, or says."""
    try:
        return parse(text, "week.yaml", *more)
    except FileFormatError as error:
        return str(error)


def fast(text):
    return told(yaml_fast.parse, text, yaml_._plain)


def changed(text, source):
    """A text with some letters or lines put in, taken out or moved."""
    for _ in range(source.choice([1, 1, 1, 2, 2, 4])):
        where = source.randrange(len(text) + 1)
        match source.randrange(4):
            case 0 | 1:
                text = text[:where] + source.choice(PIECES) + text[where + source.randrange(2) :]
            case 2:
                text = text[:where] + text[where + source.choice([1, 2, 4]) :]
            case _:
                lines = text.split("\n")
                one, other = source.randrange(len(lines)), source.randrange(len(lines))
                lines[one], lines[other] = lines[other], " " * source.randrange(6) + lines[one].lstrip()
                text = "\n".join(lines)
    return text


@pytest.mark.parametrize("text", SEEDS)
def test_what_is_in_scope_is_read_as_all_of_yaml_reads_it(whole, text):
    assert fast(text) is not None
    assert fast(text) == whole(text)


@pytest.mark.parametrize("seed", range(4))
def test_changed_texts_are_read_the_same_or_left_to_all_of_yaml(whole, seed):
    source = random.Random(seed)  # noqa: S311  repeatable
    read = 0
    for _ in range(3000):
        text = changed(source.choice(SEEDS), source)
        tree = fast(text)
        if tree is not None:
            read += 1
            assert repr(tree) == repr(whole(text)), text  # 1, 1.0 and True are equal, but not the same
    assert read > 200


@pytest.mark.parametrize("shape", ["calendar", "menu", "open", "php"])
def test_weeks_that_we_write_are_read_fast(whole, shape):
    text = as_text(generate(30, shape=shape, tightness="tight", seed=0), "yaml")
    assert fast(text) is not None
    assert fast(text) == whole(text)


def test_weeks_that_we_ship_are_read_fast(whole):
    paths = sorted((Path(yaml_.__file__).parents[2] / "scenarios/iopsched_scenarios/data").glob("*.yaml"))
    assert len(paths) >= 6
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert fast(text) is not None, path.name
        assert fast(text) == whole(text)


@pytest.mark.parametrize("text", [
    "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: |\n  text\n", "a: b\n  c\n", "a: 'b\n  c'\n", "? a\n: b\n",
    "{a: 1}\n", "a: 1\n---\nb: 2\n", "a: 1\n...\n", "a:\tb\n", "%YAML 1.2\n---\na: 1\n", "- - a\n", "[a: 1]\n", "{a}\n",
    'a: "\\u00e9"\n', "text\n", "",
    "a: 1\n b: 2\n", "a: [1\n]\n", "a: 99999999999999999999\n", "a: .nan\n", "a: b: c\n", "a: [1, 2\n", "a: 'b\n",
])  # fmt: skip
def test_all_else_is_left_to_all_of_yaml(text):
    assert fast(text) is None


def test_deep_nesting_is_refused_the_same(whole):
    for text in (
        "a: " + "[" * 70 + "]" * 70,
        "a: " + "{a: " * 70 + "1" + "}" * 70,
        "".join(f"{' ' * i}a:\n" for i in range(70)),
    ):
        assert "deep" in fast(text)
        assert fast(text) == whole(text)


@pytest.mark.parametrize("text", ["a: " + "b " * 100_000 + '"\n', "a: [" + "b " * 100_000 + "{\n", "'" * 100_001])
def test_no_line_takes_long_to_give_up(text):
    before = time.process_time()
    assert fast(text) is None
    assert time.process_time() - before < 2  # some milliseconds; more than a minute if it were quadratic


def test_it_is_three_times_as_fast(whole):
    text = as_text(generate(150, shape="menu", tightness="tight", seed=0), "yaml")
    ratios = []
    for _ in range(3):
        times = [time.process_time()]
        for read in (whole, fast):
            read(text)
            times.append(time.process_time())
        ratios.append((times[1] - times[0]) / (times[2] - times[1]))
    assert max(ratios) > 3  # measured: 5 to 11
