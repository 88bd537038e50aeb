"""Parts of a week that have nothing to do with each other: connected components, found exactly.

Nodes are patients, cells, clinicians and pins. Two of them are joined where a row or a price of the constraint model
(`iopsched_solver.model`) has choices of both, and not otherwise: the same literals are looked at that the model would
make. What is not joined, even through others, is decided apart, and costs and bounds add up.

Nothing is joined by what cannot bind. Sessions share a room class, a piece of equipment or a family slot only if one
begins before the other is over, or if a chain of others lies between; a limit on meetings joins the cells of a group
only if it has more cells. A one-to-one cell that takes no room, equipment or family slot holds any number of visits:
it joins nobody, and stands in each part that has use for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from iopsched_solver.model.build import allowed
from iopsched_solver.model.fragment import Fragment, is_one_to_one
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import (
    COHORT,
    KEEP_APART_DAY,
    KEEP_APART_SESSION,
    NONE,
    ROSTER,
    UNLIMITED,
    BoolArray,
    IntArray,
    Problem,
)


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a week: numbers in the whole problem, in order."""

    patients: IntArray
    cells: IntArray
    clinicians: IntArray
    pins: IntArray
    """Rows of `Held.pins`."""
    size: int
    """Single choices: patients and cells that they may attend."""


def components(problem: Problem) -> tuple[Part, ...]:
    """Find the parts of a week in which somebody has a choice, small ones first.

    Every patient, clinician and pin is in exactly one part. What needs no clinician, and whatever nobody has use for,
    goes with the first part; a week without choices is one part.
    """
    week = _Week(problem)
    label = labels(week.n, *(np.concatenate(ends) for ends in zip(*_edges(week), strict=True)))
    size = np.bincount(label[: problem.n_patients], week.may.sum(axis=1), week.n).astype(np.int64)
    staff = np.bincount(label[week.clinician(np.arange(problem.n_clinicians))], minlength=week.n)
    roots = np.flatnonzero((size > 0) & (staff > 0))
    home = np.zeros(week.n, dtype=np.int64)
    home[roots[np.argsort(size[roots], kind="stable")]] = np.arange(len(roots))
    nodes = np.split(home[label], week.firsts[1:])
    return tuple(_part(week, number, *nodes) for number in range(max(len(roots), 1)))


def _part(week: _Week, number: int, *parts: IntArray) -> Part:
    """Gather a part; `parts` are those of all patients, cells, clinicians and pins."""
    patient, cell, clinician, pin = parts
    here, lone = cell == number, np.flatnonzero(~week.is_shared)
    useful = week.may[:, lone]
    here[lone] = useful[patient == number].any(axis=0)
    if number == 0:
        here[lone] |= ~useful.any(axis=0)
    return Part(
        patients=np.flatnonzero(patient == number),
        cells=np.flatnonzero(here),
        clinicians=np.flatnonzero(clinician == number),
        pins=np.flatnonzero(pin[week.pin_of_row] == number),
        size=int(week.may[patient == number].sum()),
    )


def labels(n: int, one: IntArray, other: IntArray) -> IntArray:
    """(n,): the least node that each is joined to, by hooking roots on lower ones until no edge joins two of them."""
    label = np.arange(n, dtype=np.int64)
    while True:
        ends = np.stack([label[one], label[other]])
        apart = ends[0] != ends[1]
        if not apart.any():
            return label
        one, other, ends = one[apart], other[apart], ends[:, apart]
        np.minimum.at(label, ends.max(axis=0), ends.min(axis=0))
        while (label != label[label]).any():
            label = label[label]


