"""The programs of a dive: they end when its time does."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.columns import Columns
from iopsched_solver.lp import FloatArray
from iopsched_solver.programs import solve_priced


def test_pricing_within_a_dive_stops_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, asked = Columns(compile_scenario(tiny_scenario(1)).problem), list[Callable[[], bool]]()

    def price(_: FloatArray, stop: Callable[[], bool]) -> tuple[int, float]:
        asked.append(stop)
        return 0, -math.inf

    monkeypatch.setattr(columns, "price", price)
    deadline = time.monotonic() + 60
    assert solve_priced(columns, -math.inf, deadline) is not None
    assert not asked[0]()
    monkeypatch.setattr(time, "monotonic", lambda: deadline + 1)
    assert asked[0]()
