"""room-no-overlap: a room holds one session at a time, with turnover between, in its open hours.

A mask (open hours), and per room class and event point: sessions that hold it, turnover included, <= rooms there are.
Rooms of a class are alike, so counting them is enough: stretches of which at most n meet fit into n rooms.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.spacing import overlapping
from iopsched_solver.model.variables import Week


def narrow(choices: Choices) -> None:
    """Strike out rooms that are not open."""
    choices.keep("room-no-overlap")


def add(week: Week) -> None:
    """At most as many sessions at once as there are rooms."""
    used, rooms = week.rooms_used, week.problem.rooms
    until = week.end_of(used) + rooms.turnover_slots[used.room_class]
    cliques = overlapping(used.room_class, week.start_of(used), until)
    week.pool.at_most(cliques.sums(used.column), rooms.count[cliques.subject])
