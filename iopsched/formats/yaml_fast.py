"""The part of YAML that programs write and most people keep to, read five to ten times as fast as all of YAML.

Block mappings and lists, flow collections, plain and quoted texts of one line, comments. `parse` says None at the
first sign of anything else (tags, anchors, texts of several lines, mistakes of any kind): the whole text is then read
again by `iopsched.formats.yaml_`, which knows all of YAML and names the place of every error. What is read here, values
and marks, is what is read there; tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from iopsched.formats.tree import Mark, Tree, TreeBuilder

_STRANGE = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Tabs, controls and every line break but one: the whole of YAML has rules for each."""

_FIRST = r"(?:[\w./+(]|-(?=[\w.]))"
_FLOW_REST = r"[\w./+;()=<>%$*'&@!^|~#-]"
_BLOCK_REST = r"[\w./+;()=<>%$*'&@!^|~#,{}\[\]\"?-]"
_NEXT_FIRST = r"[\w./+;()=<>%$*'&@!^|~-]"


def _words(rest: str) -> str:
    """Make the pattern of a plain text: words joined by spaces; a colon stands inside a word only.

    There is one way only to match a text, so possessive quantifiers would gain nothing; nested ones do not match at all
    in Python 3.11.2.
    """
    word = rf"(?:{rest}|:(?={rest}))*"
    return rf"{_FIRST}{word}(?: +{_NEXT_FIRST}{word})*"


_DOUBLE = r'"[^"\\]*(?:\\["\\/][^"\\]*)*"'
_SINGLE = r"'[^']*(?:''[^']*)*'"
_FLOW_TEXT = _words(_FLOW_REST)
_KEY = re.compile(rf"({_FLOW_TEXT}|{_DOUBLE}|{_SINGLE}):(?= |$)")
_BLOCK_SCALAR = re.compile(rf"({_words(_BLOCK_REST)}|~|{_DOUBLE}|{_SINGLE}) *(?: #.*)?$")
_FLOW_SCALAR = re.compile(rf"({_FLOW_TEXT}|~|{_DOUBLE}|{_SINGLE}) *(?=[,\]}}]|$| #)")
_END = re.compile(r" *(?:(?<= )#.*)?$")
_DOCUMENT = ("---", "...")
"""What begins and ends documents, at the beginning of a line."""
_KEY_MAX = 500
"""YAML has keys of 1,024 characters at most."""


class _OutOfScope(Exception):  # noqa: N818  no error: all of YAML is asked then
    """Something that is not read here."""


def parse(text: str, name: str, typed: Callable[[str], object]) -> Tree | None:
    r"""Read a YAML text, or return None if it has what is not read here.

    Parameters
    ----------
    text
        Lines end in ``\n``.
    name
        The file, for messages.
    typed
        Gives a plain text its type; what is no value comes back as a plain `object`.

    Raises
    ------
    FileFormatError
        If it is nested too deep or holds too many values.
    """
    if _STRANGE.search(text):
        return None
    reading = _Reading(text, TreeBuilder(name), typed)
    try:
        return reading.read()
    except _OutOfScope:
        return None


