"""What a patient could have now, and what each session is worth: seats in running groups, new sections, visits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.greedy.days import FIELD_BITS, Option
from iopsched_solver.greedy.own_rules import OwnRules
from iopsched_solver.greedy.pairs import friends, partners
from iopsched_solver.greedy.timetable import Timetable
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import (
    COHORT,
    DAYS_A_WEEK,
    KEEP_APART_DAY,
    KEEP_APART_SESSION,
    NONE,
    ROSTER,
    BoolArray,
    IntArray,
)

FloatArray = NDArray[np.float64]

OPENING = 0.5
"""Price of a new section that nobody else would want, in sessions of a care plan; one in demand costs `LEAST` of it."""
LEAST = 0.3
CROWDED = 0.4
"""Price of the last free leader of an hour, in sessions of a care plan."""
VISITS_CROWDED = 0.5
"""The share of it that a visit pays."""
GOLDEN = 0.6180339887
"""Multiples of it, modulo 1, are spread evenly."""
RESCUE = 0.7
"""What it is worth to help a section to its least size."""
NEW_KEPT = 3
"""New sections looked at for each service and day, of one patient with `FEW` services; fewer where there are more."""
FEW = 12
JOINED_KEPT = 6
"""The same for running ones with a seat left."""
VISITS_KEPT, FEW_VISITS = 10, 3
"""The same for visits, spread over the day; half of it where there are more one-to-one services."""
SERVICE_DAYS = 3
"""Days among which a service is divided at most."""
TURN, TURNS = 0.25, 5
"""How much more a service is worth on its days, in sessions of a care plan; days and services take turns by so many."""


class Choices:
    """Lists every patient's options."""

    def __init__(self, timetable: Timetable, local: LocalRules) -> None:
        self.timetable, self.problem, self.local = timetable, timetable.problem, local
        problem, cells = self.problem, self.problem.cells
        self.may = problem.may_attend
        self._may_visit, self._stranger = problem.may_visit, problem.patients.stranger
        single = problem.services.one_to_one[cells.service]
        closed = np.isin(problem.offerings.enrollment[cells.offering], (COHORT, ROSTER))
        usable = problem.services.patient_attends[cells.service]
        self._groups = [np.flatnonzero(row & ~single & ~closed & usable) for row in self.may]
        self._visits = [np.flatnonzero(row & single & usable) for row in self.may]
        self._absent = [np.flatnonzero(row & single & ~usable) for row in self.may]
        self._minutes = problem.services.contact_minutes[cells.service]
        self._video = cells.place == problem.telehealth_place
        self.wanted = np.where(problem.patients.care_min > 0, 1.0, 0.3) * (problem.patients.care_max > 0)
        self.interest = np.zeros(problem.n_cells)
        """(K,): patients not yet placed who may come and want the service."""
        self.rules = OwnRules(problem)
        self.closing = False
        """Whether no section may be left below its least size any more: nobody else is going to come."""
        self._partners = partners(problem)
        self._friends = friends(problem)
        self._unit = problem.unit_cost
        self._size = np.maximum(problem.services.max_size[cells.service], 1)

    def expect(self, patients: list[int]) -> None:
        """Note who is still to be placed."""
        service = self.problem.cells.service
        rows = self.may[patients] * self.wanted[patients][:, service]
        self.interest = rows.sum(axis=0)

    def placed(self, patient: int) -> None:
        """Note that a patient was placed."""
        self.interest -= self.may[patient] * self.wanted[patient][self.problem.cells.service]

    def of(self, patient: int) -> tuple[list[list[Option]], list[list[Option]]]:
        """Options by day, and by day those that the patient has already and keeps."""
        week = self.timetable.weeks[patient]
        here = [k for k in week if self.problem.services.patient_attends[self.problem.cells.service[k]]]
        room = self._room_in_care_plan(patient)
        free = self._free(patient, here)
        groups = self._group_options(patient, room, free)
        cells = self._visits[patient]
        visits = self._visit_options(patient, cells[(room[self.problem.cells.service[cells]] > 0) & free[cells]])
        days: list[list[Option]] = [[] for _ in range(DAYS_A_WEEK)]
        kept: list[list[Option]] = [[] for _ in range(DAYS_A_WEEK)]
        for option in (*groups, *visits):
            days[int(self.problem.cells.day[option.cell])].append(option)
        worth = self._worth(patient, np.array(here, dtype=np.int64))
        for k, value in zip(here, worth.tolist(), strict=True):
            kept[int(self.problem.cells.day[k])].append(self._option(k, week[k], value, 0.0))
        return days, kept

    def may_add(self, patient: int, cell: int) -> bool:
        """Whether a cell fits into a patient's care plan and beside what they have, and nobody kept apart is met there.

        Neither seats nor leaders are looked at.
        """
        service = self.problem.cells.service
        week = self.timetable.weeks[patient]
        if cell in week or self._room_in_care_plan(patient)[service[cell]] <= 0:
            return False
        here = [k for k in week if self.problem.services.patient_attends[service[k]]]
        return bool(self._free(patient, here)[cell])

    def forbidden(self, patient: int) -> BoolArray:
        """(K,): cells where somebody would be met whom the patient must be kept apart from."""
        cells = self.problem.cells
        met: BoolArray = np.zeros(self.problem.n_cells, dtype=np.bool_)
        for other, scope in self._partners.get(patient, ()):
            for k in self.timetable.weeks[other]:
                if scope == KEEP_APART_SESSION:
                    met |= (cells.offering == cells.offering[k]) & (cells.start == cells.start[k])
                elif scope == KEEP_APART_DAY:
                    met |= cells.day == cells.day[k]
                else:
                    met |= (cells.start < cells.end[k]) & (cells.end > cells.start[k])
        return met

    def _room_in_care_plan(self, patient: int) -> IntArray:
        room: IntArray = self.problem.patients.care_max[patient].copy()
        for k in self.timetable.weeks[patient]:
            room[self.problem.cells.service[k]] -= 1
        return room

    def _free(self, patient: int, here: list[int]) -> BoolArray:
        """(K,): cells beside what the patient has already and where nobody is met who must not be."""
        cells = self.problem.cells
        free = ~self.forbidden(patient)
        for k in here:
            free &= (cells.end <= cells.start[k]) | (cells.start >= cells.end[k])
        return free

    def _group_options(self, patient: int, room: IntArray, free: BoolArray) -> list[Option]:
        table, cells = self.timetable, self._groups[patient]
        cells = cells[(room[self.problem.cells.service[cells]] > 0) & free[cells]]
        has_seat = table.seats[cells] > table.attendees[cells]
        is_new = ~has_seat & table.openable(cells)
        can = has_seat | is_new
        if self.closing:
            can &= table.attendees[cells] + 1 >= table.least[cells] * (table.n_sections[cells] + is_new)
        cells, is_new = cells[can], is_new[can]
        if not len(cells):
            return []
        price = self._price(patient, cells, is_new)
        new, old = np.flatnonzero(is_new), np.flatnonzero(~is_new)
        share = min(1.0, FEW / len(np.unique(self.problem.cells.service[self._groups[patient]])))
        most_old, most_new = max(2, round(JOINED_KEPT * share**2)), max(1, round(NEW_KEPT * share**2))
        keep = np.r_[
            old[self._cheapest(cells[old], price[old], most_old)],
            new[self._cheapest(cells[new], price[new], most_new)],
        ]
        cells, price = cells[keep], price[keep]
        worth = self._worth(patient, cells)
        return [
            self._option(k, NONE, value, cost)
            for k, value, cost in zip(cells.tolist(), worth.tolist(), price.tolist(), strict=True)
        ]

    def _price(self, patient: int, cells: IntArray, is_new: BoolArray) -> FloatArray:
        """What attending each group costs, new sections and goals included."""
        table, session = self.timetable, self._session_price
        price: FloatArray = self.local.own[patient, cells].astype(np.float64)
        demand = np.minimum(1.0, self.interest[cells] / self._size[cells])
        crowd = 1.0 - table.staff.n_able[cells] / table.staff.n_ever[cells]
        price += is_new * session * (OPENING * (LEAST + (1.0 - LEAST) * (1.0 - demand)) + CROWDED * crowd)
        price -= is_new * session * 0.02 * self.interest[cells] / max(1.0, float(self.interest.max()))
        below = ~is_new & (table.attendees[cells] < table.least[cells] * table.n_sections[cells])
        price -= below * session * RESCUE
        for other, offerings in self._friends.get(patient, ()):
            shared = np.isin(cells, list(table.weeks[other]))
            unit = self._unit["keep-together"] * max(self._weight(patient), self._weight(other))
            price += offerings[self.problem.cells.offering[cells]] * np.where(shared, -unit, unit)
        return price

    def _cheapest(self, cells: IntArray, price: FloatArray, most: int) -> IntArray:
        """Places in `cells` of the cheapest few of each service and day."""
        key = self.problem.cells.service[cells] * DAYS_A_WEEK + self.problem.cells.day[cells]
        order = np.lexsort((price, key))
        first = np.searchsorted(key[order], key[order])
        cheapest: IntArray = order[np.arange(len(order)) - first < most]
        return cheapest

    def absent(self, patient: int) -> list[Option]:
        """Visits that are asked for and held without the patient."""
        room = self._room_in_care_plan(patient)
        who = self.problem.patients
        least = who.care_min[patient] - (who.care_max[patient] - room)
        cells = self._absent[patient]
        return self._visit_options(patient, cells[least[self.problem.cells.service[cells]] > 0])

    def _visit_options(self, patient: int, cells: IntArray) -> list[Option]:
        table, service = self.timetable, self.problem.cells.service
        cells = cells[~table.blocked[cells]]
        cells = cells[table.places.has_room[:, cells].any(axis=0) | ~table.places.needs_room[cells]]
        able = table.staff.can_lead[:, cells] & self._may_visit[patient][:, service[cells]]
        able &= table.staff.may_take(patient)[:, None]
        cells, able = cells[able.any(axis=0)], able[:, able.any(axis=0)]
        if not len(cells):
            return []
        strangers = self._stranger[patient][:, service[cells]]
        busy = np.array(table.staff.week_slots) / (1.0 + max(table.staff.week_slots))
        clinician = np.argmax(able * (3.0 - 2.0 * strangers - busy[:, None]), axis=0)
        price = self.local.own[patient, cells].astype(np.float64)
        price += strangers[clinician, np.arange(len(cells))] * self._unit["primary-clinician"]
        crowd = 1.0 - table.staff.n_able[cells] / table.staff.n_ever[cells]
        price += self._session_price * CROWDED * VISITS_CROWDED * crowd
        spread = np.argsort(np.arange(len(cells)) * GOLDEN % 1.0, kind="stable")
        most = VISITS_KEPT if len(np.unique(service[cells])) <= FEW_VISITS else VISITS_KEPT // 2
        keep = spread[self._cheapest(cells[spread], np.zeros(len(cells)), most)]
        return [
            self._option(k, c, value, cost)
            for k, c, value, cost in zip(
                cells[keep].tolist(), clinician[keep].tolist(), self._worth(patient, cells[keep]).tolist(),
                price[keep].tolist(), strict=True,
            )
        ]  # fmt: skip

    def _worth(self, patient: int, cells: IntArray) -> FloatArray:
        """What a session would meet of the weekly minutes and, its share among the days, of the care plan.

        A little more on some days than on others, by service: else every day would be filled with the same services.
        """
        who, service = self.problem.patients, self.problem.cells.service[cells]
        asked = who.care_min[patient, service]
        half_hours = self._minutes[cells] / 30 * (who.week_minutes_min[patient] > 0)
        days = np.zeros((len(self.problem.services.slots), DAYS_A_WEEK), dtype=np.bool_)
        days[service, self.problem.cells.day[cells]] = True
        share = np.minimum(1.0, asked / np.clip(days.sum(axis=1), 1, SERVICE_DAYS)[service])
        share *= np.maximum(1.0, self._minutes[cells] / 60)
        turn = (2 * service + 3 * self.problem.cells.day[cells]) % TURNS / TURNS
        care = (share + TURN * turn * (asked > 0)) * float(self._unit["care-plan"])
        worth: FloatArray = self._weight(patient) * (care + half_hours * self._unit["weekly-contact-minutes"])
        return worth

    def _option(self, cell: int, clinician: int, worth: float, price: float) -> Option:
        local = self.local
        return Option(
            local.start[cell], local.end[cell], local.service[cell], int(self._minutes[cell]), worth - price, -price,
            cell, local.day[cell], clinician, local.place[cell], bool(self._video[cell]),
            1 << (FIELD_BITS * local.service[cell]),
        )  # fmt: skip

    def plain(self, cells: Iterable[int]) -> list[Option]:
        """Sessions as options without price, those left out that take none of the patient's time."""
        here = [k for k in cells if self.local.attends[self.local.service[k]]]
        return [self._option(k, NONE, 0.0, 0.0) for k in here]

    @property
    def _session_price(self) -> float:
        return float(self._unit["care-plan"] or self._unit["weekly-contact-minutes"] or 1)

    def _weight(self, patient: int) -> int:
        return int(self.problem.patients.weight[patient])
