"""The ways to run a section: which band its size is in, and which band's leaders it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from iopsched_solver.model.arrays import numbers
from iopsched_solver.problem import BoolArray, IntArray, Problem


@dataclass(frozen=True, eq=False)
class Ways:
    """Arrays over ways, in order of service and band.

    A section may have the leaders that its service asks for at a larger size. That never pays unless somebody wants a
    leader kept, so these *generous* ways are for cells where a leader is pinned or published.
    """

    service: IntArray
    band: IntArray
    """The band that bounds the section's attendees, and that its leaders document for."""
    role_count: IntArray
    """(ways, J): leaders by role."""
    hold_slots: IntArray
    is_generous: BoolArray

    @classmethod
    def of(cls, problem: Problem) -> Ways:
        """List every band with its own leaders, and with those of each larger band that asks for others."""
        bands = problem.bands
        rows: list[tuple[int, int]] = []
        for service in range(len(problem.services.slots)):
            here = np.flatnonzero(bands.service == service).tolist()
            for place, band in enumerate(here):
                seen = set()
                for staffing in here[place:]:
                    roles = bands.role_count[staffing].tobytes()
                    if roles not in seen:
                        rows.append((band, staffing))
                        seen.add(roles)
        band, staffing = numbers(rows, 2).T
        return cls(bands.service[band], band, bands.role_count[staffing], bands.hold_slots[band], band != staffing)

    @property
    def leaders(self) -> IntArray:
        """(ways,): leaders in all."""
        leaders: IntArray = self.role_count.sum(axis=1)
        return leaders


def roles_of(leaders: Sequence[int], fill: BoolArray, role_count: IntArray) -> tuple[int, ...] | None:
    """Give each leader a role.

    Parameters
    ----------
    leaders
        Clinicians.
    fill
        (C, J): who can fill which role.
    role_count
        (J,): at most so many in each role.

    Returns
    -------
    tuple[int, ...] | None
        A role for each leader; none if there is no such way.
    """
    left = role_count.copy()
    roles: list[int] = []

    def place(number: int) -> bool:
        if number == len(leaders):
            return True
        for role in np.flatnonzero(fill[leaders[number]] & (left > 0)).tolist():
            left[role] -= 1
            roles.append(role)
            if place(number + 1):
                return True
            left[role] += 1
            roles.pop()
        return False

    return tuple(roles) if place(0) else None
