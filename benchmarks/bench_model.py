"""Problem to constraint model: building alone, no search."""

import pytest

from iopsched_solver.model.build import build
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.outcome import Outcome


@pytest.mark.parametrize("name", ["menu-tight-60"])
def bench_model_rows(benchmark, compiled, name):
    """Make columns and rows as arrays."""
    problem = compiled(name).problem
    benchmark.group = f"model {name}"
    week = benchmark.pedantic(build, (problem, Fragment.whole(problem, Outcome())), rounds=3, warmup_rounds=1)
    benchmark.extra_info["columns"] = week.pool.n_columns
    assert week.pool.n_columns


@pytest.mark.parametrize("name", ["menu-tight-60"])
def bench_model_written(benchmark, compiled, name):
    """Hand the arrays to the engine."""
    problem = compiled(name).problem
    pool = build(problem, Fragment.whole(problem, Outcome())).pool
    benchmark.group = f"model {name}"
    model = benchmark.pedantic(pool.write, kwargs={"hint": False}, rounds=3, warmup_rounds=1)
    benchmark.extra_info["rows"] = len(model.proto.constraints)
    assert len(model.proto.constraints)
