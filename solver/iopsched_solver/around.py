"""Where a repair looks: what broke, who is worse off, and who is in the way of something better."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from iopsched_solver.kept import lost_by
from iopsched_solver.lp import FloatArray
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem

MANY = 24
"""Patients who are placed anew at a time, those in their way aside."""


class Around:
    """Answers about one problem, for whatever week is at hand.

    Parameters
    ----------
    problem
        The week to repair.
    named
        (P,): patients whom the change is about.
    seed
        Of the drawing of neighbours.
    """

    def __init__(self, problem: Problem, named: BoolArray, seed: int) -> None:
        self._problem, self._named = problem, named
        self._random = np.random.default_rng(seed)
        self._single: BoolArray = problem.services.one_to_one[problem.cells.service]
        self._local = LocalRules(problem)
        self._was = self._published_costs()
        """(P,): what the published week costs each patient, as far as it can be kept."""

    def broken_cells(self, outcome: Outcome) -> BoolArray:
        """(K,): where something published was lost: attendance, leader or room."""
        cells = np.zeros(self._problem.n_cells, dtype=np.bool_)
        kept = {*outcome.attends, *((visit.patient, visit.cell) for visit in outcome.visits)}
        leads = {(c, s.cell) for s in outcome.sections for c in s.leaders}
        leads |= {(visit.clinician, visit.cell) for visit in outcome.visits}
        for p, k in self._problem.held.attends.tolist():
            if k != NONE and (p, k) not in kept:
                cells[k] = True
        for c, k, _ in self._problem.held.leads.tolist():
            cells[k] |= (c, k) not in leads
        return cells | self._beside(outcome, cells)

    def lost_groups(self, outcome: Outcome) -> BoolArray:
        """(K,): published group meetings that somebody who was to attend does not attend any more."""
        kept, lost = set(outcome.attends), np.zeros(self._problem.n_cells, dtype=np.bool_)
        for p, k in self._problem.held.attends.tolist():
            if k != NONE and not self._single[k] and (p, k) not in kept:
                lost[k] = True
        return lost

    def led_anew(self, outcome: Outcome) -> tuple[IntArray, BoolArray]:
        """Return who is seen by somebody else than published or at a new time, and (K,) groups that others lead."""
        was = {tuple(row) for row in self._problem.held.leads.tolist()}
        seen = sorted({v.patient for v in outcome.visits if (v.clinician, v.cell, v.patient) not in was})
        groups = np.zeros(self._problem.n_cells, dtype=np.bool_)
        groups[[s.cell for s in outcome.sections if any((c, s.cell, NONE) not in was for c in s.leaders)]] = True
        return np.array(seen, dtype=np.int64), groups

    def _beside(self, outcome: Outcome, broken: BoolArray) -> BoolArray:
        """(K,): group cells that run at the same time: their leaders may stand in."""
        start, end = self._problem.cells.start, self._problem.cells.end
        beside = np.zeros(self._problem.n_cells, dtype=np.bool_)
        for k in np.flatnonzero(broken).tolist():
            beside |= (start < end[k]) & (end > start[k])
        runs = np.zeros(self._problem.n_cells, dtype=np.bool_)
        runs[[section.cell for section in outcome.sections]] = True
        return np.asarray(beside & runs, dtype=np.bool_)

    def stand_ins(self, outcome: Outcome, patients: IntArray) -> IntArray:
        """Return these patients and those who are seen, when these lost a session, by who could take it over."""
        problem, kept = self._problem, {*outcome.attends, *((v.patient, v.cell) for v in outcome.visits)}
        start, end, found = problem.cells.start, problem.cells.end, list(patients.tolist())
        for p, k in problem.held.attends[np.isin(problem.held.attends[:, 0], patients)].tolist():
            if k == NONE or (p, k) in kept or not self._single[k]:
                continue
            able = problem.may_visit[p, :, problem.cells.service[k]] & problem.may_lead[:, k]
            found.extend(
                visit.patient
                for visit in outcome.visits
                if able[visit.clinician] and start[visit.cell] < end[k] and end[visit.cell] > start[k]
            )
        return np.array(list(dict.fromkeys(found))[: 2 * MANY], dtype=np.int64)

    def seen_meanwhile(self, outcome: Outcome) -> tuple[IntArray, BoolArray]:
        """Return who is seen one-to-one while a lost group met, and these cells: their clinicians may stand in."""
        problem = self._problem
        start, end = problem.cells.start, problem.cells.end
        meets = np.zeros(problem.n_cells, dtype=np.bool_)
        for k in np.flatnonzero(self.lost_groups(outcome)).tolist():
            meets |= (start < end[k]) & (end > start[k])
        meets &= self._single
        who = {visit.patient for visit in outcome.visits if meets[visit.cell]}
        return np.array(sorted(who), dtype=np.int64), meets

    def wanted(self, outcome: Outcome, patients: IntArray) -> BoolArray:
        """(K,): group cells of services of which these patients have fewer sessions than were published or needed."""
        problem = self._problem
        shape = (problem.n_patients, len(problem.services.slots))
        had, published = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for p, k in outcome.attends:
            had[p, problem.cells.service[k]] += 1
        for p, k in problem.held.attends.tolist():
            if k != NONE:
                published[p, problem.cells.service[k]] += 1
        asked = np.where(self._named[:, None], problem.patients.care_min, published)
        lacks: BoolArray = np.any(had[patients] < asked[patients], axis=0)
        wanted: BoolArray = problem.may_attend[patients].any(axis=0) & lacks[problem.cells.service] & ~self._single
        return wanted

    def groups(self, outcome: Outcome, patients: IntArray, turn: int) -> BoolArray:
        """(K,): group cells to decide with these patients: none, those wanted, none, all of one day of the first."""
        if turn % 2 == 0:
            return np.zeros(self._problem.n_cells, dtype=np.bool_)
        if turn == 1:
            return self.wanted(outcome, patients[:2])
        mine = self._problem.may_attend[patients[0]] & ~self._single
        if not mine.any():
            return np.zeros(self._problem.n_cells, dtype=np.bool_)
        day = self._problem.cells.day == self._random.choice(self._problem.cells.day[mine])
        return np.asarray(mine & day, dtype=np.bool_)

    def near(self, first: int, size: int) -> IntArray:
        """One patient and those who share most of their hours or clinicians."""
        may: BoolArray = self._problem.may_attend
        either = np.maximum((may[first] | may).sum(axis=1), 1)
        score = (may[first] & may).sum(axis=1) / either + self._random.random(len(may)) * 0.5
        if self._random.integers(2):
            sees = np.asarray(np.any(self._problem.may_visit & ~self._problem.patients.stranger, axis=2))
            score += (sees & sees[first]).sum(axis=1) / max(1, int(sees[first].sum()))
        score[first] = np.inf
        return np.argsort(-score, kind="stable")[: max(2, min(size, len(may)))]

    def holders(self, outcome: Outcome, first: int, worse: FloatArray) -> IntArray:
        """One patient, others who are worse off, and those who sit in groups where these could sit."""
        may, running = self._problem.may_attend, {section.cell for section in outcome.sections}
        mine = {k for p, k in outcome.attends if p == first}
        open_to = [k for k in sorted(running) if may[first, k] and k not in mine]
        if not open_to:
            return np.array([first], dtype=np.int64)
        days = {
            int(self._problem.cells.day[k]) for p, k in self._problem.held.attends.tolist() if p == first and k != NONE
        }
        near = [k for k in open_to if int(self._problem.cells.day[k]) in days] or open_to
        cells = set(self._random.permutation(near)[:2].tolist())
        holders = [p for p, k in outcome.attends if k in cells]
        alike = [p for p in np.argsort(-worse)[:MANY].tolist() if worse[p] > 0 and may[p, list(cells)].any()]
        return np.array(list(dict.fromkeys([first, *alike[: MANY // 4], *holders])), dtype=np.int64)

    def worse_off(self, outcome: Outcome) -> FloatArray:
        """(P,): what each patient's week costs beyond what was published."""
        now: dict[int, list[Attendance]] = defaultdict(list)
        for p, k in outcome.attends:
            now[p].append((k, NONE))
        for visit in outcome.visits:
            now[visit.patient].append((visit.cell, visit.clinician))
        worse = np.zeros(self._problem.n_patients)
        for p in np.flatnonzero(lost_by(self._problem, outcome) | self._named).tolist():
            worse[p] = max(float(self._local.cost(p, now[p]) or 0) - self._was[p], 1.0)
        return worse

    def _published_costs(self) -> FloatArray:
        """Price each patient's published week, one-to-one sessions with whoever was published."""
        held, weeks = self._problem.held, defaultdict[int, list[Attendance]](list)
        leader = {(p, k): c for c, k, p in held.leads.tolist() if p != NONE}
        for p, k in held.attends.tolist():
            if k != NONE:
                weeks[p].append((k, leader.get((p, k), NONE)))
        return np.array([float(self._local.cost(p, weeks[p]) or 0) for p in range(self._problem.n_patients)])
