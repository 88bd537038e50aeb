"""The compact counted mixed-integer program of a week, as arrays.

It is the project's own constraint model (`iopsched_solver.model`), row for row: sections and rooms are counted, not
numbered, leaders have one variable for each cell, way and role. Its linear rows are taken as they are; "at most one"
and implications become linear rows. So every hard rule is in it, its solutions are decoded by the same code as
CP-SAT's, and its optimum is the week's.
"""

import math
from dataclasses import dataclass

import numpy as np

from iopsched_solver.model import Fragment
from iopsched_solver.model.build import build
from iopsched_solver.model.decode import decode
from iopsched_solver.outcome import Outcome

OPEN_END = 2**60
"""Row ends beyond this are open."""


@dataclass(frozen=True)
class Program:
    """Minimise cost @ x + offset, row_low <= A x <= row_high, 0 <= x <= high, x whole; A in coordinates, row by row."""

    week: object
    """What decodes the values."""
    cost: np.ndarray
    offset: float
    high: np.ndarray
    row_low: np.ndarray
    row_high: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray

    def outcome(self, x):
        """Return what the values say, and what it costs."""
        whole = np.rint(x).astype(np.int64)
        complete = self.week.pool.completed(whole)
        return decode(self.week, complete), self.week.pool.cost_at(complete)


def program(problem):
    """Write the program of a whole week."""
    week = build(problem, Fragment.whole(problem, Outcome()))
    proto = week.pool.write(hint=False).proto
    cost = np.zeros(len(proto.variables))
    cost[list(proto.objective.vars)] = list(proto.objective.coeffs)
    high = np.array([list(variable.domain)[-1] for variable in proto.variables], dtype=float)
    rows, columns, values, low, upper = [], [], [], [], []
    for constraint in proto.constraints:
        for terms, factors, least, most in _linear(constraint):
            rows += [len(low)] * len(terms)
            columns += terms
            values += factors
            low.append(least)
            upper.append(most)
    key = np.array(rows, dtype=np.int64) * len(cost) + np.array(columns, dtype=np.int64)
    entries, place = np.unique(key, return_inverse=True)
    factors = np.bincount(place, weights=np.array(values, dtype=float), minlength=len(entries))
    return Program(
        week, cost, float(proto.objective.offset), high, np.array(low), np.array(upper), entries // len(cost),
        entries % len(cost), factors,
    )  # fmt: skip


def _linear(constraint):
    """A constraint as linear rows: columns, factors, low end, high end."""
    if constraint.has_linear():
        row = constraint.linear
        low, *_, high = list(row.domain)
        ends = -math.inf if low < -OPEN_END else float(low), math.inf if high > OPEN_END else float(high)
        return [(list(row.vars), list(row.coeffs), *ends)]
    if constraint.has_at_most_one():
        return [_sum_at_most(list(constraint.at_most_one.literals), 1)]
    if constraint.has_bool_and() and len(constraint.enforcement_literal) == 1:
        premise = constraint.enforcement_literal[0]
        return [_sum_at_most([premise, -literal - 1], 1) for literal in constraint.bool_and.literals]
    raise ValueError("the model has a constraint that no linear row expresses")


def _sum_at_most(literals, most):
    """Literals of which so many hold at most; a negative one, -column - 1, is a column that is 0."""
    negated = sum(literal < 0 for literal in literals)
    columns = [literal if literal >= 0 else -literal - 1 for literal in literals]
    return columns, [1.0 if literal >= 0 else -1.0 for literal in literals], -math.inf, float(most - negated)
