"""What the solver decides, in indices of the problem: sections that run, who attends them, and visits."""

from __future__ import annotations

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
