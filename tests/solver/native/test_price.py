"""Compiled pricing of days, against every sequence of sessions that the relaxed rules allow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_solver.native import price as native
from iopsched_solver.plans.days import FORBIDDEN, Arcs, Asked
from iopsched_solver.plans.labels import Labels, Rates
from iopsched_solver.plans.pricing import Pricer
from iopsched_solver.plans.ways import once_a_day
from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem

SEEDS = range(24)
N_SERVICES, N_PLACES = 6, 3
BUSY_DAYS = 2


def sequences(start: Any, end: Any, wait: Any, place: Any, once: Any) -> Iterator[tuple[int, ...]]:
    """All sequences of arcs that leave time between one and the next; `once` (A,) tells arcs that exclude each other.

    Arcs of the same number, 0 or more, are of one service that may be had once.
    """
    begun: list[tuple[int, ...]] = [()]
    while begun:
        way = begun.pop()
        if way:
            yield way
        for a in range(len(start)):
            in_time = not way or start[a] >= end[way[-1]] + wait[place[way[-1]], place[a]]
            if in_time and (once[a] < 0 or once[a] not in [once[b] for b in way]):
                begun.append((*way, a))


def idle_slots(start: Any, end: Any, way: tuple[int, ...]) -> int:
    return sum(int(start[b] - end[a]) for a, b in pairwise(way))


@pytest.mark.parametrize("seed", SEEDS)
def test_best_way_with_given_services_remembered_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, n_bits, n_levels = int(rng.integers(1, 11)), int(rng.integers(0, 4)), int(rng.integers(3, 9))
    start = np.sort(rng.integers(0, 8, n))
    arcs = Arcs(rng.integers(0, N_SERVICES, n), start, start + rng.integers(1, 4, n), rng.integers(0, N_PLACES, n))
    levels = rng.integers(0, 3, N_SERVICES)
    wait = rng.integers(0, 3, (N_PLACES, N_PLACES))
    rates = Rates(n_levels, float(rng.choice([0.0, 3.0])), float(rng.choice([0.0, 20.0])), wait)
    remembered = np.array([rng.permutation(N_SERVICES)[:n_bits] for _ in range(2)]).reshape(2, n_bits)
    forbidden = rng.random((2, 1 << n_bits)) < 0.2
    price = np.where(rng.random((2, n)) < 0.2, FORBIDDEN, rng.uniform(-40, 20, (2, n)))
    ends = np.where(rng.random((2, n_levels)) < 0.2, FORBIDDEN, rng.uniform(-20, 20, (2, n_levels)))
    found = Labels(arcs, levels, rates).best(remembered, forbidden, price, ends)
    for row, best in enumerate(found):
        bits = {int(s): bit for bit, s in enumerate(remembered[row].tolist())}
        once = np.array([bits.get(s, NONE) for s in arcs.service.tolist()])
        costs: dict[tuple[int, ...], float] = {}
        for way in sequences(arcs.start, arcs.end, wait, arcs.place, once):
            level = int(levels[arcs.service[list(way)]].sum())
            mask = sum(1 << int(once[a]) for a in way if once[a] >= 0)
            if level < n_levels and not forbidden[row, mask]:
                idle = rates.idle * idle_slots(arcs.start, arcs.end, way)
                costs[way] = rates.trip + idle + float(price[row, list(way)].sum() + ends[row, level])
        least = min([cost for cost in costs.values() if cost < FORBIDDEN / 2], default=0.0)
        if least >= -1e-6:
            assert best is None
        else:
            assert best is not None
            assert best.cost == pytest.approx(least)
            assert costs[best.arcs] == pytest.approx(least)


def week(seed: int) -> tuple[Problem, np.random.Generator]:
    """Two patients; on two days each of six services, two of them visits, starts twice or thrice a site."""
    rng = np.random.default_rng(seed)
    names = [f"S{n}" for n in range(N_SERVICES)]
    starts = [f"{hour}:{minute}" for hour in (9, 10, 11) for minute in ("00", "30")]

    def some() -> list[str]:
        return [starts[n] for n in rng.permutation(len(starts))[: rng.integers(2, 4)]]

    def enforcement() -> str:
        return "hard" if rng.random() < 0.5 else "priced"

    limits = [{"services": names[:3], "max": 1}] if rng.random() < 0.5 else []
    scenario = {
        "calendar": {"slot_minutes": 30},
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}, {"id": "B", "hours": "Mon-Fri 8-20"}],
        "rooms": [{"id": f"R{site}", "site": site, "capacity": 12} for site in "AB"],
        "clinicians": [{"id": f"C{n}"} for n in range(3)],
        "services": [
            {
                "id": name, "duration_minutes": int(rng.choice([30, 60])), "min_size": 1, "max_size": 8,
                "contact_minutes": int(rng.choice([0, 30, 60])), "max_per_day": int(rng.choice([1, 1, 2])),
            }
            for name in names
        ],
        "groups": [
            {"id": f"G-{name}-{n}", "service": name, "sites": ["AB"[n]],
             "starts": {"at": [f"{day} {at}" for day in ("Mon", "Tue") for at in some()]}}
            for name in names for n in range(2)
        ],
        "policies": [{
            "id": "plan", "source": "made up", "as_of": "2026-01-05", "same_day_limits": limits,
            "sessions_per_day": {"min": int(rng.choice([0, 2])), "max": 3, "enforcement": enforcement()},
            "service_day_minimum": {"minutes": 90, "enforcement": enforcement()},
        }],
        "patients": [
            {"id": f"P{n}", "policy": "plan",
             "care_plan": {"items": [{"service": s, "min": 0, "max": int(rng.integers(1, 4))} for s in names]}}
            for n in range(2)
        ],
    }  # fmt: skip
    return disturbed(compile_scenario(Scenario.model_validate(scenario)).problem, rng), rng


def disturbed(problem: Problem, rng: np.random.Generator) -> Problem:
    """The same with other places, pauses, limits and masks."""
    n, n_cells, n_services = problem.n_patients, problem.n_cells, N_SERVICES
    is_visit = np.arange(n_services) >= n_services - 2
    people = dataclasses.replace(
        problem.patients,
        buffer_slots=rng.integers(0, 2, n),
        day_span_slots_max=rng.integers(3, 9, n),
        day_minutes_max=rng.choice([120, 150, 1000], n),
        stranger=rng.random((n, 3, n_services)) < 0.5,
        sees={"x": rng.random((n, 3, n_services)) < 0.7},
        masks={"x": rng.random((n, n_cells)) < 0.8},
    )
    gap = rng.integers(0, 3, (N_PLACES, N_PLACES)) * (1 - np.eye(N_PLACES, dtype=np.int64))
    return dataclasses.replace(
        problem,
        rules=problem.rules | {"x"},
        cells=dataclasses.replace(problem.cells, place=rng.integers(0, N_PLACES, n_cells)),
        services=dataclasses.replace(problem.services, one_to_one=is_visit),
        patients=people,
        patient_gap_slots=gap,
        unit_cost={**problem.unit_cost, "idle-gaps": 15, "trips": 60, "primary-clinician": 10},
    )


def asked_of(problem: Problem, rng: np.random.Generator) -> Asked:
    n, n_cells = problem.n_patients, problem.n_cells
    return Asked(
        toll=rng.uniform(0, 200, n_cells),
        visit_toll=rng.uniform(0, 50, (problem.n_clinicians, n_cells)),
        reward=rng.uniform(0, 500, (n, N_SERVICES)),
        minute=rng.choice([0.0, 1.0], n),
        service_day=rng.uniform(0, 200, (n, DAYS_A_WEEK)),
        surcharge={1: rng.uniform(-50, 50, n_cells)},
        day_charge=rng.uniform(0, 100, (n, DAYS_A_WEEK)),
        need=rng.choice([1.0, 0.6, 0.0], n),
    )


class Plainly:
    """What a day of one patient costs, as `docs/mathematics.md` has it."""

    def __init__(self, problem: Problem, asked: Asked, may_lead: np.ndarray, p: int) -> None:
        self.problem, self.asked, self.may_lead, self.p = problem, asked, may_lead, p
        who = problem.patients
        self.once = once_a_day(problem)[p]
        self.limits = [
            (set(np.flatnonzero(row).tolist()), int(most))
            for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True)
            if people[p]
        ]

    def sessions(self, day: int) -> SimpleNamespace:
        """Cells with a clinician each that can be had on a day, and what each costs."""
        problem, asked, p = self.problem, self.asked, self.p
        cells, who, rows = problem.cells, problem.patients, []
        for k in np.flatnonzero((cells.day == day) & problem.may_attend[p] & (who.care_max[p, cells.service] > 0)):
            s = cells.service[k]
            cost = asked.toll[k] - asked.reward[p, s] + asked.surcharge.get(p, np.zeros(problem.n_cells))[k]
            if not problem.services.one_to_one[s]:
                rows.append((int(k), NONE, float(cost)))
            for c in range(problem.n_clinicians) if problem.services.one_to_one[s] else ():
                if problem.may_visit[p, c, s] and self.may_lead[c, k]:
                    extra = asked.visit_toll[c, k] + 10 * who.stranger[p, c, s]
                    rows.append((int(k), c, float(cost + extra)))
        cheapest: dict[tuple[int, ...], tuple[int, int, float]] = {}
        for row in rows:  # of equal services, times and places one alone
            k = row[0]
            key = int(cells.service[k]), int(cells.start[k]), int(cells.place[k])
            cheapest[key] = min(cheapest.get(key, row), row, key=lambda each: each[2])
        kept = list(cheapest.values())
        k = np.array([row[0] for row in kept], dtype=np.int64)
        return SimpleNamespace(
            rows=kept, service=cells.service[k], start=cells.start[k], end=cells.end[k], place=cells.place[k]
        )

    def cost(self, day: int, sessions: SimpleNamespace, way: tuple[int, ...], *, counts_all: bool) -> float:
        """What a day costs, FORBIDDEN where a rule forbids it.

        Too few sessions cost if `counts_all`, whether they are of services had once at most or not.
        """
        problem, asked, p, who = self.problem, self.asked, self.p, self.problem.patients
        unit, at = problem.unit_cost, list(way)
        services = sessions.service[at].tolist()
        minutes = int(problem.services.contact_minutes[services].sum())
        known = [s for s in services if self.once[s]]
        off = max(0, len(known) - int(who.day_sessions_max[p]))
        off += max(0, int(who.day_sessions_min[p]) - len(way)) if counts_all else 0
        least = int(who.day_minutes_min[p])
        short = -(-max(least - minutes, 0) // 30) if minutes else 0
        if (
            minutes > min(who.day_minutes_max[p], who.week_minutes_max[p])
            or sessions.end[way[-1]] - sessions.start[way[0]] > who.day_span_slots_max[p]
            or any(sum(s in several for s in known) > most for several, most in self.limits)
            or (off and who.hard["sessions-per-day"][p])
            or (short and who.hard["service-day-minimum"][p])
        ):
            return FORBIDDEN
        units = off * unit["sessions-per-day"] + short * unit["service-day-minimum"]
        cost = sum(sessions.rows[a][2] for a in way) + units * int(who.weight[p]) * asked.need[p]
        cost += 15 * idle_slots(sessions.start, sessions.end, way)
        cost += 60 * bool((sessions.place[at] != problem.telehealth_place).any())
        cost += asked.day_charge[p, day] - minutes * asked.minute[p]
        return float(cost - asked.service_day[p, day] * (minutes >= max(1, least)))

    def days(self, day: int, *, counts_all: bool) -> dict[tuple[tuple[int, int], ...], float]:
        """All days and their costs."""
        sessions = self.sessions(day)
        wait = np.maximum(self.problem.patients.buffer_slots[self.p], self.problem.patient_gap_slots)
        once = [int(s) if self.once[s] else NONE for s in sessions.service]
        return {
            tuple(sessions.rows[a][:2] for a in way): self.cost(day, sessions, way, counts_all=counts_all)
            for way in sequences(sessions.start, sessions.end, wait, sessions.place, once)
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_best_day_is_the_best_of_all(seed: int) -> None:
    problem, rng = week(seed)
    asked, busy = asked_of(problem, rng), rng.random((problem.n_clinicians, problem.n_cells)) < 0.3
    pricer = Pricer(problem)
    pricer.close(busy)
    priced = pricer(asked)
    plans = {(plan.patient, plan.day): plan for plan in priced.plans}
    assert len(plans) == len(priced.plans)
    assert (priced.best[:, BUSY_DAYS:] == 0.0).all()
    for p in range(problem.n_patients):
        plainly = Plainly(problem, asked, problem.may_lead & ~busy, p)
        for day in range(BUSY_DAYS):
            relaxed, all_counted = (plainly.days(day, counts_all=counts) for counts in (False, True))
            least, most = (min([0.0, *costs.values()]) for costs in (relaxed, all_counted))
            assert least - 1e-6 <= priced.best[p, day] <= most + 1e-6
            if (p, day) not in plans:
                assert priced.best[p, day] == 0.0
                continue
            plan = plans[p, day]
            assert plan.reduced_cost == priced.best[p, day]
            assert relaxed[plan.cells] - 1e-6 <= plan.reduced_cost <= all_counted[plan.cells] + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_good_days_are_the_best_ones_of_different_services(seed: int) -> None:
    problem, rng = week(seed)
    asked, pricer = asked_of(problem, rng), Pricer(problem)
    good, best = pricer.good(asked, worse=100.0, most=4), pricer(asked).best
    trip = problem.unit_cost["trips"]  # always charged there
    assert len({(plan.patient, plan.cells) for plan in good}) == len(good)
    for p in range(problem.n_patients):
        plainly = Plainly(problem, asked, problem.may_lead, p)
        for day in range(BUSY_DAYS):
            mine = [plan for plan in good if (plan.patient, plan.day) == (p, day)]
            costs = [plan.reduced_cost for plan in mine]
            assert len(mine) <= 4
            assert costs == sorted(costs)
            assert all(cost < min(0.0, costs[0]) + 100.0 for cost in costs)
            assert best[p, day] == 0.0 or min(costs) <= best[p, day] + trip + 1e-6
            relaxed, all_counted = (plainly.days(day, counts_all=counts) for counts in (False, True))
            for plan in mine:
                too_long = relaxed[plan.cells] >= FORBIDDEN / 2
                assert too_long or relaxed[plan.cells] - 1e-6 <= plan.reduced_cost
                assert plan.reduced_cost <= all_counted[plan.cells] + trip + 1e-6


def test_fewer_states_bound_from_below(monkeypatch: pytest.MonkeyPatch) -> None:
    lower = 0
    for seed in SEEDS:
        problem, rng = week(seed)
        asked = asked_of(problem, rng)
        best = Pricer(problem)(asked).best
        monkeypatch.setattr(native, "MOST_STATES", 8)
        less = Pricer(problem)(asked).best
        monkeypatch.undo()
        assert (less <= best + 1e-6).all()
        lower += int((less < best - 1e-6).any())
    assert lower > 0


def test_prices_of_another_shape_are_refused() -> None:
    problem, rng = week(0)
    asked = dataclasses.replace(asked_of(problem, rng), toll=np.zeros(problem.n_cells - 1))
    with pytest.raises(ValueError, match="broadcast"):
        Pricer(problem)(asked)
