"""Plain values written as YAML a person can edit: short things on one line, long ones in blocks.

Texts stand without quotes only where every YAML reader, of version 1.1 too, takes them as the same text.
"""

from __future__ import annotations

import json
import re
from typing import Any

_WIDTH = 100
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*(?:(?: |-)[0-9]{2}:[0-9]{2})?(?:-[0-9]{2}:[0-9]{2})?"
)
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})


def dump(data: dict[str, Any]) -> str:
    """Write a mapping of plain values as a YAML document."""
    return "".join(f"{line}\n" for line in _mapping(data, 0))


def _mapping(data: dict[str, Any], depth: int) -> list[str]:
    """Write each field on its own lines; `depth` is how far they are from the root."""
    lines = []
    for key, value in data.items():
        label = f"{_text(key)}:"
        short = _flow(value)
        if not _wants_block(value, len(label) + len(short) + 1, depth):
            lines.append(f"{label} {short}")
            continue
        lines.append(label)
        block = _mapping(value, depth + 1) if isinstance(value, dict) else _list(value, depth + 1)
        lines += [f"  {line}" for line in block]
    return lines


def _list(data: list[Any], depth: int) -> list[str]:
    lines = []
    for value in data:
        short = _flow(value)
        if not _wants_block(value, len(short) + 2, depth):
            lines.append(f"- {short}")
            continue
        block = _mapping(value, depth + 1) if isinstance(value, dict) else _list(value, depth + 1)
        lines += [f"- {block[0]}", *(f"  {line}" for line in block[1:])]
    return lines


def _wants_block(value: Any, width: int, depth: int) -> bool:  # noqa: ANN401  any plain value
    """Whether a value is too long for its line; the lists at the root always have one line for each entry."""
    if not isinstance(value, dict | list) or not value:
        return False
    return depth == 0 or width + 2 * depth > _WIDTH


def _flow(value: Any) -> str:  # noqa: ANN401  any plain value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(entry) for entry in value) + "]"
    if isinstance(value, str):
        return _text(value)
    text = json.dumps(value, allow_nan=False)
    bare_exponent = isinstance(value, float) and "." not in text
    return text.replace("e", ".0e") if bare_exponent else text


def _text(text: str) -> str:
    """Write a text plain if it is certain to stay one, else in double quotes, which YAML shares with JSON."""
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in quoted)
