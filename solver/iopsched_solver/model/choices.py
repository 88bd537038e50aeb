"""Single choices that are allowed whatever else happens: variables are made for these alone.

Before any variable exists, each rule in force that concerns single choices strikes out what it forbids (its `narrow`).
A rule that is not in force strikes out nothing, so it is really off.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from iopsched_solver.problem import UNLIMITED, BoolArray, IntArray, Problem


class Choices:
    """What may be chosen, for the patients given.

    Parameters
    ----------
    problem
        The week.
    patients
        Whom to look at.
    """

    def __init__(self, problem: Problem, patients: IntArray) -> None:
        n, n_cells = len(patients), problem.n_cells
        n_services, n_classes = len(problem.services.slots), len(problem.rooms.count)
        self.problem = problem
        self.patients = patients
        self.attend = np.ones((n, n_cells), dtype=np.bool_)
        """(n, K): the patient may be among the attendees."""
        self.see = np.ones((n, problem.n_clinicians, n_services), dtype=np.bool_)
        """(n, C, S): the clinician may see the patient one-to-one."""
        self.lead = np.ones((problem.n_clinicians, n_cells), dtype=np.bool_)
        """(C, K): the clinician may lead there and then, roles aside."""
        self.fill = np.ones(problem.clinicians.role_held.shape, dtype=np.bool_)
        """(C, J): the clinician may fill the role."""
        self.use = np.ones((n_classes, n_cells), dtype=np.bool_)
        """(Q, K): a room of the class may be used there and then."""
        self.roomless = np.ones(n_cells, dtype=np.bool_)
        """(K,): a session may do without a room."""
        self.run = np.ones(n_cells, dtype=np.bool_)
        """(K,): a meeting may run."""
        self.section_seats = np.where(is_top_band(problem), UNLIMITED, problem.bands.seats)
        """(B,): attendees of a section of the band; the top band of a service has no limit of its own."""
        self.room_seats = np.full(n_classes, UNLIMITED, dtype=np.int64)
        """(Q,): people a room of the class holds."""

    def keep(self, slug: str) -> None:
        """Keep only what the masks of this rule allow."""
        problem = self.problem
        for masks, allowed in (
            (problem.cells.masks, self.run),
            (problem.clinicians.masks, self.lead),
            (problem.rooms.masks, self.use),
        ):
            if slug in masks:
                np.logical_and(allowed, masks[slug], out=allowed)
        self.attend &= _of(problem.patients.masks, slug, self.patients)
        self.see &= _of(problem.patients.sees, slug, self.patients)

    def settle(self) -> None:
        """Let nobody do anything in a cell that may not run."""
        self.attend &= self.run
        self.lead &= self.run
        self.use &= self.run


def _of(masks: Mapping[str, BoolArray], slug: str, patients: IntArray) -> BoolArray | bool:
    return masks[slug][patients] if slug in masks else True


def is_top_band(problem: Problem) -> BoolArray:
    """(B,): whether the band is its service's largest."""
    service = problem.bands.service
    return np.append(service[1:] != service[:-1], np.ones(min(len(service), 1), dtype=np.bool_))
