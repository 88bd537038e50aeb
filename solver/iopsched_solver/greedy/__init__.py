"""A first legal week, quickly: greedy first fit; and one that follows a week made elsewhere."""

from iopsched_solver.greedy.first_fit import first_fit
from iopsched_solver.greedy.follow import Wish

__all__ = ["Wish", "first_fit"]
