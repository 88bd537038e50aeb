"""How problems are said: code, place, subject and fact, remedy."""

from __future__ import annotations

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path, pointer

_HOUR_MINUTES = 60


def error(code: str, path: Path, message: str, proposal: str = "") -> InputProblem:
    """Say what must be put right before solving."""
    return InputProblem(code, pointer(path), message, proposal)


def warning(code: str, path: Path, message: str, proposal: str = "") -> InputProblem:
    """Say what can be solved, but hardly as it was meant."""
    return InputProblem(code, pointer(path), message, proposal, severity="warning")


def count(number: int, word: str) -> str:
    """Write a number with its word: ``1 seat``, ``2 seats``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def hours(minutes: int) -> str:
    """Write minutes as hours where they are full halves: ``7.5 h``, else ``7 h 20 min``."""
    whole, rest = divmod(minutes, _HOUR_MINUTES)
    if minutes % 30 == 0:
        return f"{minutes / _HOUR_MINUTES:g} h"
    return f"{whole} h {rest} min" if whole else f"{rest} min"
