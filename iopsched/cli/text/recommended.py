"""Recommended weeks and offers of a seat, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from iopsched.cli.text.headings import heading
from iopsched.model.recommendation import Recommendation, Recommendations, SeatOffers, WeekSession
from iopsched.model.time import DAY_MINUTES, format_moment
from iopsched.words import count, hours

TAKES = {"as now": "as now", "seat": "takes a seat", "time": "takes clinician and room", "opens": "opens a session"}


def recommendations(found: Recommendations) -> Iterator[RenderableType]:
    """Yield the weeks, the best first."""
    if not found.weeks and found.with_moves is None:
        yield Text(f"No legal week for {found.patient} in this schedule: `iopsched explain` says why.", style="bold")
    for number, week in enumerate(found.weeks, start=1):
        yield from _week(f"Week {number} for {found.patient}", week)
    if found.with_moves is not None:
        yield from _week(f"With {count(len(found.with_moves.moved), 'other')} moved", found.with_moves)
    elif found.moved_max:
        yield Text(f"No better week was found with up to {found.moved_max} others moved.")
    if not found.proved:
        yield Text("Time was short: there may be better weeks.")


def _week(title: str, week: Recommendation) -> Iterator[RenderableType]:
    yield heading(title, f"{hours(week.contact_minutes)} counted")
    yield Text(f"The clinic's week {price(week.cost, week.tiers)}.")
    yield sessions(week.sessions)
    if week.gives_up:
        given = ", ".join(f"{format_moment(s.start)} {s.group or s.service}" for s in week.gives_up)
        yield Text(f"gives up: {given}")
    if week.moved:
        yield Text(f"moved: {', '.join(week.moved)}")
    if week.unmet:
        names = {need.rule if need.service is None else f"{need.rule} {need.service}" for need in week.unmet}
        yield Text(f"unmet: {', '.join(sorted(names))}")
    yield Text("")


def sessions(listed: Iterable[WeekSession]) -> Table:
    """Return sessions as a table."""
    table = table_of("start", "end", "session", "room", "led by", "")
    for session in listed:
        end = session.end % DAY_MINUTES
        room = "video" if session.telehealth else session.room or ""
        table.add_row(
            format_moment(session.start), f"{end // 60:02d}:{end % 60:02d}", session.group or session.service, room,
            ", ".join(session.leaders), TAKES[session.takes],
        )  # fmt: skip
    return table


def price(cost: int, tiers: dict[str, int]) -> str:
    """Write a change of cost by tier: ``costs 45 more (experience +45)``."""
    parts = ", ".join(f"{tier} {amount:+,}" for tier, amount in tiers.items() if amount)
    if cost == 0 and not parts:
        return "costs as much as now"
    return f"costs {abs(cost):,} {'more' if cost >= 0 else 'less'}{f' ({parts})' if parts else ''}"


def offers(found: SeatOffers) -> Iterator[RenderableType]:
    """Yield whom a seat serves."""
    yield heading(
        f"Seat in {found.meeting}", f"serves {len(found.offers)} of {count(found.looked_at, 'patient')} in need"
    )
    table = table_of("", "patient", "priority", "lacks", "waited", "with the seat")
    for number, offer in enumerate(found.offers, start=1):
        since = "" if offer.weeks_since is None else count(offer.weeks_since, "week")
        status = "" if offer.status == "active" else " (waitlist)"
        table.add_row(
            str(number), f"{offer.patient}{status}", str(offer.priority), f"{offer.lacks:,}", since,
            price(offer.week.cost, offer.week.tiers),
        )  # fmt: skip
    yield table
    yield Text(f"Order: {', '.join(found.order)}.")
    if found.not_looked_at:
        yield Text(f"No time was left for: {', '.join(found.not_looked_at)}")


def table_of(*headings: str) -> Table:
    """Return an empty table."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for name in headings:
        table.add_column(name, overflow="fold", no_wrap=name in {"start", "end", "room", "led by", "priority"})
    return table
