"""The two halves of a round of column generation, on a master with a few rounds of columns."""

import pytest

from iopsched_solver.lp import solve_interior, solve_vertex

LONG_S = 600.0


@pytest.mark.parametrize("name", ["menu-tight-60"])
def bench_pricing_round(benchmark, columns, name):
    """Every patient's best days at the master's prices; the master does not grow."""
    master, pricer = columns(name).master, columns(name).pricer
    price = master.prices.clip(solve_interior(master.program(), time_limit_s=LONG_S).price)

    def round_of_pricing():
        return pricer(master.prices.of_days(price))

    benchmark.group = f"columns {name}"
    priced = benchmark.pedantic(round_of_pricing, rounds=5, warmup_rounds=1)
    assert (priced.best <= 0).all()


@pytest.mark.parametrize("engine", [solve_interior, solve_vertex], ids=["interior", "vertex"])
@pytest.mark.parametrize("name", ["menu-tight-60"])
def bench_linear_program(benchmark, columns, name, engine):
    """One solve of the master, from scratch: prices (interior) or a point to dive from (vertex)."""
    program = columns(name).master.program()
    benchmark.group = f"columns {name}"
    solution = benchmark.pedantic(engine, (program,), {"time_limit_s": LONG_S}, rounds=5, warmup_rounds=1)
    benchmark.extra_info["rows"], benchmark.extra_info["columns"] = len(program.row_low), len(program.cost)
    assert solution.cost > 0
