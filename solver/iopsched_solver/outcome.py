"""What the solver decides, in indices of the problem: sections that run, who attends them, and visits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from iopsched_solver.problem import NONE


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """One section of a group cell that runs."""

    cell: int
    band: int
    room_class: int = NONE
    """NONE for telehealth and services without a room."""
    leaders: tuple[int, ...] = ()
    """Clinicians, sorted."""


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """One one-to-one session: a patient (or the patient's family) with a clinician."""

    cell: int
    patient: int
    clinician: int
    room_class: int = NONE


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decided week. Which attendee sits in which parallel section is left to decoding: it never matters."""

    sections: tuple[Section, ...] = ()
    attends: tuple[tuple[int, int], ...] = ()
    """(patient, cell) of group attendance, sorted."""
    visits: tuple[Visit, ...] = ()

    def weeks(self) -> defaultdict[int, list[tuple[int, int]]]:
        """Return everybody's sessions as (cell, clinician), the clinician NONE in a group; groups come first."""
        weeks: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for p, k in self.attends:
            weeks[p].append((k, NONE))
        for visit in self.visits:
            weeks[visit.patient].append((visit.cell, visit.clinician))
        return weeks
