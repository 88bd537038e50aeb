"""The constraint model of one week, whole or over a fragment, solved by CP-SAT."""

from __future__ import annotations

from iopsched_solver.model.build import cost_of
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.model.solve import solve_fragment, solve_whole

__all__ = ["Fragment", "cost_of", "solve_fragment", "solve_whole"]
