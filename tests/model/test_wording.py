"""What messages repeat, and which known word they propose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iopsched.model.place import path_of, pointer
from iopsched.model.wording import Lexicon, excerpt


@given(
    st.text() | st.integers() | st.none() | st.booleans() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())
)
def test_an_excerpt_is_short_and_can_be_printed(value):
    assert excerpt(value).isprintable()
    assert len(excerpt(value if isinstance(value, str) else str(value))) <= 6 * 40 + 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a", "'a'"), ("x" * 41, "'" + "x" * 37 + "...'"), ("\x1b[2J", r"'\u001b[2J'"), (7, "7"), (False, "false"),
     (None, "nothing"), ([1], "a list"), ({}, "a mapping")],
)  # fmt: skip
def test_an_excerpt_shows_tokens_and_hides_contents(value, shown):
    assert excerpt(value) == shown


@pytest.mark.parametrize(
    ("word", "near"),
    [("c-04", "C-04"), ("C04", "C-04"), ("C-4", "C-04"), ("policy", None), ("max-size", "max_size"),
     ("maxSize", "max_size"), ("telehea", "telehealth"), ("tele", "telehealth"), ("tel", None), ("x" * 100, None)],
)  # fmt: skip
def test_the_nearest_word_is_proposed(word, near):
    assert Lexicon(["C-04", "C-11", "max_size", "telehealth"]).nearest(word) == near


def test_few_words_are_listed_and_many_are_not():
    assert Lexicon(["alpha", "beta"]).proposal("zzz") == "known: alpha, beta"
    assert Lexicon([f"word {i}" for i in range(100)]).proposal("zzz") == ""
    assert Lexicon([]).proposal("zzz") == ""


def test_only_the_first_hundred_unknown_words_are_searched_for():
    lexicon = Lexicon(["alpha beta"])
    assert [lexicon.nearest(f"alphax {i}") for i in range(101)][-1] is None
    assert lexicon.nearest("Alpha_Beta") == "alpha beta"


STEPS = st.lists(st.integers(0, 99) | st.text().filter(lambda text: not (text.isascii() and text.isdigit())))


@given(STEPS)
def test_a_pointer_is_read_as_it_is_written(steps):
    assert path_of(pointer(tuple(steps))) == tuple(steps)
