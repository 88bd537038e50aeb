"""The families of the benchmarks by name: ``menu-tight-150`` is 150 patients, a menu of starts, tight."""

from __future__ import annotations

import re
from typing import cast, get_args

from iopsched.model.scenario import Scenario
from iopsched_scenarios.generate import Shape, SlotMinutes, generate
from iopsched_scenarios.staffing import Tightness

SIZES = (24, 60, 150, 400, 1000)
PHP_SIZES = (40, 60)
NETWORK_SITE = 100
"""Patients a site in a network."""
_NAME = re.compile(r"^(network-)?([a-z]+)-([a-z]+)-(\d+)(?:-slot(5|10|15|30))?$")


def names() -> tuple[str, ...]:
    """The families that the long benchmarks run; `family` makes any other size too.

    Examples
    --------
    >>> names()[:3]
    ('calendar-ample-24', 'calendar-ample-60', 'calendar-ample-150')
    """
    listed = [
        f"{shape}-{tightness}-{size}"
        for shape in ("calendar", "menu", "open")
        for tightness in get_args(Tightness)
        for size in SIZES
    ]
    listed += [f"php-tight-{size}-slot{slot}" for size in PHP_SIZES for slot in (5, 15, 30)]
    listed += [f"network-menu-tight-{size}" for size in (1000, 10_000)]
    return tuple(listed)


def family(name: str, seed: int = 0) -> Scenario:
    """Make one scenario of a family.

    Parameters
    ----------
    name
        ``SHAPE-TIGHTNESS-PATIENTS``, with ``-slotN`` for another grid and ``network-`` in front for independent sites
        of about 100 patients.
    seed
        Any integer: which scenario of the family.

    Raises
    ------
    ValueError
        If the name is not of that form.

    Examples
    --------
    >>> family("calendar-ample-24", seed=3).title
    '24 patients, calendar, ample, seed 3'
    """
    match = _NAME.match(name)
    if match is None or match[2] not in get_args(Shape) or match[3] not in get_args(Tightness):
        msg = f"{name!r} is not a family: write it like menu-tight-150, php-tight-40-slot5 or network-menu-tight-1000"
        raise ValueError(msg)
    patients = int(match[4])
    return generate(
        patients,
        shape=cast("Shape", match[2]),
        tightness=cast("Tightness", match[3]),
        seed=seed,
        slot_minutes=cast("SlotMinutes", int(match[5])) if match[5] else None,
        sites=max(1, round(patients / NETWORK_SITE)) if match[1] else 1,
    )
