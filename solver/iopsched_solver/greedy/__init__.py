"""A first legal week, quickly: greedy first fit."""

from iopsched_solver.greedy.first_fit import first_fit

__all__ = ["first_fit"]
