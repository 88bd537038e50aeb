"""Rows on what single patients attend; there are none before a solution asks for them.

They keep patients apart or charge them for not being together, out of more of a group than runs, and in all meetings of
a cohort or roster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A row that counts a patient's days with any of some cells: one session, one moment, or a day at one site."""

    row: int
    cells: frozenset[int]
    day: int
    """Where a day may hold several of the cells: that day; NONE otherwise."""
    less: frozenset[int] = frozenset()
    """Cells whose days count -1."""
    is_elsewhere: bool = False
    """Whether the patient's `day` may hold none of the cells: pricing, which cannot tell, then charges nothing."""

    def of(self, plan: Sequence[Attendance]) -> float:
        """Return how a day plan counts."""
        return float(any(k in self.cells for k, _ in plan)) - float(any(k in self.less for k, _ in plan))


class AttendanceRows:
    """Of each patient the rows there are so far."""

    def __init__(self, problem: Problem, draft: Draft, cells: Iterable[int]) -> None:
        self._draft = draft
        self._n_patients, self._n_cells, self._day = problem.n_patients, problem.n_cells, problem.cells.day
        self._attended = problem.may_attend & problem.services.patient_attends[problem.cells.service]
        self.rows: dict[int, list[AttendanceRow]] = {}
        self.alone: dict[tuple[int, int, int], int] = {}
        """Of two patients to be kept together and each of the group `cells`: the column that one is there alone."""
        pairs, weight, price = problem.pairs, problem.patients.weight, problem.unit_cost["keep-together"]
        groups = [k for k in cells if problem.services.patient_attends[problem.cells.service[k]] and price]
        for (one, other), named in zip(pairs.together.tolist(), pairs.together_offerings, strict=True):
            for k in (k for k in groups if named[problem.cells.offering[k]]):
                cost = float(price * max(weight[one], weight[other]))
                self.alone[one, other, k] = draft.column(cost, 1.0, [])

    def keep_apart(
        self, patients: tuple[int, int], cells: frozenset[int], day: int, plans: Mapping[int, Sequence[Attendance]]
    ) -> None:
        """Add the row that only one of two patients attends `cells`; `plans` gives the cells of their plan columns."""
        row = AttendanceRow(self._draft.row(-INF, 1.0), cells, day)
        for p in patients:
            others = day != NONE and not self._attended_on(p, day) <= cells
            self.rows.setdefault(p, []).append(replace(row, is_elsewhere=others))
        self._enter(row, plans)

    def _attended_on(self, p: int, day: int) -> set[int]:
        """The cells that patient p may attend on a day."""
        return set(np.flatnonzero(self._attended[p] & (self._day == day)).tolist())

    def only_if_running(
        self, p: int, k: int, meeting: Iterable[int], plans: Mapping[int, Sequence[Attendance]]
    ) -> None:
        """Add the row that patient p attends no more of cell k than runs of it.

        Without it a tenth of a section serves, at full attendance, a tenth of its seats.

        Parameters
        ----------
        meeting
            The columns that say whether the cell runs: its meeting's, or its sections'.
        plans
            The cells of the patient's plan columns.
        """
        row = AttendanceRow(self._draft.row(-INF, 0.0), frozenset((k,)), NONE)
        self.rows.setdefault(p, []).append(row)
        for column in meeting:
            self._draft.enter(row.row, column, -1.0)
        self._enter(row, plans)

    def all_or_none(
        self, p: int, k: int, other: int, forms: Iterable[int], plans: Mapping[int, Sequence[Attendance]]
    ) -> None:
        """Add the row that patient p, if in cell k, attends the cell `other` too where that runs, one section at most.

        Without k (NONE) p attends it in any case. `forms` are the columns of the other's sections; `plans` as above.
        """
        cells, most = (frozenset(), 0.0) if k == NONE else (frozenset((k,)), 1.0)
        row = AttendanceRow(self._draft.row(-INF, most), cells, NONE, frozenset((other,)))
        self.rows.setdefault(p, []).append(row)
        for column in forms:
            self._draft.enter(row.row, column, 1.0)
        self._enter(row, plans)

    def together(
        self, one: int, other: int, k: int, *, plans: Mapping[int, tuple[int, Sequence[Attendance]]], swap: bool
    ) -> None:
        """Add the row that `one` attends cell k no more than `other`, or is charged; the other way round if `swap`.

        `plans` gives patient and cells of the columns of both.
        """
        row = self._draft.row(-INF, 0.0)
        self._draft.enter(row, self.alone[one, other, k], -1.0)
        here = frozenset((k,))
        first, second = (other, one) if swap else (one, other)
        for p, side in ((first, AttendanceRow(row, here, NONE)), (second, AttendanceRow(row, frozenset(), NONE, here))):
            self.rows.setdefault(p, []).append(side)
            self._enter(side, {n: plan for n, (q, plan) in plans.items() if q == p})

    def _enter(self, row: AttendanceRow, plans: Mapping[int, Sequence[Attendance]]) -> None:
        for column, attended in plans.items():
            if value := row.of(attended):
                self._draft.enter(row.row, column, value)

    def entries(self, p: int, plan: Sequence[Attendance]) -> list[Entry]:
        """Return what a day plan of patient p takes."""
        return [(each.row, value) for each in self.rows.get(p, ()) if (value := each.of(plan))]

    def surcharges(self, price: FloatArray) -> tuple[dict[int, FloatArray], FloatArray]:
        """What these rows add at their prices: (K,) for each cell by patient, and (P, 7) for a day."""
        cells: dict[int, FloatArray] = {}
        days = np.zeros((self._n_patients, DAYS_A_WEEK))
        for p, rows in self.rows.items():
            for each in rows:
                if each.is_elsewhere:
                    continue
                if each.day != NONE:
                    days[p, each.day] -= price[each.row]
                elif price[each.row]:
                    part = cells.setdefault(p, np.zeros(self._n_cells))
                    part[sorted(each.cells)] -= price[each.row]
                    part[sorted(each.less)] += price[each.row]
        return cells, days
