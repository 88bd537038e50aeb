"""The gate that every schedule passes before anyone sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from iopsched.check.contents import GOALS, NEEDS, RULES, Rule, slug_of
from iopsched.check.reasons import Reasons
from iopsched.check.report import Report
from iopsched.check.week import Week
from iopsched.model.result import TierCost, UnmetNeed, Violation
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.weights import TIERS


def check(scenario: Scenario, schedule: Schedule) -> Report:
    """Check every rule, need and goal of ``docs/mathematics.md`` on `schedule`, without any solver.

    A schedule may name ids that the scenario does not have: they are violations, not errors. The scenario itself must
    be valid (`iopsched.validation`).

    Parameters
    ----------
    scenario
        The week as it was known before planning.
    schedule
        The sessions to check.

    Returns
    -------
    Report
        Violations, unmet needs with their reasons, and the cost by tier.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> scenario, schedule = base_week()
    >>> check(scenario, schedule).legal
    True
    """
    return judge(Week.of(scenario, schedule))


def judge(week: Week, rules: tuple[Rule, ...] = RULES, *, with_reasons: bool = True) -> Report:
    """Judge a week that is listed already: the rules given, every need and every goal."""
    violations = [violation for rule in rules for violation in rule(week)]
    unmet, reasons = [], Reasons(week)
    for need in NEEDS:
        for finding in need(week):
            if isinstance(finding, Violation):
                violations.append(finding)
            elif with_reasons:
                unmet.append(finding.model_copy(update={"reason": reasons.of(finding)}))
            else:
                unmet.append(finding)
    units = Counter({slug_of(goal): goal(week) for goal in GOALS})
    for lack in unmet:
        units[lack.rule] += lack.units
    return Report(
        violations=tuple(violations),
        unmet=tuple(unmet),
        tiers={tier: _price(week, tier, slugs, units, unmet) for tier, slugs in TIERS.items()},
    )


def _price(week: Week, tier: str, slugs: tuple[str, ...], units: Counter[str], unmet: Iterable[UnmetNeed]) -> TierCost:
    """Price one tier; needs carry their own cost, with the patient's weight."""
    if tier == "needs":
        cost = sum(lack.cost for lack in unmet)
    else:
        cost = sum(units[slug] * week.facts.unit_cost[slug] for slug in slugs)
    return TierCost(units={slug: units[slug] for slug in slugs}, cost=cost)
