"""Texts of others on their way out: one line, nothing that steers a terminal, a calendar or a spreadsheet."""

from __future__ import annotations

import unicodedata

_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""Invisible, and needed to write some names."""
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORMULA_BEGINS = ("=", "+", "-", "@", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes spreadsheets calculate, in full width too."""


def one_line(text: str) -> str:
    r"""Put a text on one line: line breaks, controls and marks that turn the direction of writing become spaces.

    Examples
    --------
    >>> one_line("Room\x1b[31m 4\r\nEND:VEVENT")
    'Room [31m 4 END:VEVENT'
    """
    kept = (" " if _steers(letter) else letter for letter in text)
    return " ".join("".join(kept).split())


def no_formula(text: str) -> str:
    """Put a text on one line that no spreadsheet takes for a formula: such a one gets an apostrophe before it.

    Examples
    --------
    >>> no_formula("=cmd|'/c calc'!A1")
    "'=cmd|'/c calc'!A1"
    """
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA_BEGINS) else line


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in _UNPRINTABLE and letter not in _JOINERS
