"""A first legal week, quickly: greedy first fit; and a better one by placing a few patients anew at a time."""

from iopsched_solver.greedy.first_fit import first_fit
from iopsched_solver.greedy.follow import Wish

__all__ = ["Wish", "first_fit"]
