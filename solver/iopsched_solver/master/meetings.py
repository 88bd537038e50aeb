"""Rows of offerings: sections at one start and meetings a week, at most so many, and none or at least so many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iopsched_solver.master.draft import INF, Draft
from iopsched_solver.problem import COHORT, UNLIMITED, Problem


def meeting_rows(problem: Problem, draft: Draft, columns: Mapping[int, Sequence[int]]) -> None:
    """Add the rows of all offerings; `columns` are those of each group cell's sections."""
    _most_sections(problem, draft, columns)
    _least_meetings(problem, draft, columns)


def _most_sections(problem: Problem, draft: Draft, columns: Mapping[int, Sequence[int]]) -> None:
    """Sections at one start, and meetings a week, each at most its sections."""
    cells, offerings = problem.cells, problem.offerings
    at: dict[tuple[int, int], list[int]] = {}
    for k, running in columns.items():
        at.setdefault((int(cells.offering[k]), int(cells.start[k])), []).extend(running)
    meetings: dict[int, int] = {}
    for (g, _), running in at.items():
        most = int(offerings.sections_max[g])
        if most >= UNLIMITED:
            continue
        row = draft.row(-INF, float(most))
        weekly = float(offerings.meetings_max[g])
        if g not in meetings and weekly < UNLIMITED:
            meetings[g] = draft.row(-INF, weekly)
        for column in running:
            draft.enter(row, column, 1.0)
            if g in meetings:
                draft.enter(meetings[g], column, 1.0 / most)


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
