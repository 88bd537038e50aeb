"""Following a week made elsewhere as far as the rules allow: its sections and leaders, and everybody's days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iopsched_solver.greedy.choices import Choices
from iopsched_solver.outcome import Section
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import NONE


@dataclass(frozen=True)
class Wish:
    """A week that may break rules."""

    sections: Sequence[Section]
    days: Sequence[tuple[int, Sequence[Attendance]]]
    """Patient and sessions of one day, the days that matter most first."""


def follow(wish: Wish, choices: Choices) -> None:
    """Run the sections, and let patients attend what is free for them then."""
    table = choices.timetable
    for section in wish.sections:
        table.run(section)
    for patient, cells in wish.days:
        for k, c in cells:
            if not choices.may_add(patient, k):
                continue
            if c == NONE:
                if table.attendees[k] < table.seats[k]:
                    table.join(patient, k)
            elif table.staff.may_take(patient)[c]:
                table.visit(patient, k, c)
