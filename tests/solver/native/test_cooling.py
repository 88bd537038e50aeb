"""How an annealing cools."""

from __future__ import annotations

import pytest

from iopsched_solver.native.cooling import COOLING, HOT_COOLING, Cooling, cooling_for


@pytest.mark.parametrize("cooling", [COOLING, HOT_COOLING])
def test_it_never_warms_up(cooling: Cooling) -> None:
    at = [cooling.at(n / 100) for n in range(101)]
    assert at == sorted(at, reverse=True)
    assert at[0] == pytest.approx(cooling.temperatures[0])
    assert at[-1] == pytest.approx(cooling.temperatures[-1])


def test_between_two_temperatures_their_ratio_is_even() -> None:
    assert Cooling((4.0, 1.0, 0.01), (0.0, 0.5, 1.0)).at(0.25) == pytest.approx(2.0)
    assert Cooling((4.0, 1.0, 0.01), (0.0, 0.5, 1.0)).at(0.75) == pytest.approx(0.1)


@pytest.mark.parametrize("over", [0.0, 0.1, 0.3, 0.7])
def test_what_is_left_goes_on_as_the_whole(over: float) -> None:
    rest = COOLING.rest(over)
    for share in (0.0, 0.25, 0.5, 1.0):
        assert rest.at(share) == pytest.approx(COOLING.at(over + share * (1.0 - over)))


def test_it_begins_hot_where_there_is_time_for_every_choice() -> None:
    long, brief = cooling_for(1.0, 2_000), cooling_for(1.0, 20_000)
    assert long.at(0.0) > 2 * brief.at(0.0)
    assert long.at(1.0) == brief.at(1.0)
