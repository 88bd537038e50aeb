"""pins: what is pinned stays, and what has taken place.

A pin's rows are alternatives, one for each place its meeting may be at: holds[row] <= each of the row's claims, and of
each pin's rows at least one holds. With a patient, leader and room are those of the session the patient attends: the
visit, or the section the patient sits in (`iopsched_solver.model.seating`).
What has taken place is pinned too; before now nothing else may start, which masks say, and no more sections may run.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.seating import demand, seat
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import NONE, BoolArray, IntArray


def narrow(choices: Choices) -> None:
    """Let nothing start before now but what did."""
    choices.keep("pins")


def add(week: Week) -> None:
    """Let one row of each pin hold, and no more sections have run than did."""
    pins, (begun, sections) = week.problem.held.pins, week.problem.held.begun.T
    if len(begun):
        free = week.fragment.cells[begun]
        week.pool.at_most(week.sections().take(begun[free]), sections[free])
    if not len(pins):
        return
    claims = _claims(week, pins)
    held = (pins[:, 1] != NONE).astype(np.int64)
    for rows, claim in claims:
        held[rows] = np.minimum(held[rows], claim.at(week.pool.start))
    holds = Sums.of(len(pins), np.arange(len(pins)), week.pool.new(pins[:, 1] != NONE, held))
    _, pin = np.unique(pins[:, 0], return_inverse=True)
    week.pool.at_least(holds.gathered(int(pin.max()) + 1, pin), 1)
    for rows, claim in claims:
        week.pool.at_most(holds.take(rows) - claim, 0)
    _seat(week, pins, holds)


def _claims(week: Week, pins: IntArray) -> list[tuple[IntArray, Sums]]:
    """Rows of pins and what each of them claims: at least 1 where it holds."""
    _, cell, patient, clinician, room = pins.T
    visits = week.one_to_one[cell] & (cell != NONE)
    groups = ~week.one_to_one[cell] & (cell != NONE)
    person, leader, place = patient != NONE, clinician != NONE, room != NONE
    bare = ~person & ~leader & ~place

    def rows(where: BoolArray) -> IntArray:
        return np.flatnonzero(where)

    led = rows(leader & (groups | visits & ~person))
    used = rows(place & (groups | visits & ~person))
    seen, roomed = rows(visits & person & leader), rows(visits & person & place)
    attended, run, held = rows(person & (groups | visits)), rows(bare & groups), rows(bare & visits)
    any_visit = Sums.of(week.problem.n_cells, week.visits.cell, week.visits.column)
    return [
        (attended, week.attends(patient[attended], cell[attended])),
        (led, week.leads(clinician[led], cell[led])),
        (used, week.uses(room[used], cell[used])),
        (seen, week.visit(patient[seen], cell[seen], clinician[seen])),
        (roomed, week.visit_is_in(patient[roomed], cell[roomed], room[roomed])),
        (run, week.runs(cell[run])),
        (held, any_visit.take(cell[held])),
    ]


def _seat(week: Week, pins: IntArray, holds: Sums) -> None:
    """Where sections run in parallel, let pinned patients sit with their leader and in their room."""
    seats = (pins[:, 1:3] != NONE).all(axis=1) & (pins[:, 3:] != NONE).any(axis=1)
    cells = np.where(seats, pins[:, 1], 0)
    seats &= week.fragment.cells[cells] & ~week.one_to_one[cells] & (week.sections_max[cells] > 1)
    for cell in np.unique(pins[seats, 1]).tolist():
        rows = np.flatnonzero(seats & (pins[:, 1] == cell))
        seating = seat(week, cell, pins[rows, 2:])
        week.seatings.append(seating)
        for row in rows:
            demand(week, seating, pins[row, 2:], holds.take(np.array([row])))