class _Week:
    """What may be chosen in a week, and its nodes by number."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.is_visit = is_one_to_one(problem)
        self.choices = allowed(problem, Fragment.whole(problem, Outcome()))
        self.least = np.where(self.is_visit, 1, problem.services.min_size[problem.cells.service])
        """(K,): attendees of a session at least."""
        if "group-size" in problem.rules:
            self.choices.run &= self.choices.attend.sum(axis=0) >= self.least
            self.choices.settle()
        self.uses = self.choices.use & self._fits()
        """(Q, K): a session of the cell could be in such a room."""
        self.may, self.sees = self._attendance()
        pins, service = problem.held.pins, problem.cells.service
        bare = pins[(pins[:, 2] == NONE) & (pins[:, 1] != NONE), 1]
        takes = np.concatenate([self.uses, problem.family_slot_cells, (problem.services.equipment > 0).T[:, service]])
        self.is_shared = ~self.is_visit | np.logical_or.reduce(takes)
        """(K,): whether sessions of the cell have to do with each other."""
        self.is_shared[bare] = True
        pin, self.pin_of_row = np.unique(pins[:, 0], return_inverse=True)
        counts = [0, problem.n_patients, problem.n_cells, problem.n_clinicians, len(pin)]
        self.firsts, self.n = np.cumsum(counts)[:-1], sum(counts)

    def _attendance(self) -> tuple[BoolArray, BoolArray]:
        """(P, K), who may be among the attendees; (P, C), who may be seen by whom."""
        problem, choices = self.problem, self.choices
        may: BoolArray = choices.attend & (choices.roomless | self.uses.any(axis=0))
        sees = np.zeros((problem.n_patients, problem.n_clinicians), dtype=np.bool_)
        for service in np.flatnonzero(problem.services.one_to_one):
            here = np.flatnonzero(self.is_visit & (problem.cells.service == service))
            roles = (problem.bands.role_count[problem.bands.service == service] > 0).any(axis=0)
            pairs = choices.see[:, :, service] & choices.fill[:, roles].all(axis=1)
            lead = choices.lead[:, here].astype(np.float32)
            may[:, here] &= pairs.astype(np.float32) @ lead > 0
            sees |= pairs & (may[:, here].astype(np.float32) @ lead.T > 0)
        return may, sees

    def _fits(self) -> BoolArray:
        """(Q, K): the room holds the least session of the cell."""
        problem, service = self.problem, self.problem.cells.service
        leaders = np.full(len(problem.services.slots), UNLIMITED)
        np.minimum.at(leaders, problem.bands.service, problem.bands.leaders)
        least = self.least if "group-size" in problem.rules else self.is_visit
        people = problem.services.seats_per_patient[service] * least + leaders[service]
        fits: BoolArray = people[None, :] <= self.choices.room_seats[:, None]
        return fits

    def cell(self, number: IntArray) -> IntArray:
        """Nodes of cells."""
        node: IntArray = self.firsts[1] + number
        return node

    def clinician(self, number: IntArray) -> IntArray:
        """Nodes of clinicians."""
        node: IntArray = self.firsts[2] + number
        return node


_Edges = tuple[IntArray, IntArray]


def _edges(week: _Week) -> Iterator[_Edges]:
    """All that joins two nodes."""
    for joint in JOINTS:
        yield from joint(week)


def _attendees(week: _Week) -> Iterator[_Edges]:
    """Whoever may attend a cell, where that is anybody else's affair; whoever may see a patient."""
    shared = np.flatnonzero(week.is_shared)
    patient, place = np.nonzero(week.may[:, shared])
    yield patient, week.cell(shared[place])
    patient, clinician = np.nonzero(week.sees)
    yield patient, week.clinician(clinician)


def _leaders(week: _Week) -> Iterator[_Edges]:
    """Whoever may lead a group, and who was published to."""
    problem, choices = week.problem, week.choices
    wanted = np.zeros((len(problem.services.slots), problem.bands.role_count.shape[1]), dtype=np.bool_)
    np.logical_or.at(wanted, problem.bands.service, problem.bands.role_count > 0)
    able = (choices.fill.astype(np.int64) @ wanted.T > 0)[:, problem.cells.service]
    if "leaders-by-size" not in problem.rules:  # then anybody may lead besides
        able[:] = True
    clinician, cell = np.nonzero(choices.lead & able & ~week.is_visit)
    yield week.clinician(clinician), week.cell(cell)
    leads = problem.held.leads
    clinician, cell, patient = leads[leads[:, 2] == NONE].T
    yield week.clinician(clinician), week.cell(cell)
    clinician, cell, patient = leads[leads[:, 2] != NONE].T
    seen = week.may[patient, cell]
    yield week.clinician(clinician[seen]), patient[seen]


def _resources(week: _Week) -> Iterator[_Edges]:
    """Sessions that could want the same room class, equipment or family slot at one moment."""
    problem, cells = week.problem, week.problem.cells
    room, cell = np.nonzero(week.uses)
    yield _chains(week, room, cell, cells.end[cell] + problem.rooms.turnover_slots[room])
    piece, cell = np.nonzero((problem.services.equipment > 0)[cells.service].T & week.choices.run)
    yield _chains(week, piece, cell, cells.end[cell])
    slot, cell = np.nonzero(problem.family_slot_cells & week.choices.run)
    yield _chains(week, slot, cell, cells.end[cell])


