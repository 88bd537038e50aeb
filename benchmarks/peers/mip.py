"""HiGHS, SCIP and CBC on the compact counted program, as they come with ortools.

All three get the empty week for nothing, as everybody does: without a solution of their own they report that one.
"""

import math
import time

import numpy as np
from ortools.linear_solver import linear_solver_pb2, pywraplp
from ortools.math_opt import model_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import mathopt

from iopsched_solver.limits import Event, Found
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from peers.program import program

LEAST_S = 0.05
ROUNDING = 1e-6


def search_with(engine):
    """Return a search by `engine`: highs, scip or cbc."""

    def search(problem, limits, on_event):
        began = time.monotonic()
        empty = Outcome()
        best = (empty, cost_of(problem, empty))
        on_event(Event("build", 0.0, best[1], None))
        made = program(problem)
        built_s = time.monotonic() - began
        left_s = max(LEAST_S, limits.time_limit_s - built_s)
        x, bound = _ENGINES[engine](made, left_s)
        if x is not None:
            outcome, cost = made.outcome(x)
            best = min(best, (outcome, cost), key=lambda found: found[1])
        floor = None if bound is None or not math.isfinite(bound) else math.floor(bound + ROUNDING)
        bound = None if floor is None else min(floor, best[1])
        seconds = {"build": built_s, "solve": time.monotonic() - began - built_s}
        on_event(Event("end", time.monotonic() - began, best[1], bound))
        status = "optimal" if bound == best[1] else "feasible"
        return Found(status, best[0], best[1], bound, "proved" if status == "optimal" else "time", engine, seconds)

    return search


def _mathopt(kind):
    """HiGHS takes its threads from the machine, SCIP has one: neither can be told otherwise here."""

    def run(made, left_s):
        n, m = len(made.cost), len(made.row_low)
        model = model_pb2.ModelProto()
        model.variables.ids.extend(range(n))
        model.variables.lower_bounds.extend([0.0] * n)
        model.variables.upper_bounds.extend(made.high.tolist())
        model.variables.integers.extend([True] * n)
        priced = np.flatnonzero(made.cost)
        model.objective.offset = made.offset
        model.objective.linear_coefficients.ids.extend(priced.tolist())
        model.objective.linear_coefficients.values.extend(made.cost[priced].tolist())
        model.linear_constraints.ids.extend(range(m))
        model.linear_constraints.lower_bounds.extend(made.row_low.tolist())
        model.linear_constraints.upper_bounds.extend(made.row_high.tolist())
        model.linear_constraint_matrix.row_ids.extend(made.rows.tolist())
        model.linear_constraint_matrix.column_ids.extend(made.columns.tolist())
        model.linear_constraint_matrix.coefficients.extend(made.values.tolist())
        proto = mathopt.SolveParameters().to_proto()
        proto.time_limit.FromNanoseconds(int(left_s * 1e9))
        reply = solver.solve(
            model, kind.value, mathopt.StreamableSolverInitArguments().to_proto(), proto,
            mathopt.ModelSolveParameters().to_proto(), None, mathopt.CallbackRegistration().to_proto(), None, None,
        )  # fmt: skip
        bound = reply.termination.objective_bounds.dual_bound
        if not reply.solutions or not reply.solutions[0].HasField("primal_solution"):
            return None, bound
        x = np.zeros(n)
        values = reply.solutions[0].primal_solution.variable_values
        x[np.array(values.ids, dtype=np.int64)] = values.values
        return x, bound

    return run


def _cbc(made, left_s):
    """CBC is compiled for one thread in the wheel."""
    began = time.monotonic()
    model = linear_solver_pb2.MPModelProto(objective_offset=made.offset)
    for cost, high in zip(made.cost.tolist(), made.high.tolist(), strict=True):
        model.variable.add(lower_bound=0.0, upper_bound=high, objective_coefficient=cost, is_integer=True)
    cuts = np.searchsorted(made.rows, np.arange(len(made.row_low) + 1)).tolist()
    columns, values = made.columns.tolist(), made.values.tolist()
    for n, (low, high) in enumerate(zip(made.row_low.tolist(), made.row_high.tolist(), strict=True)):
        part = slice(cuts[n], cuts[n + 1])
        model.constraint.add(lower_bound=low, upper_bound=high, var_index=columns[part], coefficient=values[part])
    engine = pywraplp.Solver.CreateSolver("CBC")
    engine.LoadModelFromProto(model)
    engine.SetTimeLimit(int(1000 * max(LEAST_S, left_s - (time.monotonic() - began))))
    status = engine.Solve()
    if status not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
        return None, None
    return np.array([variable.solution_value() for variable in engine.variables()]), engine.Objective().BestBound()


_ENGINES = {
    "highs": _mathopt(mathopt.SolverType.HIGHS),
    "scip": _mathopt(mathopt.SolverType.GSCIP),
    "cbc": _cbc,
}
