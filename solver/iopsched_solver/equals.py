"""Clinicians and rooms that are as good as each other for one patient's visits, of whom a few stand for all.

With everybody else's week as it is, it makes no difference which of several clinicians sees the patient there and
then, as long as each is free, keeps every limit with that one visit, costs the same, and is the patient's primary
clinician or is not. Of such equals as many are kept as the patient may have visits, so that no two visits need the same
one; the others are left out. The same for rooms. A model with every clinician took seconds for three weeks of one
patient, with the few a tenth of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from iopsched_solver.model.fragment import Base, is_one_to_one
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, BoolArray, IntArray, Problem

FREE = 0
"""The price class of clinicians whose time costs nothing besides."""
FAR = 10**6
"""Slots to the nearest session where there is none that day."""
MOST_VISITS = 20
"""A week with more visits of one patient is not made smaller: everybody is kept."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What a week that stays leaves free, whoever asks."""

    visits: BoolArray
    """(K,): one-to-one cells."""
    clinician_free: BoolArray
    """(C, K): with a visit there and then besides, the clinician keeps no-overlap and break rules."""
    clinician_possible: BoolArray
    """(C, K): at least nothing that stays is in the way of such a visit."""
    week_spare: IntArray
    """(C,): slots the clinician may lead besides."""
    price_spare: IntArray
    """(C, 2): slots until leading more is priced, as `fair-load` and as `overtime`; below 0 where it is already."""
    day_spare: IntArray
    """(C, 7)"""
    caseload_spare: IntArray
    """(C,)"""
    leads_patient: BoolArray
    """(C, P): the clinician leads something that the patient attends: that may go."""
    room_free: BoolArray
    """(Q, K): one room of the class is free there and then, whatever else is in it."""

    @classmethod
    def of(cls, problem: Problem, base: Outcome) -> Standing:
        """Read a week that stays."""
        led, rooms = _led(problem, Base.of(base)), _roomed(problem, Base.of(base))
        clinicians, slots = problem.clinicians, led.end - led.start
        week = np.bincount(led.who, weights=slots, minlength=problem.n_clinicians).astype(np.int64)
        day = np.zeros((problem.n_clinicians, DAYS_A_WEEK), dtype=np.int64)
        np.add.at(day, (led.who, led.day), slots)
        pairs = np.array(sorted({(v.clinician, v.patient) for v in base.visits}), dtype=np.int64).reshape(-1, 2)
        seen = np.bincount(pairs[:, 0], minlength=problem.n_clinicians)
        way = int(problem.clinician_gap_slots.max(initial=0))
        distance = _distance(problem, led, problem.n_clinicians)
        pause = problem.service_hold_slots[problem.cells.service]
        is_short = _run_slots(problem, led) <= clinicians.consecutive_slots_max[:, None]
        return cls(
            visits=is_one_to_one(problem),
            clinician_free=distance.after(pause + way) & distance.before(way) & is_short,
            clinician_possible=distance.after(pause) & distance.before(0) & is_short,
            week_spare=clinicians.weekly_slots_max - week,
            price_spare=np.stack([clinicians.target_slots - week, clinicians.overtime_after_slots - week], axis=1),
            day_spare=clinicians.daily_slots_max[:, None] - day,
            caseload_spare=clinicians.caseload_max - seen,
            leads_patient=_leads_patient(problem, base),
            room_free=_rooms_free(problem, rooms),
        )


def _leads_patient(problem: Problem, base: Outcome) -> BoolArray:
    leads = np.zeros((problem.n_clinicians, problem.n_patients), dtype=np.bool_)
    leads[[v.clinician for v in base.visits], [v.patient for v in base.visits]] = True
    attendees: dict[int, list[int]] = {}
    for patient, cell in base.attends:
        attendees.setdefault(cell, []).append(patient)
    for section in base.sections:
        for leader in section.leaders:
            leads[leader, attendees.get(section.cell, [])] = True
    return leads


