"""keep-apart: patients who must not meet do not meet.

``session``: never both at one meeting of a group. ``time``: never both on site at one site at one moment. ``day``:
never both on site at one site on one day. Only attended sessions count.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.days import DAYS
from iopsched_solver.model.spacing import overlapping
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.tables import Attendance
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import KEEP_APART_DAY, KEEP_APART_SESSION, KEEP_APART_TIME, IntArray


def add(week: Week) -> None:
    """Bound what the two of each pair do together, scope by scope."""
    problem = week.problem
    pairs = problem.pairs.apart
    pairs = pairs[(week.place_of[pairs[:, :2]] >= 0).any(axis=1)]
    attended = week.attendance.pick(problem.services.patient_attends[week.service_of(week.attendance)])
    in_group = ~week.one_to_one[attended.cell]
    on_site = week.place_of_cell(attended) != problem.telehealth_place
    for scope, counted, apart in (
        (KEEP_APART_SESSION, in_group, _not_one_meeting),
        (KEEP_APART_TIME, on_site, _not_one_moment),
        (KEEP_APART_DAY, on_site, _not_one_day),
    ):
        some, sessions = pairs[pairs[:, 2] == scope], attended.pick(counted)
        side, place = matches(sessions.patient, some[:, :2].ravel())
        if len(side):
            apart(week, sessions.pick(place), side)


def _not_one_meeting(week: Week, attended: Attendance, side: IntArray) -> None:
    _not_both(week, attended, side, attended.cell)


def _not_one_day(week: Week, attended: Attendance, side: IntArray) -> None:
    _not_both(week, attended, side, week.place_of_cell(attended) * DAYS + week.day_of(attended))


def _not_both(week: Week, attended: Attendance, side: IntArray, occasion: IntArray) -> None:
    """At each occasion only one of the two; `side` is twice the pair's number, plus 1 for its second patient."""
    pair_occasion = (side // 2) * (int(occasion.max()) + 1) + occasion
    rows, row = np.unique(pair_occasion, return_inverse=True)
    there = week.pool.any_of(Sums.of(2 * len(rows), 2 * row + side % 2, attended.column))
    week.pool.at_most(there.gathered(len(rows), np.repeat(np.arange(len(rows)), 2)), 1)


def _not_one_moment(week: Week, attended: Attendance, side: IntArray) -> None:
    site = (side // 2) * week.problem.n_sites + week.place_of_cell(attended)
    cliques = overlapping(site, week.start_of(attended), week.end_of(attended))
    n = len(cliques.subject)
    present = Sums.of(2 * n, 2 * cliques.row + side[cliques.member] % 2, attended.column[cliques.member])
    if "patient-no-overlap" not in week.problem.rules:
        present = week.pool.any_of(present)
    week.pool.at_most(present.gathered(n, np.repeat(np.arange(n), 2)), 1)
