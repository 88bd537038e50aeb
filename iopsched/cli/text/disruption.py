"""What is not as published, and who must be told: the words of a repair."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from iopsched.cli.text.flow import Flow
from iopsched.cli.text.headings import heading
from iopsched.model.disruption import Booking, Disruption, Move, Notice
from iopsched.model.result import RepairProof
from iopsched.model.time import DAYS
from iopsched.words import count, percent, span

MOVES_SHOWN = 60
"""Moves and notices that are listed each; all are in the result."""
_KINDS = {
    "time": "another time",
    "group": "another group",
    "place": "another place",
    "lost": "no longer",
    "new": "new",
    "leader": "another leader",
    "room": "another room",
    "attendees": "other people",
}


def proof(repaired: RepairProof) -> Text:
    """How near to the least change a repair is, in one sentence."""
    if repaired.bound is None:
        return Text("Nothing has to change: what was published is legal.", style="bold green")
    if repaired.gap == 0:
        return Text("Proved: no legal schedule changes less.", style="bold green")
    gap = percent(repaired.gap) if repaired.gap is not None else "unknown"
    return Text(f"Least change within {gap}: no repair costs less than {repaired.bound:,}.", style="bold")


def disruption(found: Disruption, title: str = "Changes", *, tells: bool = True) -> Iterator[RenderableType]:
    """Yield who moves from what to what, and, if `tells`, who must be told."""
    moved = len(found.moved_patients)
    others = len({move.patient for move in found.moves} - set(found.moved_patients))
    note = f"{count(moved, 'patient')} moved, {others} with another leader, room or session more" if others else ""
    yield heading(title, note or f"{count(moved, 'patient')} moved")
    if not found.moves and not found.cancelled and not found.added:
        yield Text("nothing differs", style="dim")
        return
    yield from _meetings(found)
    yield from _moves(found.moves)
    if tells:
        yield from _told(found.notices)


def _meetings(found: Disruption) -> Iterator[RenderableType]:
    for word, bookings in (("cancelled", found.cancelled), ("added", found.added)):
        for booking in bookings:
            yield Text(f"{word}: {where(booking)}", style="red" if word == "cancelled" else "")


def _moves(moves: tuple[Move, ...]) -> Iterator[RenderableType]:
    """Yield what changed in order of time, each with the patients it changed for."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for move in sorted(moves, key=_when):
        key = (_KINDS[move.kind], _told_of(move.before, move.kind), _told_of(move.after, move.kind, was=move.before))
        alike.setdefault(key, []).append(move.patient)
    table = _table("change", "was", "is", "patients")
    for (kind, was, is_), patients in list(alike.items())[:MOVES_SHOWN]:
        table.add_row(kind, was, is_, Flow(patients))
    if alike:
        yield table
    if len(alike) > MOVES_SHOWN:
        yield Text(f"and {len(alike) - MOVES_SHOWN:,} more: all are in the result")


def _when(move: Move) -> int:
    booking = move.before or move.after
    return 0 if booking is None else booking.start


def _told(notices: tuple[Notice, ...]) -> Iterator[RenderableType]:
    """Yield what clinicians and rooms must be told; patients are told their moves."""
    patients = len({notice.who for notice in notices if notice.audience == "patient"})
    others = [notice for notice in notices if notice.audience != "patient"]
    yield heading("To tell", f"{count(patients, 'patient')} as above, {count(len({n.who for n in others}), 'other')}")
    table = _table("who", "change", "was", "is")
    above = None
    for notice in others[:MOVES_SHOWN]:
        who = f"{notice.audience} {notice.who}"
        people = ", ".join([*(f"+{name}" for name in notice.joins), *(f"-{name}" for name in notice.leaves)])
        kind = f"{_KINDS[notice.kind]} {people}".strip() if notice.kind == "attendees" else _KINDS[notice.kind]
        is_ = _told_of(notice.after, notice.kind, was=notice.before)
        table.add_row(Text(who if who != above else "", style="cyan"), kind, _told_of(notice.before, notice.kind), is_)
        above = who
    if others:
        yield table
    if len(others) > MOVES_SHOWN:
        yield Text(f"and {len(others) - MOVES_SHOWN:,} more: all are in the result")


def where(booking: Booking) -> str:
    """Write a session: ``Mon 18:00-19:30 process evening``."""
    return f"{DAYS[booking.start // 1440]} {span(booking.start, booking.end)} {booking.group or booking.service}"


def _told_of(booking: Booking | None, kind: str, *, was: Booking | None = None) -> str:
    """Write what a session was, or, with `was`, what of it is different now."""
    if booking is None:
        return ""
    detail = {
        "leader": ", ".join(booking.leaders) or "nobody",
        "room": booking.room or "no room",
        "place": booking.site or "by video",
    }.get(kind, "")
    if was is not None and detail:
        return detail
    if was is not None and kind == "attendees":
        return ""
    return f"{where(booking)}, {detail}" if detail else where(booking)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for name in headings:
        table.add_column(name, overflow="fold", no_wrap=name in {"change", "who"})
    return table