@dataclass(frozen=True, eq=False)
class _Stretches:
    """Sessions of somebody, one row each."""

    who: IntArray
    start: IntArray
    end: IntArray
    held_until: IntArray
    day: IntArray

    def rows(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield who, start, end, end with documentation or turnover, and day of each."""
        columns = (self.who, self.start, self.end, self.held_until, self.day)
        yield from zip(*(column.tolist() for column in columns), strict=True)


def _led(problem: Problem, base: Base) -> _Stretches:
    section, leader = base.leading(np.arange(len(base.sections)))
    cell, band, _ = base.sections[section].T
    at, _, by, _ = base.visits.T
    cells, cell_all = problem.cells, np.concatenate([cell, at])
    held = np.concatenate([problem.bands.hold_slots[band], problem.service_hold_slots[cells.service[at]]])
    end = cells.end[cell_all]
    return _Stretches(np.concatenate([leader, by]), cells.start[cell_all], end, end + held, cells.day[cell_all])


def _roomed(problem: Problem, base: Base) -> _Stretches:
    cell = np.concatenate([base.sections[:, 0], base.visits[:, 0]])
    room = np.concatenate([base.sections[:, 2], base.visits[:, 3]])
    cell, room = cell[room != NONE], room[room != NONE]
    end = problem.cells.end[cell]
    held = end + problem.rooms.turnover_slots[room]
    return _Stretches(room, problem.cells.start[cell], end, held, problem.cells.day[cell])


@dataclass(frozen=True, eq=False)
class _Distances:
    """(N, K) slots from each cell to the nearest session of somebody that day; below 0 where they meet."""

    to_next: IntArray
    """From the cell's end to the next start."""
    since_held: IntArray
    """From the last end, documentation or turnover included, to the cell's start."""

    def after(self, pause: IntArray) -> BoolArray:
        """Whether the cell ends so long before the next session."""
        return self.to_next >= pause

    def before(self, pause: int) -> BoolArray:
        """Whether it starts so long after the last."""
        return self.since_held >= pause


def _distance(problem: Problem, some: _Stretches, n: int) -> _Distances:
    cells = problem.cells
    to_next, since_held = (np.full((n, problem.n_cells), FAR, dtype=np.int64) for _ in range(2))
    for who, start, end, held, day in some.rows():
        here = np.flatnonzero(cells.day == day)
        later = cells.start[here] >= end
        to_next[who, here] = np.where(
            later, to_next[who, here], np.minimum(to_next[who, here], start - cells.end[here])
        )
        earlier = cells.end[here] <= start
        gap = np.minimum(since_held[who, here], cells.start[here] - held)
        since_held[who, here] = np.where(earlier, since_held[who, here], gap)
    return _Distances(to_next, since_held)


def _run_slots(problem: Problem, led: _Stretches) -> IntArray:
    """(C, K): how long the run of sessions without a break is that a visit there and then would join."""
    cells, pause = problem.cells, problem.clinicians.break_slots
    first = np.broadcast_to(cells.start, (problem.n_clinicians, problem.n_cells)).copy()
    last = np.broadcast_to(cells.end, first.shape).copy()
    rows = sorted(led.rows(), key=lambda row: row[1])
    for joins_before, ordered in ((True, rows[::-1]), (False, rows)):
        for who, start, end, _, day in ordered:
            here = np.flatnonzero(cells.day == day)
            if joins_before:
                near = (end > first[who, here] - pause[who]) & (start < first[who, here])
                first[who, here[near]] = start
            else:
                near = (start < last[who, here] + pause[who]) & (end > last[who, here])
                last[who, here[near]] = end
    return last - first


def _rooms_free(problem: Problem, some: _Stretches) -> BoolArray:
    distance = _distance(problem, some, len(problem.rooms.count))
    turnover = problem.rooms.turnover_slots[:, None]
    return (distance.to_next >= turnover) & (distance.since_held >= 0)


def with_few(problem: Problem, standing: Standing, patient: int, slug: str) -> Problem:
    """Leave out clinicians and rooms for whose visits with the patient enough equals stand.

    Parameters
    ----------
    problem
        The week.
    standing
        What it leaves free.
    patient
        Whose visits.
    slug
        The rule under which the choices are struck out: one that is in force.
    """
    plan = problem.patients.care_max[patient] * problem.services.one_to_one
    if int(plan.sum()) > MOST_VISITS:
        return problem
    cells = np.flatnonzero(standing.visits & (plan[problem.cells.service] > 0))
    leads = problem.clinicians.masks.get(slug, np.True_) & np.ones((problem.n_clinicians, 1), dtype=np.bool_)
    leads = np.broadcast_to(leads, (problem.n_clinicians, problem.n_cells)).copy()
    uses = np.broadcast_to(problem.rooms.masks.get(slug, np.True_), (len(problem.rooms.count), problem.n_cells)).copy()
    leads[:, cells] &= _few_clinicians(problem, standing, patient, cells)
    uses[:, cells] &= _few_rooms(problem, standing, patient, cells)
    return replace(
        problem,
        clinicians=replace(problem.clinicians, masks={**problem.clinicians.masks, slug: leads}),
        rooms=replace(problem.rooms, masks={**problem.rooms.masks, slug: uses}),
    )


def _few_clinicians(problem: Problem, standing: Standing, patient: int, cells: IntArray) -> BoolArray:
    """(C, n): whom to keep at each of the cells."""
    service, day = problem.cells.service[cells], problem.cells.day[cells]
    plan = problem.patients.care_max[patient] * problem.services.one_to_one
    visits, slots = int(plan.sum()), problem.services.slots
    can = problem.may_lead[:, cells] & _may_visit(problem, patient)[:, service]
    has_time = (standing.week_spare[:, None] >= slots[service]) & (standing.caseload_spare >= 1)[:, None]
    has_time &= standing.day_spare[:, day] >= slots[service]
    can &= (standing.clinician_possible[:, cells] & has_time) | standing.leads_patient[:, [patient]]
    equal = can & standing.clinician_free[:, cells] & has_time
    price = _price_classes(problem, standing, slots[plan > 0])
    kept = np.zeros_like(can)
    for stranger in (False, True):
        alike = can & ((problem.patients.stranger[patient][:, service] > 0) == stranger)
        enough = (equal & alike & (price == FREE)[:, None]).sum(axis=0) >= visits
        for number in range(int(price.max(initial=0)) + 1):
            of_class = equal & alike & (price == number)[:, None]
            kept |= _first(of_class, visits) & ((number == FREE) | ~enough)
        kept |= alike & ~(equal & (price >= 0)[:, None]) & ~enough
    named = {(c, k) for c, k, p in problem.held.leads.tolist() if p == patient}
    named |= {(c, k) for _, k, p, c, _ in problem.held.pins.tolist() if c != NONE and p in {patient, NONE}}
    return kept | _named(named, cells, kept.shape)


def _few_rooms(problem: Problem, standing: Standing, patient: int, cells: IntArray) -> BoolArray:
    """(Q, n): which rooms to keep at each of the cells."""
    plan = problem.patients.care_max[patient] * problem.services.one_to_one
    people = problem.services.seats_per_patient[problem.cells.service[cells]] + 1
    can = problem.may_use_room[:, cells]
    equal = can & standing.room_free[:, cells] & (problem.rooms.capacity[:, None] >= people)
    named = {(q, k) for q, k, p in problem.held.rooms.tolist() if p == patient}
    named |= {(q, k) for _, k, p, _, q in problem.held.pins.tolist() if q != NONE and p in {patient, NONE}}
    return _enough(can, equal, int(plan.sum())) | _named(named, cells, can.shape)


def _first(some: BoolArray, n: int) -> BoolArray:
    """Keep the first n of each column."""
    first: BoolArray = some & (np.cumsum(some, axis=0) <= n)
    return first


def _enough(can: BoolArray, equal: BoolArray, needed: int) -> BoolArray:
    """Keep, in each column, the first `needed` equals, or all who can where these are too few."""
    return np.where(equal.sum(axis=0) >= needed, _first(equal, needed), can)


def _named(named: set[tuple[int, int]], cells: IntArray, shape: tuple[int, ...]) -> BoolArray:
    kept = np.zeros(shape, dtype=np.bool_)
    place = {cell: number for number, cell in enumerate(cells.tolist())}
    for who, cell in named:
        if cell in place:
            kept[who, place[cell]] = True
    return kept


def _may_visit(problem: Problem, patient: int) -> BoolArray:
    """(C, S): whether the clinician may see the patient and fills the service's role."""
    see = np.ones((problem.n_clinicians, len(problem.services.slots)), dtype=np.bool_)
    for slug, mask in problem.patients.sees.items():
        if slug in problem.rules:
            see &= mask[patient]
    for service, roles in zip(problem.bands.service.tolist(), problem.bands.role_count, strict=True):
        if problem.services.one_to_one[service]:
            see[:, service] &= problem.clinicians.role_held[:, roles > 0].all(axis=1)
    return see


def _price_classes(problem: Problem, standing: Standing, slots: IntArray) -> IntArray:
    """(C,): a number for clinicians for whom one more visit costs the same: 0 at no extra price, -1 for nobody.

    `slots` are those of the services in question.
    """
    spare, half_hour = standing.price_spare, problem.slots_per_half_hour
    is_even = not (slots % half_hour).any()
    over = np.where((spare <= 0) & is_even, half_hour + 1, UNLIMITED)
    kind = np.where(spare >= slots.max(initial=0), half_hour, over)
    _, number = np.unique(kind, axis=0, return_inverse=True)
    number = number.reshape(-1) + 1
    number[(kind == half_hour).all(axis=1)] = FREE
    number[(kind == UNLIMITED).any(axis=1)] = NONE
    classes: IntArray = number.astype(np.int64)
    return classes