class _Reading:
    """Goes through the lines that say something, one after the other."""

    def __init__(self, text: str, builder: TreeBuilder, typed: Callable[[str], object]) -> None:
        self.lines = [
            (number, len(line) - len(line.lstrip(" ")), line)
            for number, line in enumerate(text.split("\n"), 1)
            if (said := line.lstrip(" ")) and said[0] != "#"
        ]
        self.builder, self.typed = builder, typed
        self.at = 0
        self.number, self.indent, self.line = 0, -1, ""

    def read(self) -> Tree:
        """Read the document."""
        if self.lines and self.lines[0][2].rstrip(" ") == "---":
            self.at = 1
        if any(line.startswith(_DOCUMENT) for _, _, line in self.lines[self.at :]):
            raise _OutOfScope
        self._advance()
        if self.indent != 0:
            raise _OutOfScope
        self._block(0)
        if self.indent != -1:
            raise _OutOfScope
        return self.builder.tree()

    def _advance(self) -> None:
        """Go to the next line that says something; after the last one `indent` is -1."""
        if self.at < len(self.lines):
            self.number, self.indent, self.line = self.lines[self.at]
            self.at += 1
        else:
            self.number, self.indent, self.line = self.number + 1, -1, ""

    def _is_item(self, column: int) -> bool:
        return self.line.startswith("- ", column) or self.line[column:] == "-"

    def _block(self, column: int) -> None:
        """Read the mapping or list that begins at `column` of this line."""
        if self._is_item(column):
            self._list(column)
        else:
            self._mapping(column)

    def _mapping(self, column: int) -> None:
        builder = self.builder
        builder.open({}, self.number, column + 1)
        while True:
            match = _KEY.match(self.line, column)
            if match is None or match.end() - column > _KEY_MAX:
                raise _OutOfScope
            builder.key(_content(match[1]), self.number, column + 1)
            self._value(column, match.end(), may_list=True)
            if self.indent < column:
                break
            if self.indent > column or self._is_item(column):
                raise _OutOfScope
        builder.close()

    def _list(self, column: int) -> None:
        builder = self.builder
        builder.open([], self.number, column + 1)
        while self.indent == column and self._is_item(column):
            self._item(column)
        if self.indent > column:
            raise _OutOfScope
        builder.close()

    def _item(self, column: int) -> None:
        start = column + 1
        while self.line.startswith(" ", start):
            start += 1
        if self.line.startswith("- ", start) or self.line[start:] == "-":
            raise _OutOfScope
        if _KEY.match(self.line, start):
            # A mapping that begins on the line of its dash: its fields stand below each other.
            self.indent = start
            self._mapping(start)
        else:
            self._value(column, column + 1, may_list=False)

    def _value(self, column: int, start: int, *, may_list: bool) -> None:
        """Read the value that follows from `start` on, on this line or below; its parent stands at `column`."""
        line, number = self.line, self.number
        end = _END.match(line, start)
        if end is not None:
            self._advance()
            if self.indent > column or (may_list and self.indent == column and self._is_item(column)):
                self._block(self.indent)
            else:
                self.builder.add(None, Mark(number, start + 1))
            return
        while line[start] == " ":
            start += 1
        if line[start] in "{[":
            end_at = self._flow(start)
            if not _END.match(self.line, end_at):
                raise _OutOfScope
        else:
            self._scalar(_BLOCK_SCALAR, start)
        self._advance()
        if self.indent > column:
            raise _OutOfScope  # a text that goes on, or a mistake

    def _scalar(self, pattern: re.Pattern[str], start: int) -> int:
        """Read a text, number or word; return where it ends."""
        match = pattern.match(self.line, start)
        if match is None:
            raise _OutOfScope
        written = match[1]
        value: object = written
        if written[0] in "\"'":
            value = _content(written)
        else:
            value = self.typed(written)
            if type(value) is object:
                raise _OutOfScope
        self.builder.add(value, Mark(self.number, start + 1))
        return match.end()

    def _flow(self, start: int) -> int:
        """Read the flow collection that opens at `start`; return where it ends, on the line that is then this one."""
        builder = self.builder
        is_mapping = self.line[start] == "{"
        closer = "}" if is_mapping else "]"
        builder.open({} if is_mapping else [], self.number, start + 1)
        position = self._skip(start + 1)
        if self.line[position] == closer:
            builder.close()
            return position + 1
        while True:
            if is_mapping:
                match = _KEY.match(self.line, position)
                if match is None or match.end() - position > _KEY_MAX:
                    raise _OutOfScope
                builder.key(_content(match[1]), self.number, position + 1)
                position = self._skip(match.end())
            opens = self.line[position] in "{["
            position = self._skip(self._flow(position) if opens else self._scalar(_FLOW_SCALAR, position))
            following = self.line[position]
            if following == closer:
                builder.close()
                return position + 1
            if following != ",":
                raise _OutOfScope
            position = self._skip(position + 1)

    def _skip(self, position: int) -> int:
        """Go to what comes next inside a flow collection, on this line or a later one."""
        line = self.line
        while True:
            while line.startswith(" ", position):
                position += 1
            if position < len(line) and line[position] != "#":
                return position
            if position < len(line) and line[position - 1] != " ":
                raise _OutOfScope
            self._advance()
            if self.indent <= 0:
                raise _OutOfScope
            line, position = self.line, self.indent


def _content(written: str) -> str:
    """Take the quotes off a text."""
    if written[0] == '"':
        text = written[1:-1]
        return re.sub(r'\\(["\\/])', r"\1", text) if "\\" in text else text
    return written[1:-1].replace("''", "'") if written[0] == "'" else written
