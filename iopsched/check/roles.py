"""Which leaders a session asks for, and whether those it has can fill the roles."""

from __future__ import annotations

from collections.abc import Sequence

from iopsched.check.week import Entry
from iopsched.model.care import LeaderRole, Service
from iopsched.model.clinic import Clinician

Roles = tuple[LeaderRole, ...]
"""One for each leader asked for."""


def roles_asked(service: Service, size: int) -> Roles:
    """Return the roles to fill when `size` people attend."""
    return tuple(role for role in service.leaders if role.from_size <= size for _ in range(role.count))


def staffings(entry: Entry) -> dict[int, Roles]:
    """Return the ways to staff a session: number of leaders to their roles, the smallest first.

    A group session may be staffed as if more attended, up to `max_size`. A one-to-one session has one leader.
    """
    size = len(entry.attendees)
    if not entry.is_group:
        return {1: roles_asked(entry.service, size)[:1]}
    larger = [role.from_size for role in entry.service.leaders if size < role.from_size <= entry.service.max_size]
    return {len(roles): roles for roles in (roles_asked(entry.service, n) for n in sorted({size, *larger}))}


def qualifies(clinician: Clinician, role: LeaderRole) -> bool:
    """Whether the clinician holds one of the role's credentials, or it asks for none."""
    return not role.credentials or not set(role.credentials).isdisjoint(clinician.credentials)


def roles_filled(leaders: Sequence[Clinician], roles: Roles) -> int:
    """Return how many of the roles the leaders can fill at once, each leader at most one (augmenting paths)."""
    leader_of: dict[int, int] = {}  # place in `roles` to place in `leaders`

    def seat(leader: int, tried: set[int]) -> bool:
        for place, role in enumerate(roles):
            if place not in tried and qualifies(leaders[leader], role):
                tried.add(place)
                if place not in leader_of or seat(leader_of[place], tried):
                    leader_of[place] = leader
                    return True
        return False

    return sum(seat(leader, set()) for leader in range(len(leaders)))
