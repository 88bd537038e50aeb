"""The best week of one patient that is still to be had: days, a week from them, and days anew around that week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
        self._least = min((problem.unit_cost[slug] for slug in _NEEDS if problem.unit_cost[slug]), default=1)

    def choose(self, patient: int) -> tuple[Option, ...]:
        """Return the sessions to add to what the patient has."""
        options, kept = self.choices.of(patient)
        rules, week_rules = self.choices.rules.day(patient), self.choices.rules.week(patient)
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
