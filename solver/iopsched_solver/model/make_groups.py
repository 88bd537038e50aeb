"""Columns of group cells: how many sections run, in what way and in which rooms, who leads them, and who attends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from iopsched_solver.model.arrays import matches, numbers
from iopsched_solver.model.choices import Choices
from iopsched_solver.model.fragment import Base
from iopsched_solver.model.pool import Pool
from iopsched_solver.model.sums import ONE, total_by
from iopsched_solver.model.tables import Attendance, Leads, Sections
from iopsched_solver.model.ways import Ways, roles_of
from iopsched_solver.problem import NONE, UNLIMITED, BoolArray, IntArray, Problem


@dataclass(frozen=True, eq=False)
class GroupCells:
    """What is known of group cells before columns are made."""

    problem: Problem
    choices: Choices
    ways: Ways
    base: Base
    free: IntArray
    """Cells whose sections are up for decision."""
    attendees_max: IntArray
    """(K,): nobody but these many can attend."""

    @property
    def held(self) -> IntArray:
        """(K,): how many leaders and rooms are pinned or published there."""
        held = self.problem.held
        cells = np.concatenate([held.pins[:, 1], held.leads[:, 1], held.rooms[:, 1]])
        return np.bincount(cells[cells != NONE], minlength=self.problem.n_cells)

    @property
    def min_size(self) -> IntArray:
        """(K,): attendees a section has at least."""
        size = self.problem.services.min_size[self.problem.cells.service]
        return size if "group-size" in self.problem.rules else size * 0

    def sections_max(self) -> IntArray:
        """(K,): sections of a cell that could be of use, each with attendees or somebody held."""
        problem, choices = self.problem, self.choices
        by_rule = problem.offerings.sections_max[problem.cells.offering]
        if "sessions-per-week" not in problem.rules:
            by_rule = np.full_like(by_rule, UNLIMITED)
        by_size = np.maximum(self.attendees_max // np.maximum(self.min_size, 1) + self.held, 1)
        rooms = self.room_count @ choices.use
        by_room = np.where(choices.roomless, UNLIMITED, rooms)
        most: IntArray = np.minimum(np.minimum(by_rule, by_size), by_room)
        return most

    @property
    def room_count(self) -> IntArray:
        """(Q,): rooms of the class that can be taken at once."""
        count = self.problem.rooms.count
        return count if "room-no-overlap" in self.problem.rules else np.full_like(count, UNLIMITED)


def make_sections(pool: Pool, cells: GroupCells) -> tuple[Sections, Leads, IntArray]:
    """Make the columns of free group cells.

    Returns
    -------
    tuple[Sections, Leads, IntArray]
        Sections, leaders, and (K,) the most sections of each cell.
    """
    options = _options(cells)
    most = cells.sections_max()
    places, roles = _start(cells, options)
    count = np.append(cells.room_count, UNLIMITED)[options.room_class]
    starts = [
        places[key]
        for key in zip(options.cell.tolist(), options.way.tolist(), options.room_class.tolist(), strict=True)
    ]
    columns = pool.new(np.minimum(most[options.cell], count), numbers(starts))
    sections = replace(options, column=columns)
    return sections, _leads(pool, cells, sections, roles), most


def _options(cells: GroupCells) -> Sections:
    """Ways and rooms in which a section of a free cell could run; columns are not made yet."""
    problem, choices, ways = cells.problem, cells.choices, cells.ways
    asked, way = matches(ways.service, problem.cells.service[cells.free])
    cell = cells.free[asked]
    wanted = choices.run[cell] & (~ways.is_generous[way] | (cells.held[cell] > 0))
    if "leaders-by-size" in problem.rules:
        able = choices.lead[:, cells.free].T.astype(np.int64) @ choices.fill.astype(np.int64)
        wanted &= (able[asked] >= ways.role_count[way]).all(axis=1)
    cell, way = cell[wanted], way[wanted]
    room, option = np.nonzero(choices.use[:, cell])
    bare = np.flatnonzero(choices.roomless[cell])
    room = np.concatenate([room, np.full(len(bare), NONE)])
    option = np.concatenate([option, bare])
    cell, way = cell[option], way[option]
    people = (np.append(choices.room_seats, UNLIMITED)[room] - ways.leaders[way]) // spp(problem, cell)
    seats = np.minimum(np.minimum(choices.section_seats[ways.band[way]], people), cells.attendees_max[cell])
    kept = (seats >= cells.min_size[cell]) & (people >= 0)
    return _undominated(ways, Sections(cell, cell, way, room, seats).pick(kept))


def spp(problem: Problem, cell: IntArray) -> IntArray:
    """Seats that each attendee of the cell takes."""
    return problem.services.seats_per_patient[problem.cells.service[cell]]


def _undominated(ways: Ways, options: Sections) -> Sections:
    """Leave out a larger band that seats no more than a smaller one with the same leaders in the same rooms."""
    if not len(options):
        return options
    alike = np.unique(ways.role_count, axis=0, return_inverse=True)[1].reshape(-1)[options.way]
    hold, band = ways.hold_slots[options.way], ways.band[options.way]
    order = np.lexsort((band, alike, options.room_class, options.cell))
    same = np.ones(len(order) - 1, dtype=np.bool_)
    for key in (alike, options.room_class, options.cell, options.seats):
        same &= np.diff(key[order]) == 0
    dominated = np.append(False, same & (np.diff(hold[order]) >= 0))
    return options.pick(np.sort(order[~dominated]))


_Placed = Counter[tuple[int, int, int]]


def _start(cells: GroupCells, options: Sections) -> tuple[_Placed, Counter[tuple[int, int, int, int]]]:
    """Tell how the base's sections count in terms of options: (cell, way, class), and (clinician, cell, way, role)."""
    base, ways = cells.base, cells.ways
    offered = set(zip(options.cell.tolist(), options.way.tolist(), options.room_class.tolist(), strict=True))
    is_free = np.zeros(cells.problem.n_cells, dtype=np.bool_)
    is_free[cells.free] = True
    places: _Placed = Counter()
    roles: Counter[tuple[int, int, int, int]] = Counter()
    for number in np.flatnonzero(is_free[base.sections[:, 0]]).tolist():
        cell, band, room = base.sections[number].tolist()
        leaders = base.leaders[number]
        fitting = np.flatnonzero((ways.service == cells.problem.bands.service[band]) & (ways.leaders == len(leaders)))
        for way in sorted(fitting.tolist(), key=lambda way: abs(int(ways.band[way]) - band)):
            filled = roles_of(leaders, cells.choices.fill, ways.role_count[way])
            if filled is not None and (cell, way, room) in offered:
                places[cell, way, room] += 1
                roles.update((leader, cell, way, role) for leader, role in zip(leaders, filled, strict=True))
                break
    return places, roles


