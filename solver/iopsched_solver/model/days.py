"""What patients' days add up to: counted minutes, sessions, service days, first start and last end."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from iopsched_solver.model.pool import Pool
from iopsched_solver.model.sums import ONE, Sums
from iopsched_solver.model.tables import Attendance
from iopsched_solver.problem import IntArray, Problem

DAYS = 7


class Days:
    """Sums over the days of the patients in question, one row for each patient and day.

    Parameters
    ----------
    problem, pool
        The week and where its columns are.
    patients
        (n,): the patients in question, by their numbers in the problem.
    attended
        Their attended sessions; `patient` is the place in `patients`.
    """

    def __init__(self, problem: Problem, pool: Pool, patients: IntArray, attended: Attendance) -> None:
        self.problem = problem
        self.pool = pool
        self.patients = patients
        self.attended = attended
        self.n = len(patients) * DAYS
        self.row = attended.patient * DAYS + problem.cells.day[attended.cell]
        """(m,): the row of each attended session."""
        self.patient = np.repeat(np.arange(len(patients), dtype=np.int64), DAYS)
        """(n,): the place in `patients` of each row's patient."""

    def each(self, by_patient: IntArray) -> IntArray:
        """(n,): what the problem says of each row's patient; `by_patient` is over all patients."""
        return by_patient[self.patients][self.patient]

    @cached_property
    def minutes(self) -> Sums:
        """(n,): counted minutes attended on each day, m(d); named, because many rules speak of them."""
        contact = self.problem.services.contact_minutes[self.problem.cells.service[self.attended.cell]]
        limit = self.each(self.problem.patients.day_minutes_max)
        if "patient-day-length" not in self.problem.rules:
            limit = np.full_like(limit, np.iinfo(np.int64).max)
        return self.pool.total(Sums.of(self.n, self.row, self.attended.column, contact), limit)

    @cached_property
    def week_minutes(self) -> Sums:
        """(patients,): counted minutes attended in the week."""
        return self.minutes.gathered(len(self.patients), self.patient)

    @cached_property
    def sessions(self) -> Sums:
        """(n,): sessions attended on each day."""
        return Sums.of(self.n, self.row, self.attended.column)

    @cached_property
    def counted(self) -> Sums:
        """(n,): whether the day has any counted minute."""
        counted = self.problem.services.contact_minutes[self.problem.cells.service[self.attended.cell]] > 0
        return self.pool.any_of(Sums.of(self.n, self.row[counted], self.attended.column[counted]))

    @cached_property
    def is_service_day(self) -> Sums:
        """(n,): whether the day's counted minutes make it a service day."""
        return self.pool.reaches(self.minutes, np.maximum(self.each(self.problem.patients.day_minutes_min), 1))

    @cached_property
    def is_placed(self) -> Sums:
        """(patients,): whether the patient attends anything in the week."""
        return self.pool.any_of(Sums.of(len(self.patients), self.attended.patient, self.attended.column))

    @cached_property
    def _times(self) -> tuple[IntArray, IntArray]:
        """(m,): start and end of each attended session, in slots from midnight."""
        cells = self.problem.cells
        midnight = cells.day[self.attended.cell] * (24 * 60 // self.problem.slot_minutes)
        return cells.start[self.attended.cell] - midnight, cells.end[self.attended.cell] - midnight

    @cached_property
    def longest_span(self) -> IntArray:
        """(n,): no span can be longer; in slots."""
        start, end = self._times
        first, last = _earliest(self.n, self.row, start), _latest(self.n, self.row, end)
        span: IntArray = np.maximum(last - first, 0)
        return span

    @cached_property
    def span(self) -> Sums:
        """(n,): slots from first start to last end; without a session it is anything from below 0 on.

        Two whole numbers a day, each held by one row for each start or end there is.
        """
        start, end = self._times
        latest = _latest(self.n, self.row, start)
        rows = np.unique(self.row)
        column, row = self.attended.column, self.row

        def attended(values: IntArray, moment: IntArray, otherwise: IntArray) -> IntArray:
            return np.where((column == ONE) | (values[column] > 0), moment, otherwise)

        first = self.pool.derive(
            latest[rows], len(rows), lambda values: _earliest(self.n, row, attended(values, start, latest[row]))[rows]
        )
        last = self.pool.derive(
            _latest(self.n, row, end)[rows],
            len(rows),
            lambda values: _latest(self.n, row, attended(values, end, np.zeros_like(end)))[rows],
        )
        at, moment, when = self._moments(row, start)
        begun = Sums.of(len(when), at, column)
        self.pool.at_most(
            Sums.of(len(when), np.arange(len(when)), first[np.searchsorted(rows, moment)])
            + begun * (latest[moment] - when),
            latest[moment],
        )
        at, moment, when = self._moments(row, end)
        over = Sums.of(len(when), at, column)
        self.pool.at_least(
            Sums.of(len(when), np.arange(len(when)), last[np.searchsorted(rows, moment)]) - over * when, 0
        )
        return Sums.of(self.n, rows, last) - Sums.of(self.n, rows, first)

    def _moments(self, row: IntArray, when: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Group sessions by day and moment, if only one can be attended at a time.

        Returns
        -------
        tuple[IntArray, IntArray, IntArray]
            The group of each session; the row and the moment of each group.
        """
        if "patient-no-overlap" not in self.problem.rules:
            return np.arange(len(row), dtype=np.int64), row, when
        stride = 24 * 60 + 1
        moments, at = np.unique(row * stride + when, return_inverse=True)
        return at, moments // stride, moments % stride


def _latest(n: int, group: IntArray, moment: IntArray) -> IntArray:
    """(n,): the latest moment of each group; midnight where there is none."""
    found = np.zeros(n, dtype=np.int64)
    np.maximum.at(found, group, moment)
    return found


def _earliest(n: int, group: IntArray, moment: IntArray) -> IntArray:
    """(n,): the earliest moment of each group; after every moment where there is none."""
    found = np.full(n, 24 * 60, dtype=np.int64)
    np.minimum.at(found, group, moment)
    return found
