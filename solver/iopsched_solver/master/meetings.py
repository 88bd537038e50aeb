"""Rows of offerings: sections at one start and meetings a week, at most so many, and none or at least so many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iopsched_solver.master.draft import INF, Draft
from iopsched_solver.problem import UNLIMITED, Problem


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
        for k in running:
            row = draft.row(-INF, 0.0)  # least x sections here / most <= meetings, each at most its sections
            for other in running:
                for column in columns[other]:
                    draft.enter(row, column, (least / most if other == k else 0.0) - 1.0)
