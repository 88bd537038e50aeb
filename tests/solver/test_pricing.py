"""Pricing of patients who attend too many services to remember them all, against every legal day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns
from iopsched_solver.master import Master
from iopsched_solver.needs_bound import bound_needs
from iopsched_solver.plans.days import Asked
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.plans.pricing import Pricer
from iopsched_solver.problem import NONE, Problem

SERVICES = 15
SEEDS = range(24)
DAYS = ("Mon", "Tue")


def week(seed: int) -> Problem:
    """Two patients with care plans of 15 services; on each of two days every service starts twice or thrice."""
    rng = Random(seed)  # noqa: S311
    names = [f"S{n}" for n in range(SERVICES)]
    some = rng.sample(names, 3)
    starts = [f"{hour}:{minute}" for hour in (9, 10, 11) for minute in ("00", "30")]
    sessions = {"min": rng.choice([0, 2]), "max": rng.choice([3, 4]), "enforcement": rng.choice(["priced", "hard"])}
    return compile_scenario(
        Scenario.model_validate({
            "calendar": {"slot_minutes": 30},
            "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}, {"id": "B", "hours": "Mon-Fri 8-20"}],
            "rooms": [{"id": f"R{site}", "site": site, "capacity": 12} for site in "AB"],
            "clinicians": [{"id": "C1"}],
            "services": [
                {
                    "id": name,
                    "duration_minutes": rng.choice([30, 60]),
                    "contact_minutes": rng.choice([0, 30, 60, 60]),
                    "min_size": 1,
                    "max_size": 8,
                    "max_per_day": rng.choice([1, 1, 1, 2]),
                }
                for name in names
            ],
            "groups": [
                {
                    "id": f"G-{name}",
                    "service": name,
                    "sites": [rng.choice("AB")],
                    "starts": {"at": [f"{day} {at}" for day in DAYS for at in rng.sample(starts, rng.choice([2, 3]))]},
                }
                for name in names
            ],
            "policies": [
                {
                    "id": "plan",
                    "source": "made up",
                    "as_of": "2026-01-05",
                    "sessions_per_day": sessions,
                    "service_day_minimum": {"minutes": rng.choice([60, 120])},
                    "same_day_limits": [{"services": some, "max": 1}],
                    **rng.choice([{}, {"day_span_minutes_max": 120}, {"day_contact_minutes_max": 150}]),
                }
            ],
            "patients": [
                {
                    "id": f"P{n}",
                    "policy": "plan",
                    "care_plan": {"items": [{"service": s, "min": 0, "max": rng.choice([1, 2, 3])} for s in names]},
                    "buffer_minutes": rng.choice([0, 0, 30]),
                }
                for n in range(2)
            ],
        })
    ).problem  # fmt: skip


class Prices:
    """Prices at random, of some of which days are worth a lot."""

    def __init__(self, problem: Problem, seed: int) -> None:
        random = np.random.default_rng(seed)
        n, services = problem.n_patients, len(problem.services.slots)
        self.toll = random.uniform(0, 200, problem.n_cells)
        self.reward = random.choice([0.0, 300.0, 900.0], (n, services)) * random.random((n, services))
        self.minute = random.choice([0.0, 5.0], n)
        self.service_day = random.uniform(0, 400, (n, 7))
        self.day_charge = random.uniform(0, 100, (n, 7))
        self.visits = np.zeros((problem.n_clinicians, problem.n_cells))

    @property
    def asked(self) -> Asked:
        """The same as the pricer takes them."""
        charged = np.ones(len(self.minute))
        return Asked(
            self.toll, self.visits, self.reward, self.minute, self.service_day, {}, self.day_charge, charged
        )  # fmt: skip

    def reduced_cost(self, problem: Problem, p: int, day: int, cells: tuple[Attendance, ...], cost: int) -> float:
        """What a day of cost `cost` costs patient p at these prices."""
        services = [problem.cells.service[k] for k, _ in cells]
        minutes = int(problem.services.contact_minutes[services].sum())
        least = max(1, int(problem.patients.day_minutes_min[p]))
        earned = self.reward[p, services].sum() + minutes * self.minute[p]
        earned += self.service_day[p, day] * (minutes >= least)
        return float(cost + self.toll[[k for k, _ in cells]].sum() + self.day_charge[p, day] - earned)


def legal_days(problem: Problem, rules: LocalRules, p: int, day: int) -> Iterator[tuple[tuple[Attendance, ...], int]]:
    """Every legal day and its cost, by trying all orders of cells in time that leave time between them."""
    mine = [int(k) for k in np.flatnonzero(problem.may_attend[p] & (problem.cells.day == day))]
    mine.sort(key=rules.start.__getitem__)
    often = problem.patients.care_max[p]
    open_days: list[tuple[Attendance, ...]] = [()]
    while open_days:
        begun = open_days.pop()
        for k in mine:
            if begun and rules.start[k] < rules.end[begun[-1][0]]:
                continue
            cells = (*begun, (k, NONE))
            services = [rules.service[cell] for cell, _ in cells]
            if services.count(rules.service[k]) > often[rules.service[k]] or not rules._apart(p, [c for c, _ in cells]):
                continue
            open_days.append(cells)
            cost = rules.day_cost(p, cells)
            if cost is not None:
                yield cells, cost


@pytest.mark.parametrize("seed", SEEDS)
def test_no_legal_day_costs_less_than_the_bound(seed: int) -> None:
    problem = week(seed)
    prices, rules, pricer = Prices(problem, seed), LocalRules(problem), Pricer(problem)
    assert pricer.many
    assert not pricer.few
    priced = pricer(prices.asked)
    for p in range(problem.n_patients):
        for day in range(len(DAYS)):
            least = min(
                (
                    prices.reduced_cost(problem, p, day, cells, cost)
                    for cells, cost in legal_days(problem, rules, p, day)
                ),
                default=0.0,
            )
            assert priced.best[p, day] <= min(least, 0.0) + 1e-6


def test_most_days_are_the_best_there_are_and_legal() -> None:
    found = exact = 0
    for seed in SEEDS:
        problem = week(seed)
        prices, rules = Prices(problem, seed), LocalRules(problem)
        priced = Pricer(problem)(prices.asked)
        found += int((priced.best < 0).sum())
        for plan in priced.plans:
            cost = rules.day_cost(plan.patient, plan.cells)
            if cost is not None:
                true = prices.reduced_cost(problem, plan.patient, plan.day, plan.cells, cost)
                exact += true <= priced.best[plan.patient, plan.day] + 1e-6
    assert exact >= 0.75 * found > 0, (exact, found)


def test_the_bound_stays_one_while_what_is_remembered_grows() -> None:
    problem = week(0)
    pricer, rules = Pricer(problem), LocalRules(problem)
    for seed in range(6):
        prices = Prices(problem, seed)
        for _ in range(2):
            best = pricer(prices.asked).best[0, 0]
        days = legal_days(problem, rules, 0, 0)
        assert best <= min(prices.reduced_cost(problem, 0, 0, cells, cost) for cells, cost in days) + 1e-6


def test_what_is_not_priced_has_no_bound() -> None:
    problem = week(1)
    priced = Pricer(problem)(Prices(problem, 1).asked, stop=lambda: True)
    assert not priced.plans
    assert np.isneginf(priced.best).all()
    columns = Columns(problem)
    price = columns.master.prices.clip(np.zeros(len(columns.master.draft.row_low)))
    assert columns.price(price, lambda: True) == (0, -np.inf)


def test_no_time_proves_nothing_about_needs() -> None:
    assert bound_needs(week(2), frozenset({"care-plan"}), time_limit_s=0.0) == 0


def test_good_days_are_legal_ways_that_cost_little_more_than_the_best() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=3)).problem
    master, pricer, local = Master(problem), Pricer(problem), LocalRules(problem)
    price = master.prices.clip(np.random.default_rng(0).normal(0.0, 200.0, len(master.draft.row_low)))
    asked = master.prices.of_days(price)
    best = pricer(asked).best
    good = pricer.good(asked, worse=300.0, most=5)
    assert len({(plan.patient, plan.cells) for plan in good}) == len(good)
    assert max(Counter((plan.patient, plan.day) for plan in good).values()) == 5
    assert all(plan.reduced_cost < best[plan.patient, plan.day] + 300.0 for plan in good)
    legal = [plan for plan in good if local.day_cost(plan.patient, plan.cells) is not None]
    assert all(plan.reduced_cost > best[plan.patient, plan.day] - 1e-6 for plan in legal)
    assert len(legal) > 0.5 * len(good)  # at such prices long days pay