def _leads(pool: Pool, cells: GroupCells, sections: Sections, roles: Counter[tuple[int, int, int, int]]) -> Leads:
    choices, ways = cells.choices, cells.ways
    n_ways = len(ways.band)
    staffed = np.unique(sections.cell * n_ways + sections.way)
    asked, role = np.nonzero(ways.role_count[staffed % n_ways])
    fill = choices.fill
    if "leaders-by-size" not in cells.problem.rules:  # then anybody may lead besides, in no role
        asked = np.concatenate([asked, np.arange(len(staffed))])
        role = np.concatenate([role, np.full(len(staffed), NONE)])
        fill = np.column_stack([fill, np.ones(len(fill), dtype=np.bool_)])
    cell, way = staffed[asked] // n_ways, staffed[asked] % n_ways
    clinician, place = np.nonzero(choices.lead[:, cell] & fill[:, role])
    cell, way, role = cell[place], way[place], role[place]
    keys = zip(clinician.tolist(), cell.tolist(), way.tolist(), role.tolist(), strict=True)
    columns = pool.new(1, numbers([min(roles[key], 1) for key in keys]))
    return Leads(cell, columns, clinician, way, role)


def fixed_sections(cells: GroupCells, kept: BoolArray) -> Sections:
    """Sections of the base that stay; `kept` is over the base's sections."""
    problem, ways = cells.problem, cells.ways
    cell, band, room = cells.base.sections[kept].T
    own = np.zeros(len(problem.bands.seats), dtype=np.int64)
    own[ways.band[~ways.is_generous]] = np.flatnonzero(~ways.is_generous)
    n_leaders = numbers([len(group) for group in cells.base.leaders])[kept]
    people = (np.append(cells.choices.room_seats, UNLIMITED)[room] - n_leaders) // spp(problem, cell)
    seats = np.minimum(np.minimum(cells.choices.section_seats[band], people), cells.attendees_max[cell])
    return Sections(cell, np.full_like(cell, ONE), own[band], room, seats)


def make_attendance(pool: Pool, choices: Choices, base: Base, is_free: BoolArray, joinable: BoolArray) -> Attendance:
    """Make a literal for each free patient in each group cell that may be joined; the base's other attendances stay.

    Parameters
    ----------
    pool, choices, base
        Where to make them, of what, and what holds now.
    is_free
        (P,): whose attendance is up for decision.
    joinable
        (K,): group cells that can be joined or left.
    """
    cells = np.flatnonzero(joinable)
    row, place = np.nonzero(choices.attend[:, cells])
    patient, cell = choices.patients[row], cells[place]
    n_cells = choices.problem.n_cells
    attended, at = base.attends.T
    columns = pool.new(1, np.isin(patient * n_cells + cell, attended * n_cells + at).astype(np.int64))
    stays = ~(is_free[attended] & joinable[at])
    return Attendance(cell, columns, patient).join(
        Attendance(at[stays], np.full(int(stays.sum()), ONE), attended[stays])
    )


def attendees_max(choices: Choices, base: Base, is_free: BoolArray) -> IntArray:
    """(K,): the free patients who may attend, and the others who do."""
    others = base.attends[~is_free[base.attends[:, 0]], 1]
    mine: IntArray = choices.attend.sum(axis=0)
    return mine + total_by(choices.problem.n_cells, others, np.ones_like(others))
