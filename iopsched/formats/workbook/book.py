"""A new workbook in memory: no formulas, no links, the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

from xlsxwriter.workbook import Workbook

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Not the time of writing: the same week gives the same file."""


def workbook_bytes(fill: Callable[[Workbook], None]) -> bytes:
    """Return the bytes of the workbook that `fill` writes into."""
    data = io.BytesIO()
    book = Workbook(data, _OPTIONS)
    book.set_properties({"created": _CREATED})
    fill(book)
    book.close()
    return data.getvalue()
