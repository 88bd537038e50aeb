"""Which parallel section a patient sits in, for the few cells where a pin says so.

Elsewhere sections are counted, not numbered. Here up to one section for each pinned patient gets a number, a shape (way
and room), leaders and the pinned patients in it, all of them parts of what the cell's counts hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.tables import Leads, Sections
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import NONE, IntArray


@dataclass(frozen=True, eq=False)
class Seating:
    """Numbered sections of one cell. Arrays have one row for each section number."""

    cell: int
    options: Sections
    leads: Leads
    patients: IntArray
    shape: IntArray
    """(sections, options): column of the claim that the section is run so."""
    led: IntArray
    """(sections, leads): column of the claim that the section has this leader in this role and way."""
    sits: IntArray
    """(sections, patients): column of the claim that the patient sits in the section."""


def seat(week: Week, cell: int, pins: IntArray) -> Seating:
    """Number the sections of a free cell and let pinned patients sit in them.

    Parameters
    ----------
    week, cell
        Where.
    pins
        (n, 3): patient, clinician or NONE, room class or NONE.
    """
    options = week.group_sections.pick(week.group_sections.cell == cell)
    here = (week.group_leads.cell == cell) & np.isin(week.group_leads.clinician, pins[:, 1])
    leads = week.group_leads.pick(here)
    patients = np.unique(pins[:, 0])
    n = int(min(week.sections_max[cell], len(patients)))

    def literals(width: int) -> IntArray:
        return week.pool.new(1, np.zeros(n * width, dtype=np.int64)).reshape(n, width)

    seating = Seating(
        cell, options, leads, patients, literals(len(options)), literals(len(leads)), literals(len(patients))
    )
    _share(week, seating)
    _fit(week, seating)
    return seating


def _columnwise(columns: IntArray) -> Sums:
    """One row for each place in a section: added up over the sections."""
    return Sums.of(columns.shape[1], np.tile(np.arange(columns.shape[1]), len(columns)), columns.ravel())


def _rowwise(columns: IntArray, factor: IntArray | int = 1) -> Sums:
    """One row for each section; `factor` is a number or one for each place."""
    n, width = columns.shape
    factors = np.tile(np.broadcast_to(np.asarray(factor, dtype=np.int64), (width,)), n)
    return Sums.of(n, np.repeat(np.arange(n), width), columns.ravel(), factors)


def _share(week: Week, seating: Seating) -> None:
    """Numbered sections take no more than the cell's counts hold; a patient sits in one section, if attending."""
    for columns, held in (
        (seating.shape, _one_each(seating.options.column)),
        (seating.led, _one_each(seating.leads.column)),
        (seating.sits, week.attends(seating.patients, seating.cell)),
    ):
        week.pool.at_most(_columnwise(columns) - held, 0)


def _one_each(column: IntArray) -> Sums:
    return Sums.of(len(column), np.arange(len(column)), column)


def _fit(week: Week, seating: Seating) -> None:
    """A section has one shape, the leaders of its way, and seats for those in it; the others are still large enough."""
    options, leads = seating.options, seating.leads
    week.pool.at_most(_rowwise(seating.shape), 1)
    inside = _rowwise(seating.sits)
    week.pool.at_most(inside - _rowwise(seating.shape, options.seats), 0)
    for way, role in {(int(w), int(r)) for w, r in zip(leads.way, leads.role, strict=True)}:
        filling = (leads.way == way) & (leads.role == role)
        most = week.ways.role_count[way, role] if role != NONE else filling.sum()  # anybody may lead in no role
        filled = _rowwise(seating.led[:, filling])
        shaped = _rowwise(seating.shape[:, options.way == way], most)
        week.pool.at_most(filled - shaped, 0)
    if "group-size" in week.problem.rules:
        here = np.array([seating.cell])
        least = int(week.problem.services.min_size[week.problem.cells.service[seating.cell]])
        crowded = week.pool.excess(inside - least).total()
        week.pool.at_least(week.attendees().take(here) - week.sections().take(here) * least - crowded, 0)


def demand(week: Week, seating: Seating, pin: IntArray, holds: Sums) -> None:
    """Let a pin hold only if its patient sits in a section with its leader and room.

    Parameters
    ----------
    pin
        (3,): patient, clinician or NONE, room class or NONE.
    holds
        One row: whether the pin has to hold.
    """
    patient, clinician, room = pin.tolist()
    sits = seating.sits[:, seating.patients == patient]
    week.pool.at_least(_rowwise(sits).total() - holds, 0)
    each = holds.take(np.zeros(len(sits), dtype=np.int64)) + _rowwise(sits)
    if clinician != NONE:
        week.pool.at_most(each - _rowwise(seating.led[:, seating.leads.clinician == clinician]), 1)
    if room != NONE:
        week.pool.at_most(each - _rowwise(seating.shape[:, seating.options.room_class == room]), 1)
