"""Who leads the sections of a timetable: named people in place of the counts of the linear program.

The program only knows that at every moment there are enough members of each set of clinicians. Here each section gets
its leaders, away from the hours at which the program wants them for one-to-one sessions, so that those find a place.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from iopsched_solver.columns import Columns, clashing
from iopsched_solver.limits import Limits
from iopsched_solver.lp import WHOLE, FloatArray, LPSolution
from iopsched_solver.master import Form
from iopsched_solver.outcome import Outcome, Section
from iopsched_solver.problem import NONE, UNLIMITED, BoolArray, IntArray
from iopsched_solver.programs import need_price
from iopsched_solver.runs import Runs

UNLED = 5.0
"""Price of a section that nobody is found for, in needs as all these; twice the dearest section, at least."""
LEAST_SEAT = 0.0015
"""Price of a seat less than the program wants, at least: else what the program would pay for it."""
GROUP_SEAT = 0.25
"""Price of a seat less than the program wants in all sections of a group: nobody can move to another of them."""
CLASH = 0.01
"""Price of a visit that the program wants and a leader could not hold then."""
OVERLOAD = 0.15
"""Price of a slot beyond a clinician's week, visits as the program wants them included."""
SECONDS, WORK_S = 3.0, 1.0
"""The assignment is proved best or good enough after that: of the clock, or of the engine's own where reproducible.
Eight threads prove in a second what two do not find in ten."""


def staffed(columns: Columns, solution: LPSolution, near: Outcome, *, deadline: float, limits: Limits) -> Outcome:
    """Name form and leaders of the sections that a timetable's `solution` holds; those without any are left out.

    The search begins with those that sections have in a week that is near.
    """
    assignment = _Assignment(columns, solution)
    assignment.hint(near)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.threads
    if limits.reproducible:
        solver.parameters.max_deterministic_time = WORK_S
    else:
        solver.parameters.max_time_in_seconds = max(min(SECONDS, deadline - time.monotonic()), 0.01)
    return Outcome(sections=tuple(sorted(assignment.solve(solver))))


@dataclass(frozen=True)
class Wanted:
    """What the program wants of the clinic for its days."""

    attendance: FloatArray
    """(K,) attendees and visitors."""
    visits: FloatArray
    """(C, K) one-to-one sessions."""
    visit_slots: FloatArray
    """(C,) slots of these in the week."""

    @classmethod
    def of(cls, columns: Columns, solution: LPSolution) -> Wanted:
        """Add up the days in `solution`."""
        problem = columns.problem
        attendance, visits = np.zeros(problem.n_cells), np.zeros((problem.n_clinicians, problem.n_cells))
        for day, share in columns.taken(solution.x):
            for k, c in day.cells:
                attendance[k] += share
                if c != NONE:
                    visits[c, k] += share
        return cls(attendance, visits, visits @ problem.services.slots[problem.cells.service])


