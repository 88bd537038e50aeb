"""A schedule through every rule and the whole cost."""

import pytest

from iopsched.check import check


@pytest.mark.parametrize("name", ["menu-tight-60", "menu-tight-400"])
def bench_check(benchmark, scenario, schedule, name):
    """Check a full week of groups."""
    benchmark.group = f"check {name}"
    report = benchmark.pedantic(check, (scenario(name), schedule(name)), rounds=5, warmup_rounds=1)
    benchmark.extra_info["sessions"] = len(schedule(name).sessions)
    assert schedule(name).sessions
    assert report.cost > 0
