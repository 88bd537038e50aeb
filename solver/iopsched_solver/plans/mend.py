"""Makes a legal day of the best one found, where that has services too often or too many sessions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from iopsched_solver.plans.days import Arcs, FloatArray
from iopsched_solver.plans.ways import EPSILON, Way, once_a_day
from iopsched_solver.problem import BoolArray, IntArray, Problem


@dataclass(frozen=True)
class Priced:
    """A day's arcs at the prices of one patient."""

    arcs: Arcs
    price: FloatArray
    """(A,) what each costs; FORBIDDEN where not allowed."""
    end: FloatArray
    """(L,) what a day of so many levels of counted minutes costs."""


class Mend:
    """The rules of a day that the relaxation may break.

    Parameters
    ----------
    problem
        The week.
    levels
        (S,) levels of counted minutes that each service takes.
    """

    def __init__(self, problem: Problem, levels: IntArray) -> None:
        self.problem, self.levels = problem, levels
        self.once = once_a_day(problem)
        self.idle = problem.unit_cost["idle-gaps"] / problem.slots_per_half_hour
        who = problem.patients
        rows = zip(who.same_day_services, who.same_day_patients, who.same_day_max.tolist(), strict=True)
        self._limits = [(row, people, most) for row, people, most in rows if row.sum() > 1 or most > 1]

    def too_often(self, p: int, services: list[int]) -> list[int]:
        """What a day has twice and may be had once, and what breaks a limit on several services."""
        found = [s for s, times in Counter(services).most_common() if times > 1 and self.once[p, s]]
        for row, people, most in self._limits:
            if people[p] and row[services].sum() > most:
                found += [s for s in services if row[s]]
        return list(dict.fromkeys(found))

    def __call__(self, p: int, day: Priced, way: Way) -> Way | None:
        """The best legal day of patient p near `way` and those seen before it; none where none pays.

        Days are cut to the longest allowed; what is there too often is left out, the dearest first; the holes are
        filled with what pays most; then sessions are left out as long as that is worth it.
        """
        best: Way | None = None
        for raw in (way.arcs, *way.others):
            left = self._cut(p, day, list(raw))
            while often := self.too_often(p, day.arcs.service[left].tolist()):
                left.remove(max((a for a in left if day.arcs.service[a] in often), key=lambda a: day.price[a]))
            left = self._thin(p, day, self._fill(p, day, left))
            cost = self.cost(p, day, left)
            if cost < (best.cost if best else -EPSILON):
                best = Way(cost, tuple(left))
        return best

    def cost(self, p: int, day: Priced, way: list[int]) -> float:
        """What a day costs at the prices, the number of its sessions included."""
        who, unit, arcs = self.problem.patients, self.problem.unit_cost, day.arcs
        idle = sum(int(arcs.start[b] - arcs.end[a]) for a, b in pairwise(way))
        on_site = bool((arcs.place[way] != self.problem.telehealth_place).any())
        level = min(int(self.levels[arcs.service[way]].sum()), len(day.end) - 1)
        off = max(0, len(way) - int(who.day_sessions_max[p])) + max(0, int(who.day_sessions_min[p]) - len(way))
        cost = float(day.price[way].sum() + day.end[level]) + idle * self.idle + unit["trips"] * on_site
        return cost + off * unit["sessions-per-day"] * int(who.weight[p])

    def _cut(self, p: int, day: Priced, way: list[int]) -> list[int]:
        """Leave out the dearer of the first and the last session as long as the day is too long."""
        arcs = day.arcs
        while arcs.end[way[-1]] - arcs.start[way[0]] > self.problem.patients.day_span_slots_max[p]:
            way = way[1:] if day.price[way[0]] > day.price[way[-1]] else way[:-1]
        return way

    def _thin(self, p: int, day: Priced, way: list[int]) -> list[int]:
        """Leave out sessions as long as that lowers the cost."""
        while len(way) > 1:
            least, which = min((self.cost(p, day, way[:n] + way[n + 1 :]), n) for n in range(len(way)))
            if least >= self.cost(p, day, way):
                break
            way = way[:which] + way[which + 1 :]
        return way

    def _fill(self, p: int, day: Priced, way: list[int]) -> list[int]:
        """Put in what pays most and fits, until nothing does."""
        arcs, most = day.arcs, int(self.problem.patients.day_sessions_max[p])
        taken = self.levels[arcs.service]
        free = np.ones(len(taken), dtype=bool)
        for a in way:
            free &= self._beside(p, arcs, a)
        level = int(taken[way].sum())
        while len(way) < most:
            after = np.minimum(level + taken, len(day.end) - 1)
            gain = np.where(free & (level + taken < len(day.end)), day.price + day.end[after] - day.end[level], 0.0)
            best = int(gain.argmin())
            if gain[best] >= -EPSILON:
                break
            free[best] = False
            if not self.too_often(p, arcs.service[[*way, best]].tolist()):
                way = [*way, best]
                level += int(taken[best])
                free &= self._beside(p, arcs, best)
        return sorted(way, key=lambda a: int(arcs.start[a]))

    def _beside(self, p: int, arcs: Arcs, a: int) -> BoolArray:
        """(A,) the arcs that leave time between them and `a`, and do not lengthen the day beyond what is allowed."""
        buffer, gap = int(self.problem.patients.buffer_slots[p]), self.problem.patient_gap_slots
        span = int(self.problem.patients.day_span_slots_max[p])
        after = arcs.start >= arcs.end[a] + np.maximum(buffer, gap[arcs.place[a], arcs.place])
        before = arcs.start[a] >= arcs.end + np.maximum(buffer, gap[arcs.place, arcs.place[a]])
        short = np.maximum(arcs.end, arcs.end[a]) - np.minimum(arcs.start, arcs.start[a]) <= span
        beside: BoolArray = (after | before) & short
        return beside
