"""Stored weeks: JSON with every default written out, compressed by xz, so that no later change can move them."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

from pydantic import ValidationError

from iopsched.model.errors import FileFormatError
from iopsched.model.scenario import Scenario

SUFFIX = ".json.xz"


def is_stored(path: str | Path) -> bool:
    """Whether a path names a stored week.

    Examples
    --------
    >>> is_stored("menu-tight-60-seed1.json.xz"), is_stored("week.yaml")
    (True, False)
    """
    return str(path).endswith(SUFFIX)


def packed(scenario: Scenario) -> bytes:
    """Return a scenario as stored: the same bytes for the same scenario and version of xz."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def unpacked(data: bytes, name: str) -> Scenario:
    """Read a stored scenario; whether it is sound is for `iopsched.validate` to say.

    Raises
    ------
    FileFormatError
        If it is no such file.
    """
    try:
        return Scenario.model_validate_json(lzma.decompress(data))
    except lzma.LZMAError:
        raise FileFormatError("it is not compressed by xz", name) from None
    except ValidationError as error:
        raise FileFormatError(f"it is no week of this version: {error.error_count()} fields are wrong", name) from None


def read_stored(path: str | Path) -> Scenario:
    """Read a stored week from a file.

    Raises
    ------
    FileFormatError
        If it cannot be read.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise FileFormatError(error.strerror or "it cannot be read", str(path)) from None
    return unpacked(data, str(path))
