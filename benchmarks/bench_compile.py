"""Scenario to problem."""

import pytest

from iopsched.compile import compile_scenario


@pytest.mark.parametrize("name", ["menu-tight-60", "menu-tight-400"])
def bench_compile(benchmark, scenario, name):
    """Compile a week."""
    benchmark.group = f"compile {name}"
    made = benchmark.pedantic(compile_scenario, (scenario(name),), rounds=5, warmup_rounds=1)
    assert made.problem.n_cells
