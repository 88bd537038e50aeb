"""Who sits in which parallel section: as balanced as seats allow, pinned people in the section their pin names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product

from iopsched.model.errors import EngineError
from iopsched_solver.outcome import Section
from iopsched_solver.problem import NONE, UNLIMITED, Problem

ARRANGEMENTS_MAX = 10_000
"""Ways to match leaders and rooms of parallel sections that are tried when pins ask for a certain match."""
SIZE_RULES = frozenset({"group-size", "leaders-by-size"})
"""Rules that a band's seats stand for."""


@dataclass(frozen=True)
class Seats:
    """One section with its people."""

    room_class: int
    leaders: tuple[int, ...]
    attendees: tuple[int, ...]


@dataclass(frozen=True)
class _Wish:
    """The section of this patient is led by this clinician, in this room class (NONE: whichever)."""

    patient: int
    clinician: int
    room_class: int

    def met_by(self, section: Section) -> bool:
        leader_fits = self.clinician in (NONE, *section.leaders)
        return leader_fits and self.room_class in (NONE, section.room_class)


def seat(problem: Problem, sections: tuple[Section, ...], attendees: tuple[int, ...]) -> list[Seats]:
    """Split the attendees of one meeting over its sections.

    Sizes are as equal as seats, rooms and pins allow. Where a pin asks for a patient with a certain leader in a
    certain room, leaders and rooms of sections in the same band may be exchanged.

    Raises
    ------
    EngineError
        If they cannot be seated.
    """
    wishes = _wishes(problem, sections[0].cell, frozenset(attendees))
    ways: Iterator[tuple[Section, ...]] = _arrangements(sections) if wishes else iter((sections,))
    for arranged in islice(ways, ARRANGEMENTS_MAX):
        seated = _split(problem, arranged, attendees, wishes)
        if seated is not None:
            return [
                Seats(section.room_class, section.leaders, tuple(sorted(people)))
                for section, people in zip(arranged, seated, strict=True)
            ]
    raise EngineError(f"the solver let {len(attendees)} patients attend a meeting that cannot seat them")


def section_seats(problem: Problem, section: Section) -> int:
    """Return how many patients a section can take: its band's seats, or fewer if its room holds fewer."""
    seats = int(problem.bands.seats[section.band]) if problem.rules >= SIZE_RULES else UNLIMITED
    if section.room_class == NONE or "room-capacity" not in problem.rules:
        return seats
    service = int(problem.bands.service[section.band])
    left = int(problem.rooms.capacity[section.room_class]) - len(section.leaders)
    return min(seats, left // int(problem.services.seats_per_patient[service]))


def _wishes(problem: Problem, cell: int, attendees: frozenset[int]) -> list[_Wish]:
    return [
        _Wish(patient, clinician, room_class)
        for _, pinned, patient, clinician, room_class in problem.held.pins.tolist()
        if "pins" in problem.rules
        and pinned == cell
        and patient in attendees
        and (clinician, room_class) != (NONE, NONE)
    ]


def _arrangements(sections: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    """Yield the sections with leaders exchanged within each band and rooms exchanged between all."""
    of_band: dict[int, list[int]] = {}
    for number, section in enumerate(sections):
        of_band.setdefault(section.band, []).append(number)
    for orders in product(*(permutations(numbers) for numbers in of_band.values())):
        source = dict(
            zip((n for numbers in of_band.values() for n in numbers), (n for o in orders for n in o), strict=True)
        )
        for rooms in permutations([section.room_class for section in sections]):
            yield tuple(
                Section(section.cell, section.band, rooms[number], sections[source[number]].leaders)
                for number, section in enumerate(sections)
            )


def _split(
    problem: Problem, sections: Sequence[Section], attendees: tuple[int, ...], wishes: list[_Wish]
) -> list[list[int]] | None:
    """Seat pinned people first, each in the emptiest section that meets all their pins; then even out the rest."""
    service = int(problem.bands.service[sections[0].band])
    least = int(problem.services.min_size[service]) if "group-size" in problem.rules else 0
    seats = [section_seats(problem, section) for section in sections]
    people: list[list[int]] = [[] for _ in sections]
    for patient in sorted({wish.patient for wish in wishes}):
        asked = [wish for wish in wishes if wish.patient == patient]
        fitting = [
            number
            for number, section in enumerate(sections)
            if len(people[number]) < seats[number] and all(wish.met_by(section) for wish in asked)
        ]
        if not fitting:
            return None
        people[min(fitting, key=lambda n: (len(people[n]), n))].append(patient)
    seated = {patient for group in people for patient in group}
    for patient in attendees:
        if patient in seated:
            continue
        free = [number for number in range(len(sections)) if len(people[number]) < seats[number]]
        if not free:
            return None
        people[min(free, key=lambda n: (len(people[n]), n))].append(patient)
    return people if all(len(group) >= least for group in people) else None
