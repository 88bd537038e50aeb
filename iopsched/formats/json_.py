"""JSON as in RFC 8259: a text read with places, and written.

Stricter than Python's reader where it matters: a key that stands twice, NaN and numbers beyond range are errors with a
place; nesting is bounded.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right

from iopsched.formats.source import HALF_CHARACTER, whole_characters
from iopsched.formats.tree import Mark, Tree, TreeBuilder
from iopsched.model.errors import FileFormatError

_SPACES = re.compile(r"[ \t\n]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[-+A-Za-z0-9_.]+")
_CONSTANTS = {"true": True, "false": False, "null": None}
_DIGITS_MAX = 18
_DECODER = json.JSONDecoder()


def parse(text: str, name: str) -> Tree:
    """Read a JSON text; `name` is the file, for messages.

    Raises
    ------
    FileFormatError
        If it is not JSON.
    """
    return _Reading(text, TreeBuilder(name)).tree()


def dump(data: object) -> str:
    """Write plain values as indented JSON, non-ASCII letters as they are."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


class _Reading:
    """Walks through a text once; the builder bounds how deep it goes."""

    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self.text = text
        self.builder = builder
        self.position = 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def tree(self) -> Tree:
        """Read all of it."""
        self._skip()
        if self.position < len(self.text):
            self._value()
            self._skip()
        if self.position < len(self.text):
            raise self._fail("text stands after the end of the document")
        return self.builder.tree()

    def _skip(self) -> str:
        """Go to the next character that is no space, and return it (nothing at the end)."""
        if (spaces := _SPACES.match(self.text, self.position)) is not None:
            self.position = spaces.end()
        return self.text[self.position : self.position + 1]

    def _place(self) -> tuple[int, int]:
        line = bisect_right(self.line_starts, self.position)
        return line, self.position - self.line_starts[line - 1] + 1

    def _fail(self, message: str) -> FileFormatError:
        return FileFormatError(message, self.builder.name, *self._place())

    def _value(self) -> None:
        first = self.text[self.position : self.position + 1]
        if first == "{":
            self._mapping()
        elif first == "[":
            self._list()
        else:
            mark = Mark(*self._place())
            self.builder.add(self._string() if first == '"' else self._number_or_word(), mark)

    def _mapping(self) -> None:
        self.builder.open({}, *self._place())
        self.position += 1
        if self._skip() == "}":
            self._end()
            return
        while True:
            if self._skip() != '"':
                raise self._fail("a field's name in double quotes is missing here")
            line, column = self._place()
            self.builder.key(self._string(), line, column)
            if self._skip() != ":":
                raise self._fail("a ':' is missing after a field's name")
            self.position += 1
            self._skip()
            self._value()
            if self._ends("}"):
                return

    def _list(self) -> None:
        self.builder.open([], *self._place())
        self.position += 1
        if self._skip() == "]":
            self._end()
            return
        while True:
            self._skip()
            self._value()
            if self._ends("]"):
                return

    def _ends(self, closer: str) -> bool:
        """Whether the open mapping or list ends here; else step over the comma."""
        following = self._skip()
        if following == closer:
            self._end()
            return True
        if following != ",":
            raise self._fail(f"a ',' or '{closer}' is missing here")
        comma = self.position
        self.position += 1
        if self._skip() == closer:
            self.position = comma
            raise self._fail(f"a ',' stands before '{closer}': remove it")
        return False

    def _end(self) -> None:
        self.position += 1
        self.builder.close()

    def _string(self) -> str:
        try:
            value, end = _DECODER.raw_decode(self.text, self.position)
        except json.JSONDecodeError as error:
            self.position = min(error.pos, len(self.text))
            if "Unterminated" in error.msg:
                raise self._fail("the quote that opens here is never closed") from None
            if "control character" in error.msg:
                raise self._fail("a text runs over the end of its line, or holds a control character") from None
            raise self._fail("this escape is not JSON") from None
        text = whole_characters(value)
        if text is None:
            raise self._fail(HALF_CHARACTER)
        self.position = end
        return text

    def _number_or_word(self) -> int | float | bool | None:
        match = _WORD.match(self.text, self.position)
        word = match[0] if match else ""
        number = _number(word)
        if number is None and word not in _CONSTANTS:
            raise self._fail(_words_for(word))
        self.position += len(word)
        return _CONSTANTS[word] if number is None else number


def _number(word: str) -> int | float | None:
    """Read a number; None if it is none, or too large to be one here."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None
    if match[1] is None and match[2] is None:
        return int(word) if len(word.lstrip("-")) <= _DIGITS_MAX else None
    number = float(word)
    return number if math.isfinite(number) else None


def _words_for(word: str) -> str:
    if not word:
        return "a value is missing here"
    if _NUMBER.fullmatch(word) or word.lstrip("-") in {"NaN", "Infinity"}:
        return "this number is too large, or not a number"
    return "this is not a JSON value: put texts in double quotes"
