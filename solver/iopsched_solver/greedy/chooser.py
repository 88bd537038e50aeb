"""The best week of one patient that is still to be had: days, a week from them, and days anew around that week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from iopsched_solver.greedy.choices import Choices
from iopsched_solver.greedy.days import EMPTY_DAY, DayPlan, DayRules, Option, day_plans
from iopsched_solver.greedy.weeks import WeekRules, best_weeks, exchanged
from iopsched_solver.plans.local import Attendance, LocalRules

FINALISTS = 3
"""Weeks that are priced exactly."""
AGAIN = 1
"""How often days are searched anew around a week that leaves something unmet."""


class Chooser:
    """Chooses for one patient after the other; nothing is taken yet."""

    def __init__(self, choices: Choices, local: LocalRules) -> None:
        self.choices, self.local = choices, local
        problem = choices.problem
        self.near: Mapping[int, Mapping[int, int]] = {}
        """By patient: a week they had; if it met all needs, they choose what is better than one of its days."""
        self._least = min((problem.unit_cost[slug] for slug in _NEEDS if problem.unit_cost[slug]), default=1)

    def choose(self, patient: int) -> tuple[Option, ...]:
        """Return the sessions to add to what the patient has."""
        options, kept = self.choices.of(patient)
        rules, week_rules = self.choices.rules.day(patient), self.choices.rules.week(patient)
        if self._stays_near(patient):
            days = self._near(patient, options, kept, week_rules)
        else:
            usual = replace(rules, beyond_price=float("inf"))
            """No session beyond the most of a day at first: other days may have room for it."""
            days = [
                self._plans(free, usual if len(must) <= rules.sessions_max else rules, must)
                for free, must in zip(options, kept, strict=True)
            ]
        week = self.choices.timetable.weeks[patient]
        beside = [(k, c) for k, c in week.items() if not self.local.attends[self.local.service[k]]]
        best: tuple[float, float, tuple[Option, ...]] = (float("inf"), float("inf"), ())
        for _ in range(1 + AGAIN):
            weeks = best_weeks(days, week_rules, FINALISTS)
            if not weeks:
                break
            weeks += [exchanged(chosen, options, week_rules, rules.once) for chosen in weeks]
            now = min((self._priced(patient, beside, chosen) for chosen in dict.fromkeys(weeks)), key=_price)
            if now[0] >= best[0]:
                break
            best = now
            if best[1] < self._least:
                break
            for day, (free, must) in enumerate(zip(options, kept, strict=True)):
                others = [option for option in best[2] if option.day != day]
                days[day] += day_plans(_beside(free, others, week_rules), rules, must)
        return tuple(option for option in best[2] if option.cell not in week)

    def _stays_near(self, patient: int) -> bool:
        """Whether the patient had a week that met all needs."""
        before = self.near.get(patient)
        cost = self.local.cost(patient, list(before.items())) if before else None
        return cost is not None and cost < self._least

    def _near(
        self, patient: int, options: Sequence[Sequence[Option]], kept: Sequence[Sequence[Option]], week_rules: WeekRules
    ) -> list[list[DayPlan]]:
        """By day: what is best beside the other days of the week that the patient had, and that week's own day."""
        rules, before = self.choices.rules.day(patient), self.near[patient]
        had = [[o for o in (*free, *must) if o.cell in before] for free, must in zip(options, kept, strict=True)]
        days = []
        for day, (free, must) in enumerate(zip(options, kept, strict=True)):
            others = [option for d, sessions in enumerate(had) if d != day for option in sessions]
            plans = self._plans(_beside(free, others, week_rules), rules, must)
            if len(had[day]) > len(must):
                plans += day_plans((), rules, had[day])
            days.append(plans)
        return days

    @staticmethod
    def _plans(free: Sequence[Option], rules: DayRules, must: Sequence[Option]) -> list[DayPlan]:
        plans = day_plans(free, rules, must) if free or must else []
        return plans if must else [*plans, EMPTY_DAY]

    def _priced(
        self, patient: int, beside: list[Attendance], chosen: tuple[Option, ...]
    ) -> tuple[float, float, tuple[Option, ...]]:
        """A week with its price, and what it costs the patient alone; endless where it is not legal."""
        cost = self.local.cost(patient, [*beside, *((option.cell, option.clinician) for option in chosen)])
        if cost is None:
            return float("inf"), float("inf"), chosen
        own = self.local.own
        price = cost + sum(-option.base - float(own[patient, option.cell]) for option in chosen)
        return price, float(cost), chosen


_NEEDS = ("weekly-contact-minutes", "service-day-minimum", "service-days", "care-plan")


def _price(week: tuple[float, float, tuple[Option, ...]]) -> float:
    return week[0]


def _beside(free: Sequence[Option], others: Sequence[Option], rules: WeekRules) -> list[Option]:
    """A day's options at what they are worth beside the other days' sessions; those beyond the care plan left out."""
    counts = Counter(option.service for option in others)
    worth = []
    for option in free:
        least, most = rules.care[option.service]
        if counts[option.service] < most:
            care = rules.care_price * (counts[option.service] < least)
            minutes = rules.half_hour_price * option.minutes / 30 * (rules.minutes_min > 0)
            worth.append(option._replace(value=option.base + care + minutes))
    return worth
