"""Rows that sleep: the optimum stays that of the whole program, and prices stay good for a bound."""

from __future__ import annotations

import time

import numpy as np
import pytest

from iopsched_solver.awake import CALM, AwakeRows
from iopsched_solver.lp import LinearProgram, LPSolution, solve_interior, solve_vertex

SEEDS = range(12)
ENGINES = [solve_interior, solve_vertex]


def random_program(seed: int, *, n_rows: int = 40, n_columns: int = 15) -> LinearProgram:
    """A program whose box holds an optimum; most of its rows lie far from it."""
    rng = np.random.default_rng(seed)
    dense = rng.integers(-3, 6, (n_rows, n_columns)) * (rng.random((n_rows, n_columns)) < 0.5)
    rows, columns = np.nonzero(dense)
    high = dense.sum(axis=1) * rng.uniform(0.3, 3.0, n_rows) + rng.uniform(0.0, 4.0, n_rows)
    return LinearProgram(
        cost=-rng.uniform(0.0, 5.0, n_columns),
        low=np.zeros(n_columns),
        high=np.full(n_columns, 3.0),
        row_low=np.where(rng.random(n_rows) < 0.2, -30.0, -np.inf),
        row_high=np.maximum(high, 0.0),
        rows=rows,
        columns=columns,
        values=dense[rows, columns].astype(float),
    )


def with_more(lp: LinearProgram, seed: int) -> LinearProgram:
    """The program with five rows more, one of which is tight, and other costs."""
    rng = np.random.default_rng(seed + 1000)
    n, m = len(lp.cost), len(lp.row_low)
    rows, columns = np.repeat(np.arange(m, m + 5), n), np.tile(np.arange(n), 5)
    return LinearProgram(
        cost=-rng.uniform(0.0, 5.0, n),
        low=lp.low,
        high=lp.high,
        row_low=np.append(lp.row_low, np.full(5, -np.inf)),
        row_high=np.append(lp.row_high, [1.0, 20.0, 30.0, 40.0, 50.0]),
        rows=np.append(lp.rows, rows),
        columns=np.append(lp.columns, columns),
        values=np.append(lp.values, np.ones(5 * n)),
    )


def soon() -> float:
    return time.monotonic() + 60.0


def known(solution: LPSolution | None) -> LPSolution:
    assert solution is not None
    return solution


def dual_bound(lp: LinearProgram, price: np.ndarray) -> float:
    """What prices prove: their rows' ends and the columns' reduced costs at their better bounds."""
    reduced = lp.cost - np.bincount(lp.columns, weights=lp.values * price[lp.rows], minlength=len(lp.cost))
    ends = np.where(price > 0, lp.row_low, lp.row_high)
    return float((price[price != 0] * ends[price != 0]).sum() + np.minimum(reduced * lp.low, reduced * lp.high).sum())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", SEEDS)
def test_optimum_is_that_of_the_whole_program_once_nothing_is_broken(seed: int, engine) -> None:
    rows = AwakeRows()
    lp = random_program(seed)
    for step in range(CALM + 3):
        now = with_more(lp, seed + step) if step else lp
        solution = known(rows.solve(now, engine, deadline=soon()))
        while rows.broken:
            solution = known(rows.solve(now, engine, deadline=soon()))
        assert solution.cost == pytest.approx(known(engine(now, time_limit_s=60.0)).cost, abs=1e-3)
        lp = LinearProgram(**{**lp.__dict__, "cost": now.cost})


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_without_a_price_sleep_and_the_cost_is_never_above_the_whole(seed: int) -> None:
    sizes = []

    def engine(part: LinearProgram, *, time_limit_s: float) -> LPSolution | None:
        sizes.append(len(part.row_low))
        return solve_interior(part, time_limit_s=time_limit_s)

    rows, lp = AwakeRows(), random_program(seed)
    for _ in range(4):
        solution = known(rows.solve(lp, engine, deadline=soon()))
        whole = known(solve_interior(lp, time_limit_s=60.0))
        assert solution.cost <= whole.cost + 1e-3
        assert dual_bound(lp, solution.price) <= whole.cost + 1e-3
        assert len(solution.price) == len(lp.row_low)
    assert sizes[0] == len(lp.row_low)
    assert sizes[-1] < sizes[0]


def test_a_row_that_is_broken_wakes_and_then_takes_longer_to_sleep() -> None:
    def program(cost: float) -> LinearProgram:
        """One column up to 10, a row that holds it at 5: of no account where the column costs."""
        one = np.ones(1)
        return LinearProgram(
            cost * one, 0 * one, 10 * one, -np.inf * one, 5 * one, np.zeros(1, int), np.zeros(1, int), one
        )

    rows = AwakeRows()
    known(rows.solve(program(1.0), solve_vertex, deadline=soon()))
    dear = known(rows.solve(program(-1.0), solve_vertex, deadline=soon()))
    assert (dear.cost, rows.broken) == (-10.0, 1)
    assert known(rows.solve(program(-1.0), solve_vertex, deadline=soon())).cost == -5.0
    for _ in range(CALM):
        known(rows.solve(program(1.0), solve_vertex, deadline=soon()))
    assert known(rows.solve(program(-1.0), solve_vertex, deadline=soon())).cost == -5.0


def test_kept_rows_never_sleep() -> None:
    lp, rows = random_program(SEEDS[0]), AwakeRows()
    rows.kept = slice(0, 2)
    for _ in range(4):
        known(rows.solve(lp, solve_interior, deadline=soon()))
        assert rows.awake(len(lp.row_low))[:2].all()
    assert not rows.awake(len(lp.row_low)).all()


def test_none_where_the_engine_has_none() -> None:
    assert AwakeRows().solve(random_program(1), lambda _, **__: None, deadline=soon()) is None
