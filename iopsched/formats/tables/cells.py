"""What one cell says: its text as plain values and back.

In: the annotation of a field. Out: a `Cell`, which reads and writes it. Reading never fails: what a cell cannot mean
is handed on as it is, so that the models say what is wrong with it.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from iopsched.model.time import Busy, Moment, Windows

NONE = "none"
"""Stands in a cell for a list that is empty on purpose; a blank cell leaves the default."""

NEVER = "never"
"""The same for hours."""

_QUOTED = re.compile(r'"(?:[^"]|"")*"', re.DOTALL)
_PART = re.compile(r'\s*("(?:[^"]|"")*"(?=\s*(?:[,;\n]|$))|[^,;\n]*)\s*(?:[,;\n]|$)')


@dataclass(frozen=True, slots=True)
class Cell:
    """How one kind of cell is read and written."""

    kind: Literal["text", "number", "choice", "yes or no", "date", "list", "hours", "busy hours", "amounts"]
    read: Callable[[str], Any]
    """From what a cell shows (never blank) to plain values."""
    write: Callable[[Any], str]
    """From plain values to what the cell shows."""
    choices: tuple[str, ...] = ()
    """All it may hold, if they are few."""


def bare(annotation: Any) -> Any:  # noqa: ANN401  any annotation may come
    """Take off `Annotated` and `| None`, but keep what has a cell of its own: moments and windows."""
    while annotation not in {Moment, Windows}:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in {Union, types.UnionType}:
            annotation = next(kind for kind in get_args(annotation) if kind is not type(None))
        else:
            break
    return annotation


def model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  any annotation may come
    """Return the model an annotation names, alone or as optional; None if it is none."""
    found = bare(annotation)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def entry_model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  any annotation may come
    """Return the model of a list's entries, if each needs a row of its own."""
    found = bare(annotation)
    if get_origin(found) is not tuple or found == Windows:
        return None
    model = model_in(get_args(found)[0])
    return None if model is Busy else model


def literal_keys(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401  any annotation may come
    """Return the keys of a mapping that are known beforehand; none if there are none."""
    found = bare(annotation)
    if get_origin(found) is not dict:
        return ()
    key = bare(get_args(found)[0])
    return _literals(key) if get_origin(key) is Literal else ()


def cell_for(annotation: Any) -> Cell:  # noqa: ANN401  any annotation may come
    """Return the cell for a field.

    Raises
    ------
    TypeError
        If a field of a new kind was added to the models, and no cell for it here.
    """
    found = bare(annotation)
    if found in _SCALARS:
        return _SCALARS[found]
    if get_origin(found) is Literal:
        return _choice(_literals(found))
    if get_origin(found) is dict:
        return Cell("amounts", _read_amounts, _write_amounts)
    if get_origin(found) is tuple:
        inner = bare(get_args(found)[0])
        if inner is Busy:
            return Cell("busy hours", _read_busy, _write_busy)
        return Cell("list", _read_list, _write_list, cell_for(inner).choices)
    msg = f"no cell holds {annotation}"
    raise TypeError(msg)


def _literals(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401  any annotation may come
    """Flatten a literal of literals."""
    return tuple(str(choice) for choice in get_args(annotation))


def _choice(choices: tuple[str, ...]) -> Cell:
    if all(choice.isdigit() for choice in choices):
        return Cell("choice", lambda text: int(text) if text in choices else text, str, choices)
    folded = {choice.casefold(): choice for choice in choices}
    return Cell("choice", lambda text: folded.get(text.casefold(), text), str, choices)


def quoted(text: str, *, also: str = "") -> str:
    """Put a text in double quotes where a cell, or a list in one, would not keep it as it is."""
    plain = text and text == text.strip() and not text.startswith('"') and not any(mark in text for mark in also)
    return text if plain else '"' + text.replace('"', '""') + '"'


def unquoted(text: str) -> str:
    """Take the quotes off that `quoted` puts on."""
    return text[1:-1].replace('""', '"') if _QUOTED.fullmatch(text) else text


def _read_list(text: str) -> list[str]:
    if text.lower() == NONE:
        return []
    parts = []
    position = 0
    while position < len(text) and (match := _PART.match(text, position)) is not None:
        if match[1]:
            parts.append(unquoted(match[1].strip()))
        position = max(match.end(), position + 1)
    return parts


def _write_list(values: list[Any]) -> str:
    texts = [value if isinstance(value, str) else str(value) for value in values]
    if not texts:
        return NONE
    if len(texts) == 1 and texts[0].lower() == NONE:
        return f'"{texts[0]}"'
    return "; ".join(quoted(text, also=",;\n") for text in texts)


def _read_windows(text: str) -> list[str]:
    if text.lower() == NEVER:
        return []
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _write_windows(values: list[str]) -> str:
    return "; ".join(values) or NEVER


def _read_busy(text: str) -> list[dict[str, Any]]:
    """Read ``Mon-Fri 08:00-16:30 (work); Tue 9-10; Wed 9-10 (school)``: a reason closes what stands before it."""
    if text.lower() == NONE:
        return []
    entries: list[dict[str, Any]] = []
    hours: list[str] = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", text))):
        when, bracket, reason = part[:-1].rpartition("(") if part.endswith(")") else (part, "", "")
        if when.strip() or not bracket:
            hours.append(when.strip() if bracket else part)
        if bracket:
            entries.append({"when": hours, "reason": reason.strip().lower()})
            hours = []
    return [*entries, {"when": hours}] if hours else entries


def _write_busy(values: list[dict[str, Any]]) -> str:
    texts = []
    for value in values:
        hours = "; ".join(value["when"])
        texts.append(f"{hours} ({value.get('reason', 'other')})".strip())
    return "; ".join(texts) or NONE


def _read_amounts(text: str) -> dict[str, Any]:
    """Read ``art-kit = 1; mats = 12``; an id alone means one of it."""
    amounts: dict[str, Any] = {}
    if text.lower() == NONE:
        return amounts
    for part in re.split(r"[;\n]", text):
        name, equals, amount = part.rpartition("=")
        name, amount = (unquoted(name.strip()), amount.strip()) if equals else (unquoted(part.strip()), "1")
        if part.strip():  # an id that stands twice keeps both amounts: the models will say that this is no number
            amounts[name] = f"{amounts[name]}; {amount}" if name in amounts else amount
    return amounts


def _write_amounts(values: dict[str, int]) -> str:
    return "; ".join(f"{quoted(name)} = {amount}" for name, amount in values.items()) or NONE


_SCALARS = {
    Windows: Cell("hours", _read_windows, _write_windows),
    Moment: Cell("text", unquoted, quoted),
    str: Cell("text", unquoted, quoted),
    bool: Cell("yes or no", str.lower, lambda value: "yes" if value else "no", ("yes", "no")),
    int: Cell("number", str, str),
    float: Cell("number", str, str),
    date: Cell("date", str, str),
}
"""Cells of single values, by annotation."""
