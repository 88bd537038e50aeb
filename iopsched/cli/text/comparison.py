"""Two schedules of one week side by side."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from iopsched.cli.text.disruption import disruption
from iopsched.cli.text.headings import heading
from iopsched.model.comparison import Comparison, Side
from iopsched.words import count, hours

NAMES_SHOWN = 20
"""Patients that are named in one line."""


def comparison(found: Comparison, before: str, after: str) -> Iterator[RenderableType]:
    """Yield the comparison, part by part; `before` and `after` are what the files are called."""
    yield from _figures(found, before, after)
    for words, people in (("better off", found.better), ("worse off", found.worse)):
        if people:
            more = f" and {len(people) - NAMES_SHOWN} more" if len(people) > NAMES_SHOWN else ""
            yield Text(f"{words}: {', '.join(people[:NAMES_SHOWN])}{more}")
    yield from disruption(found.disruption, "Moved", tells=False)
    if found.load:
        yield heading("Load", f"{count(len(found.load), 'clinician')} with other hours")
        table = _table("clinician", before, after, "at most")
        for load in found.load:
            limit = hours(load.at_most_minutes) if load.at_most_minutes is not None else "no limit"
            table.add_row(load.clinician, hours(load.before_minutes), hours(load.after_minutes), limit)
        yield table


def _figures(found: Comparison, before: str, after: str) -> Iterator[RenderableType]:
    yield heading("Compared", count(found.patients, "patient"))
    table = _table("", before, after, "difference")
    sides = found.before, found.after
    table.add_row("legal", *(_legal(side) for side in sides), "")
    for words, numbers in (
        ("every need met", [side.needs_met for side in sides]),
        ("sessions", [side.sessions for side in sides]),
        ("attendances", [side.seats_taken for side in sides]),
        ("cost", [side.cost for side in sides]),
        *((f"  {tier}", [side.tiers[tier].cost for side in sides]) for tier in found.before.tiers),
    ):
        table.add_row(words, f"{numbers[0]:,}", f"{numbers[1]:,}", f"{numbers[1] - numbers[0]:+,}")
    yield table


def _legal(side: Side) -> Text:
    if side.legal:
        return Text("yes", style="green")
    return Text(f"no, {count(len(side.violations), 'violation')}", style="red")


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for number, name in enumerate(headings):
        table.add_column(name, overflow="fold", justify="left" if number == 0 else "right")
    return table
