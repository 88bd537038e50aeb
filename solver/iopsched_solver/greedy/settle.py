"""Closing what stayed too small, until the week is legal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iopsched_solver.greedy.timetable import Timetable
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import COHORT, NONE, ROSTER


def trim(table: Timetable, fixed: Sequence[frozenset[int]]) -> None:
    """Close sections that have too few attendees, but for what was settled beforehand."""
    settled = {k for cells in fixed for k in cells}
    for k in _too_small(table):
        if k not in settled:
            _shrink(table, k)


def settle(table: Timetable, local: LocalRules) -> Outcome | None:
    """Make the week legal by leaving out; None if that would break a pin.

    What goes: sections below their least size, groups below their least meetings, cohort members who lost a meeting,
    and whole weeks of patients for whom a hard need is unmet.
    """
    changed = True
    while changed:
        small = _too_small(table)
        for k in small:
            _shrink(table, k)
        changed = bool(small)
        changed |= _drop_rare(table)
        changed |= drop_incomplete(table)
        changed |= _drop_broken(table, local)
    return table.outcome() if _pins_hold(table) else None


def _too_small(table: Timetable) -> list[int]:
    least = np.maximum(table.least, 1)
    return np.flatnonzero((table.n_sections > 0) & (table.attendees < least * table.n_sections)).tolist()


def _shrink(table: Timetable, cell: int) -> None:
    """Close sections while the seats of the others do, or all of them."""
    least = max(int(table.least[cell]), 1)
    while len(table.sections[cell]) > 1 and table.attendees[cell] < least * table.n_sections[cell]:
        if table.attendees[cell] > table.seats[cell] - table.sections[cell][-1][1]:
            break
        table.close(cell)
    if table.attendees[cell] < least * table.n_sections[cell]:
        _empty(table, cell)


def _empty(table: Timetable, cell: int) -> None:
    for p, week in enumerate(table.weeks):
        if week.get(cell) == NONE:
            table.leave(p, cell)
    while table.sections[cell]:
        table.close(cell)


def _drop_rare(table: Timetable) -> bool:
    """Close groups that meet less often than they must if they run at all."""
    offerings, changed = table.problem.offerings, False
    for g in np.flatnonzero(offerings.meetings_min > 1).tolist():
        runs = table.runs(g)
        if 0 < len(runs) < offerings.meetings_min[g]:
            for k in runs:
                _empty(table, k)
            changed = True
    return changed


def drop_incomplete(table: Timetable) -> bool:
    """Close meetings of rosters that a member misses; take out of cohorts who misses one of their meetings."""
    offerings, changed = table.problem.offerings, False
    for g in np.flatnonzero(np.isin(offerings.enrollment, (COHORT, ROSTER))).tolist():
        runs = table.runs(g)
        if offerings.enrollment[g] == ROSTER:
            members = np.flatnonzero(offerings.members[g]).tolist()
            missed = [k for k in runs if any(k not in table.weeks[p] for p in members)]
            for k in missed:
                _empty(table, k)
            changed |= bool(missed)
            continue
        for p, week in enumerate(table.weeks):
            own = [k for k in runs if k in week]
            if 0 < len(own) < len(runs):
                for k in own:
                    table.leave(p, k)
                changed = True
    return changed


def _drop_broken(table: Timetable, local: LocalRules) -> bool:
    """Take out the weeks of patients for whom something hard is unmet."""
    changed = False
    for p, week in enumerate(table.weeks):
        if week and local.cost(p, list(week.items())) is None:
            for k in list(week):
                table.leave(p, k)
            changed = True
    return changed


def _pins_hold(table: Timetable) -> bool:
    """Whether every pin holds."""
    problem = table.problem
    if "pins" not in problem.rules:
        return True
    rows = problem.held.pins.tolist()
    return all(any(_holds(table, *row[1:]) for row in rows if row[0] == pin) for pin in {row[0] for row in rows})


def _holds(table: Timetable, cell: int, patient: int, clinician: int, room_class: int) -> bool:
    if cell == NONE:
        return False
    if table.problem.services.one_to_one[table.problem.cells.service[cell]]:
        visits = [(p, week[cell]) for p, week in enumerate(table.weeks) if cell in week]
        return any(
            patient in {NONE, p} and clinician in {NONE, c} and room_class in {NONE, table.room_of(p, cell)}
            for p, c in visits
        )
    sections = [section for section, _ in table.sections[cell]]
    has = patient == NONE or cell in table.weeks[patient]
    led = any(
        clinician in {NONE, *section.leaders} and room_class in {NONE, section.room_class} for section in sections
    )
    return has and led
