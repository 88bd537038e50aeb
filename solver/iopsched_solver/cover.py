"""Who could stand in for leaders who are away without giving up a published session of their own, and what that costs.

Where nobody who could take a session over is free, whoever does gives up one of their own, which again has to be led by
somebody else or moved. Each step of such a chain has a price; the cheapest chain of two steps is a bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem

Key = tuple[int, int]
"""A published session: cell, and patient or NONE for a group meeting."""


@dataclass(frozen=True)
class Prices:
    """What giving something up costs at least, other goals it may save taken off."""

    leader: int
    """A published leader who no longer leads a session that goes on."""
    least: int
    """Any attendance."""
    attendance: Mapping[Key, int]
    """The attendance of a one-to-one session."""
    forced: Mapping[Key, int]
    """Leaders and rooms of a session that must change in any case."""


class Cover:
    """Answers for one problem.

    Parameters
    ----------
    problem
        The week as it is now.
    leads
        (n, 3): clinician, cell, patient or NONE of published leaders who can still lead.
    attends
        (n, 2): patient and cell of published attendances that can be kept.
    prices
        What giving up costs.
    """

    def __init__(self, problem: Problem, leads: IntArray, attends: IntArray, prices: Prices) -> None:
        self._problem, self._prices = problem, prices
        self._clinician, self._at, self._whose = leads.T
        self._crowd = np.bincount(attends[:, 1], minlength=problem.n_cells)

    def chains(self, gone: IntArray) -> int:
        """Return what sessions whose leader is gone, (n, 3), cost beyond the forced changes themselves.

        A session given up may serve several of them, so of those whose chains could share one only one counts.
        """
        cost, taken = 0, np.zeros(len(self._at), dtype=np.bool_)
        for clinician, cell, patient in gone.tolist():
            key = (cell, patient)
            if not self._must_be_led(*key):
                continue
            free, blocked = self._free(key, clinician)
            if free.any():
                continue
            used = blocked.copy()
            step = min((self._step(row, used) for row in np.flatnonzero(blocked).tolist()), default=self._prices.least)
            forced, leaving = self._prices.forced[key], self._leaving(key, clinician, used)
            extra = min(forced + step, leaving) - min(forced, self._prices.attendance.get(key, leaving))
            if not (used & taken).any():
                cost += max(0, extra)
                taken |= used
        return cost

    def _free(self, key: Key, without: int) -> tuple[BoolArray, BoolArray]:
        """Return who could lead a session and leads nothing else then, (C,), and which leads keep the others busy."""
        cells, cell = self._problem.cells, key[0]
        able = self._able(*key)
        able[without] = False
        meets = (cells.start[self._at] < cells.end[cell]) & (cells.end[self._at] > cells.start[cell])
        blocked: BoolArray = meets & able[self._clinician]
        able[self._clinician[blocked]] = False
        return able, blocked

    def _step(self, row: int, used: BoolArray) -> int:
        """What it costs that a busy clinician gives this session up; notes which leads that may draw on."""
        key = (int(self._at[row]), int(self._whose[row]))
        if not self._must_be_led(*key):
            return self._prices.leader
        free, blocked = self._free(key, int(self._clinician[row]))
        used |= blocked
        again = 0 if free.any() else min(self._prices.leader, self._prices.least)
        return min(self._prices.leader + again, self._prices.attendance.get(key, self._prices.least))

    def _leaving(self, key: Key, clinician: int, used: BoolArray) -> int:
        """What it costs that the session is given up: a one-to-one session is wanted at another time."""
        cell, patient = key
        problem = self._problem
        if patient == NONE:
            return self._prices.least * int(self._crowd[cell])
        service = int(problem.cells.service[cell])
        leaving = self._prices.attendance.get(key, self._prices.least)
        mine = problem.held.attends[problem.held.attends[:, 0] == patient, 1]
        had = int((problem.cells.service[mine[mine != NONE]] == service).sum()) + int((mine == NONE).sum())
        need = problem.unit_cost["care-plan"] * int(problem.patients.weight[patient])
        if had > problem.patients.care_min[patient, service]:
            return leaving
        again = min(self._prices.leader, self._prices.least, need)
        others = np.flatnonzero((problem.cells.service == service) & problem.may_attend[patient])
        for other in others[others != cell].tolist():
            free, blocked = self._free((other, patient), clinician)
            free[clinician] = self._may_return(clinician, other, patient)
            if free.any():
                return leaving
            used |= blocked
        return leaving + again

    def _may_return(self, clinician: int, cell: int, patient: int) -> bool:
        """Whether the clinician who is away then could see the patient at another time."""
        return bool(self._able(cell, patient)[clinician])

    def _must_be_led(self, cell: int, patient: int) -> bool:
        """Whether the session cannot go on without somebody in the leader's place."""
        if patient != NONE:
            return True
        leads = self._problem.held.leads
        together = int((leads[:, 1] == cell).sum())
        bands = self._problem.bands
        fewest = int(bands.leaders[bands.service == self._problem.cells.service[cell]].min())
        return together == 1 and fewest >= 1 and int(self._crowd[cell]) > 0

    def _able(self, cell: int, patient: int) -> BoolArray:
        """(C,): who may take the session over, roles and other sessions aside for groups."""
        problem = self._problem
        service = int(problem.cells.service[cell])
        able: BoolArray = problem.may_lead[:, cell].copy()
        if patient != NONE:
            return able & problem.may_visit[patient, :, service]
        roles = problem.bands.role_count[problem.bands.service == service].any(axis=0)
        return able & problem.clinicians.role_held[:, roles].any(axis=1)
