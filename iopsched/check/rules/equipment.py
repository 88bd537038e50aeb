"""`equipment`: no more equipment is used at once than there is."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.spacing import peak
from iopsched.check.week import Entries, Week
from iopsched.model.result import Violation
from iopsched.model.time import format_moment, is_open


def equipment(week: Week) -> Iterator[Violation]:
    """Check that no more equipment is used at once than there is.

    At every moment the pieces taken by running sessions are at most `quantity`; each session that takes a piece lies
    in one stretch of its open hours of this week, at its site if it belongs to one.
    """
    for name, entries in _users(week).items():
        piece = week.facts.equipment.get(name)
        quantity = piece.quantity if piece is not None else 0
        most = peak(entries, lambda entry, name=name: entry.service.equipment[name])  # type: ignore[misc]
        if most.amount > quantity:
            moment = format_moment(most.moment)
            yield Violation(
                rule="equipment",
                subjects=(name, moment),
                message=f"sessions take {most.amount} of {name} at {moment}, there are {quantity}",
            )
        for entry in entries if piece is not None else ():
            if not is_open(week.facts.equipment_open[name], entry.start, entry.end):
                yield Violation(
                    rule="equipment",
                    subjects=(name, *entry.subjects),
                    message=f"{entry} takes {name} while it cannot be used",
                )
            if piece is not None and piece.site is not None and piece.site != entry.place:
                yield Violation(
                    rule="equipment",
                    subjects=(name, *entry.subjects),
                    message=f"{entry} takes {name}, which belongs to {piece.site}",
                )


def _users(week: Week) -> dict[str, Entries]:
    """Return the sessions that take each piece, by its id."""
    users: dict[str, Entries] = {}
    for service in week.facts.scenario.services:
        for name, quantity in service.equipment.items():
            if quantity > 0:
                users[name] = users.get(name, ()) + week.of_service.get(service.id, ())
    return users
