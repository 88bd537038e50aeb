"""Pins that cannot hold, whatever else is decided: at no start of what they hold, or at hours that are not open."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.errors import InputProblem
from iopsched.model.schedule import Pin
from iopsched.model.time import Window, format_moment, is_open
from iopsched.validation.found import warning
from iopsched.validation.offers import Offer, Week, candidates


def off_start(week: Week) -> Iterator[InputProblem]:
    """Find pins at times that are no candidate starts."""
    slot = week.scenario.calendar.slot_minutes
    for number, pin, offer in _pinned(week):
        if offer.starts is None or pin.start in candidates(offer.starts, offer.service.duration_minutes, slot):
            continue
        fact = f"{_subject(number, pin, offer)}, no start of it"
        yield warning("pin-off-start", ("pins", number, "start"), fact, "add the start, or move the pin")


def out_of_hours(week: Week) -> Iterator[InputProblem]:
    """Find pins at times when the place is closed, or whom or what they name is not there."""
    for number, pin, offer in _pinned(week):
        end = pin.start + offer.service.duration_minutes
        if not any(is_open(week.open_hours[place], pin.start, end) for place in offer.places):
            fact = f"{_subject(number, pin, offer)}, when no site it may meet at is open"
            yield warning("pin-out-of-hours", ("pins", number, "start"), fact, "move the pin")
        for field, named, hours in _named(week, pin, offer):
            if not is_open(hours, pin.start, end):
                fact = f"{_subject(number, pin, offer)}, when {named} is not available for all of it"
                yield warning("pin-out-of-hours", ("pins", number, field), fact, "move the pin, or change these hours")


def _pinned(week: Week) -> Iterator[tuple[int, Pin, Offer]]:
    """Go through the pins whose meeting is offered."""
    by_name = {(offer.group.id if offer.group else None, offer.service.id): offer for offer in week.offers}
    for number, pin in enumerate(week.scenario.pins):
        service = pin.service or week.facts.groups[pin.group or ""].service
        offer = by_name.get((pin.group, service))
        if offer is not None:
            yield number, pin, offer


def _subject(number: int, pin: Pin, offer: Offer) -> str:
    return f"pin {pin.id or number + 1} holds {offer.subject} at {format_moment(pin.start)}"


def _named(week: Week, pin: Pin, offer: Offer) -> Iterator[tuple[str, str, tuple[Window, ...]]]:
    """Whom and what a pin names that has to be there: the field, what to call it, and its hours."""
    facts = week.facts
    if pin.leader is not None:
        yield "leader", f"clinician {pin.leader}", facts.clinician_open[pin.leader]
    if pin.attendee is not None and offer.service.patient_attends:
        yield "attendee", f"patient {pin.attendee}", facts.patient_open[pin.attendee]
    if pin.room is not None:
        yield "room", f"room {pin.room}", facts.room_open[pin.room]
