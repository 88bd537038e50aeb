"""The rules and prices of each patient's days and week, in the form that the searches of first fit read."""

from __future__ import annotations

import numpy as np

from iopsched_solver.greedy.days import FIELD_BITS, FULL_FIELD, DayRules
from iopsched_solver.greedy.weeks import WeekRules
from iopsched_solver.problem import Problem


class OwnRules:
    """Reads the rules of one patient after the other."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._unit = problem.unit_cost
        self._limits = _limits(problem)

    def day(self, patient: int) -> DayRules:
        """The rules and prices of one of the patient's days."""
        who, unit, weight = self.problem.patients, self._unit, int(self.problem.patients.weight[patient])
        buffer = int(who.buffer_slots[patient])
        hard = who.hard["service-day-minimum"][patient], who.hard["sessions-per-day"][patient]
        off_price = float("inf") if hard[1] else float(weight * unit["sessions-per-day"])
        return DayRules(
            pauses=np.maximum(self.problem.patient_gap_slots, buffer).tolist(),
            span_max=int(who.day_span_slots_max[patient]),
            minutes_max=int(who.day_minutes_max[patient]),
            minutes_min=int(who.day_minutes_min[patient]),
            sessions_min=int(who.day_sessions_min[patient]),
            sessions_max=int(who.day_sessions_max[patient]),
            short_price=float("inf") if hard[0] else float(weight * unit["service-day-minimum"]),
            few_price=off_price,
            beyond_price=off_price,
            day_price=float(weight * unit["service-days"]) * bool(who.service_days_min[patient]),
            idle_price=unit["idle-gaps"] / self.problem.slots_per_half_hour,
            once=sum(
                services for services, most in self._limits[patient] if most == 1 and services.bit_count() == FIELD_BITS
            ),
            limits=[
                (services, most)
                for services, most in self._limits[patient]
                if most > 1 or services.bit_count() > FIELD_BITS
            ],
        )

    def week(self, patient: int) -> WeekRules:
        """The rules and prices of the patient's week."""
        who, unit, weight = self.problem.patients, self._unit, int(self.problem.patients.weight[patient])
        least, most = who.care_min[patient].tolist(), who.care_max[patient].tolist()
        return WeekRules(
            care=dict(enumerate(zip(least, most, strict=True))),
            minutes_min=int(who.week_minutes_min[patient]),
            minutes_max=int(who.week_minutes_max[patient]),
            day_minutes=int(who.day_minutes_min[patient]),
            days_min=int(who.service_days_min[patient]),
            days_max=int(who.service_days_max[patient]),
            gap_max=int(who.service_day_gap_max[patient]),
            videos_max=int(who.telehealth_sessions_max[patient]),
            video_minutes_max=int(who.telehealth_minutes_max[patient]),
            care_price=float(weight * unit["care-plan"]),
            half_hour_price=float(weight * unit["weekly-contact-minutes"]),
            day_price=float(weight * unit["service-days"]),
            gap_price=float(weight * unit["service-day-gap"]),
        )


def _limits(problem: Problem) -> list[list[tuple[int, int]]]:
    """By patient: services (a full field for each), and how many of them a day may have."""
    limits: list[list[tuple[int, int]]] = [[] for _ in range(problem.n_patients)]
    who = problem.patients
    for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
        services = sum(FULL_FIELD << (FIELD_BITS * s) for s in np.flatnonzero(row).tolist())
        for p in np.flatnonzero(people).tolist():
            limits[p].append((services, int(most)))
    return limits
