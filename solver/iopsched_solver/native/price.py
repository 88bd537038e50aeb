"""Every patient's best days at given prices, compiled: the face of `price.h`.

The interpreter is free while days are priced.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np

from iopsched_solver.native.library import library
from iopsched_solver.native.prices import Clinic, Prices, Ways, pointer
from iopsched_solver.plans.days import Arcs, Asked, DayPlan, FloatArray
from iopsched_solver.problem import DAYS_A_WEEK, NONE, BoolArray, IntArray, Problem

MOST_STATES = 8192
"""States of a patient's day, while services that need no counting have no bit."""


class BestDays:
    """Prices the days of patients who attend few services.

    Parameters
    ----------
    problem
        The week.
    may
        (P, K) what each patient may attend and has in the care plan.
    own
        (P, K) what that costs in goals charged by the session.
    once
        (P, S) services that may be attended at most once a day.
    days
        Arcs of each of the seven days.
    cells
        The cells of each arc, day by day.

    Raises
    ------
    OSError
        Where the library was not built, or was built from other sources.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        may: BoolArray,
        own: FloatArray,
        once: BoolArray,
        days: Sequence[Arcs],
        cells: Sequence[IntArray],
    ) -> None:
        self._library = library()
        self._most_sessions = max((arcs.most_in_a_row() for arcs in days), default=0)
        groups = [arcs.groups(problem.n_sites + 1) for arcs in days]
        all_arcs = Arcs.join(days)
        self._n_arcs = len(all_arcs.start)
        who, unit, services = problem.patients, problem.unit_cost, problem.services
        counted = who.same_day_services.sum(axis=1) > who.same_day_max
        self._shapes = {
            "toll": (problem.n_cells,),
            "visit_toll": (problem.n_clinicians, problem.n_cells),
            "reward": once.shape,
            "minute": (problem.n_patients,),
            "service_day": (problem.n_patients, DAYS_A_WEEK),
            "day_charge": (problem.n_patients, DAYS_A_WEEK),
            "need": (problem.n_patients,),
        }
        self._clinic = Clinic(
            n_patients=problem.n_patients, n_clinicians=problem.n_clinicians, n_cells=problem.n_cells,
            n_services=len(services.slots), n_places=problem.n_sites + 1, telehealth=problem.telehealth_place,
            n_limits=int(counted.sum()), most_sessions=self._most_sessions, most_states=MOST_STATES,
            day_first=_firsts([len(arcs.start) for arcs in days]), arc_service=all_arcs.service,
            arc_start=all_arcs.start, arc_end=all_arcs.end, arc_place=all_arcs.place,
            arc_group=np.concatenate([group.of_arc for group in groups]),
            arc_cell_first=_firsts([len(each) for each in cells]),
            arc_cell=np.concatenate([*cells, np.zeros(0, dtype=np.int64)]),
            group_day=_firsts([len(group.end) for group in groups])[:-1],
            group_first=np.stack([group.first for group in groups]),
            group_end=np.concatenate([group.end for group in groups]),
            contact=services.contact_minutes, slots=services.slots, one_to_one=services.one_to_one, may=may, own=own,
            may_visit=problem.may_visit, stranger=who.stranger, once=once, care_max=who.care_max, weight=who.weight,
            day_min=who.day_minutes_min, day_max=who.day_minutes_max, week_max=who.week_minutes_max,
            span_max=who.day_span_slots_max, sessions_min=who.day_sessions_min, sessions_max=who.day_sessions_max,
            buffer=who.buffer_slots, short_is_hard=who.hard["service-day-minimum"],
            off_is_hard=who.hard["sessions-per-day"], limit_services=who.same_day_services[counted],
            limit_patients=who.same_day_patients[counted], limit_most=who.same_day_max[counted],
            gap=problem.patient_gap_slots, idle=unit["idle-gaps"] / problem.slots_per_half_hour, trip=unit["trips"],
            primary=unit["primary-clinician"], day_minimum=unit["service-day-minimum"],
            sessions_a_day=unit["sessions-per-day"],
        )  # fmt: skip

    def prices(self, asked: Asked, may_lead: BoolArray) -> Prices:
        """Make ready the prices of one round.

        Parameters
        ----------
        asked
            The prices.
        may_lead
            (C, K) clinicians to be had for visits.
        """
        given = {name: np.broadcast_to(getattr(asked, name), shape) for name, shape in self._shapes.items()}
        n_patients, n_cells = self._clinic.n_patients, self._clinic.n_cells
        row = np.full(n_patients, NONE)
        row[list(asked.surcharge)] = np.arange(len(asked.surcharge))
        surcharge = np.array(list(asked.surcharge.values())).reshape(len(asked.surcharge), n_cells)
        return Prices(**given, surcharge_row=row, surcharge=surcharge, may_lead=may_lead)

    def arcs(self, prices: Prices, patients: IntArray) -> tuple[FloatArray, IntArray, IntArray]:
        """Price the arcs of all days for `patients`.

        Returns
        -------
        tuple[FloatArray, IntArray, IntArray]
            (patients, arcs) each: the price at the cheapest cell and clinician, FORBIDDEN where there is none; that
            cell; that clinician or NONE.
        """
        shape = len(patients), self._n_arcs
        price = np.zeros(shape)
        cell, clinician = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
        self._call("price_arcs", prices, patients, *(pointer(array) for array in (price, cell, clinician)))
        return price, cell.astype(np.int64), clinician.astype(np.int64)

    def best(self, prices: Prices, patients: IntArray) -> tuple[FloatArray, list[DayPlan]]:
        """Find the best day of each of `patients` and weekday that pays.

        Returns
        -------
        tuple[FloatArray, list[DayPlan]]
            (patients, 7) at most the reduced cost of every legal day, at most 0; the days.
        """
        best = np.zeros((len(patients), DAYS_A_WEEK))
        ways = Ways.room(DAYS_A_WEEK * len(patients), self._most_sessions)
        self._call("price_best", prices, patients, pointer(best), ctypes.byref(ways))
        return best, list(ways.plans())

    def good(self, prices: Prices, patients: IntArray, *, worse: float, most: int) -> list[DayPlan]:
        """Find the best days of the best states, as `Pricer.good` has it."""
        ways = Ways.room(DAYS_A_WEEK * len(patients) * most, self._most_sessions)
        self._call("price_good", prices, patients, worse, most, ctypes.byref(ways))
        return list(ways.plans())

    def _call(self, name: str, prices: Prices, patients: IntArray, *more: object) -> None:
        rows = np.ascontiguousarray(patients, dtype=np.int32)
        clinic = ctypes.byref(self._clinic), ctypes.byref(prices)
        if not getattr(self._library, name)(*clinic, pointer(rows), len(rows), *more):
            raise MemoryError


def _firsts(counts: Sequence[int]) -> IntArray:
    """Where each of several lists begins that lie one after the other, and where the last ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
