"""How workbooks look: formats, colours and widths."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

HEADER = "#1F3A4D"
REQUIRED = "#B4521E"
REQUIRED_CELL = "#FFF3DC"
MISSING = "#F4B183"
QUIET = "#5F6B73"
BAND = "#F3F6F8"
EDGE = "#D5DCE1"

LOCKED = {"select_locked_cells": True, "autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
"""What may be done to a sheet that is made from others: look, sort, filter, widen."""

WIDTH_MIN = 9
WIDTH_MAX = 60
HEADING_WIDTH_MAX = 20
"""Columns a heading may take before it is broken into lines."""


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook. Cells that are typed in are text, so that no program turns them into dates."""

    header: Format
    required: Format
    text: Format
    number: Format
    text_needed: Format
    number_needed: Format
    quiet: Format
    title: Format
    missing: Format
    wrapped: Format
    plain: Format
    first: Format
    """As `plain`, with a line above: another person or room begins."""
    amount: Format
    amount_first: Format
    day: Format
    hour: Format
    """An empty cell of the week grid in which an hour begins."""
    place: Format


def looks_of(book: Workbook) -> Looks:
    """Make the formats."""
    top = {"valign": "top", "font_size": 10}
    header = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "font_size": 10}
    above = {"top": 1, "top_color": EDGE}
    needed = {"bg_color": REQUIRED_CELL}
    return Looks(
        header=book.add_format({**header, "bg_color": HEADER}),
        required=book.add_format({**header, "bg_color": REQUIRED}),
        text=book.add_format({**top, "num_format": "@"}),
        number=book.add_format({**top, "num_format": "0"}),
        text_needed=book.add_format({**top, **needed, "num_format": "@"}),
        number_needed=book.add_format({**top, **needed, "num_format": "0"}),
        quiet=book.add_format({**top, "font_color": QUIET, "text_wrap": True}),
        title=book.add_format({"bold": True, "font_size": 16, "font_color": HEADER}),
        missing=book.add_format({"bg_color": MISSING}),
        wrapped=book.add_format({**top, "text_wrap": True}),
        plain=book.add_format(top),
        first=book.add_format({**top, **above}),
        amount=book.add_format({**top, "num_format": "0.##"}),
        amount_first=book.add_format({**top, **above, "num_format": "0.##"}),
        day=book.add_format({"bold": True, "font_size": 10, "text_wrap": True, "valign": "top", "bg_color": BAND}),
        hour=book.add_format({"left": 1, "left_color": EDGE}),
        place=book.add_format({"font_size": 9, "font_color": QUIET, "valign": "vcenter"}),
    )
