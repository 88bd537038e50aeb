"""Linear programs straight from arrays: no modelling layer between numpy and the engines.

Form: minimise cost @ x with row_low <= A x <= row_high, low <= x <= high; A in coordinates (rows, columns, values).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2, parameters_pb2, result_pb2, solution_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import mathopt
from pybind11_abseil.status import StatusNotOk  # type: ignore[import-untyped]

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]

WHOLE = 1e-4
"""How far from a whole number a value of a solution still counts as one."""
INTERIOR_TOLERANCE = 1e-4
"""What an inner solution may lie outside of a row or a price. With the engine's own 1e-7 it gives up on every second
large program for a few prices that presolve lost, with the optimum known to nine figures."""
LONGEST_S = 1e6
"""Where there is no limit in time."""


@dataclass(frozen=True)
class LinearProgram:
    """A sparse linear program of n columns and m rows."""

    cost: FloatArray
    """(n,)"""
    low: FloatArray
    high: FloatArray
    row_low: FloatArray
    """(m,) -inf where open."""
    row_high: FloatArray
    rows: IndexArray
    """(nnz,)"""
    columns: IndexArray
    values: FloatArray


@dataclass(frozen=True)
class LPSolution:
    """Values and prices: cost changes by `price` when a row's side that binds grows by one."""

    x: FloatArray
    price: FloatArray
    cost: float


def _model(lp: LinearProgram) -> model_pb2.ModelProto:
    model = model_pb2.ModelProto()
    n, m = len(lp.cost), len(lp.row_low)
    model.variables.ids.extend(range(n))
    model.variables.lower_bounds.extend(lp.low.tolist())
    model.variables.upper_bounds.extend(lp.high.tolist())
    model.variables.integers.extend([False] * n)
    nonzero = np.flatnonzero(lp.cost)
    model.objective.linear_coefficients.ids.extend(nonzero.tolist())
    model.objective.linear_coefficients.values.extend(lp.cost[nonzero].tolist())
    model.linear_constraints.ids.extend(range(m))
    model.linear_constraints.lower_bounds.extend(lp.row_low.tolist())
    model.linear_constraints.upper_bounds.extend(lp.row_high.tolist())
    order = np.lexsort((lp.columns, lp.rows))  # the engine wants rows, then columns, ascending
    model.linear_constraint_matrix.row_ids.extend(lp.rows[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(lp.columns[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(lp.values[order].tolist())
    return model


def solution_of(reply: result_pb2.SolveResultProto, lp: LinearProgram) -> LPSolution | None:
    """Return what an engine replied, or none unless that is feasible."""
    if not reply.solutions or not reply.solutions[0].HasField("primal_solution"):
        return None
    found = reply.solutions[0]
    if found.primal_solution.feasibility_status != solution_pb2.SOLUTION_STATUS_FEASIBLE:
        return None
    x, price = np.zeros(len(lp.cost)), np.zeros(len(lp.row_low))
    values = found.primal_solution.variable_values
    x[np.array(values.ids, dtype=np.int64)] = values.values
    if found.HasField("dual_solution"):
        duals = found.dual_solution.dual_values
        price[np.array(duals.ids, dtype=np.int64)] = duals.values
    return LPSolution(x, price, float(lp.cost @ x))


_INIT = mathopt.StreamableSolverInitArguments().to_proto()
_MODEL_PARAMS = mathopt.ModelSolveParameters().to_proto()
_NO_CALLBACK = mathopt.CallbackRegistration().to_proto()


def run_engine(
    lp: LinearProgram, engine: mathopt.SolverType, params: parameters_pb2.SolveParametersProto
) -> result_pb2.SolveResultProto:
    """Hand the model to an engine below mathopt's modelling layer, which would build it one coefficient at a time."""
    reply: result_pb2.SolveResultProto = solver.solve(  # type: ignore[no-untyped-call]
        _model(lp), engine.value, _INIT, params, _MODEL_PARAMS, None, _NO_CALLBACK, None, None
    )
    return reply


def solve_interior(lp: LinearProgram, *, time_limit_s: float, presolve: bool = True) -> LPSolution | None:
    """Solve by HiGHS's interior point without crossover; none when it found no solution in time.

    Interior prices lie in the middle of the optimal face: better for column generation than a vertex's. Where the
    interior point method gives up on the numbers, a vertex has to do. Presolve saves half of the time, but may get a
    few prices wrong.
    """
    params = mathopt.SolveParameters()
    params.highs.string_options["solver"] = "ipm"
    params.highs.string_options["run_crossover"] = "off"
    if presolve:
        params.highs.double_options["primal_feasibility_tolerance"] = INTERIOR_TOLERANCE
        params.highs.double_options["dual_feasibility_tolerance"] = INTERIOR_TOLERANCE
    else:
        params.highs.string_options["presolve"] = "off"
    params.highs.double_options["time_limit"] = max(time_limit_s, 0.01)
    try:
        reply = run_engine(lp, mathopt.SolverType.HIGHS, params.to_proto())
    except StatusNotOk:
        return solve_vertex(lp, time_limit_s=time_limit_s)
    return solution_of(reply, lp)


def solve_vertex(lp: LinearProgram, *, time_limit_s: float) -> LPSolution | None:
    """Solve by GLOP's simplex to a vertex, where far fewer values are fractional; none when infeasible or out of time.

    Always from scratch: kept warm, GLOP is ten times as fast where a few bounds change and nothing else, but two to
    four times as slow over all the steps of a dive, with their many bounds, new columns and new rows.
    """
    params = parameters_pb2.SolveParametersProto()
    params.time_limit.FromNanoseconds(int(min(max(time_limit_s, 0.01), LONGEST_S) * 1e9))
    return solution_of(run_engine(lp, mathopt.SolverType.GLOP, params), lp)
