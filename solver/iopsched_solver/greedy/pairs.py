"""Pairs of patients to be kept apart or together, by patient."""

from __future__ import annotations

from iopsched_solver.problem import BoolArray, Problem


def partners(problem: Problem) -> dict[int, list[tuple[int, int]]]:
    """By patient: who must be kept apart from them, and how far."""
    found: dict[int, list[tuple[int, int]]] = {}
    if "keep-apart" in problem.rules:
        for one, other, scope in problem.pairs.apart.tolist():
            found.setdefault(one, []).append((other, scope))
            found.setdefault(other, []).append((one, scope))
    return found


def friends(problem: Problem) -> dict[int, list[tuple[int, BoolArray]]]:
    """By patient: whom they should be kept together with, and the offerings (G,) that this concerns."""
    found: dict[int, list[tuple[int, BoolArray]]] = {}
    for (one, other), offerings in zip(problem.pairs.together.tolist(), problem.pairs.together_offerings, strict=True):
        found.setdefault(one, []).append((other, offerings))
        found.setdefault(other, []).append((one, offerings))
    return found
