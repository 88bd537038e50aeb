"""Headings: what it is on the left, its figures on the right, a line below."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text


def heading(title: str, note: str = "", style: str = "bold") -> RenderableType:
    """Return a heading over the whole width, after an empty line."""
    line = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    line.add_column(ratio=1)
    line.add_column(justify="right")
    line.add_row(Text(title, style=style), Text(note, style="dim"))
    return Group(Text(), line, Rule(style="dim", characters="─"))
