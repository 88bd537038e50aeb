"""What patients' days add up to: counted minutes, sessions, service days, first start and last end."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from iopsched_solver.model.pool import Pool
from iopsched_solver.model.sums import Sums
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
    def start(self) -> IntArray:
        """(m,): start of each attended session, in slots from midnight."""
        return self.problem.cells.start[self.attended.cell] - self._midnight

    @cached_property
    def end(self) -> IntArray:
        """(m,): end of each attended session, in slots from midnight."""
        return self.problem.cells.end[self.attended.cell] - self._midnight

    @property
    def _midnight(self) -> IntArray:
        return self.problem.cells.day[self.attended.cell] * self.slots_a_day

    @property
    def slots_a_day(self) -> int:
        """Slots from midnight to midnight."""
        return 24 * 60 // self.problem.slot_minutes

    def moments(self, moment: IntArray) -> tuple[IntArray, IntArray]:
        """Number the days' moments at which something is: distinct keys in order, and each session's place in them.

        A key is the row of the day times twice the slots of a day, plus the moment.
        """
        return np.unique(self.row * 2 * self.slots_a_day + moment, return_inverse=True)

    @cached_property
    def begun(self) -> tuple[IntArray, Sums]:
        """Keys of moments, and whether an attended session of that day has begun by then."""
        return self._by_then(self.start)

    @cached_property
    def over(self) -> tuple[IntArray, Sums]:
        """Keys of moments, and whether an attended session of that day has ended by then."""
        return self._by_then(self.end)

    @cached_property
    def to_come(self) -> tuple[IntArray, Sums]:
        """Keys of moments counted back from midnight, and whether an attended session has still to begin by then."""
        return self._by_then(self.slots_a_day - self.start)

    def _by_then(self, moment: IntArray) -> tuple[IntArray, Sums]:
        """Claim for each moment of a day that a session has come by then: one literal each, in a chain."""
        keys, at = self.moments(moment)
        n = len(keys)
        here = Sums.of(n, at, self.attended.column)
        day = keys // (2 * self.slots_a_day)
        first = np.searchsorted(day, day)

        def follow(values: IntArray) -> IntArray:
            come = np.where(here.at(values) > 0, np.arange(n), -1)
            claimed: IntArray = (np.maximum.accumulate(come) >= first).astype(np.int64)
            return claimed

        claims = Sums.of(n, np.arange(n), self.pool.derive(1, n, follow))
        if "patient-no-overlap" in self.problem.rules:
            self.pool.at_most(here - claims, 0)
        else:
            self.pool.none_unless(claims, here)
        later = np.flatnonzero(day[1:] == day[:-1])
        self.pool.at_most(claims.take(later) - claims.take(later + 1), 0)
        return keys, claims
