"""Rows that make the literals mean what they say, whatever rules are in force.

A section seats so many; who attends a cell attends a section of it; a clinician has one role in a session; a visit is
in one room. Identities within parallel sections come later: any total between the sum of least sizes and the sum of
seats can be split.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.sums import ONE, Sums
from iopsched_solver.model.tables import look_up
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import NONE, UNLIMITED


def add(week: Week) -> None:
    """Add these rows."""
    _sections(week)
    _leaders(week)
    _visit_rooms(week)


def _sections(week: Week) -> None:
    """No more sections than could be of use, and seats for all attendees.

    Nobody attends what does not run: that follows, but said apart it propagates and bounds far better.
    """
    sections, attendees, running = week.group_sections, week.attendees(), week.running
    week.pool.at_most(week.sections(), np.where(week.fragment.cells, week.sections_max, UNLIMITED))
    week.pool.at_most(attendees - Sums.of(attendees.n, sections.cell, sections.column, sections.seats), 0)
    cells = np.flatnonzero(running.is_open() & attendees.is_open())
    week.pool.none_unless(running.take(cells), attendees.take(cells))


def _leaders(week: Week) -> None:
    """No more leaders than roles to fill, and one role each; no overlap says the latter already, where in force."""
    week.pool.at_most(surplus_leaders(week), 0)
    besides = week.group_leads.pick(week.group_leads.role == NONE)
    running = week.runs(besides.cell)
    week.pool.at_most(Sums.of(len(besides), np.arange(len(besides)), besides.column) - running, 0)
    if "clinician-no-overlap" not in week.problem.rules:
        leads = week.group_leads
        rows, row = np.unique(leads.clinician * week.problem.n_cells + leads.cell, return_inverse=True)
        week.pool.at_most(Sums.of(len(rows), row, leads.column), 1)


def surplus_leaders(week: Week) -> Sums:
    """Leaders less roles to fill, by free group cell, way of running a section and role."""
    leads = week.group_leads.pick(week.group_leads.role != NONE)
    sections = week.group_sections
    free = sections.pick(week.fragment.cells[sections.cell])
    asked, role = np.nonzero(week.ways.role_count[free.way])
    n_ways, n_roles = week.ways.role_count.shape
    wanted = (free.cell[asked] * n_ways + free.way[asked]) * n_roles + role
    had = (leads.cell * n_ways + leads.way) * n_roles + leads.role
    rows, row = np.unique(np.concatenate([wanted, had]), return_inverse=True)
    filled = Sums.of(len(rows), row[len(wanted) :], leads.column)
    return filled - Sums.of(
        len(rows), row[: len(wanted)], free.column[asked], week.ways.role_count[free.way[asked], role]
    )


def _visit_rooms(week: Week) -> None:
    """Each visit that is up for decision has a room, or needs none; a named visit's room is one of these."""
    n = week.problem.n_cells
    visits = week.visits.pick(week.visits.column != ONE)
    rooms = week.visit_rooms.pick(week.visit_rooms.column != ONE)
    named = week.named_rooms.pick(week.named_rooms.column != ONE)
    roomed = Sums.of(n, rooms.cell, rooms.column) - Sums.of(n, visits.cell, visits.column)
    week.pool.at_most(roomed, 0)
    week.pool.at_least(roomed.take(np.flatnonzero(~week.roomless)), 0)
    for key, most in (
        (named.patient * n + named.cell, week.attends(named.patient, named.cell)),
        (
            named.room_class * n + named.cell,
            look_up(rooms.column, (rooms.room_class, rooms.cell), (named.room_class, named.cell)),
        ),
    ):
        _, first, row = np.unique(key, return_index=True, return_inverse=True)
        week.pool.at_most(Sums.of(len(first), row, named.column) - most.take(first), 0)
