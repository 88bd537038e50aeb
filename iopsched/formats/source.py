"""Bytes of a file or of standard input, as text; always within a size that fits in memory."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from iopsched.model.errors import FileFormatError

SIZE_MAX_BYTES = 64 * 2**20
"""Largest file that is read: some forty times a week of 1,000 patients."""

HALF_CHARACTER = "an escape in this text is half of a character: write the character itself"

STDIN = "-"
"""The path that stands for standard input and output."""

_HALF = re.compile("[\ud800-\udfff]")
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was read."""

    name: str
    """The path as given, or ``<stdin>``."""
    text: str
    """Line ends are all ``\\n``, without a byte order mark."""
    sha256: str
    """Of the bytes."""


def read_source(path: str | os.PathLike[str]) -> Source:
    """Read the text at `path`, or standard input for ``-``.

    Raises
    ------
    FileFormatError
        If it cannot be opened, is larger than 64 MiB, or is no text in UTF-8 (or UTF-16 with its mark).
    """
    return source_of(read_bytes(path), name_of(path))


def source_of(data: bytes, name: str) -> Source:
    """Take bytes that were read as text, as `read_source` does."""
    text = decoded(data, name).replace("\r\n", "\n").replace("\r", "\n")
    return Source(name, text, hashlib.sha256(data).hexdigest())


def name_of(path: str | os.PathLike[str]) -> str:
    """Name `path` for messages."""
    return "<stdin>" if os.fspath(path) == STDIN else os.fspath(path)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read the bytes at `path`, or on standard input for ``-``.

    Raises
    ------
    FileFormatError
        If it cannot be opened, or is larger than 64 MiB.
    """
    name = name_of(path)
    data = _read(path, name)
    if len(data) > SIZE_MAX_BYTES:
        raise FileFormatError(f"the file is larger than {SIZE_MAX_BYTES // 2**20} MiB", name)
    return data


def _read(path: str | os.PathLike[str], name: str) -> bytes:
    try:
        if os.fspath(path) == STDIN:
            return sys.stdin.buffer.read(SIZE_MAX_BYTES + 1)
        with Path(path).open("rb") as file:
            return file.read(SIZE_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable path"
        raise FileFormatError(f"cannot read the file: {reason.lower()}", name) from error


def decoded(data: bytes, name: str) -> str:
    """Read bytes as UTF-8, or as UTF-16 with its mark.

    Raises
    ------
    FileFormatError
        If they are neither.
    """
    if data.startswith(_UTF16_BOMS):
        encoding, data = "utf-16", data[: len(data) // 2 * 2]
    else:
        encoding, data = "utf-8", data.removeprefix(_UTF8_BOM)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="ignore")
        line, column = line_and_column(before, len(before))
        raise FileFormatError(f"the file is not {encoding.upper()} text", name, line, column) from None


def whole_characters(text: str) -> str | None:
    """Join the halves of characters that escapes were written in; None if one has no other half."""
    if not _HALF.search(text):
        return text
    try:
        return text.encode("utf-16", errors="surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None


def line_and_column(text: str, position: int) -> tuple[int, int]:
    """Return line and column, from 1, of the character at `position`."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
