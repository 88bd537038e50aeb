"""Group cells: the forms their sections can take, seats and least sizes, and a row that fixes how many run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iopsched_solver.lp import WHOLE, FloatArray
from iopsched_solver.master.cells import OpenCells
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.master.leaders import LeaderRows
from iopsched_solver.master.meetings import MeetingRows
from iopsched_solver.master.rooms import RoomRows
from iopsched_solver.problem import NONE, Problem

MISSING_SECTION = 1e5
"""Cost of a section that a dive has fixed and the clinic cannot hold."""
Role = tuple[frozenset[int], int]
"""(who may fill it, how many it takes)."""


@dataclass(frozen=True, slots=True)
class Form:
    """Sections of one group cell in one band and room class (NONE without a room)."""

    cell: int
    band: int
    room_class: int
    seats: int
    copies: float
    """Sections of this form at most."""
    column: int


class SectionRows:
    """The forms of every group cell, and the rows that tie attendance to them."""

    def __init__(
        self, problem: Problem, cells: OpenCells, draft: Draft, *, leaders: LeaderRows, rooms: RoomRows
    ) -> None:
        self._problem, self._cells, self._draft = problem, cells, draft
        self._leaders, self._rooms = leaders, rooms
        self.forms: list[Form] = []
        self._seat: dict[int, int] = {}
        """Of each group cell: its seats are not fewer than who attends."""
        for k in np.flatnonzero(cells.is_open & ~cells.single).tolist():
            self._group_cell(k)
        self._forms: dict[int, list[Form]] = {}
        """Of each group cell."""
        for form in self.forms:
            self._forms.setdefault(form.cell, []).append(form)
        self._columns = {k: [form.column for form in forms] for k, forms in self._forms.items()}
        self._meetings = MeetingRows(problem, draft, self._columns)
        self._row: dict[int, int] = {}
        """Of each group cell: how many sections run."""
        self._slack: dict[int, int] = {}
        """Of each group cell: the column of sections that are fixed and missing."""
        self._number_rows()

    def _group_cell(self, k: int) -> None:
        problem, services = self._problem, self._problem.services
        s, least = int(problem.cells.service[k]), float(services.min_size[problem.cells.service[k]])
        seat, floor = self._draft.row(-INF, 0.0), self._draft.row(-INF, 0.0)
        self._cells.attended[k] += [(seat, 1.0), (floor, -1.0)]
        self._seat[k] = seat
        fixed = [*self._balance(k, s)]
        pieces = self._rooms.equipment(k)
        unit, most = problem.unit_cost, int(problem.offerings.sections_max[problem.cells.offering[k]])
        able = int(self._cells.able[k])
        whole = able // int(least) if least else problem.n_patients  # sections that those who may attend can fill
        for b in np.flatnonzero(problem.bands.service == s).tolist():
            roles = self._roles(k, b)
            if any(len(who) < n for who, n in roles):
                continue
            leading = self._leaders.leading(k, roles, int(problem.bands.hold_slots[b]))
            leader_time = unit["leader-time"] * int(problem.bands.leaders[b]) * int(self._cells.half_hours[s])
            for q, seats in self._seatings(k, b):
                there = int(problem.rooms.count[q]) if q != NONE else most
                copies = float(min(most, there, whole))
                entries = [(seat, -float(seats)), (floor, least), *fixed, *leading, *pieces]
                if q != NONE:
                    entries += self._rooms.room(k, q)
                cost = float(leader_time + unit["room-use"] * (q != NONE))
                self.forms.append(Form(k, b, q, seats, copies, self._draft.column(cost, copies, entries)))

    def _roles(self, k: int, b: int) -> list[Role]:
        """Who may fill each role of band b in cell k, and how many it takes."""
        allowed = frozenset(np.flatnonzero(self._cells.may_lead[:, k]).tolist())
        held = self._problem.clinicians.role_held
        return [
            (frozenset(np.flatnonzero(held[:, j]).tolist()) & allowed, int(n))
            for j, n in enumerate(self._problem.bands.role_count[b].tolist())
            if n
        ]

    def _seatings(self, k: int, b: int) -> Iterator[tuple[int, int]]:
        """Room classes that can hold a section of band b in cell k (NONE without a room), and its seats there."""
        bands, rooms, services = self._problem.bands, self._problem.rooms, self._problem.services
        s = int(bands.service[b])
        in_room = self._cells.takes_room(k)
        for q in np.flatnonzero(self._cells.may_use_room[:, k]).tolist() if in_room else [NONE]:
            seats = int(bands.seats[b])
            if q != NONE:
                free = int(rooms.capacity[q]) - int(bands.leaders[b])
                seats = min(seats, free // int(services.seats_per_patient[s]))
            if seats >= max(1, int(services.min_size[s])):
                yield q, seats

    def _balance(self, k: int, s: int) -> list[Entry]:
        """Rows of attendees missing to the preferred size of a section, or too many; return what one section takes."""
        services, price = self._problem.services, float(self._problem.unit_cost["balanced-groups"])
        low, high = int(services.preferred_min[s]), int(services.preferred_max[s])
        entries: list[Entry] = []
        if price and low > services.min_size[s]:
            row = self._draft.row(-INF, 0.0)  # low x sections - attendees <= missing
            self._cells.attended[k].append((row, -1.0))
            entries.append((row, float(low)))
            self._draft.column(price, 1e4, [(row, -1.0)])
        if price and high < services.max_size[s]:
            row = self._draft.row(-INF, 0.0)  # attendees - high x sections <= too many
            self._cells.attended[k].append((row, 1.0))
            entries.append((row, -float(high)))
            self._draft.column(price, 1e4, [(row, -1.0)])
        return entries

    def _number_rows(self) -> None:
        """Sections of each group cell: a row that a dive fixes, with a dear slack so that it never fails for that."""
        for form in self.forms:
            if form.cell not in self._row:
                row = self._row[form.cell] = self._draft.row(0.0, INF)
                self._slack[form.cell] = self._draft.column(MISSING_SECTION, 100.0, [(row, 1.0)])
            self._draft.enter(self._row[form.cell], form.column, 1.0)

    @property
    def cells(self) -> list[int]:
        """The group cells that can run."""
        return list(self._row)

    def columns(self, k: int) -> list[int]:
        """Return the columns of the sections of cell k."""
        return self._columns[k]

    def meeting(self, k: int) -> Sequence[int]:
        """Return the columns that say together whether cell k runs: nobody attends more of it."""
        return self._meetings.meeting(k)

    def running(self, x: FloatArray) -> dict[int, float]:
        """Return how many sections of each group cell a solution runs."""
        return {k: float(x[columns].sum()) for k, columns in self._columns.items()}

    def meets(self, x: FloatArray) -> dict[int, float]:
        """Return how much of a meeting a solution holds in each group cell, as nobody may attend more of it."""
        return {k: float(x[list(self.meeting(k))].sum()) for k in self._columns}

    def let(self, k: int, least: float, most: float) -> None:
        """Let so many sections of cell k run."""
        row = self._row[k]
        self._draft.row_low[row], self._draft.row_high[row] = float(least), float(most)
        self._meetings.let(k, most)

    def open(self, k: int) -> None:
        """Let any number of sections of cell k run, in any form."""
        self.let(k, 0.0, INF)
        self.seat(k, 0.0)

    def seat(self, k: int, least: float) -> None:
        """Let sections of cell k run in forms that have at least so many seats, if as many as have to run can."""
        if sum(form.copies for form in self._forms[k] if form.seats >= least) < self.least(k):
            least = 0.0
        for form in self._forms[k]:
            self.allow(form, form.copies if form.seats >= least else 0.0)

    def hold(self, running: Mapping[int, int]) -> None:
        """Let the sections of a timetable run and no others."""
        for k in self._row:
            self.let(k, running.get(k, 0), running.get(k, 0))

    def held(self) -> dict[int, int]:
        """Return how many sections of each cell have to run, where any have."""
        return {k: n for k in self._row if (n := self.least(k))}

    def gains(self, price: FloatArray) -> dict[int, float]:
        """Return what one more section of each cell would save at prices."""
        return {k: -float(price[row]) for k, row in self._row.items()}

    def seat_price(self, k: int, price: FloatArray) -> float:
        """Return what one more seat in cell k would save at prices."""
        return -float(price[self._seat[k]])

    def least(self, k: int) -> int:
        """Return how many sections of cell k run at least."""
        return int(self._draft.row_low[self._row[k]])

    def most(self, k: int) -> int:
        """Return how many sections of cell k run at most."""
        problem = self._problem
        most = int(problem.offerings.sections_max[problem.cells.offering[k]])
        return int(min(most, self._draft.row_high[self._row[k]]))

    def missing(self, x: FloatArray) -> dict[int, float]:
        """Return of each cell how many of its fixed sections the clinic cannot hold in a solution, where any."""
        return {k: amount for k, column in self._slack.items() if (amount := float(x[column])) > WHOLE}

    def give_up(self, k: int, missing: float) -> None:
        """Hold as many sections fewer of cell k as are missing, rounded up."""
        least = max(0, self.least(k) - math.ceil(missing - WHOLE))
        self.let(k, least, least)

    def allow(self, form: Form, copies: float) -> None:
        """Let at most so many sections of a form run."""
        self._draft.high[form.column] = copies
