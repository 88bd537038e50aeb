"""Linear programs straight from arrays: no modelling layer between numpy and the engines.

Form: minimise cost @ x with row_low <= A x <= row_high, low <= x <= high; A in coordinates (rows, columns, values).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2, model_update_pb2, parameters_pb2, result_pb2, solution_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import mathopt
from pybind11_abseil.status import StatusNotOk  # type: ignore[import-untyped]

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]


TOLERANCE = 1e-6
"""What a solution may miss a bound or a row by and still count as within it."""


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


class WarmProgram:
    """A linear program solved by GLOP's simplex again and again, each time from where it last ended.

    Bounds may change between two solves, and columns and rows may be added; coefficients of old columns in old rows
    may not. Where a hundred bounds change this takes a tenth of the time of a solve from scratch.
    """

    def __init__(self, lp: LinearProgram) -> None:
        self._lp = lp
        self._x: FloatArray | None = None
        self._solver = solver.new(mathopt.SolverType.GLOP.value, _model(lp), _INIT)  # type: ignore[no-untyped-call]

    def solve(self, lp: LinearProgram, *, time_limit_s: float) -> LPSolution | None:
        """Solve to a vertex; none when infeasible or out of time.

        The primal simplex goes on where the last solution is still allowed (new columns, wider bounds), the dual
        simplex where it is not.
        """
        if lp is not self._lp:
            self._solver.update(_update(self._lp, lp))
            self._lp = lp
        params = parameters_pb2.SolveParametersProto()
        params.time_limit.FromNanoseconds(int(max(time_limit_s, 0.01) * 1e9))
        params.glop.use_preprocessing = False
        params.glop.use_dual_simplex = self._x is None or not _allows(lp, self._x)
        solution = _solution(self._solver.solve(params, _MODEL_PARAMS, None, _NO_CALLBACK, None, None), lp)
        if solution is not None:
            self._x = solution.x
        return solution


def _allows(lp: LinearProgram, x: FloatArray) -> bool:
    """Whether a solution of an earlier state, new columns at their lower bounds, is within all bounds and rows."""
    now = np.concatenate([x, lp.low[len(x) :]])
    if (now < lp.low - TOLERANCE).any() or (now > lp.high + TOLERANCE).any():
        return False
    rows = np.bincount(lp.rows, weights=lp.values * now[lp.columns], minlength=len(lp.row_low))
    slack = TOLERANCE * np.maximum(1.0, np.abs(rows))
    return bool((rows >= lp.row_low - slack).all() and (rows <= lp.row_high + slack).all())


def _update(old: LinearProgram, new: LinearProgram) -> model_update_pb2.ModelUpdateProto:
    """What makes a program that was `old` a `new` one, which has all its columns and rows and maybe more."""
    update = model_update_pb2.ModelUpdateProto()
    n, m = len(old.cost), len(old.row_low)
    for changed, before, after in (
        (update.variable_updates.lower_bounds, old.low, new.low[:n]),
        (update.variable_updates.upper_bounds, old.high, new.high[:n]),
        (update.linear_constraint_updates.lower_bounds, old.row_low, new.row_low[:m]),
        (update.linear_constraint_updates.upper_bounds, old.row_high, new.row_high[:m]),
    ):
        moved = np.flatnonzero(before != after)
        changed.ids.extend(moved.tolist())
        changed.values.extend(after[moved].tolist())
    fresh = range(n, len(new.cost))
    update.new_variables.ids.extend(fresh)
    update.new_variables.lower_bounds.extend(new.low[n:].tolist())
    update.new_variables.upper_bounds.extend(new.high[n:].tolist())
    update.new_variables.integers.extend([False] * len(fresh))
    update.objective_updates.linear_coefficients.ids.extend(fresh)
    update.objective_updates.linear_coefficients.values.extend(new.cost[n:].tolist())
    update.new_linear_constraints.ids.extend(range(m, len(new.row_low)))
    update.new_linear_constraints.lower_bounds.extend(new.row_low[m:].tolist())
    update.new_linear_constraints.upper_bounds.extend(new.row_high[m:].tolist())
    rows, columns, values = new.rows[len(old.rows) :], new.columns[len(old.rows) :], new.values[len(old.rows) :]
    order = np.lexsort((columns, rows))
    update.linear_constraint_matrix_updates.row_ids.extend(rows[order].tolist())
    update.linear_constraint_matrix_updates.column_ids.extend(columns[order].tolist())
    update.linear_constraint_matrix_updates.coefficients.extend(values[order].tolist())
    return update


def _solution(reply: result_pb2.SolveResultProto, lp: LinearProgram) -> LPSolution | None:
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


def _run(
    lp: LinearProgram, engine: mathopt.SolverType, params: parameters_pb2.SolveParametersProto
) -> result_pb2.SolveResultProto:
    """Hand the model to an engine below mathopt's modelling layer, which would build it one coefficient at a time."""
    reply: result_pb2.SolveResultProto = solver.solve(  # type: ignore[no-untyped-call]
        _model(lp), engine.value, _INIT, params, _MODEL_PARAMS, None, _NO_CALLBACK, None, None
    )
    return reply


def solve_interior(lp: LinearProgram, *, time_limit_s: float) -> LPSolution | None:
    """Solve by HiGHS's interior point without crossover; none when it found no solution in time.

    Interior prices lie in the middle of the optimal face: better for column generation than a vertex's. Where the
    interior point method gives up on the numbers, a vertex has to do.
    """
    params = mathopt.SolveParameters()
    params.highs.string_options["solver"] = "ipm"
    params.highs.string_options["run_crossover"] = "off"
    params.highs.double_options["time_limit"] = max(time_limit_s, 0.01)
    try:
        reply = _run(lp, mathopt.SolverType.HIGHS, params.to_proto())
    except StatusNotOk:
        return solve_vertex(lp, time_limit_s=time_limit_s)
    return _solution(reply, lp)


def solve_vertex(lp: LinearProgram, *, time_limit_s: float) -> LPSolution | None:
    """Solve by GLOP's simplex to a vertex, where far fewer values are fractional; none when infeasible or out of time.

    Always from scratch: keeping GLOP warm over changed bounds was two to four times slower on these programs.
    """
    params = parameters_pb2.SolveParametersProto()
    params.time_limit.FromNanoseconds(int(max(time_limit_s, 0.01) * 1e9))
    return _solution(_run(lp, mathopt.SolverType.GLOP, params), lp)
