"""Arithmetic of the protocol on traces worked out by hand."""

from statistics import median

import pytest

from iopsched.bench.measures import growth, needs_above, primal_integral, rest_gap, seconds_to_cost, seconds_to_gap
from iopsched.bench.plot import gap_plot
from iopsched.bench.record import Job, Measured
from iopsched.bench.reporting import as_text, report_of
from iopsched.bench.table import fitted, summary
from iopsched.model.result import TierCost, TracePoint


def points(*rows):
    return tuple(TracePoint(seconds=seconds, cost=cost, bound=bound) for seconds, cost, bound in rows)


def run(seed=1, patients=60, week=None, **more):
    job = Job(week=week or f"menu-tight-{patients}", seed=seed, path="week.json", time_limit_s=10)
    return Measured(job=job, patients=patients, status="feasible", empty_cost=1000, empty_needs=1000, **more)


TRACE = points((0, 1000, None), (1, 1000, 50), (2, 400, 90), (5, 100, 90), (8, 100, 99))


def test_times_of_a_trace():
    assert seconds_to_gap(TRACE, 0.1) == 5
    assert seconds_to_gap(TRACE, 0.01) == 8
    assert seconds_to_gap(TRACE, 0.001) is None
    assert seconds_to_cost(TRACE, 999) == 2


def test_the_primal_integral_counts_the_time_before_the_first_schedule_whole():
    # 2 s of nothing; 3 s at 400, which is 300/400 above the best; 5 s at the best
    assert primal_integral(TRACE, 100, 10, 1000) == 2 + 3 * 0.75
    assert primal_integral((), 100, 10, 1000) == 10


def test_gap_of_the_lower_tiers_with_needs_held():
    # cost 1,500 of which needs 1,000: any week with needs of at most 1,000 costs 1,450 - 1,000 = 450 at least besides
    assert rest_gap(1_500, 1_000, 1_450) == pytest.approx(50 / 500)
    assert rest_gap(1_500, 1_000, 200) == 1.0
    assert rest_gap(1_500, 1_000, None) is None
    assert rest_gap(1_000, 1_000, 900) == 0.0


def test_unmet_needs_above_their_bound_in_half_hours():
    assert needs_above(10_000, 4_000, 2_000) == 3
    assert needs_above(4_000, 4_000, 2_000) == 0
    assert needs_above(4_000, None, 2_000) is None


def test_growth_needs_two_sizes():
    assert growth([(60, 3.0), (60, 4.0)]) is None
    factor, exponent = growth([(10, 2.0), (100, 200.0)])
    assert (round(factor, 6), round(exponent, 6)) == (0.02, 2.0)


def solved(seed, cost, seconds):
    return run(
        seed,
        cost=cost,
        bound=90,
        trace=points((seconds, cost, 90)),
        tiers={"needs": TierCost(units={}, cost=0)},
        seconds={"compile": 0.5, "build": 0.25},
        peak_memory_mib=100,
    )


def test_the_table_takes_medians_and_counts_the_unsolved_as_never():
    runs = [solved(1, 90, 1.0), solved(2, 95, 2.0), run(3, error="killed")]
    (row,) = summary(runs)
    assert row["runs"] == "3 feasible"
    assert row["gap"] == "5.26%"  # medians of 0, 5.26 % and never
    assert row["first, s"] == "2.0"
    (row,) = summary([run(1, error="killed"), run(2, error="killed"), solved(3, 90, 1.0)])
    assert row["cost"] == row["gap"] == row["first, s"] == "-"
    assert median([1, 2, float("inf")]) == 2


def test_growth_tells_who_never_reached_the_gap():
    small, large = solved(1, 90, 1.0), solved(2, 90, 10.0).model_copy(update={"patients": 600})
    large = large.model_copy(update={"job": large.job.model_copy(update={"week": "menu-tight-600"})})
    missed = run(3, patients=600)
    (sentence,) = fitted([small, large, missed])
    assert "patients^1.00" in sentence
    assert "1 runs never reached it" in sentence


def test_the_report_names_failures_and_the_plot_draws_runs():
    runs = [solved(1, 90, 1.0), run(2, error="killed")]
    text = as_text(report_of(runs, "iopsched bench"))
    assert "menu-tight-60, seed 2, iopsched: killed" in text
    assert "| menu-tight-60 |" in text
    picture = gap_plot([solved(1, 95, 1.0), run(2, error="killed", week="other")])
    assert picture.count("<path") == 1
    assert "other, iopsched (no gap)" in picture
