"""Words for messages about input: short excerpts that are safe to print, and the nearest known word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

EXCERPT_MAX = 40
_WORD_MAX = 64
_SEARCHES_MAX = 100
_BEGINNING_MIN = 4


def excerpt(value: object) -> str:
    """Show the offending token in quotes: at most 40 characters, nothing that could steer a terminal.

    Examples
    --------
    >>> excerpt("Mon 25:00")
    "'Mon 25:00'"
    >>> excerpt(["a", "b"])
    'a list'
    """
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    cut = text if len(text) <= EXCERPT_MAX else f"{text[: EXCERPT_MAX - 3]}..."
    shown = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)
    return f"'{shown}'" if isinstance(value, str) else shown


class Lexicon:
    """Known words of one kind, and the nearest of them to an unknown one.

    A search compares with every known word, so only the first hundred unknown words get one: a file with more
    mistakes than that has one cause.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(dict.fromkeys(words))
        self._known = set(self._words)
        self._folded = {_fold(word): word for word in reversed(self._words)}
        self._found: dict[str, str | None] = {}

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def spelt(self, word: str) -> str | None:
        """Return the known word that differs from `word` at most in case, spaces, dashes and underscores."""
        return self._folded.get(_fold(word))

    def nearest(self, word: str) -> str | None:
        """Return the known word most like `word`, or None if none is near."""
        if len(word) > _WORD_MAX:
            return None
        if (folded := self.spelt(word)) is not None:
            return folded
        if word not in self._found:
            if len(self._found) >= _SEARCHES_MAX:
                return None
            self._found[word] = self._search(_fold(word))
        return self._found[word]

    def _search(self, folded: str) -> str | None:
        if len(folded) >= _BEGINNING_MIN:
            longer = [known for known in self._folded if known.startswith(folded)]
            if len(longer) == 1:
                return self._folded[longer[0]]
        near = difflib.get_close_matches(folded, self._folded, n=1, cutoff=0.7)
        return self._folded[near[0]] if near else None

    def proposal(self, word: str) -> str:
        """Return ``did you mean C-04?``, or the known words if they are few, or nothing."""
        near = self.nearest(word)
        if near is not None:
            return f"did you mean {near}?"
        few = 8
        return f"known: {', '.join(self._words)}" if 0 < len(self._words) <= few else ""


def _fold(word: str) -> str:
    """Forget case and the marks that people mix up: ``min-size`` and ``minSize`` are ``minsize``."""
    return word.casefold().replace("-", "").replace("_", "").replace(" ", "")