def _chains(week: _Week, subject: IntArray, cell: IntArray, until: IntArray) -> _Edges:
    """Cells next to each other in chains of such as begin before an earlier one of the same subject is over."""
    since = week.problem.cells.start[cell]
    base = subject * (int(until.max(initial=0)) + 1)
    order = np.argsort(base + since, kind="stable")
    held = np.maximum.accumulate((base + until)[order])
    linked = (base + since)[order][1:] < held[:-1]
    return week.cell(cell[order][:-1][linked]), week.cell(cell[order][1:][linked])


def _offerings(week: _Week) -> Iterator[_Edges]:
    """Cells of an offering whose meetings are counted, or all attended by the same people; these people."""
    problem, offerings = week.problem, week.problem.offerings
    running = np.flatnonzero(week.choices.run & ~week.is_visit)
    offering = problem.cells.offering[running]
    count = np.bincount(offering, minlength=len(offerings.service))
    is_roster = offerings.enrollment == ROSTER
    whole = (offerings.meetings_min > 1) | (offerings.meetings_max < count) | is_roster
    whole |= offerings.enrollment == COHORT
    yield _same(week, running, np.where(whole[offering], offering, NONE))
    starts = offering * problem.slots_a_week + problem.cells.start[running]
    yield _same(week, running, np.where(offerings.sections_max[offering] < UNLIMITED, starts, NONE))
    group, member = np.nonzero(offerings.members & is_roster[:, None])
    first = np.full(len(offerings.service), NONE)
    first[offering[::-1]] = running[::-1]
    met = first[group] != NONE
    yield member[met], week.cell(first[group[met]])


def _same(week: _Week, cell: IntArray, key: IntArray) -> _Edges:
    """Cells of the same key, each with the next; NONE is no key."""
    cell, key = cell[key != NONE], key[key != NONE]
    order = np.argsort(key, kind="stable")
    linked = key[order][1:] == key[order][:-1]
    return week.cell(cell[order][:-1][linked]), week.cell(cell[order][1:][linked])


def _order(week: _Week) -> Iterator[_Edges]:
    """Meetings of two groups that come in the wrong order."""
    cells, running = week.problem.cells, week.choices.run
    for later, earlier in week.problem.offerings.after.tolist():
        late = np.flatnonzero(running & (cells.offering == later))
        early = np.flatnonzero(running & (cells.offering == earlier))
        row, column = np.nonzero(cells.end[early][None, :] > cells.start[late][:, None])
        yield week.cell(late[row]), week.cell(early[column])


def _pairs(week: _Week) -> Iterator[_Edges]:
    """Patients to be kept together, and to be kept apart where they could come near each other.

    At one meeting of a group they are joined by that already.
    """
    cells, pairs = week.problem.cells, week.problem.pairs
    yield pairs.together[:, 0], pairs.together[:, 1]
    counted = week.problem.services.patient_attends[cells.service] & (cells.place != week.problem.telehealth_place)
    near = []
    for one, other, scope in pairs.apart[pairs.apart[:, 2] != KEEP_APART_SESSION].tolist():
        mine, theirs = (np.flatnonzero(week.may[p] & counted) for p in (one, other))
        meet = cells.place[mine][:, None] == cells.place[theirs]
        if scope == KEEP_APART_DAY:
            meet &= cells.day[mine][:, None] == cells.day[theirs]
        else:
            meet &= cells.start[mine][:, None] < cells.end[theirs]
            meet &= cells.start[theirs] < cells.end[mine][:, None]
        if meet.any():
            near.append((one, other))
    one, other = np.array(near, dtype=np.int64).reshape(-1, 2).T
    yield one, other


def _pins(week: _Week) -> Iterator[_Edges]:
    """Whatever the rows of a pin name that could hold."""
    choices, pins = week.choices, week.problem.held.pins
    row = np.flatnonzero(pins[:, 1] != NONE)
    for column, can in ((2, week.may), (3, choices.lead), (4, week.uses)):
        named = pins[row, column]
        row = row[(named == NONE) | can[named, pins[row, 1]]]
    node, (cell, patient, clinician) = week.firsts[3] + week.pin_of_row[row], pins[row, 1:4].T
    yield node[week.is_shared[cell]], week.cell(cell[week.is_shared[cell]])
    yield node[patient != NONE], patient[patient != NONE]
    yield node[clinician != NONE], week.clinician(clinician[clinician != NONE])


JOINTS: tuple[Callable[[_Week], Iterator[_Edges]], ...] = (
    _attendees,
    _leaders,
    _resources,
    _offerings,
    _order,
    _pairs,
    _pins,
)
"""Whatever joins parts of a week."""