class _Assignment:
    """The model: of each section one literal for each form, and one for each leader and role."""

    def __init__(self, columns: Columns, solution: LPSolution) -> None:
        self.problem, self.sections = columns.problem, columns.master.sections
        self.wanted = Wanted.of(columns, solution)
        self.need = need_price(columns)
        self.model = cp_model.CpModel()
        self.cells = [k for k in self.sections.cells for _ in range(self.sections.least(k))]
        """Of each section its cell."""
        self.forms: list[dict[Form, cp_model.IntVar]] = []
        self.leads: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        """(section, clinician) to a literal for each role."""
        self.roles: list[dict[tuple[int, int], cp_model.IntVar]] = []
        """Of each section (role, clinician) to a literal."""
        self.terms: list[tuple[int, cp_model.IntVar]] = []
        self._forms(columns.master.draft.cost)
        self._seats(solution)
        may_lead = self.problem.may_lead
        for i in range(len(self.cells)):
            self._roles(i, may_lead)
        self._rooms()
        self._one_at_a_time()
        self._breaks()
        self._loads()

    def solve(self, solver: cp_model.CpSolver) -> list[Section]:
        """Return the sections that got a form and leaders."""
        self.model.minimize(sum(price * literal for price, literal in self.terms))
        solver.parameters.catch_sigint_signal = False
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return []
        led = defaultdict(set)
        for (i, c), literals in self.leads.items():
            if any(solver.boolean_value(literal) for literal in literals):
                led[i].add(c)
        return [
            Section(form.cell, form.band, form.room_class, tuple(sorted(led[i])))
            for i, forms in enumerate(self.forms)
            for form, literal in forms.items()
            if solver.boolean_value(literal)
        ]

    def hint(self, near: Outcome) -> None:
        """Begin with the forms and leaders that sections have in a week."""
        of: dict[int, list[Section]] = defaultdict(list)
        for section in reversed(near.sections):
            of[section.cell].append(section)
        for i, k in enumerate(self.cells):
            has = of[k].pop() if of[k] else None
            for form, literal in self.forms[i].items():
                is_it = has is not None and (has.band, has.room_class) == (form.band, form.room_class)
                self.model.add_hint(literal, is_it)
            self._hint_roles(i, has)

    def _hint_roles(self, i: int, section: Section | None) -> None:
        """Who leads a section in which role: leaders fill roles in the order of both."""
        waiting = list(section.leaders) if section is not None else []
        asked = self.problem.bands.role_count[section.band] if section is not None else []
        chosen: dict[int, int] = {}
        for j, n in enumerate(asked):
            mine = [c for c in waiting if self.problem.clinicians.role_held[c, j]][:n]
            chosen.update(dict.fromkeys(mine, j))
            waiting = [c for c in waiting if c not in mine]
        for (j, c), literal in self.roles[i].items():
            self.model.add_hint(literal, chosen.get(c) == j)

    def _forms(self, cost: Sequence[float]) -> None:
        """Every section takes one form at its cost, or does not run."""
        of: dict[int, list[Form]] = defaultdict(list)
        for form in self.sections.forms:
            of[form.cell].append(form)
        unled = math.ceil(max(UNLED * self.need, 2 * self._dearest(cost)))
        for k in self.cells:
            literals = {form: self.model.new_bool_var("") for form in of[k]}
            missing = self.model.new_bool_var("")
            self.model.add_exactly_one([*literals.values(), missing])
            self.terms.append((unled, missing))
            self.terms += [(int(cost[form.column]), literal) for form, literal in literals.items()]
            self.forms.append(literals)

    def _dearest(self, cost: Sequence[float]) -> float:
        """What a section may cost at most, its leaders' loads included."""
        problem = self.problem
        leaders = int(problem.bands.leaders.max(initial=0))
        half_hours = math.ceil(int(problem.services.slots.max(initial=0)) / problem.slots_per_half_hour)
        load = problem.unit_cost["fair-load"] + problem.unit_cost["overtime"]
        return max((cost[form.column] for form in self.sections.forms), default=0.0) + leaders * half_hours * load

    def _seats(self, solution: LPSolution) -> None:
        """As many seats as the program wants, if there are and they are worth it: more seats may take more leaders."""
        of_cell: dict[int, list[int]] = defaultdict(list)
        of_group: dict[int, list[int]] = defaultdict(list)
        for i, k in enumerate(self.cells):
            of_cell[k].append(i)
            of_group[int(self.problem.cells.offering[k])].append(i)
        for k, sections in of_cell.items():
            price = max(LEAST_SEAT * self.need, self.sections.seat_price(k, solution.price))
            self._seated(sections, self.wanted.attendance[k], price)
        for sections in of_group.values():
            asked = sum(self.wanted.attendance[k] for k in {self.cells[i] for i in sections})
            self._seated(sections, asked, GROUP_SEAT * self.need)

    def _seated(self, sections: Sequence[int], attendance: float, price: float) -> None:
        """Charge for each seat that sections have less than the program wants in them."""
        asked = math.ceil(attendance - WHOLE)
        short = self.model.new_int_var(0, max(asked, 0), "")
        seats = [form.seats * literal for i in sections for form, literal in self.forms[i].items()]
        self.model.add(sum(seats) + short >= asked)
        self.terms.append((math.ceil(price), short))

    def _roles(self, i: int, may_lead: BoolArray) -> None:
        problem, k = self.problem, self.cells[i]
        bands = sorted({form.band for form in self.forms[i]})
        clash = np.max([self._clash(Section(k, b)) for b in bands], axis=0)
        self.roles.append({})
        for j in np.flatnonzero(problem.bands.role_count[bands].any(axis=0)).tolist():
            able = np.flatnonzero(problem.clinicians.role_held[:, j] & may_lead[:, k]).tolist()
            literals = [self.model.new_bool_var("") for _ in able]
            for c, literal in zip(able, literals, strict=True):
                self.leads[i, c].append(literal)
                self.roles[i][j, c] = literal
                self.terms.append((int(clash[c]), literal))
            asked = [int(problem.bands.role_count[form.band, j]) * literal for form, literal in self.forms[i].items()]
            self.model.add(sum(literals) == sum(asked))

    def _rooms(self) -> None:
        """Sections at one moment fit into the rooms of each class."""
        problem, cells = self.problem, self.problem.cells
        using: dict[int, list[tuple[int, int, cp_model.IntVar]]] = defaultdict(list)
        for forms in self.forms:
            for form, literal in forms.items():
                if form.room_class != NONE:
                    end = int(cells.end[form.cell] + problem.rooms.turnover_slots[form.room_class])
                    using[form.room_class].append((int(cells.start[form.cell]), end, literal))
        for q, uses in using.items():
            for t in sorted({start for start, _, _ in uses}):
                now = [literal for start, end, literal in uses if start <= t < end]
                if len(now) > problem.rooms.count[q]:
                    self.model.add(sum(now) <= int(problem.rooms.count[q]))

    def _clash(self, section: Section) -> IntArray:
        """(C,) price of the visits that the clinician could not hold then."""
        amount = self.wanted.visits[:, clashing(self.problem, section)].sum(axis=1)
        price: IntArray = np.rint(CLASH * self.need * amount).astype(np.int64)
        return price

    def _one_at_a_time(self) -> None:
        problem = self.problem
        hold = [max(int(problem.bands.hold_slots[form.band]) for form in forms) for forms in self.forms]
        start, held = problem.cells.start[self.cells], problem.cells.end[self.cells] + np.array(hold, dtype=np.int64)
        place = problem.cells.place[self.cells]
        of: dict[int, list[int]] = defaultdict(list)
        for i, c in self.leads:
            of[c].append(i)
        for c, mine in of.items():
            for t in sorted({int(start[i]) for i in mine}):
                now = [literal for i in mine if start[i] <= t < held[i] for literal in self.leads[i, c]]
                if len(now) > 1:
                    self.model.add_at_most_one(now)
            for a in mine:
                for b in mine:
                    travel = problem.clinician_gap_slots[place[a], place[b]]
                    if travel and held[a] <= start[b] < held[a] + travel:
                        self.model.add_at_most_one([*self.leads[a, c], *self.leads[b, c]])

    def _breaks(self) -> None:
        """In every stretch of a longest run and a break no more than the run, visits as the program wants included."""
        start, runs = self.problem.cells.start, Runs.of(self.problem)
        for c, longest in enumerate(runs.longest.tolist()):
            mine = [(self.cells[i], literal) for (i, who), part in self.leads.items() if who == c for literal in part]
            visited = np.flatnonzero(self.wanted.visits[c] > WHOLE)
            if not runs.are_limited(c) or not mine:
                continue
            for first in sorted({int(start[k]) for k, _ in mine} | {int(start[k]) for k in visited}):
                common = runs.overlap(c, first)
                now = [(int(common[k]), literal) for k, literal in mine if common[k] > 0]
                led = sum(n * literal for n, literal in now)
                visits = (common[visited] * self.wanted.visits[c, visited]).sum()
                if sum(n for n, _ in now) > longest:
                    self.model.add(led <= longest)
                if sum(n for n, _ in now) + visits > longest:
                    over = self.model.new_int_var(0, UNLIMITED, "")
                    self.model.add(led - over <= int(longest - np.ceil(visits - WHOLE)))
                    self.terms.append((math.ceil(OVERLOAD * self.need), over))

    def _loads(self) -> None:
        problem, people = self.problem, self.problem.clinicians
        slots = problem.services.slots[problem.cells.service[self.cells]].tolist()
        days = problem.cells.day[self.cells].tolist()
        for c in range(problem.n_clinicians):
            mine = [
                (slots[i], days[i], literal) for (i, who), part in self.leads.items() if who == c for literal in part
            ]
            if not mine:
                continue
            led = [(n, literal) for n, _, literal in mine]
            if people.weekly_slots_max[c] < UNLIMITED:
                self.model.add(sum(n * literal for n, literal in led) <= int(people.weekly_slots_max[c]))
            self._beyond(c, led, int(people.weekly_slots_max[c]), math.ceil(OVERLOAD * self.need))
            for slug, limit in (("fair-load", people.target_slots), ("overtime", people.overtime_after_slots)):
                self._beyond(c, led, int(limit[c]), problem.unit_cost[slug], problem.slots_per_half_hour)
            if people.daily_slots_max[c] < UNLIMITED:
                for d in set(days):
                    today = [n * literal for n, day, literal in mine if day == d]
                    if today:
                        self.model.add(sum(today) <= int(people.daily_slots_max[c]))

    def _beyond(self, c: int, led: list[tuple[int, cp_model.IntVar]], limit: int, price: int, each: int = 1) -> None:
        """Charge for every `each` slots that a clinician leads beyond a limit, visits as the program wants included."""
        free = int(limit - np.ceil(self.wanted.visit_slots[c] - WHOLE))
        if not price or limit >= UNLIMITED or sum(n for n, _ in led) <= free:
            return
        most = math.ceil((sum(n for n, _ in led) - free) / each)
        over = self.model.new_int_var(0, most, "")
        self.model.add(sum(n * literal for n, literal in led) - each * over <= free)
        self.terms.append((price, over))
