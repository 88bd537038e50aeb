"""What is settled before anybody is placed: pins, rosters and cohorts."""

from __future__ import annotations

from itertools import combinations, islice

import numpy as np

from iopsched_solver.greedy.choices import Choices
from iopsched_solver.greedy.days import fit_together
from iopsched_solver.problem import COHORT, NONE, ROSTER

TRIED = 400
"""Combinations of meetings looked at for one group."""
ORDERS = 8
"""Orders of groups tried until each of them runs."""


def hold_pins(choices: Choices) -> bool:
    """Do what the pins say; return whether all of them could be held."""
    rows = choices.problem.held.pins.tolist()
    if "pins" not in choices.problem.rules:
        return True
    for pin in sorted({row[0] for row in rows}):
        if not any(_hold(choices, *row[1:]) for row in rows if row[0] == pin):
            return False
    return True


def _hold(choices: Choices, cell: int, patient: int, clinician: int, room_class: int) -> bool:
    table, problem = choices.timetable, choices.problem
    if cell == NONE:
        return False
    if problem.services.one_to_one[problem.cells.service[cell]]:
        return _hold_visit(choices, cell, patient, clinician, room_class)
    fits = [
        section
        for section, _ in table.sections[cell]
        if clinician in {NONE, *section.leaders} and room_class in {NONE, section.room_class}
    ]
    if not fits and not table.open(cell, clinician, room_class):
        return False
    return (
        patient == NONE
        or cell in table.weeks[patient]
        or (_fits(choices, patient, [cell]) and table.join(patient, cell))
    )


def _hold_visit(choices: Choices, cell: int, patient: int, clinician: int, room_class: int) -> bool:
    table, problem = choices.timetable, choices.problem
    service = int(problem.cells.service[cell])
    patients = [patient] if patient != NONE else np.flatnonzero(choices.may[:, cell]).tolist()
    patients.sort(key=lambda p: -int(problem.patients.care_min[p, service]))
    may_visit = problem.may_visit
    for p in patients:
        seen = table.weeks[p].get(cell)
        if seen is not None:
            if clinician in {NONE, seen}:
                return True
            continue
        able = may_visit[p][:, service] & table.staff.can_lead[:, cell] & table.staff.may_take(p)
        for c in np.flatnonzero(able).tolist():
            if clinician in {NONE, c} and _fits(choices, p, [cell]) and table.visit(p, cell, c, room_class):
                return True
    return False


def fill_closed_groups(choices: Choices) -> list[frozenset[int]]:
    """Run each roster and cohort at the meetings that most of its people can attend.

    Returns
    -------
    list[frozenset[int]]
        By patient: the cells settled by that and by pins.
    """
    problem = choices.problem
    kinds = problem.offerings.enrollment
    closed = np.isin(kinds[problem.cells.offering], (COHORT, ROSTER))
    pinned = set(problem.held.pins[:, 1].tolist())
    _fill_all(choices, [g for kind in (ROSTER, COHORT) for g in np.flatnonzero(kinds == kind).tolist()])
    return [frozenset(k for k in week if closed[k] or k in pinned) for week in choices.timetable.weeks]


def _fill_all(choices: Choices, groups: list[int]) -> None:
    """Run one group after the other. Those that find no leader or room go first when all is begun anew.

    Where there are leaders for some of them only, the order counts that leaves out the fewest people.
    """
    table, kinds = choices.timetable, choices.problem.offerings.enrollment
    begun = [dict(week) for week in table.weeks]
    tried: dict[tuple[int, ...], int] = {}
    order = tuple(groups)
    while True:
        restore = table.saved()
        left = [g for g in order if not _fill(choices, g, whole=bool(kinds[g] == ROSTER))]
        if not left or order in tried:
            return
        tried[order] = sum(_left_out(choices, g) for g in left)
        restore({p: dict(week) for p, week in enumerate(begun)})
        order = (*left, *(g for g in order if g not in left))
        if order in tried or len(tried) == ORDERS:
            order = min(tried, key=lambda o: tried[o])


def _left_out(choices: Choices, group: int) -> int:
    """Patients, by weight, who want a group that does not run."""
    problem = choices.problem
    wants = problem.patients.care_min[:, problem.offerings.service[group]] > 0
    able = choices.may[:, problem.cells.offering == group].any(axis=1)
    return int(problem.patients.weight[wants & able].sum())


def _fill(choices: Choices, group: int, *, whole: bool) -> bool:
    """Run one group; return whether nothing is left to do for it."""
    problem, table = choices.problem, choices.timetable
    service = int(problem.offerings.service[group])
    cells = np.flatnonzero((problem.cells.offering == group) & choices.may.any(axis=0)).tolist()
    if table.runs(group) or not cells:
        return True
    wants = problem.patients.care_min[:, service] > 0
    members = np.flatnonzero(problem.offerings.members[group]).tolist() if whole else np.flatnonzero(wants).tolist()
    asked = [int(problem.patients.care_min[p, service]) for p in members]
    if not members or not any(asked):
        return True
    meetings = max(int(problem.offerings.meetings_min[group]), 1, int(np.median([n for n in asked if n])))
    meetings = min(meetings, int(problem.offerings.meetings_max[group]))
    tried = sorted(
        islice(combinations(cells, meetings), TRIED),
        key=lambda chosen: (-int(choices.may[np.ix_(members, chosen)].all(axis=1).sum()), chosen),
    )
    for chosen in tried[:20]:
        able = [p for p in members if _fits(choices, p, list(chosen))]
        enough = len(able) == len(members) if whole else len(able) >= problem.services.min_size[service]
        if enough and _run(choices, list(chosen), able, whole=whole):
            return True
    return False


def _run(choices: Choices, cells: list[int], people: list[int], *, whole: bool) -> bool:
    """Open all meetings and let the people attend them; take all back if too few can."""
    table = choices.timetable
    opened = [k for k in cells if table.open(k)]
    joined: list[int] = []
    if len(opened) == len(cells):
        joined += (p for p in people if not choices.forbidden(p)[cells].any() and _join_all(choices, p, cells))
    least = max(int(table.least[cells[0]]), len(people) if whole else 1)
    if len(joined) >= least:
        return True
    for p in joined:
        for k in cells:
            table.leave(p, k)
    for k in opened:
        while table.sections[k]:
            table.close(k)
    return False


def _join_all(choices: Choices, patient: int, cells: list[int]) -> bool:
    table = choices.timetable
    for n, k in enumerate(cells):
        if not table.join(patient, k):
            for joined in cells[:n]:
                table.leave(patient, joined)
            return False
    return True


def _fits(choices: Choices, patient: int, cells: list[int]) -> bool:
    """Whether the patient may attend these cells beside what is settled for them."""
    problem, week = choices.problem, choices.timetable.weeks[patient]
    if not choices.may[patient, cells].all():
        return False
    together = {**week, **dict.fromkeys(cells, NONE)}
    counts = np.bincount(problem.cells.service[list(together)], minlength=len(problem.services.slots))
    if (counts > problem.patients.care_max[patient]).any():
        return False
    rules = choices.rules.day(patient)
    days = {int(problem.cells.day[k]) for k in cells}
    return all(fit_together(choices.plain(k for k in together if problem.cells.day[k] == d), rules) for d in days)
