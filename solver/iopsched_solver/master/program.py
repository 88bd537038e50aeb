"""The master as a whole: which rows and columns there are, in which order, and the day plans added to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iopsched_solver.lp import LinearProgram
from iopsched_solver.master.attendance import AttendanceRows
from iopsched_solver.master.cells import OpenCells
from iopsched_solver.master.draft import Draft
from iopsched_solver.master.lacks import LackRows
from iopsched_solver.master.leaders import LeaderRows
from iopsched_solver.master.links import Links
from iopsched_solver.master.naming import NamedLeaders
from iopsched_solver.master.patients import PatientRows
from iopsched_solver.master.prices import Prices
from iopsched_solver.master.rooms import RoomRows
from iopsched_solver.master.sections import SectionRows
from iopsched_solver.master.visits import absent_visits, visit_rows
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import Problem


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day plan that is a column of the master."""

    patient: int
    cells: tuple[Attendance, ...]


class Master:
    """The linear program of one problem; rows and the clinic's columns are fixed, plans are added.

    With `named`, leaders of sections are columns by name, not counted alone.
    """

    def __init__(self, problem: Problem, *, named: bool = False) -> None:
        self.problem = problem
        self.draft = draft = Draft()
        self.cells = cells = OpenCells(problem)
        self.patients = PatientRows(problem, draft)
        self.leaders = LeaderRows(problem, cells, draft)
        rooms = RoomRows(problem, cells, draft)
        first = len(draft.row_low)
        self.sections = SectionRows(problem, cells, draft, leaders=self.leaders, rooms=rooms)
        visits = visit_rows(problem, cells, draft, leaders=self.leaders, rooms=rooms)
        self.of_cells = slice(first, len(draft.row_low))
        """Rows of sections, meetings and visits: those of closed cells are soon seen to say nothing."""
        self.links = Links(problem, draft, cells.attended, visits)
        absent = absent_visits(problem, cells, draft, patients=self.patients, links=self.links)
        self.absent = {column: DayColumn(p, (session,)) for column, (p, session) in absent.items()}
        """Of the columns of sessions held without the patient: whose and which."""
        self.attendance = AttendanceRows(problem, draft, self.sections.cells)
        self.named: NamedLeaders | None = None
        if named:
            self.named = NamedLeaders(
                problem, cells, draft, leaders=self.leaders, sections=self.sections, links=self.links
            )
        self.lacks = LackRows(problem, draft, self.patients)
        self.prices = Prices(
            draft, cells.seat_cost, patients=self.patients, links=self.links, attendance=self.attendance,
            lacks=self.lacks,
        )  # fmt: skip
        self.n_fixed = len(draft.cost)
        """Columns that are no day plans; these come first."""

    def add_day(self, p: int, plan: Sequence[Attendance], cost: float) -> int:
        """Add a day plan with its own cost; return the column."""
        cells, services = self.problem.cells, self.problem.services
        day, minutes = int(cells.day[plan[0][0]]), 0
        took = [(int(self.patients.day[p, day]), 1.0)]
        for k, c in plan:
            cost += float(self.cells.seat_cost[k])
            took += self.links.took(k, c) + self.patients.counted(p, k)
            if services.patient_attends[cells.service[k]]:
                minutes += int(services.contact_minutes[cells.service[k]])
        took += self.patients.of_day(p, day, minutes) + self.attendance.entries(p, plan)
        took += self.lacks.entries(p, plan)
        entries: dict[int, float] = {}
        for row, value in took:
            entries[row] = entries.get(row, 0.0) + value
        return self.draft.column(cost, 1.0, list(entries.items()))

    def allow_day(self, n: int, *, low: float = 0.0, high: float = 1.0) -> None:
        """Set how often the n-th day plan is taken, at least and at most."""
        self.allow(self.n_fixed + n, low=low, high=high)

    def allow(self, column: int, *, low: float = 0.0, high: float = 1.0) -> None:
        """Set how often a day plan, or a session held without its patient, is taken, at least and at most."""
        self.draft.low[column], self.draft.high[column] = low, high

    def program(self) -> LinearProgram:
        """Return the linear program as it stands."""
        return self.draft.program()
