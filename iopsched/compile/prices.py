"""What one unit of each need and goal costs."""

from __future__ import annotations

from iopsched.model.scenario import Scenario
from iopsched.model.weights import TIERS


def unit_costs(scenario: Scenario) -> dict[str, int]:
    """Multiply unit weights with tier weights, by slug (needs: before the patient's weight)."""
    tiers = scenario.tier_weights
    tier_weight = {
        "needs": tiers.needs, "disruption": tiers.disruption, "experience": tiers.experience, "cost": tiers.cost,
    }  # fmt: skip
    units = {str(slug): weight for slug, weight in scenario.weights.units.items()}
    return {slug: tier_weight[tier] * units[slug] for tier, slugs in TIERS.items() for slug in slugs}
