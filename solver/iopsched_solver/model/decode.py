"""From the values of a model's columns to an outcome: counted sections get leaders, counted rooms get visits."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from iopsched_solver.model.seating import Seating
from iopsched_solver.model.sums import ONE
from iopsched_solver.model.variables import Week
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import NONE, BoolArray, IntArray

_Spot = tuple[int, int, int]
"""Cell, way and room class of a section."""


def decode(week: Week, values: IntArray) -> Outcome:
    """Return the outcome that the columns say; what was not up for decision is taken over."""
    sections = [*_kept_sections(week), *_sections(week, values)]
    attendance = week.group_attendance
    here = _holds(attendance.column, values)
    attends = zip(attendance.patient[here].tolist(), attendance.cell[here].tolist(), strict=True)
    return Outcome(tuple(sorted(sections)), tuple(sorted(attends)), tuple(sorted(_visits(week, values))))


def _holds(column: IntArray, values: IntArray) -> BoolArray:
    if not len(values):
        return np.asarray(column == ONE)
    return np.asarray((column == ONE) | (values[column] > 0))


def _kept_sections(week: Week) -> list[Section]:
    sections = week.fragment.base.sections
    return [section for section in sections if not week.fragment.cells[section.cell]]


def _sections(week: Week, values: IntArray) -> list[Section]:
    """Deal each way's leaders out to its sections, role by role; numbered sections take theirs first."""
    counts: dict[_Spot, int] = {}
    options = week.group_sections.pick(week.group_sections.column != ONE)
    for cell, way, room, count in zip(
        options.cell.tolist(),
        options.way.tolist(),
        options.room_class.tolist(),
        values[options.column].tolist(),
        strict=True,
    ):
        if count:
            counts[cell, way, room] = count
    pools: dict[_Spot, list[int]] = defaultdict(list)
    leads = week.group_leads.pick(values[week.group_leads.column] > 0)
    for cell, way, role, clinician in zip(
        leads.cell.tolist(), leads.way.tolist(), leads.role.tolist(), leads.clinician.tolist(), strict=True
    ):
        pools[cell, way, role].append(clinician)
    opened = [(spot, led) for seating in week.seatings for spot, led in _numbered(seating, values)]
    for (cell, way, room), led in opened:
        counts[cell, way, room] -= 1
        for role, clinician in led:
            pools[cell, way, role].remove(clinician)
    opened += [(spot, []) for spot, count in counts.items() for _ in range(count)]
    return [_filled(week, spot, led, pools) for spot, led in opened]


def _numbered(seating: Seating, values: IntArray) -> list[tuple[_Spot, list[tuple[int, int]]]]:
    """Numbered sections that run, with leaders by role."""
    found = []
    for shape, led in zip(seating.shape, seating.led, strict=True):
        for option in np.flatnonzero(values[shape]).tolist():
            spot = (seating.cell, int(seating.options.way[option]), int(seating.options.room_class[option]))
            mine = np.flatnonzero(values[led]).tolist()
            found.append((spot, [(int(seating.leads.role[i]), int(seating.leads.clinician[i])) for i in mine]))
    return found


def _filled(week: Week, spot: _Spot, led: list[tuple[int, int]], pools: dict[_Spot, list[int]]) -> Section:
    cell, way, room = spot
    leaders = [clinician for _, clinician in led]
    for role, count in enumerate(week.ways.role_count[way].tolist()):
        left = pools[cell, way, role]
        missing = count - sum(mine == role for mine, _ in led)
        leaders += left[:missing]
        del left[:missing]
    leaders += pools.pop((cell, way, NONE), [])
    return Section(cell, int(week.ways.band[way]), room, tuple(sorted(leaders)))


def _visits(week: Week, values: IntArray) -> list[Visit]:
    """Give each visit a room: those that must be in a certain one first."""
    kept = [
        visit
        for visit in week.fragment.base.visits
        if not (week.fragment.patients[visit.patient] and week.fragment.cells[visit.cell])
    ]
    rooms: dict[int, list[int]] = defaultdict(list)
    table = week.visit_rooms.pick(week.visit_rooms.column != ONE)
    for cell, room, count in zip(
        table.cell.tolist(), table.room_class.tolist(), values[table.column].tolist(), strict=True
    ):
        rooms[cell] += [room] * count
    named = week.named_rooms.pick(week.named_rooms.column != ONE)
    named = named.pick(values[named.column] > 0)
    wanted = dict(
        zip(zip(named.patient.tolist(), named.cell.tolist(), strict=True), named.room_class.tolist(), strict=True)
    )
    for (_, cell), room in wanted.items():
        rooms[cell].remove(room)
    visits = week.visits.pick(week.visits.column != ONE)
    visits = visits.pick(values[visits.column] > 0)
    for patient, cell, clinician in zip(
        visits.patient.tolist(), visits.cell.tolist(), visits.clinician.tolist(), strict=True
    ):
        room = wanted.pop((patient, cell), None)
        if room is None:
            room = rooms[cell].pop(0) if rooms[cell] else NONE
        kept.append(Visit(cell, patient, clinician, room))
    return kept
