"""Rows that join each patient's days to a week, and the columns of what is unmet."""

from __future__ import annotations

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem


class PatientRows:
    """Of each patient: one plan a day, sessions of each service, minutes, service days and the gaps between them."""

    def __init__(self, problem: Problem, draft: Draft) -> None:
        self._problem, self._draft = problem, draft
        n = problem.n_patients
        self.day = np.array([draft.row(-INF, 1.0) for _ in range(n * DAYS_A_WEEK)], dtype=np.int64)
        self.day = self.day.reshape(n, DAYS_A_WEEK)
        """(P, 7): at most one plan."""
        self.count = np.full((n, len(problem.services.slots)), NONE)
        """(P, S): sessions of the service; NONE where nothing limits them."""
        self.minutes = np.full(n, NONE)
        self.service_days = np.full(n, NONE)
        self.gaps: list[list[tuple[int, int, int]]] = [[] for _ in range(n)]
        """Of each patient (first day, last day, row): both are service days and none lies between."""
        self.empty_column = np.full(n, NONE)
        """The column of a week without sessions, for patients who get all or nothing."""
        self.unmet: list[list[int]] = [[] for _ in range(n)]
        """Of each patient the columns of what is unmet in the week as a whole."""
        for p in range(n):
            self._count_rows(p)
            self._minutes_row(p)
            self._service_days_row(p)
            self._gap_rows(p)

    def _count_rows(self, p: int) -> None:
        who = self._problem.patients
        low, high, price = who.care_min[p], who.care_max[p], self._price("care-plan", p)
        for s in np.flatnonzero((low > 0) | ((high > 0) & (high < DAYS_A_WEEK))).tolist():
            row = self.count[p, s] = self._draft.row(float(low[s]), float(min(high[s], 1000)))
            if low[s]:
                self._lacks(p, price, float(low[s]), [(int(row), 1.0)])

    def _minutes_row(self, p: int) -> None:
        who = self._problem.patients
        floor, price = float(who.week_minutes_min[p]), self._price("weekly-contact-minutes", p)
        row = self.minutes[p] = self._draft.row(floor, float(who.week_minutes_max[p]))
        if who.hard["weekly-contact-minutes"][p]:  # all or nothing: the empty week takes every day
            whole = [(int(row), floor), *((int(day), 1.0) for day in self.day[p])]
            self.empty_column[p] = self._lacks(p, float(-(-floor // 30)) * price, 1.0, whole)
        elif floor:
            self._lacks(p, price / 30, floor, [(int(row), 1.0)])

    def _service_days_row(self, p: int) -> None:
        who = self._problem.patients
        days, price = float(who.service_days_min[p]), self._price("service-days", p)
        if days or who.service_days_max[p] < DAYS_A_WEEK:
            row = self.service_days[p] = self._draft.row(days, float(who.service_days_max[p]))
            self._lacks(p, price, days, [(int(row), 1.0)])
            self._lacks(p, price, 7.0, [(int(row), -1.0)])

    def _gap_rows(self, p: int) -> None:
        """Two service days further apart than they should be, without one between, cost for each day beyond."""
        limit, price = int(self._problem.patients.service_day_gap_max[p]), self._price("service-day-gap", p)
        for first in range(DAYS_A_WEEK):
            for last in range(first + limit + 1, DAYS_A_WEEK):
                row = self._draft.row(-INF, 1.0)
                self._lacks(p, price * (last - first - limit), 1.0, [(row, -1.0)])
                self.gaps[p].append((first, last, row))

    def _lacks(self, p: int, cost: float, most: float, entries: list[Entry]) -> int:
        """Add a column of what is unmet."""
        column = self._draft.column(cost, most, entries)
        self.unmet[p].append(column)
        return column

    def _price(self, need: str, p: int) -> float:
        return self._problem.unit_cost[need] * float(self._problem.patients.weight[p])

    def counted(self, p: int, k: int) -> list[Entry]:
        """Return what one session in cell k counts for patient p."""
        row = int(self.count[p, self._problem.cells.service[k]])
        return [(row, 1.0)] if row != NONE else []

    def rows_of(self, p: int) -> list[int]:
        """Return the rows in which something of patient p's week as a whole can be unmet."""
        rows = [*self.count[p].tolist(), int(self.minutes[p]), int(self.service_days[p])]
        return [row for row in (*rows, *(row for _, _, row in self.gaps[p])) if row != NONE]

    def of_day(self, p: int, day: int, minutes: int) -> list[Entry]:
        """Return what a day of so many counted minutes counts for patient p, beside its single sessions."""
        entries: list[Entry] = []
        if minutes:
            entries.append((int(self.minutes[p]), float(minutes)))
        if minutes >= max(1, int(self._problem.patients.day_minutes_min[p])):
            if self.service_days[p] != NONE:
                entries.append((int(self.service_days[p]), 1.0))
            for first, last, row in self.gaps[p]:
                if first <= day <= last:
                    entries.append((row, 1.0 if day in (first, last) else -1.0))
        return entries

    def service_day_prices(self, price: FloatArray) -> FloatArray:
        """(P, 7) what a service day is worth to each patient on each day at the rows' prices."""
        rows = self.service_days
        worth = np.repeat(np.where(rows == NONE, 0.0, price[rows])[:, None], DAYS_A_WEEK, axis=1)
        for p, gaps in enumerate(self.gaps):
            for first, last, row in gaps:
                worth[p, [first, last]] += price[row]
                worth[p, first + 1 : last] -= price[row]
        return worth
