"""The literals of a week, answering in the clinic's words: who attends, who leads, what runs, what room it takes.

Columns are made only where every rule in force allows the choice. What is not up for decision answers as a constant,
so rules and goals read the same over a whole week and over a fragment.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.days import DAYS, Days
from iopsched_solver.model.fragment import Base, Fragment, is_one_to_one
from iopsched_solver.model.make_groups import (
    GroupCells,
    attendees_max,
    fixed_sections,
    make_attendance,
    make_sections,
)
from iopsched_solver.model.make_visits import make_rooms, make_visit_rooms, make_visits
from iopsched_solver.model.pool import Pool
from iopsched_solver.model.sums import ONE, Sums
from iopsched_solver.model.tables import Attendance, Leading, RoomUse, Table, look_up
from iopsched_solver.model.ways import Ways
from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem

if TYPE_CHECKING:
    from iopsched_solver.model.seating import Seating


class Week:
    """The literals of one model.

    Parameters
    ----------
    problem
        The week to decide.
    fragment
        The part of it that is free.
    choices
        What the free patients may choose.
    patients
        Whose rules and goals the model has: the free patients, or everybody to price a week.
    """

    def __init__(self, problem: Problem, fragment: Fragment, choices: Choices, patients: IntArray) -> None:
        self.problem = problem
        self.fragment = fragment
        self.pool = Pool()
        self.patients = patients
        """(n,): the patients in question, by their numbers in the problem."""
        self.place_of = np.full(problem.n_patients, NONE, dtype=np.int64)
        """(P,): each patient's place in `patients`, or NONE."""
        self.place_of[patients] = np.arange(len(patients))
        self.ways = Ways.of(problem)
        self.base = Base.of(fragment.base)
        self.roomless = choices.roomless
        """(K,): whether sessions may do without a room."""
        self.seatings: list[Seating] = []
        """Cells in which it matters who sits in which parallel section."""
        self.one_to_one = is_one_to_one(problem)
        """(K,)"""
        self._make_groups(choices)
        self._make_visits(choices)

    def _make_groups(self, choices: Choices) -> None:
        is_free, base = self.fragment.patients, self.base
        free_cells = self.fragment.cells & ~self.one_to_one
        cells = GroupCells(
            self.problem, choices, self.ways, base, np.flatnonzero(free_cells), attendees_max(choices, base, is_free)
        )
        options, self.group_leads, self.sections_max = make_sections(self.pool, cells)
        stays = ~free_cells[base.sections[:, 0]]
        self.group_sections = options.join(fixed_sections(cells, stays))
        """How many sections of a group cell run, by way and room class."""
        self.joinable = np.zeros(self.problem.n_cells, dtype=np.bool_)
        """(K,): group cells in which attendance is up for decision."""
        self.joinable[self.group_sections.cell] = True
        self.joinable &= free_cells | ~self._has_seating_pins
        self.group_attendance = make_attendance(self.pool, choices, base, is_free, self.joinable)
        """Who attends which group cell, everybody's."""
        section, clinician = base.leading(np.flatnonzero(stays))
        cell, band, _ = base.sections[stays][section].T
        leads = self.group_leads
        self._group_leading = Leading(leads.cell, leads.column, leads.clinician, self.ways.hold_slots[leads.way]).join(
            Leading(cell, np.full_like(cell, ONE), clinician, self.problem.bands.hold_slots[band])
        )

    def _make_visits(self, choices: Choices) -> None:
        base, problem = self.base, self.problem
        cells, is_free = self.fragment.cells & self.one_to_one, self.fragment.patients
        self.visits = make_visits(self.pool, choices, base, is_free, cells)
        """Who is seen by whom and when, everybody's."""
        is_decided = is_free[base.visits[:, 1]] & cells[base.visits[:, 0]]
        self.visit_rooms = make_rooms(self.pool, choices, base, self.visits, is_decided)
        """How many visits of a cell are in which rooms."""
        held = problem.held
        wanted = np.concatenate([held.pins[:, [2, 1, 4]], held.rooms[:, [2, 1, 0]]])
        wanted = wanted[(wanted != NONE).all(axis=1)]
        wanted = np.unique(wanted[self.one_to_one[wanted[:, 1]]], axis=0)
        self.named_rooms = make_visit_rooms(self.pool, base, self.visits, wanted, is_decided)
        """Whether a named patient's visit is in a named room."""

    @property
    def _has_seating_pins(self) -> BoolArray:
        """(K,): whether a pin says in which parallel section somebody sits."""
        pins = self.problem.held.pins
        seating = pins[(pins[:, 1] != NONE) & (pins[:, 2] != NONE) & (pins[:, 3:] != NONE).any(axis=1), 1]
        found = np.zeros(self.problem.n_cells, dtype=np.bool_)
        found[seating] = True
        return found

    # Who attends

    @cached_property
    def attendance(self) -> Attendance:
        """Everybody's sessions, group and one-to-one, held with or without the patient; one row a patient and cell."""
        return self.group_attendance.join(self._seen)

    @cached_property
    def _seen(self) -> Attendance:
        """Visits, whoever the clinician is."""
        at_once = self.problem.services.patient_attends[self.problem.cells.service]
        return self._merged(self.visits.patient, at_once & ("patient-no-overlap" in self.problem.rules))

    def _merged(self, who: IntArray, at_once: BoolArray) -> Attendance:
        """Visits by person, whoever they are with: one column for each person and cell in which one is the most."""
        visits, n_cells = self.visits, self.problem.n_cells
        apart = (visits.column == ONE) | ~at_once[visits.cell]
        key = (who * n_cells + visits.cell)[~apart]
        keys, row, count = np.unique(key, return_inverse=True, return_counts=True)
        columns = np.zeros(len(keys), dtype=np.int64)
        columns[row] = visits.column[~apart]
        several = np.flatnonzero(count > 1)
        parts = Sums.of(len(keys), row, visits.column[~apart]).take(several)
        made = self.pool.derive(1, len(several), parts.at)
        self.pool.exactly(Sums.of(len(made), np.arange(len(made)), made) - parts, 0)
        columns[several] = made
        return Attendance(visits.cell[apart], visits.column[apart], who[apart]).join(
            Attendance(keys % n_cells, columns, keys // n_cells)
        )

    @cached_property
    def own(self) -> Attendance:
        """Sessions of the patients in question; `patient` is the place in `patients`."""
        own = self.attendance.pick(self.place_of[self.attendance.patient] != NONE)
        return Attendance(own.cell, own.column, self.place_of[own.patient])

    @cached_property
    def attended(self) -> Attendance:
        """Of `own`, the sessions that the patient attends in person or by video."""
        return self.own.pick(self.problem.services.patient_attends[self.problem.cells.service[self.own.cell]])

    def attends(self, patient: IntArray | int, cell: IntArray | int) -> Sums:
        """Whether each patient is among the attendees of the cell (how often, if one-to-one without the patient)."""
        return look_up(self.attendance.column, (self.attendance.patient, self.attendance.cell), (patient, cell))

    def visit(self, patient: IntArray | int, cell: IntArray | int, clinician: IntArray | int) -> Sums:
        """Whether the clinician sees the patient one-to-one there and then."""
        visits = self.visits
        return look_up(visits.column, (visits.patient, visits.cell, visits.clinician), (patient, cell, clinician))

    def attendees(self) -> Sums:
        """(K,): attendees of each group cell."""
        return Sums.of(self.problem.n_cells, self.group_attendance.cell, self.group_attendance.column)

    # What runs

    def sections(self) -> Sums:
        """(K,): sections of each group cell that run."""
        return Sums.of(self.problem.n_cells, self.group_sections.cell, self.group_sections.column)

    @cached_property
    def running(self) -> Sums:
        """(K,): whether a section of the group cell runs."""
        sections = self.sections()
        lone = (self.sections_max <= 1) & self.fragment.cells
        one, more = np.flatnonzero(lone), np.flatnonzero(~lone)
        claims = self.pool.any_of(sections.take(more), exact=True)
        named = self.pool.total(sections.take(one), np.ones_like(one))
        return named.gathered(self.problem.n_cells, one) + claims.gathered(self.problem.n_cells, more)

    def runs(self, cell: IntArray | int) -> Sums:
        """Whether a section of each group cell runs."""
        return self.running.take(np.atleast_1d(np.asarray(cell, dtype=np.int64)))

    @cached_property
    def sessions(self) -> Table:
        """Every session: sections of group cells, visits of one-to-one cells; columns may count several."""
        visits = self._led_visits
        return Table(self.group_sections.cell, self.group_sections.column).join(Table(visits.cell, visits.column))

    # Who leads

    @cached_property
    def leading(self) -> Leading:
        """Whom clinicians lead and when: one row a role in a group cell, or a one-to-one cell."""
        return self._group_leading.join(self._led_visits)

    @cached_property
    def _led_visits(self) -> Leading:
        problem = self.problem
        led = self._merged(self.visits.clinician, np.full(problem.n_cells, "clinician-no-overlap" in problem.rules))
        hold = np.zeros(len(problem.services.slots), dtype=np.int64)
        hold[problem.bands.service] = problem.bands.hold_slots
        return Leading(led.cell, led.column, led.patient, hold[self.service_of(led)])

    def leads(self, clinician: IntArray | int, cell: IntArray | int) -> Sums:
        """How many sessions of the cell each clinician leads."""
        return look_up(self.leading.column, (self.leading.clinician, self.leading.cell), (clinician, cell))

    def led_slots(self, by: IntArray, n: int) -> Sums:
        """(n,): slots led, added up by group; `by` has one group for each row of `leading`."""
        return Sums.of(n, by, self.leading.column, self.problem.services.slots[self.service_of(self.leading)])

    # Rooms

    @cached_property
    def rooms_used(self) -> RoomUse:
        """Sessions in rooms."""
        roomed = self.group_sections.pick(self.group_sections.room_class != NONE)
        return RoomUse(roomed.cell, roomed.column, roomed.room_class).join(self.visit_rooms)

    def uses(self, room_class: IntArray | int, cell: IntArray | int) -> Sums:
        """How many sessions of the cell are in rooms of the class."""
        return look_up(self.rooms_used.column, (self.rooms_used.room_class, self.rooms_used.cell), (room_class, cell))

    def visit_is_in(self, patient: IntArray | int, cell: IntArray | int, room_class: IntArray | int) -> Sums:
        """Whether the patient's visit is in a room of the class; known where a pin or the published week asks."""
        named = self.named_rooms
        return look_up(named.column, (named.patient, named.cell, named.room_class), (patient, cell, room_class))

    @cached_property
    def clinician_day(self) -> IntArray:
        """The clinician and day of each row of `leading`, as one number."""
        return self.leading.clinician * DAYS + self.day_of(self.leading)

    # Where and when

    def service_of(self, table: Table) -> IntArray:
        """The service of each row's cell."""
        return self.problem.cells.service[table.cell]

    def start_of(self, table: Table) -> IntArray:
        """The start slot of each row's cell."""
        return self.problem.cells.start[table.cell]

    def end_of(self, table: Table) -> IntArray:
        """The end slot of each row's cell."""
        return self.problem.cells.end[table.cell]

    def day_of(self, table: Table) -> IntArray:
        """The day of each row's cell."""
        return self.problem.cells.day[table.cell]

    def place_of_cell(self, table: Table) -> IntArray:
        """The place of each row's cell."""
        return self.problem.cells.place[table.cell]

    @cached_property
    def days(self) -> Days:
        """What the days of the patients in question add up to."""
        return Days(self.problem, self.pool, self.patients, self.attended)
