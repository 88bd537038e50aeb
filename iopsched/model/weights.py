"""What each unmet need and each goal costs: small integers, printed in every result."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator

from iopsched.model.base import Model

Need = Literal[
    "weekly-contact-minutes", "service-day-minimum", "service-days", "service-day-gap", "sessions-per-day",
    "rolling-cap", "care-plan", "keep-together",
]  # fmt: skip
DisruptionGoal = Literal["moved-patient", "changed-leader", "changed-room"]
ExperienceGoal = Literal[
    "primary-clinician", "usual-group", "preferences", "idle-gaps", "trips", "balanced-groups", "fair-load"
]
CostGoal = Literal["leader-time", "overtime", "room-use"]
Goal = Literal[DisruptionGoal, ExperienceGoal, CostGoal]
Tier = Literal["needs", "disruption", "experience", "cost"]

TIERS: dict[str, tuple[str, ...]] = {
    "needs": get_args(Need),
    "disruption": get_args(DisruptionGoal),
    "experience": get_args(ExperienceGoal),
    "cost": get_args(CostGoal),
}
"""The slugs of each tier, the weightiest tier first."""

DEFAULTS: dict[str, int] = {
    "weekly-contact-minutes": 1, "service-day-minimum": 1, "service-days": 2, "service-day-gap": 1,
    "sessions-per-day": 1, "rolling-cap": 2, "care-plan": 2, "keep-together": 1,
    "moved-patient": 4, "changed-leader": 2, "changed-room": 1,
    "primary-clinician": 3, "usual-group": 2, "preferences": 1, "idle-gaps": 1, "trips": 2, "balanced-groups": 1,
    "fair-load": 1, "leader-time": 1, "overtime": 3, "room-use": 1,
}  # fmt: skip


class TierWeights(Model):
    """What one unit of each tier costs."""

    needs: int = Field(default=1_000, ge=0)
    disruption: int = Field(default=0, ge=0)
    experience: int = Field(default=15, ge=0)
    cost: int = Field(default=1, ge=0)


class Weights(Model):
    """Prices. The cost of a schedule is the sum of units x unit weight x tier weight (x priority for needs)."""

    tiers: TierWeights | None = None
    """None: 1,000 / 0 / 15 / 1; with a published schedule 20,000 / 1,000 / 15 / 1. So one unit of a tier outweighs
    all that one patient's whole week can cost in the tiers below."""
    units: dict[Literal[Need, Goal], Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    """Weight of one unit of a need or goal within its tier, by slug; 0 switches it off, a slug left out keeps its
    default."""

    @field_validator("units", mode="after")
    @classmethod
    def _fill(cls, units: dict[Any, int]) -> dict[Any, int]:
        return {**DEFAULTS, **units}
