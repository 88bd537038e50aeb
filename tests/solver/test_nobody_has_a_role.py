"""Pins that contradict each other are named too where every group is peer-led, so that there are no roles to fill."""

from iopsched import SolveOptions, solve
from iopsched_scenarios.tiny import tiny_scenario


def test_pins_of_a_peer_led_week_are_named() -> None:
    result = solve(tiny_scenario(90072, 10), SolveOptions(time_limit_s=60, workers=1))
    assert result.status == "impossible"
    assert "pins" in {clash.rule for clash in result.conflict}
