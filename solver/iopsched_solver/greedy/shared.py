"""What a timetable costs beyond each patient's own needs: sections, visits, loads, pairs, who was published to lead."""

from __future__ import annotations

import numpy as np

from iopsched_solver.greedy.timetable import Timetable
from iopsched_solver.problem import NONE, UNLIMITED, Problem


class SharedCosts:
    """Adds up the goals and needs that are not of one patient alone."""

    def __init__(self, problem: Problem, table: Timetable) -> None:
        self._problem, self._table = problem, table
        self._unit = problem.unit_cost
        cells, services = problem.cells, problem.services
        half_hours = -(-services.slots // problem.slots_per_half_hour)[cells.service]
        self._half_hours = half_hours
        self._visit = self._unit["leader-time"] * half_hours + self._unit["room-use"] * table.places.needs_room
        """(K,): leader's time and room of a visit."""
        self._preferred = services.preferred_min[cells.service], services.preferred_max[cells.service]
        weight = problem.patients.weight
        self._pairs = [
            (int(one), int(other), named, float(max(weight[one], weight[other])))
            for (one, other), named in zip(problem.pairs.together, problem.pairs.together_offerings, strict=True)
        ]

    def cost(self) -> float:
        """Return the cost of the timetable as it is."""
        return self._sections() + self._visits() + self._loads() + self._apart() + self._changed()

    def _sections(self) -> float:
        """Leaders' time and rooms of groups, and attendees too few or too many in them."""
        table, unit = self._table, self._unit
        low, high = self._preferred
        missing = np.maximum(table.n_sections * low - table.attendees, 0).sum()
        beyond = np.maximum(table.attendees - table.n_sections * high, 0)[high < UNLIMITED].sum()
        total = float(unit["balanced-groups"] * (missing + beyond))
        for k, held in table.sections.items():
            for section, _ in held:
                total += unit["leader-time"] * len(section.leaders) * float(self._half_hours[k])
                total += unit["room-use"] * (section.room_class != NONE)
        return total

    def _visits(self) -> float:
        """Leaders' time and rooms of visits."""
        return float(sum(self._visit[k] for week in self._table.weeks for k, c in week.items() if c != NONE))

    def _loads(self) -> float:
        """Half hours that anybody leads beyond a fair week, and into overtime."""
        people, each = self._problem.clinicians, self._problem.slots_per_half_hour
        led = np.array(self._table.staff.week_slots)
        beyond = [
            -(-np.maximum(led - limit, 0) // each) for limit in (people.target_slots, people.overtime_after_slots)
        ]
        return float(self._unit["fair-load"] * beyond[0].sum() + self._unit["overtime"] * beyond[1].sum())

    def _apart(self) -> float:
        """Meetings that one of a pair to be kept together attends without the other."""
        weeks, offering, total = self._table.weeks, self._problem.cells.offering, 0.0
        for one, other, named, weight in self._pairs:
            alone = weeks[one].keys() ^ weeks[other].keys()
            total += weight * sum(bool(named[offering[k]]) for k in alone)
        return self._unit["keep-together"] * total

    def _changed(self) -> float:
        """Published leaders of what still runs who lead it no more."""
        table, changed = self._table, 0
        for c, k, p in self._problem.held.leads.tolist():
            if p != NONE:
                changed += table.weeks[p].get(k, c) not in {c, NONE}
            elif table.sections.get(k):
                changed += not any(c in section.leaders for section, _ in table.sections[k])
        return float(self._unit["changed-leader"] * changed)
