"""Rows of offerings: sections at one start and meetings a week, at most so many, and none or at least so many.

Where several sections may run at a start, whether a cell meets has a column: no more than its sections, no less than
their share of the most that may run, and no less than anybody attends of it (rows added where a solution breaks them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iopsched_solver.master.draft import INF, Draft
from iopsched_solver.problem import COHORT, UNLIMITED, Problem


class MeetingRows:
    """The rows of all offerings.

    Parameters
    ----------
    columns
        Those of each group cell's sections.
    """

    def __init__(self, problem: Problem, draft: Draft, columns: Mapping[int, Sequence[int]]) -> None:
        self._problem, self._draft, self._columns = problem, draft, columns
        self._meets: dict[int, int] = {}
        """Of each group cell of an offering with several sections at a start: the column of its meeting."""
        self._further: dict[int, int] = {}
        """The same of its further sections."""
        self._most_sections()
        _least_meetings(problem, draft, columns)

    def meeting(self, k: int) -> Sequence[int]:
        """Return the columns that say whether cell k meets: its meeting's, or where it has none its sections'."""
        return [self._meets[k]] if k in self._meets else self._columns[k]

    def let(self, k: int, most: float) -> None:
        """Take note that at most so many sections of cell k run: where that is one, it is all there is of a meeting."""
        if k in self._further:
            at_once = float(self._problem.offerings.sections_max[self._problem.cells.offering[k]])
            self._draft.high[self._further[k]] = max(min(most, at_once) - 1.0, 0.0)

    def _most_sections(self) -> None:
        """Sections at one start, and meetings a week."""
        cells, offerings, draft = self._problem.cells, self._problem.offerings, self._draft
        at: dict[tuple[int, int], list[int]] = {}
        for k in self._columns:
            at.setdefault((int(cells.offering[k]), int(cells.start[k])), []).append(k)
        meetings: dict[int, int] = {}
        for (g, _), together in at.items():
            most = int(offerings.sections_max[g])
            if most >= UNLIMITED:
                continue
            row = draft.row(-INF, float(most))
            weekly = float(offerings.meetings_max[g])
            if g not in meetings and weekly < UNLIMITED:
                meetings[g] = draft.row(-INF, weekly)
            for k in together:
                for column in self._columns[k]:
                    draft.enter(row, column, 1.0)
                if g in meetings:
                    self._meeting(k, meetings[g], most)

    def _meeting(self, k: int, row: int, most: int) -> None:
        """Count cell k's meeting in a row: it has a section, and others only where it has a first."""
        draft = self._draft
        if most == 1:
            for column in self._columns[k]:
                draft.enter(row, column, 1.0)
            return
        held, beside, some = draft.row(-INF, 0.0), draft.row(-INF, 0.0), draft.row(-INF, 0.0)
        for column in self._columns[k]:
            draft.enter(held, column, 1.0)
            draft.enter(some, column, -1.0)
        self._meets[k] = draft.column(0.0, 1.0, [(row, 1.0), (held, -1.0), (beside, 1.0 - most), (some, 1.0)])
        self._further[k] = draft.column(0.0, most - 1.0, [(held, -1.0), (beside, 1.0)])


def _least_meetings(problem: Problem, draft: Draft, columns: Mapping[int, Sequence[int]]) -> None:
    """A meeting runs only if so many others of its offering do as it needs."""
    offerings = problem.offerings
    cells_of: dict[int, list[int]] = {}
    for k in columns:
        cells_of.setdefault(int(problem.cells.offering[k]), []).append(k)
    for g, running in cells_of.items():
        least, most = int(offerings.meetings_min[g]), int(offerings.sections_max[g])
        if least < 2 or most >= UNLIMITED:  # noqa: PLR2004  every meeting alone is one
            continue
        if not problem.services.min_size[offerings.service[g]]:  # meetings without anybody have no columns
            continue
        for alternatives in _alternatives(problem, g, running):
            row = draft.row(-INF, 0.0)  # least x sections at these / most <= meetings, each at most its sections
            for k in running:
                for column in columns[k]:
                    draft.enter(row, column, (least / most if k in alternatives else 0.0) - 1.0)


def _alternatives(problem: Problem, g: int, running: Sequence[int]) -> list[set[int]]:
    """Cells of which at most one runs: those of a day, where members attend all that run, and one a day."""
    who, cells, service = problem.patients, problem.cells, int(problem.offerings.service[g])
    members = problem.may_attend[:, running].any(axis=1)
    rows = who.same_day_services[:, service] & (who.same_day_max <= 1)
    limited = who.same_day_patients[rows].any(axis=0)
    is_closed = problem.offerings.enrollment[g] == COHORT and "cohort-all-or-none" in problem.rules
    if not is_closed or "one-of-a-kind-a-day" not in problem.rules or (members & ~limited).any():
        return [{k} for k in running]
    days: dict[int, set[int]] = {}
    for k in running:
        days.setdefault(int(cells.day[k]), set()).add(k)
    return list(days.values())
