"""The clinic's side of column generation: seats, rooms, leaders and time as rows of one linear program.

Columns are *day plans* (what one patient does on one day), *forms* (sections of a group cell in one band and room
class), and what is unmet. Rows of each patient join the days to a week: one plan a day, sessions of each service,
counted minutes, service days. Leaders are counted, not named: at every moment the sessions that only members of a set
may lead are at most the members at work. That relaxes the rules on single clinicians, cohorts, rosters, group order,
keep-apart and keep-together, and those of a patient's week that no row states; the bound stays valid.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iopsched_solver.lp import FloatArray, LinearProgram
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, BoolArray, Problem

INF = float("inf")
MISSING_SECTION = 1e5
"""Cost of a section that a dive has fixed and the clinic cannot hold."""
Entry = tuple[int, float]
"""(row, coefficient)."""


@dataclass(frozen=True, slots=True)
class Form:
    """Sections of one group cell in one band and room class (NONE without a room)."""

    cell: int
    band: int
    room_class: int
    seats: int
    copies: float
    """Sections of this form at most."""
    column: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The row of the slots that members of a set lead from `start` to before `end`, slots of the week."""

    start: int
    end: int
    row: int


@dataclass(frozen=True, slots=True)
class SetRows:
    """The rows of one set of clinicians."""

    moments: list[int]
    """Of each event: how many are held."""
    week: int
    """Slots led in the week; NONE without a limit."""
    days: list[int]
    """Slots led on each day; NONE without a limit."""
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class Apart:
    """The row that of two patients only one takes part in some cells: one session, one moment, or one day."""

    row: int
    patients: tuple[int, int]
    cells: frozenset[int]
    day: int
    """Where the cells are a whole day; NONE otherwise."""


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day plan that is a column of the master."""

    patient: int
    cells: tuple[Attendance, ...]


class Master:
    """The linear program of one problem; rows and the clinic's columns are fixed, plans are added."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cells, services = problem.cells, problem.services
        self.row_low: list[float] = []
        self.row_high: list[float] = []
        self.cost: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._rows, self._columns, self._values = array("q"), array("q"), array("d")
        self.single = services.one_to_one[cells.service]
        self._may_room, self._may_lead = problem.may_use_room, problem.may_lead
        self.open = problem.cell_open & problem.may_attend.any(axis=0)
        self.events = np.unique(cells.start[self.open])
        self.half_hours = -(-services.slots // problem.slots_per_half_hour)
        self.cell_entries: list[list[Entry]] = [[] for _ in range(problem.n_cells)]
        """What one attendee or visitor of a cell takes."""
        self._patient_rows()
        self._leader_rows()
        self.room_rows = [[self._row(-INF, float(n)) for _ in self.events] for n in problem.rooms.count.tolist()]
        self._equipment: dict[tuple[int, int], int] = {}
        self.forms: list[Form] = []
        for k in np.flatnonzero(self.open & ~self.single).tolist():
            self._group_cell(k)
        self._offering_rows()
        self._section_rows()
        self.visit_entries: dict[tuple[int, int], list[Entry]] = {}
        self._hold: dict[int, int] = dict(
            zip(problem.bands.service.tolist(), problem.bands.hold_slots.tolist(), strict=True)
        )
        for k in np.flatnonzero(self.open & self.single).tolist():
            self._single_cell(k)
        self._family_rows()
        self._links()
        self.apart: dict[int, list[Apart]] = {}
        """Of each patient who must be kept apart from another: the rows there are so far."""
        self.seat_cost = self._seat_cost()
        self._absent_visits()
        self.n_fixed = len(self.cost)
        self._single_entry = self._single_entries()

    def _seat_cost(self) -> FloatArray:
        """(K,) leader time and room of a visit; sections carry their own."""
        problem, cells, services = self.problem, self.problem.cells, self.problem.services
        visits = problem.unit_cost["leader-time"] * self.half_hours[cells.service]
        roomed = problem.unit_cost["room-use"] * services.needs_room[cells.service]
        on_site = cells.place != problem.telehealth_place
        return np.where(self.single, visits + roomed * on_site, 0).astype(float)

    def _absent_visits(self) -> None:
        """Sessions held without the patient take no time of the patient's day: a column each."""
        problem, who = self.problem, self.problem.patients
        cells, may_see, may = problem.cells, problem.may_visit, problem.may_attend
        absent = self.open & self.single & ~problem.services.patient_attends[cells.service]
        for k in np.flatnonzero(absent).tolist():
            s = int(cells.service[k])
            for p in np.flatnonzero(may[:, k] & (who.care_max[:, s] > 0)).tolist():
                for c in np.flatnonzero(may_see[p, :, s] & self._may_lead[:, k]).tolist():
                    cost = (
                        float(self.seat_cost[k]) + float(who.stranger[p, c, s]) * problem.unit_cost["primary-clinician"]
                    )
                    entries = self._took(k, c)
                    if self.count_row[p, s] != NONE:
                        entries.append((int(self.count_row[p, s]), 1.0))
                    self.column(cost, 1.0, entries)

    def _single_entries(self) -> list[tuple[int, float, float]]:
        """(row, lowest, highest price) at which no column of a single entry pays."""
        columns, rows, values = np.array(self._columns), np.array(self._rows), np.array(self._values)
        alone = np.flatnonzero(np.bincount(columns, minlength=self.n_fixed)[columns] == 1)
        low, high = np.full(len(self.row_low), -INF), np.full(len(self.row_low), INF)
        for n in alone.tolist():
            limit = self.cost[columns[n]] / values[n]
            if values[n] > 0:
                high[rows[n]] = min(high[rows[n]], limit)
            else:
                low[rows[n]] = max(low[rows[n]], limit)
        return [(r, float(low[r]), float(high[r])) for r in sorted(set(rows[alone].tolist()))]

    # ---- rows and columns ----

    def _row(self, low: float, high: float) -> int:
        self.row_low.append(low)
        self.row_high.append(high)
        return len(self.row_low) - 1

    def column(self, cost: float, high: float, entries: list[Entry]) -> int:
        """Add a column and return its index."""
        self.cost.append(cost)
        self.low.append(0.0)
        self.high.append(high)
        index = len(self.cost) - 1
        for row, value in entries:
            self._enter(row, index, value)
        return index

    def _enter(self, row: int, column: int, value: float) -> None:
        self._rows.append(row)
        self._columns.append(column)
        self._values.append(value)

    def _patient_rows(self) -> None:
        """Rows that join a patient's days to a week, and the columns of what is unmet."""
        problem, who, unit = self.problem, self.problem.patients, self.problem.unit_cost
        n, n_services = problem.n_patients, len(problem.services.slots)
        self.day_row = np.array([[self._row(-INF, 1.0) for _ in range(DAYS_A_WEEK)] for _ in range(n)])
        self.count_row = np.full((n, n_services), NONE)
        self.minutes_row = np.full(n, NONE)
        self.service_days_row = np.full(n, NONE)
        self.gap_rows: list[list[tuple[int, int, int]]] = [[] for _ in range(n)]
        """Of each patient (first day, last day, row): both are service days and none lies between."""
        self.empty_column = np.full(n, NONE)
        """The column of a week without sessions, for patients who get all or nothing."""
        for p in range(n):
            weight = float(who.weight[p])
            low, high = who.care_min[p], who.care_max[p]
            for s in np.flatnonzero((low > 0) | ((high > 0) & (high < DAYS_A_WEEK))).tolist():
                row = self.count_row[p, s] = self._row(float(low[s]), float(min(high[s], 1000)))
                if low[s]:
                    self.column(unit["care-plan"] * weight, float(low[s]), [(row, 1.0)])
            floor, days = float(who.week_minutes_min[p]), float(who.service_days_min[p])
            minutes = self.minutes_row[p] = self._row(floor, float(who.week_minutes_max[p]))
            per_minute = unit["weekly-contact-minutes"] * weight / 30
            short = [(int(minutes), 1.0)]
            if who.hard["weekly-contact-minutes"][p]:  # all or nothing: the empty week takes every day
                whole = [(int(minutes), floor), *((int(row), 1.0) for row in self.day_row[p])]
                price = float(-(-floor // 30)) * unit["weekly-contact-minutes"] * weight
                self.empty_column[p] = self.column(price, 1.0, whole)
            elif floor:
                self.column(per_minute, floor, short)
            if days or who.service_days_max[p] < DAYS_A_WEEK:
                row = self.service_days_row[p] = self._row(days, float(who.service_days_max[p]))
                price = unit["service-days"] * weight
                self.column(price, days, [(row, 1.0)])
                self.column(price, 7.0, [(row, -1.0)])
            self._gap_rows(p, unit["service-day-gap"] * weight)

    def _gap_rows(self, p: int, price: float) -> None:
        """Two service days further apart than they should be, without one between, cost for each day beyond."""
        limit = int(self.problem.patients.service_day_gap_max[p])
        for first in range(DAYS_A_WEEK):
            for last in range(first + limit + 1, DAYS_A_WEEK):
                row = self._row(-INF, 1.0)
                self.column(price * (last - first - limit), 1.0, [(row, -1.0)])
                self.gap_rows[p].append((first, last, row))

    def service_day_prices(self, price: FloatArray) -> FloatArray:
        """(P, 7) what a service day is worth to each patient on each day at the rows' prices."""
        rows = self.service_days_row
        worth = np.repeat(np.where(rows == NONE, 0.0, price[rows])[:, None], 7, axis=1)
        for p, gaps in enumerate(self.gap_rows):
            for first, last, row in gaps:
                worth[p, [first, last]] += price[row]
                worth[p, first + 1 : last] -= price[row]
        return worth

    def _covered(self, k: int, extra: int) -> range:
        cells = self.problem.cells
        low, high = np.searchsorted(self.events, (cells.start[k], cells.end[k] + extra))
        return range(int(low), int(high))

    def _leader_rows(self) -> None:
        """For each set of clinicians that some role asks for, and for all: who is at work when, and their hours."""
        problem, people = self.problem, self.problem.clinicians
        sets = {frozenset(np.flatnonzero(people.role_held[:, j]).tolist()) for j in range(people.role_held.shape[1])}
        sets.add(frozenset(range(problem.n_clinicians)))
        self.sets = sorted((s for s in sets if s), key=sorted)
        may = self._may_lead
        at_work = np.zeros((problem.n_clinicians, len(self.events)), dtype=bool)
        in_hours = np.zeros((problem.n_clinicians, int(problem.cells.end.max(initial=0))), dtype=bool)
        hold = problem.service_hold_slots
        for k in np.flatnonzero(self.open).tolist():
            events = self._covered(k, int(hold[problem.cells.service[k]]))  # documentation may outlast open hours
            at_work[:, events.start : events.stop] |= may[:, k, None]
            in_hours[:, problem.cells.start[k] : problem.cells.end[k]] |= may[:, k, None]
        self.set_rows: list[SetRows] = []
        for members in self.sets:
            who = sorted(members)
            moments = [self._row(-INF, float(n)) for n in at_work[who].sum(axis=0)]
            week = float(np.minimum(people.weekly_slots_max[who], 7 * people.daily_slots_max[who]).sum())
            day = float(people.daily_slots_max[who].sum())
            self.set_rows.append(
                SetRows(
                    moments,
                    self._row(-INF, week) if week < UNLIMITED else NONE,
                    [self._row(-INF, day) if day < UNLIMITED else NONE for _ in range(7)],
                    self._stretches(who, in_hours),
                )
            )
        self._load_rows()

    def _load_rows(self) -> None:
        """What is led beyond a fair week or into overtime: of all together, and of each clinician in visits alone."""
        problem, people = self.problem, self.problem.clinicians
        self.load_rows: list[int] = []
        self.own_load_rows: list[tuple[int, int, float]] = []
        """(clinician, row, limit): slots that visits may take before more is charged."""
        week = np.minimum(people.weekly_slots_max, DAYS_A_WEEK * people.daily_slots_max)
        for slug, limit in (("overtime", people.overtime_after_slots), ("fair-load", people.target_slots)):
            price = problem.unit_cost[slug] / problem.slots_per_half_hour
            if float(limit.sum()) >= UNLIMITED or not price:
                continue
            everybody = self._row(-INF, float(limit.sum()))
            self.load_rows.append(everybody)
            for c in range(problem.n_clinicians):
                beyond = float(min(week[c], problem.slots_a_week) - limit[c])
                if beyond > 0:
                    own = self._row(-INF, float(limit[c]))
                    self.own_load_rows.append((c, own, float(limit[c])))
                    self.column(price, beyond, [(everybody, -1.0), (own, -1.0)])

    def _stretches(self, who: list[int], in_hours: BoolArray) -> list[Stretch]:
        """Rows for every stretch of a longest run and a break: nobody works through it.

        A longer stretch is cut into such ones and a rest, so people whose runs differ can share a row.
        """
        people = self.problem.clinicians
        longest, pause = people.consecutive_slots_max[who], people.break_slots[who]
        if "clinician-consecutive" not in self.problem.rules or longest.min(initial=UNLIMITED) >= UNLIMITED:
            return []
        width = int((longest + pause)[longest < UNLIMITED].max())
        whole, rest = np.divmod(width, longest + pause)
        most = whole * longest + np.minimum(rest, longest)
        stretches = []
        for first in self.events.tolist():
            hours = in_hours[who, first : first + width].sum(axis=1)
            if (most < hours).any():
                row = self._row(-INF, float(np.minimum(most, hours).sum()))
                stretches.append(Stretch(int(first), int(first) + width, row))
        return stretches

    def _leading(self, k: int, roles: list[tuple[frozenset[int], int]], hold: int) -> list[Entry]:
        """What a session in cell k takes of its leaders: `roles` says who may fill each, and how many."""
        cells = self.problem.cells
        start, end, day = int(cells.start[k]), int(cells.end[k]), int(cells.day[k])
        slots = float(self.problem.services.slots[cells.service[k]])
        entries: list[Entry] = []
        for members, rows in zip(self.sets, self.set_rows, strict=True):
            n = sum(count for who, count in roles if who <= members)
            if n:
                entries += [(rows.moments[t], float(n)) for t in self._covered(k, hold)]
                entries += [(row, n * slots) for row in (rows.week, rows.days[day]) if row != NONE]
                for stretch in rows.stretches:
                    common = min(end, stretch.end) - max(start, stretch.start)
                    if common > 0:
                        entries.append((stretch.row, float(n * common)))
        total = sum(count for _, count in roles)
        return entries + [(row, total * slots) for row in self.load_rows]

    def _room(self, k: int, q: int) -> list[Entry]:
        return [(self.room_rows[q][t], 1.0) for t in self._covered(k, int(self.problem.rooms.turnover_slots[q]))]

    def _pieces(self, k: int) -> list[Entry]:
        problem = self.problem
        entries: list[Entry] = []
        use = problem.services.equipment[problem.cells.service[k]]
        for e in np.flatnonzero(use).tolist():
            for t in self._covered(k, 0):
                if (e, t) not in self._equipment:
                    self._equipment[e, t] = self._row(-INF, float(problem.equipment_quantity[e]))
                entries.append((self._equipment[e, t], float(use[e])))
        return entries

    def _group_cell(self, k: int) -> None:
        problem = self.problem
        cells, services, bands, rooms = problem.cells, problem.services, problem.bands, problem.rooms
        s, most = int(cells.service[k]), int(problem.offerings.sections_max[cells.offering[k]])
        seat, floor = self._row(-INF, 0.0), self._row(-INF, 0.0)
        self.cell_entries[k] += [(seat, 1.0), (floor, -1.0)]
        balance = self._balance(k, s)
        in_room = bool(services.needs_room[s]) and cells.place[k] != problem.telehealth_place
        classes = np.flatnonzero(self._may_room[:, k]).tolist() if in_room else [NONE]
        allowed = frozenset(np.flatnonzero(self._may_lead[:, k]).tolist())
        pieces = self._pieces(k)
        for b in np.flatnonzero(bands.service == s).tolist():
            leaders = int(bands.leaders[b])
            roles = [
                (frozenset(np.flatnonzero(problem.clinicians.role_held[:, j]).tolist()) & allowed, int(n))
                for j, n in enumerate(bands.role_count[b].tolist())
                if n
            ]
            if any(len(who) < n for who, n in roles):
                continue
            leading = self._leading(k, roles, int(bands.hold_slots[b]))
            unit = problem.unit_cost
            for q in classes:
                seats = int(bands.seats[b])
                if q != NONE:
                    seats = min(seats, (int(rooms.capacity[q]) - leaders) // int(services.seats_per_patient[s]))
                if seats < max(1, int(services.min_size[s])):
                    continue
                copies = min(most, int(rooms.count[q]) if q != NONE else most, problem.n_patients)
                entries = [(seat, -float(seats)), (floor, float(services.min_size[s])), *balance, *leading, *pieces]
                if q != NONE:
                    entries += self._room(k, q)
                cost = unit["leader-time"] * leaders * int(self.half_hours[s]) + unit["room-use"] * (q != NONE)
                self.forms.append(Form(k, b, q, seats, float(copies), self.column(float(cost), float(copies), entries)))

    def _balance(self, k: int, s: int) -> list[Entry]:
        services, price = self.problem.services, float(self.problem.unit_cost["balanced-groups"])
        low, high = int(services.preferred_min[s]), int(services.preferred_max[s])
        entries: list[Entry] = []
        if price and low > services.min_size[s]:
            row = self._row(-INF, 0.0)  # low x sections - attendees <= missing
            self.cell_entries[k].append((row, -1.0))
            entries.append((row, float(low)))
            self.column(price, 1e4, [(row, -1.0)])
        if price and high < services.max_size[s]:
            row = self._row(-INF, 0.0)  # attendees - high x sections <= too many
            self.cell_entries[k].append((row, 1.0))
            entries.append((row, -float(high)))
            self.column(price, 1e4, [(row, -1.0)])
        return entries

    def _offering_rows(self) -> None:
        """Sections at one start, and meetings a week: at most so many, and none or at least so many."""
        cells, offerings = self.problem.cells, self.problem.offerings
        at: dict[tuple[int, int], list[Form]] = {}
        for form in self.forms:
            at.setdefault((int(cells.offering[form.cell]), int(cells.start[form.cell])), []).append(form)
        meetings: dict[int, int] = {}
        for (g, _), forms in at.items():
            most = int(offerings.sections_max[g])
            if most >= UNLIMITED:
                continue
            row = self._row(-INF, float(most))
            weekly = float(offerings.meetings_max[g])
            if g not in meetings and weekly < UNLIMITED:
                meetings[g] = self._row(-INF, weekly)
            for form in forms:
                self._enter(row, form.column, 1.0)
                if g in meetings:
                    self._enter(meetings[g], form.column, 1.0 / most)
        self._least_meetings()

    def _least_meetings(self) -> None:
        """A meeting runs only if so many others of its offering do as it needs."""
        cells, offerings = self.problem.cells, self.problem.offerings
        cells_of: dict[int, dict[int, list[Form]]] = {}
        for form in self.forms:
            cells_of.setdefault(int(cells.offering[form.cell]), {}).setdefault(form.cell, []).append(form)
        for g, running in cells_of.items():
            least, most = int(offerings.meetings_min[g]), int(offerings.sections_max[g])
            if least < 2 or most >= UNLIMITED:  # noqa: PLR2004  every meeting alone is one
                continue
            for k in running:
                row = self._row(-INF, 0.0)  # least x sections here / most <= meetings, each at most its sections
                for other, forms in running.items():
                    for form in forms:
                        self._enter(row, form.column, (least / most if other == k else 0.0) - 1.0)

    def _section_rows(self) -> None:
        """Sections of each group cell: a row that a dive fixes, with a dear slack so that it never fails for that."""
        self.section_row: dict[int, tuple[int, int]] = {}
        """Cell to row and slack column."""
        for form in self.forms:
            if form.cell not in self.section_row:
                row = self._row(0.0, INF)
                self.section_row[form.cell] = row, self.column(MISSING_SECTION, 100.0, [(row, 1.0)])
            self._enter(self.section_row[form.cell][0], form.column, 1.0)

    def _single_cell(self, k: int) -> None:
        problem = self.problem
        services, rooms, s = problem.services, problem.rooms, int(problem.cells.service[k])
        if services.needs_room[s] and problem.cells.place[k] != problem.telehealth_place:
            row = self._row(-INF, 0.0)
            self.cell_entries[k].append((row, 1.0))
            for q in np.flatnonzero(self._may_room[:, k]).tolist():
                if rooms.capacity[q] >= services.seats_per_patient[s] + 1:
                    self.column(0.0, float(rooms.count[q]), [(row, -1.0), *self._room(k, q)])
        self.cell_entries[k] += self._pieces(k)
        for c in np.flatnonzero(self._may_lead[:, k]).tolist():
            own = [(row, float(services.slots[s])) for who, row, _ in self.own_load_rows if who == c]
            self.visit_entries[c, k] = self._leading(k, [(frozenset((c,)), 1)], self._hold[s]) + own

    def _family_rows(self) -> None:
        problem = self.problem
        for f, most in enumerate(problem.family_slot_at_once.tolist()):
            rows: dict[int, int] = {}
            for k in np.flatnonzero(problem.family_slot_cells[f] & self.open & self.single).tolist():
                for t in self._covered(k, 0):
                    if t not in rows:
                        rows[t] = self._row(-INF, float(most))
                    self.cell_entries[k].append((rows[t], 1.0))

    def _links(self) -> None:
        """One column for the attendance of each cell and for each clinician's visits there, joined to plans by a row.

        Plans then have one entry a session in place of one for every row the session touches.
        """
        n = float(self.problem.n_patients)
        self._cell_link = np.full(self.problem.n_cells, NONE)
        self._visit_link: dict[tuple[int, int], tuple[int, int]] = {}
        """Row and column of each clinician's visits in a cell."""
        for k, entries in enumerate(self.cell_entries):
            if entries:
                row = self._cell_link[k] = self._row(0.0, 0.0)
                self.column(0.0, n, [(int(row), -1.0), *entries])
        for where, entries in self.visit_entries.items():
            row = self._row(0.0, 0.0)
            self._visit_link[where] = row, self.column(0.0, n, [(row, -1.0), *entries])

    def _took(self, k: int, c: int) -> list[Entry]:
        """The links of one attendance, with clinician c or nobody."""
        links = [int(self._cell_link[k])] if self._cell_link[k] != NONE else []
        if c != NONE:
            links.append(self._visit_link[c, k][0])
        return [(row, 1.0) for row in links]

    # ---- plans ----

    def add_day(self, p: int, cells: Sequence[Attendance], cost: float) -> int:
        """Add a day plan with its own cost; return the column."""
        problem = self.problem
        day = int(problem.cells.day[cells[0][0]])
        entries: dict[int, float] = {int(self.day_row[p, day]): 1.0}
        minutes = 0
        for k, c in cells:
            cost += float(self.seat_cost[k])
            s = int(problem.cells.service[k])
            took = self._took(k, c)
            if self.count_row[p, s] != NONE:
                took.append((int(self.count_row[p, s]), 1.0))
            if problem.services.patient_attends[s]:
                minutes += int(problem.services.contact_minutes[s])
            for row, value in took:
                entries[row] = entries.get(row, 0.0) + value
        if minutes:
            entries[int(self.minutes_row[p])] = float(minutes)
        if minutes >= max(1, int(problem.patients.day_minutes_min[p])):
            if self.service_days_row[p] != NONE:
                entries[int(self.service_days_row[p])] = 1.0
            for first, last, row in self.gap_rows[p]:
                if first <= day <= last:
                    entries[row] = 1.0 if day in (first, last) else -1.0
        for apart in self.apart.get(p, ()):
            if any(k in apart.cells for k, _ in cells):
                entries[apart.row] = 1.0
        return self.column(cost, 1.0, list(entries.items()))

    def keep_apart(
        self, patients: tuple[int, int], cells: frozenset[int], day: int, plans: Mapping[int, Sequence[Attendance]]
    ) -> None:
        """Add the row that only one of two patients attends `cells`; `plans` gives the cells of their plan columns."""
        apart = Apart(self._row(-INF, 1.0), patients, cells, day)
        for p in patients:
            self.apart.setdefault(p, []).append(apart)
        for column, attended in plans.items():
            if any(k in cells for k, _ in attended):
                self._enter(apart.row, column, 1.0)

    def limit_visits(self, c: int, taken: Mapping[int, float], most: float) -> int:
        """Add the row that the visits of clinician c take at most so much; return it.

        Parameters
        ----------
        c
            Clinician.
        taken
            What a visit in each cell takes; nothing in others.
        most
            The limit.
        """
        row = self._row(-INF, most)
        for k, amount in taken.items():
            self.visit_entries[c, k].append((row, amount))
            self._enter(row, self._visit_link[c, k][1], amount)
        return row

    def moments(self, k: int) -> range:
        """The events at which a one-to-one cell holds its clinician."""
        return self._covered(k, self._hold_of(k))

    def _hold_of(self, k: int) -> int:
        return self._hold[int(self.problem.cells.service[k])]

    def program(self) -> LinearProgram:
        """The linear program as it stands."""
        return LinearProgram(
            cost=np.array(self.cost),
            low=np.array(self.low),
            high=np.array(self.high),
            row_low=np.array(self.row_low),
            row_high=np.array(self.row_high),
            rows=np.array(self._rows, dtype=np.int64),
            columns=np.array(self._columns, dtype=np.int64),
            values=np.array(self._values),
        )

    # ---- prices ----

    def tolls(self, price: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What a seat in each cell (K,) and a clinician's visit in each cell (C, K) cost at the rows' prices."""
        toll = self.seat_cost - np.where(self._cell_link == NONE, 0.0, price[self._cell_link])
        visit = np.zeros((self.problem.n_clinicians, self.problem.n_cells))
        for (c, k), (row, _) in self._visit_link.items():
            visit[c, k] = -price[row]
        return toll, visit

    def surcharges(self, price: FloatArray) -> tuple[dict[int, FloatArray], FloatArray]:
        """What keeping patients apart adds at the rows' prices: (K,) for each cell by patient, and (P, 7) for a day."""
        cells: dict[int, FloatArray] = {}
        days = np.zeros((self.problem.n_patients, DAYS_A_WEEK))
        for p, rows in self.apart.items():
            for apart in rows:
                if apart.day != NONE:
                    days[p, apart.day] -= price[apart.row]
                elif price[apart.row]:
                    part = cells.setdefault(p, np.zeros(self.problem.n_cells))
                    part[sorted(apart.cells)] -= price[apart.row]
        return cells, days

    def clip(self, price: FloatArray) -> FloatArray:
        """Prices with the signs that rows open on one side allow, and no column of one entry worth more than it costs.

        An engine's prices are exact to a tolerance only, and such columns (what is unmet, unbalanced ...) have large
        upper bounds: without this a thousandth in a price costs the bound whole per cents. Rows
        added since have no price.
        """
        clean = np.pad(price, (0, len(self.row_low) - len(price)))
        for row, low, high in self._single_entry:
            clean[row] = min(max(clean[row], low), high)
        clean[np.isinf(self.row_low)] = np.minimum(clean[np.isinf(self.row_low)], 0.0)
        clean[np.isinf(self.row_high)] = np.maximum(clean[np.isinf(self.row_high)], 0.0)
        for k in np.flatnonzero(self._cell_link != NONE).tolist():
            clean[self._cell_link[k]] = sum(value * clean[row] for row, value in self.cell_entries[k])
        for where, (link, _) in self._visit_link.items():
            clean[link] = sum(value * clean[row] for row, value in self.visit_entries[where])
        return clean

    def bound(self, price: FloatArray, best_day: FloatArray) -> float:
        """A lower bound on the cost of every schedule, from any prices (clipped).

        Parameters
        ----------
        price
            One for each row.
        best_day
            (P, 7) least reduced cost of a day plan, its day row left out; at most 0.
        """
        clean = price.copy()
        clean[self.day_row] = 0.0
        right = np.where(clean > 0, self.row_low, self.row_high)
        value = float((clean * np.where(clean != 0, right, 0.0)).sum())
        columns = np.array(self._columns)
        fixed = columns < self.n_fixed
        taken = np.zeros(self.n_fixed)
        np.add.at(taken, columns[fixed], np.array(self._values)[fixed] * clean[np.array(self._rows)[fixed]])
        reduced = np.minimum(np.array(self.cost[: self.n_fixed]) - taken, 0.0) * np.array(self.high[: self.n_fixed])
        weeks = best_day.sum(axis=1)
        nobody = np.flatnonzero(self.empty_column != NONE)
        empty = reduced[self.empty_column[nobody]].copy()
        reduced[self.empty_column[nobody]] = 0.0
        weeks[nobody] = np.minimum(weeks[nobody], empty)
        return value + float(reduced.sum() + weeks.sum())
