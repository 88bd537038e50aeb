"""The week as it grows: sections with their leaders and rooms, and everybody's own week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np

from iopsched_solver.greedy.places import Places
from iopsched_solver.greedy.staff import Staff
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import NONE, UNLIMITED, BoolArray, IntArray, Problem


class Timetable:
    """Sections, attendances and visits that together break no rule but a group's least size and least meetings."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.staff, self.places = Staff(problem), Places(problem)
        n, cells = problem.n_cells, problem.cells
        self.sections: dict[int, list[tuple[Section, int]]] = defaultdict(list)
        """By cell: sections and their seats."""
        self.seats, self.attendees, self.n_sections = (np.zeros(n, dtype=np.int64) for _ in range(3))
        self.blocked: BoolArray = np.zeros(n, dtype=np.bool_)
        """(K,): cells that could not be opened or visited when that was tried last."""
        self.weeks: list[dict[int, int]] = [{} for _ in range(problem.n_patients)]
        """By patient: cells attended, and the clinician who is seen there (NONE in groups)."""
        self.least = problem.services.min_size[cells.service]
        self._rooms: dict[tuple[int, int], int] = {}
        pair = cells.offering * (int(cells.end.max(initial=0)) + 1) + cells.start
        self._moment: IntArray = np.unique(pair, return_inverse=True)[1].astype(np.int64)
        self._at_once = np.zeros(n, dtype=np.int64)
        """By moment (one offering at one start, over all places): sections."""
        self._meetings = np.zeros(len(problem.offerings.service), dtype=np.int64)
        self._bands = _bands(problem)
        leaders = np.array([problem.bands.leaders[bands[0]] if bands else 1 for bands in self._bands], dtype=np.int64)
        self._n_leaders = leaders[cells.service]
        self._most = np.full(n, UNLIMITED)
        """By cell: sections it may have; what has begun gets no more."""
        if "pins" in problem.rules:
            self._most[problem.held.begun[:, 0]] = problem.held.begun[:, 1]
        self._ordered = {int(g) for pair in problem.offerings.after.tolist() for g in pair}
        self._wished: dict[int, list[int]] = defaultdict(list)
        for clinician, cell, patient in problem.held.leads.tolist():
            if patient == NONE:
                self._wished[cell].append(clinician)

    def openable(self, cells: IntArray) -> BoolArray:
        """Whether one more section of each cell could run, as far as counts tell."""
        offering = self.problem.cells.offering[cells]
        more = self._at_once[self._moment[cells]] < self.problem.offerings.sections_max[offering]
        meets = (self.n_sections[cells] > 0) | (
            self._meetings[offering] < self.problem.offerings.meetings_max[offering]
        )
        staffed = self.staff.n_able[cells] >= self._n_leaders[cells]
        roomed = self.places.has_room[:, cells].any(axis=0) | ~self.places.needs_room[cells]
        can: BoolArray = more & meets & staffed & roomed & ~self.blocked[cells]
        return can & (self.n_sections[cells] < self._most[cells])

    def open(self, cell: int, leader: int = NONE, room_class: int = NONE) -> bool:
        """Open one more section, with a certain leader and room class if given; return whether that was possible."""
        if not self._can_hold(cell):
            self.blocked[cell] = True
            return False
        for band in self._bands[int(self.problem.cells.service[cell])]:
            wished = [leader] if leader != NONE else self._wished.get(cell, ())
            leaders = self.staff.leaders(cell, band, wished)
            if leaders is None or (leader != NONE and leader not in leaders):
                continue
            room = self.places.room(cell, int(self.problem.bands.seats[band]), len(leaders), only=room_class)
            if room is not None and room[1] >= self.least[cell]:
                self._run(Section(cell, band, room[0], leaders), room[1])
                return True
        self.blocked[cell] = True
        return False

    def run(self, section: Section) -> bool:
        """Run a section as it is, in its form and with its leaders; return whether that was possible."""
        cell, band = section.cell, section.band
        if not self._can_hold(cell):
            return False
        room = self.places.room(
            cell, int(self.problem.bands.seats[band]), len(section.leaders), only=section.room_class
        )
        if room is None or room[1] < self.least[cell] or not self.staff.can_lead[list(section.leaders), cell].all():
            return False
        self._run(section, room[1])
        return True

    def close(self, cell: int) -> None:
        """Take back the newest section of a cell; who does not fit any more must have left before."""
        section, seats = self.sections[cell].pop()
        self._count(cell, -1, -seats)
        self.places.take(cell, section.room_class, -1)
        for leader in section.leaders:
            self.staff.release(leader, cell)
        self.blocked[:] = False

    def join(self, patient: int, cell: int) -> bool:
        """Let a patient attend a group, in a new section if the others are full; return whether that was possible."""
        if self.attendees[cell] >= self.seats[cell] and not self.open(cell):
            return False
        self.attendees[cell] += 1
        self.weeks[patient][cell] = NONE
        return True

    def visit(self, patient: int, cell: int, clinician: int, room_class: int = NONE) -> bool:
        """Let a patient see a clinician; return whether that was possible."""
        room = self.places.room(cell, 1, 1, only=room_class)
        if room is None or not self.staff.can_lead[clinician, cell] or not self.places.has_pieces(cell):
            self.blocked[cell] = True
            return False
        self.places.take(cell, room[0])
        self.staff.book(clinician, cell)
        self.staff.see(clinician, patient)
        self._rooms[patient, cell] = room[0]
        self.weeks[patient][cell] = clinician
        return True

    def leave(self, patient: int, cell: int) -> None:
        """Take a session out of a patient's week; a group stays open."""
        clinician = self.weeks[patient].pop(cell)
        if clinician == NONE:
            self.attendees[cell] -= 1
            return
        self.places.take(cell, self._rooms.pop((patient, cell)), -1)
        self.staff.release(clinician, cell)
        self.staff.unsee(clinician, patient)
        self.blocked[:] = False

    def room_of(self, patient: int, cell: int) -> int:
        """The room class of a visit."""
        return self._rooms[patient, cell]

    def runs(self, offering: int) -> list[int]:
        """The cells of an offering that run."""
        return np.flatnonzero((self.problem.cells.offering == offering) & (self.n_sections > 0)).tolist()

    def saved(self) -> Callable[[Mapping[int, dict[int, int]]], None]:
        """Keep the week as it is; return what brings it back, once, told the weeks of those who changed since."""
        counts = [counted.copy() for counted in self._counts()]
        sections = {k: tuple(held) for k, held in self.sections.items() if held}
        rooms, staff, places = dict(self._rooms), self.staff.saved(), self.places.saved()

        def restore(weeks: Mapping[int, dict[int, int]]) -> None:
            for counted, before in zip(self._counts(), counts, strict=True):
                counted[:] = before
            self.sections.clear()
            self.sections.update((k, list(held)) for k, held in sections.items())
            for p, week in weeks.items():
                self.weeks[p] = week
            self._rooms = rooms
            self.blocked[:] = False
            staff()
            places()

        return restore

    def _counts(self) -> list[IntArray]:
        return [self.seats, self.attendees, self.n_sections, self._at_once, self._meetings]

    def outcome(self) -> Outcome:
        """The week as an outcome."""
        weeks = [(p, k, c) for p, week in enumerate(self.weeks) for k, c in week.items()]
        return Outcome(
            tuple(sorted(section for sections in self.sections.values() for section, _ in sections)),
            tuple(sorted((p, k) for p, k, c in weeks if c == NONE)),
            tuple(sorted(Visit(k, p, c, self._rooms[p, k]) for p, k, c in weeks if c != NONE)),
        )

    def _can_hold(self, cell: int) -> bool:
        """Whether one more section of a cell could run, leaders and room aside."""
        return bool(self.openable(np.array([cell]))[0]) and self._in_order(cell) and self.places.has_pieces(cell)

    def _run(self, section: Section, seats: int) -> None:
        cell = section.cell
        self.sections[cell].append((section, seats))
        self._count(cell, 1, seats)
        self.places.take(cell, section.room_class)
        for leader in section.leaders:
            self.staff.book(leader, cell)

    def _count(self, cell: int, sections: int, seats: int) -> None:
        offering = int(self.problem.cells.offering[cell])
        before = self.n_sections[cell] > 0
        self.n_sections[cell] += sections
        self.seats[cell] += seats
        self._at_once[self._moment[cell]] += sections
        self._meetings[offering] += int(self.n_sections[cell] > 0) - int(before)

    def _in_order(self, cell: int) -> bool:
        """Whether groups that come after one another still do if the cell runs."""
        cells, offering = self.problem.cells, int(self.problem.cells.offering[cell])
        if offering not in self._ordered:
            return True
        for later, earlier in self.problem.offerings.after.tolist():
            if offering == later and any(cells.end[k] > cells.start[cell] for k in self.runs(earlier)):
                return False
            if offering == earlier and any(cells.end[cell] > cells.start[k] for k in self.runs(later)):
                return False
        return True


def _bands(problem: Problem) -> list[list[int]]:
    """By service: bands, those with most seats a leader first."""
    bands = problem.bands
    return [
        sorted(
            np.flatnonzero(bands.service == service).tolist(),
            key=lambda b: (-int(bands.seats[b]) / max(int(bands.leaders[b]), 0.1), -int(bands.seats[b])),
        )
        for service in range(len(problem.services.slots))
    ]
