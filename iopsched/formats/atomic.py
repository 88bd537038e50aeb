"""Files written whole or not at all, readable by their owner alone; the input is never among them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from iopsched.formats.source import STDIN
from iopsched.model.errors import FileFormatError

PathLike = str | os.PathLike[str]


def write_text(text: str, path: PathLike, *, inputs: Iterable[PathLike] = ()) -> None:
    """Write `text` in UTF-8 to `path`, as `write_bytes` does."""
    write_bytes(text.encode(), path, inputs=inputs)


def write_bytes(data: bytes, path: PathLike, *, inputs: Iterable[PathLike] = ()) -> None:
    """Write `data` to `path`, or to standard output for ``-``.

    A new file takes the place of an old one in one step (written beside it, synced, renamed) and has mode 0600. What
    is no ordinary file, such as ``/dev/null`` or a pipe, is written to as it is.

    Parameters
    ----------
    data
        What to write.
    path
        Where to.
    inputs
        Files that were read and must stay as they are.

    Raises
    ------
    FileFormatError
        If `path` is one of `inputs`, or cannot be written.
    """
    if os.fspath(path) == STDIN:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    if any(_is_same(target, given) for given in inputs):
        raise FileFormatError("this is the input, which is never overwritten: choose another name", str(target))
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                file.write(data)
        else:
            _replace(target, data)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FileFormatError(f"cannot write the file: {reason}", str(target)) from error


def _is_same(target: Path, given: PathLike) -> bool:
    if os.fspath(given) == STDIN:
        return False
    try:
        return target.samefile(given)
    except OSError:
        return target.absolute() == Path(given).absolute()


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".iopsched-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where folders can be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
