"""How an annealing cools: which worse weeks it goes on from, and until when.

Measured on the shipped weeks: `docs/benchmarking.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cooling:
    """Temperatures, in sessions of a care plan, at shares of the annealing; between two of them their ratio is even.

    `temperatures` are positive, `shares` go from 0 to 1.
    """

    temperatures: tuple[float, ...]
    shares: tuple[float, ...] = (0.0, 1.0)

    def at(self, share: float) -> float:
        """The temperature once so much is over."""
        return float(np.exp(np.interp(share, self.shares, np.log(self.temperatures))))

    def rest(self, share: float) -> Cooling:
        """What is left of it once so much is over, less than all."""
        after = [(each, at) for each, at in zip(self.temperatures, self.shares, strict=True) if at > share]
        return Cooling(
            (self.at(share), *(each for each, _ in after)),
            (0.0, *((at - share) / (1.0 - share) for _, at in after)),
        )


COLD = 0.0015
"""Temperature at which little but better weeks is gone on from."""
COOLING = Cooling((1.0, 0.125, COLD), (0.0, 0.2, 1.0))
"""Of a first week: hot at first, since a session that stays unmet is bad luck of the beginning; but not for long."""
WARM_COOLING = Cooling((0.125, COLD))
"""The same where there is no time for that."""
HOT_COOLING = Cooling((4.0, COLD))
"""Of a week with much unmet: sessions of many care plans at once are given up for others."""
AGAIN_COOLINGS = (Cooling((0.03, COLD)), WARM_COOLING)
"""In turn of a week that was annealed before: it gets out of what it froze in, and keeps more or less of the rest."""
COLD_COOLING = Cooling((0.003, 0.0005))
"""Of a week that follows a program's days: what that decided well stays."""
CHOICE_S = 0.0003
"""Seconds for each single choice (patient and cell) from which on an annealing has the time to begin hot."""


def cooling_for(seconds: float, choices: int) -> Cooling:
    """How a first week cools that is annealed for so long, by its single choices."""
    return COOLING if seconds >= CHOICE_S * choices else WARM_COOLING
