"""What the checker says about a schedule."""

from __future__ import annotations

from pydantic import Field, computed_field

from iopsched.model.base import Model
from iopsched.model.result import TierCost, UnmetNeed, Violation


class Report(Model):
    """Everything a schedule breaks, leaves unmet and costs."""

    violations: tuple[Violation, ...] = ()
    """Hard rules, and needs that are hard for a patient, that it breaks."""
    unmet: tuple[UnmetNeed, ...] = ()
    """Needs that it does not meet, priced."""
    tiers: dict[str, TierCost] = Field(default_factory=dict)
    """What each tier costs, the weightiest first."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def legal(self) -> bool:
        """Whether it breaks nothing."""
        return not self.violations

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cost(self) -> int:
        """The cost of all tiers together."""
        return sum(tier.cost for tier in self.tiers.values())
