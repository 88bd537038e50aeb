"""YAML 1.2: a text read with places.

Only the core schema's types are read: ``14:30``, ``NO`` and ``2026-01-05`` are text, and so is every key. One
document a file, aliases within bounds, no tags of other languages. The parser is ruamel's; its events are put together
here, because composing them there recurses, and resolves dates and times on the way. Most files never get that far: see
`iopsched.formats.yaml_fast`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from iopsched.formats import yaml_fast
from iopsched.formats.source import HALF_CHARACTER, line_and_column, whole_characters
from iopsched.formats.tree import Mark, Tree, TreeBuilder
from iopsched.model.errors import FileFormatError
from iopsched.model.wording import excerpt

ALIASED_MAX = 100_000
"""Values that aliases may repeat in all: enough for any hand-written file, too few for one that explodes."""

_DIGITS_MAX = 18
_UNREADABLE = object()
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_BEGINS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_STANDARD = "tag:yaml.org,2002:"
_NO_TAGS = "tags are not read: remove the word that begins with '!'"
_OPEN_QUOTE = "the quote that opens here is never closed"

_PLAINER = (
    (r"found character '\t'", "a tab stands where only spaces may: indent with spaces"),
    ("that cannot start any token", "this character cannot begin a value: put the text in quotes"),
    (
        "mapping values are not allowed here",
        "no field can begin here: check the indentation, or quote a text with ': '",
    ),
    ("could not find expected ':'", "a ':' is missing after a field's name, or the indentation is wrong"),
    ("unexpected end of stream", _OPEN_QUOTE),
    ("expected ',' or", "a ',' or the closing bracket is missing"),
    ("expected <block end>", "the indentation changes in the middle of a list or mapping"),
    ("expected the node content", "a value is missing here"),
    ("expected '<document start>'", "text stands after the end of the document"),
)


def parse(text: str, name: str) -> Tree:
    """Read a YAML text; `name` is the file, for messages.

    Raises
    ------
    FileFormatError
        If it is not YAML, or uses what is not read here.
    """
    tree = yaml_fast.parse(text, name, _plain)
    if tree is not None:
        return tree
    reading = _Reading(TreeBuilder(name))
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reading.take(event)
    except MarkedYAMLError as error:
        raise _marked(error, name) from None
    except ReaderError as error:
        line, column = line_and_column(text, error.position)
        msg = "a control character stands in the text: remove it"
        raise FileFormatError(msg, name, line, column) from None
    except YAMLError as error:
        raise FileFormatError(f"this is not YAML: {type(error).__name__}", name) from None
    return reading.builder.tree()


@dataclass(slots=True)
class _Anchored:
    value: Any
    mark: Mark
    size: int


@dataclass(slots=True)
class _Reading:
    """Turns events into calls of the builder."""

    builder: TreeBuilder
    anchors: dict[str, _Anchored] = field(default_factory=dict)
    open_anchors: list[tuple[str | None, int]] = field(default_factory=list)
    """Of each open mapping or list: its anchor, and the number of values before it."""
    aliased: int = 0
    documents: int = 0

    def take(self, event: Event) -> None:
        """Take the next event."""
        if isinstance(event, NodeEvent):
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            if self.builder.wants_key:
                self._key(event, line, column)
            elif isinstance(event, CollectionStartEvent):
                self._open(event, line, column)
            elif isinstance(event, AliasEvent):
                self._repeat(event, line, column)
            elif isinstance(event, ScalarEvent):
                self._scalar(event, line, column)
        elif isinstance(event, CollectionEndEvent):
            anchor, count = self.open_anchors.pop()
            value, mark = self.builder.close()
            if anchor is not None:
                self.anchors[anchor] = _Anchored(value, mark, self.builder.count - count)
        elif isinstance(event, DocumentStartEvent):
            self._document(event)

    def _fail(self, message: str, line: int, column: int) -> FileFormatError:
        return FileFormatError(message, self.builder.name, line, column)

    def _document(self, event: DocumentStartEvent) -> None:
        line = event.start_mark.line + 1
        self.documents += 1
        if self.documents > 1:
            raise self._fail("a second document begins: keep one document in a file", line, 1)
        if event.version is not None and tuple(event.version) != (1, 2):
            raise self._fail("the file says it is not YAML 1.2: remove the %YAML line", line - 1, 1)

    def _key(self, event: NodeEvent, line: int, column: int) -> None:
        if not isinstance(event, ScalarEvent):
            raise self._fail("a field's name must be plain text", line, column)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(event.value, Mark(line, column), 1)
        self.builder.key(self._text(event, line, column), line, column)

    def _text(self, event: ScalarEvent, line: int, column: int) -> str:
        text = whole_characters(event.value)
        if text is None:
            raise self._fail(HALF_CHARACTER, line, column)
        return text

    def _open(self, event: CollectionStartEvent, line: int, column: int) -> None:
        is_mapping = isinstance(event, MappingStartEvent)
        if event.tag not in {None, "!", _STANDARD + ("map" if is_mapping else "seq")}:
            raise self._fail(_NO_TAGS, line, column)
        self.open_anchors.append((event.anchor, self.builder.count))
        self.builder.open({} if is_mapping else [], line, column)

    def _repeat(self, event: AliasEvent, line: int, column: int) -> None:
        known = self.anchors.get(event.anchor)
        if known is None:
            raise self._fail("the alias repeats an anchor that is not complete before it", line, column)
        self.aliased += known.size
        if self.aliased > ALIASED_MAX:
            raise self._fail(f"aliases repeat more than {ALIASED_MAX:,} values: write them out", line, column)
        self.builder.add(known.value, Mark(line, column, known.mark.entries))
        self.builder.count += known.size - 1

    def _scalar(self, event: ScalarEvent, line: int, column: int) -> None:
        value: object = self._text(event, line, column)
        if event.tag is None and event.style is None:
            value = _plain(event.value)
            if value is _UNREADABLE:
                raise self._fail("this number is too large, or not a number", line, column)
        elif event.tag not in {None, "!", _STANDARD + "str"}:
            raise self._fail(_NO_TAGS, line, column)
        mark = Mark(line, column)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, mark, 1)
        self.builder.add(value, mark)


def _plain(text: str) -> object:
    """Give an unquoted text its type in YAML 1.2's core schema."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[:1] not in _NUMBER_BEGINS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("+-")) <= _DIGITS_MAX else _UNREADABLE
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0) if len(text) <= _DIGITS_MAX else _UNREADABLE
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else _UNREADABLE
    return _UNREADABLE if _NO_NUMBER.fullmatch(text) else text


def _marked(error: MarkedYAMLError, name: str) -> FileFormatError:
    """Translate what ruamel says, without the lines of the file that it repeats."""
    problem = error.problem or error.context or ""
    plainer = next((words for part, words in _PLAINER if part in problem), None)
    mark = error.context_mark if plainer == _OPEN_QUOTE and error.context_mark else error.problem_mark
    mark = mark or error.context_mark
    message = plainer or f"this is not YAML: {excerpt(problem)[1:-1]}"
    if mark is None:
        return FileFormatError(message, name)
    return FileFormatError(message, name, mark.line + 1, mark.column + 1)
