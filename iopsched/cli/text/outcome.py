"""What a solved week came to: status, needs, groups, clinicians, cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from iopsched.check import Report
from iopsched.cli.text.columns import bar
from iopsched.cli.text.disruption import disruption, proof
from iopsched.cli.text.flow import Flow
from iopsched.cli.text.headings import heading
from iopsched.model.result import Result, TierCost, UnmetNeed
from iopsched.model.summary import SessionFill, Summary
from iopsched.model.time import format_moment
from iopsched.words import count, hours, missing, need_words, status_words, stop_words

UNMET_SHOWN = 40
"""Unmet needs that the summary of a solve lists."""
MEETINGS_SHOWN = 10
"""Sessions of one group that are listed."""


def outcome(result: Result) -> Iterator[RenderableType]:
    """Yield the summary of a solved week, part by part."""
    yield _status(result) if result.repair is None else proof(result.repair)
    if stopped := stop_words(result):
        yield Text(f"Ended because {stopped}.")
    for fault in result.run.faults:
        told = f"A part of the search broke ({fault}): this is our bug, please report it."
        yield Text(f"{told} The schedule is legal, but a better one may have been missed.", style="yellow")
    if result.disruption is not None:
        yield from disruption(result.disruption)
    if result.summary is not None:
        yield from _needs(result.unmet, result.summary, most=UNMET_SHOWN)
        yield from _groups(result.summary)
        yield from _clinicians(result.summary)
    yield from _cost(result.cost, result.bound, result.tiers)


def checked(report: Report, summary: Summary) -> Iterator[RenderableType]:
    """Yield what the checker says of a legal schedule."""
    yield Text("Legal: no rule is broken.", style="bold green")
    yield from _needs(report.unmet, summary, most=len(report.unmet))
    yield from _cost(report.cost, None, report.tiers)


def _status(result: Result) -> Text:
    words = status_words(result)
    return Text(f"{words[0].upper()}{words[1:]}.", style="bold green" if result.status == "optimal" else "bold")


def _needs(unmet: tuple[UnmetNeed, ...], summary: Summary, *, most: int) -> Iterator[RenderableType]:
    short = {patient: n for n, patient in enumerate(dict.fromkeys(need.patient for need in unmet))}
    everyone = len(summary.patients)
    waiting = sum(p.status == "waitlisted" and not p.sessions for p in summary.patients)
    waitlist = f"; {waiting} stay on the waitlist" if waiting else ""
    if not short:
        yield heading("Needs", f"every need of {count(everyone, 'patient')} is met{waitlist}")
        return
    yield heading("Needs", f"{everyone - len(short)} of {count(everyone, 'patient')} have every need met{waitlist}")
    table = _table("patient", "unmet need", "missing", "why")
    above = None
    for need in sorted(unmet, key=lambda need: short[need.patient])[:most]:
        patient = need.patient if need.patient != above else ""
        table.add_row(patient, Text(need_words(need), style="red"), missing(need), need.reason)
        above = need.patient
    yield table
    if len(unmet) > most:
        yield Text(f"and {len(unmet) - most:,} more: all are in the result, and `iopsched check` lists them")


def _groups(summary: Summary) -> Iterator[RenderableType]:
    fills: defaultdict[str, list[SessionFill]] = defaultdict(list)
    for fill in summary.groups:
        fills[fill.group or fill.service].append(fill)
    taken, there = _taken(list(summary.groups))
    yield heading("Groups", f"{count(len(summary.groups), 'session')}, {taken:,} of {there:,} seats taken")
    table = _table("group", "seats", "", "sessions")
    for group, sessions in sorted(fills.items()):
        attended, seats = _taken(sessions)
        each = [f"{format_moment(s.start)} {s.attendees}/{s.seats}" for s in sessions]
        left = len(each) - MEETINGS_SHOWN
        shown = Flow([*each[:MEETINGS_SHOWN], *([f"{left} more"] if left > 0 else [])])
        table.add_row(Text(group, style="cyan"), f"{attended}/{seats}", bar(attended, seats), shown)
    yield table


def _taken(fills: list[SessionFill]) -> tuple[int, int]:
    return sum(fill.attendees for fill in fills), sum(fill.seats for fill in fills)


def _clinicians(summary: Summary) -> Iterator[RenderableType]:
    led = sum(clinician.led_minutes for clinician in summary.clinicians)
    yield heading("Clinicians", f"{hours(led)} led")
    table = _table("clinician", "led", "", "at most", "sessions")
    for clinician in summary.clinicians:
        limit = clinician.led_minutes_max
        table.add_row(
            clinician.clinician,
            hours(clinician.led_minutes),
            bar(clinician.led_minutes, limit) if limit is not None else "",
            hours(limit) if limit is not None else "no limit",
            str(clinician.sessions),
        )
    yield table


def _cost(cost: int | None, bound: int | None, tiers: Mapping[str, TierCost]) -> Iterator[RenderableType]:
    if cost is None:
        return
    yield heading("Cost", f"{cost:,}" + (f", at least {bound:,}" if bound not in {None, cost} else ""))
    table = _table("tier", "cost", "units")
    table.columns[1].justify = "right"
    for name, tier in tiers.items():
        units = [f"{slug} {number:,}" for slug, number in tier.units.items() if number]
        table.add_row(name, f"{tier.cost:,}", Flow(units) if units else Text("none", style="dim"))
    yield table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for name in headings:
        table.add_column(name, overflow="fold", no_wrap=name in {"led", "at most", "seats", "missing", "cost", ""})
    return table
