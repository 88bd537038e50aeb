"""Needs (tier 1): what the care plan and the policy ask of a week, priced when unmet. One module for each."""

from __future__ import annotations

from iopsched_solver.model.needs import (
    care_plan,
    keep_together,
    rolling_cap,
    service_day_gap,
    service_day_minimum,
    service_days,
    sessions_per_day,
    weekly_contact_minutes,
)
from iopsched_solver.model.needs.need import Need, price

__all__ = ["NEEDS", "Need", "price"]

NEEDS = (
    Need("weekly-contact-minutes", weekly_contact_minutes.units, add=weekly_contact_minutes.add),
    Need("service-day-minimum", service_day_minimum.units),
    Need("service-days", service_days.units),
    Need("service-day-gap", service_day_gap.units),
    Need("sessions-per-day", sessions_per_day.units),
    Need("rolling-cap", rolling_cap.units),
    Need("care-plan", care_plan.units, narrow=care_plan.narrow, add=care_plan.add),
    Need("keep-together", keep_together.units),
)
"""The model's table of contents, second part."""
