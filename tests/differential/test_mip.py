"""CP-SAT against a mixed-integer program solved by HiGHS: both prove the same optimum.

The program is a model of its own, written from the scenario and ``docs/mathematics.md``, of this part of them:

- hard rules: patient-availability, patient-no-overlap (no buffer, one site), one-of-a-kind-a-day, group-size,
  clinician-availability, clinician-no-overlap (no documentation), clinician-weekly-contact, room-no-overlap (rooms all
  alike and large enough), sessions-per-week, candidate-starts, the upper ends of care-plan and weekly-contact-minutes;
- needs: weekly-contact-minutes, service-day-minimum, service-days, care-plan;
- goals: preferences (parts of day and days), primary-clinician, trips, fair-load, leader-time, room-use.

The weeks drawn here use that part and nothing else.
"""

from collections import defaultdict
from itertools import product
from random import Random

import pytest
from ortools.math_opt.python import mathopt

from iopsched import SolveOptions, solve
from iopsched.model.scenario import Scenario
from iopsched.model.time import DAY_MINUTES, DAYS, is_open

WEEKS = 56
HALF_HOUR = 30
OPTIONS = SolveOptions(time_limit_s=60, workers=1)
PRICED = {
    "needs": ("weekly-contact-minutes", "service-day-minimum", "service-days", "care-plan"),
    "experience": ("preferences", "primary-clinician", "trips", "fair-load"),
    "cost": ("leader-time", "room-use"),
}
ONE, ONE_OR_TWO, TWO_OR_THREE = {"min": 1, "max": 1}, {"min": 1, "max": 2}, {"min": 2, "max": 3}
MORNINGS, LATER = ["9:00", "10:00", "10:30"], ["12:00", "16:30", "17:00"]


def plain_week(seed):
    """Draw a week of 3 to 5 patients, 2 or 3 groups, therapy and 1 or 2 clinicians and rooms."""
    rng = Random(f"mip/{seed}")  # noqa: S311  seeded, repeatable weeks: not cryptography
    starts = [f"{day} {clock}" for day in ("Mon", "Tue", "Thu") for clock in (*MORNINGS, *LATER)]
    services = [
        {"id": name, "duration_minutes": rng.choice([60, 90]), "contact_minutes": rng.choice([45, 60]),
         "min_size": rng.choice([1, 2]), "max_size": rng.choice([2, 3, 4]), "max_per_day": 1}
        for name in ("skills", "process")
    ]  # fmt: skip
    talk = {"id": "talk", "format": "individual", "duration_minutes": 60, "contact_minutes": 60, "max_per_day": 1}
    groups = [
        {"id": f"G{number}", "service": ("skills", "process", "skills")[number],
         "starts": {"at": rng.sample(starts, 3)}, "sessions_per_week": rng.choice([ONE, ONE_OR_TWO, TWO_OR_THREE])}
        for number in range(rng.choice([2, 3]))
    ]  # fmt: skip
    clinicians = [
        {"id": name, "availability": {"busy": [{"when": rng.choice(["Mon", "Tue 8-11", "Thu 12-20"])}]},
         "weekly_contact_minutes_max": rng.choice([None, 200]), "target_contact_minutes": rng.choice([None, 100])}
        for name in ("C1", "C2")[: rng.choice([1, 2])]
    ]  # fmt: skip
    return Scenario.model_validate(
        {
            "calendar": {"slot_minutes": 30},
            "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
            "rooms": [{"id": f"R{number}", "site": "A", "capacity": 9} for number in range(rng.choice([1, 2]))],
            "clinicians": clinicians,
            "services": [*services, {**talk, "starts": {"at": rng.sample(starts, 3)}}],
            "groups": groups,
            "policies": [_policy(rng)],
            "patients": [_patient(rng, f"P{number}") for number in range(rng.choice([3, 4, 5]))],
            "weights": {
                "tiers": {"needs": rng.choice([20, 100]), "experience": 6, "cost": 1},
                "units": {"idle-gaps": 0},
            },
        }
    )


def _policy(rng):
    return {
        "id": "plan", "source": "made up", "as_of": "2026-01-05",
        "weekly_contact_minutes": {"min": rng.choice([150, 200]), "max": rng.choice([None, 240])},
        "service_day_minimum": {"minutes": rng.choice([60, 100])},
        "service_days": {"min": rng.choice([1, 2]), "max": rng.choice([2, 3])},
    }  # fmt: skip


def _patient(rng, name):
    items = [{"service": service, "min": rng.choice([0, 1, 2]), "max": 2} for service in ("skills", "process")]
    items.append({"service": "talk", "min": 1, "max": rng.choice([1, 2])})
    busy = rng.sample(["Mon 8-10:30", "Tue 9:45-12", "Thu", "Mon 16-20", "Tue 12-18"], 2)
    likes = {"parts_of_day": rng.choice([[], ["morning"], ["evening"]]), "days": rng.choice([[], ["Mon", "Tue"]])}
    return {
        "id": name, "policy": "plan", "care_plan": {"items": items}, "preferences": likes,
        "availability": {"busy": [{"when": busy}]}, "primary_clinician": rng.choice([None, "C1"]),
    }  # fmt: skip


class Program:
    """The mixed-integer program of a plain week."""

    def __init__(self, scenario):
        self.week, self.model = scenario, mathopt.Model()
        self.cost = []
        self.services = {service.id: service for service in scenario.services}
        tiers, units = scenario.tier_weights, dict(scenario.weights.units)
        self.prices = {slug: getattr(tiers, tier) * units[slug] for tier, slugs in PRICED.items() for slug in slugs}
        self.attending = defaultdict(list)  # patient -> (service, start, variable)
        self.leading = defaultdict(list)  # clinician -> (service, start, variable)
        self.running = []  # (service, start, variable) of all sessions
        for group in scenario.groups:
            self.add_group(group, self.services[group.service])
        self.add_visits(self.services["talk"])
        self.add_rooms()
        for clinician in scenario.clinicians:
            self.add_clinician(clinician)
        for patient in scenario.patients:
            self.add_patient(patient, scenario.policies[0])
        self.model.minimize(mathopt.fast_sum(self.cost))

    def charge(self, slug, units, weight=1):
        self.cost.append(units * (self.prices[slug] * weight))

    def binary(self):
        return self.model.add_binary_variable()

    def excess(self, minutes):
        """Half hours above 0, begun ones included."""
        units = self.model.add_integer_variable(lb=0)
        self.model.add_linear_constraint(units * HALF_HOUR >= minutes)
        return units

    def add_group(self, group, service):
        runs_at_all, meetings = self.binary(), []
        for start in sorted(set(group.starts.at)):
            runs = self.binary()
            meetings.append(runs)
            self.running.append((service, start, runs))
            self.model.add_linear_constraint(sum(self.leaders(service, start), start=0.0) == runs)
            attends = self.attendees(service, start)
            self.model.add_linear_constraint(sum(attends, start=0.0) >= service.min_size * runs)
            self.model.add_linear_constraint(sum(attends, start=0.0) <= service.max_size * runs)
        self.model.add_linear_constraint(sum(meetings) >= group.sessions_per_week.min * runs_at_all)
        self.model.add_linear_constraint(sum(meetings) <= group.sessions_per_week.max * runs_at_all)

    def leaders(self, service, start):
        leads = []
        for clinician in self.week.clinicians:
            if is_open(clinician.availability.windows(), start, start + service.duration_minutes):
                leads.append(self.binary())
                self.leading[clinician.id].append((service, start, leads[-1]))
        return leads

    def attendees(self, service, start):
        attends = []
        for patient in self.week.patients:
            if is_open(patient.availability.windows(), start, start + service.duration_minutes):
                attends.append(self.binary())
                self.attending[patient.id].append((service, start, attends[-1]))
        return attends

    def add_visits(self, service):
        for start, patient, clinician in product(service.starts.at, self.week.patients, self.week.clinicians):
            end = start + service.duration_minutes
            if all(is_open(somebody.availability.windows(), start, end) for somebody in (patient, clinician)):
                visit = self.binary()
                self.running.append((service, start, visit))
                self.attending[patient.id].append((service, start, visit))
                self.leading[clinician.id].append((service, start, visit))
                if patient.primary_clinician not in (None, clinician.id):
                    self.charge("primary-clinician", visit)

    def at_most(self, listed, limit):
        """At every start of a session, at most so many run."""
        for moment in {start for _, start, _ in listed}:
            here = [x for service, start, x in listed if start <= moment < start + service.duration_minutes]
            self.model.add_linear_constraint(mathopt.fast_sum(here) <= limit)

    def add_rooms(self):
        self.at_most(self.running, len(self.week.rooms))
        for service, _, runs in self.running:
            self.charge("room-use", runs)
            self.charge("leader-time", runs * -(-service.duration_minutes // HALF_HOUR))

    def add_clinician(self, clinician):
        led = self.leading[clinician.id]
        self.at_most(led, 1)
        minutes = sum((x * service.duration_minutes for service, _, x in led), start=0.0)
        if clinician.weekly_contact_minutes_max is not None:
            self.model.add_linear_constraint(minutes <= clinician.weekly_contact_minutes_max)
        if clinician.target_contact_minutes is not None:
            self.charge("fair-load", self.excess(minutes - clinician.target_contact_minutes))

    def add_patient(self, patient, policy):
        attended = self.attending[patient.id]
        self.at_most(attended, 1)
        for _, start, x in attended:
            self.charge("preferences", x * disliked(patient.preferences, start))
        self.add_care_plan(patient, attended)
        service_days, minutes = [], mathopt.LinearSum([])
        for day in range(7):
            here = [(service, x) for service, start, x in attended if start // DAY_MINUTES == day]
            if here:
                counted = sum(x * service.contact_minutes for service, x in here)
                service_days.append(self.add_day(patient, policy, here, counted))
                minutes = minutes + counted
        band, days = policy.weekly_contact_minutes, policy.service_days
        if band.max is not None:
            self.model.add_linear_constraint(minutes <= band.max)
        self.charge("weekly-contact-minutes", self.excess(band.min - minutes), patient.weight)
        off = self.model.add_integer_variable(lb=0)
        self.model.add_linear_constraint(off + sum(service_days) >= days.min)
        self.model.add_linear_constraint(off >= sum(service_days) - days.max)
        self.charge("service-days", off, patient.weight)

    def add_care_plan(self, patient, attended):
        for item in patient.care_plan.items:
            here = [(start // DAY_MINUTES, x) for service, start, x in attended if service.id == item.service]
            for day in {day for day, _ in here}:
                self.model.add_linear_constraint(sum(x for d, x in here if d == day) <= 1)
            missing = self.model.add_integer_variable(lb=0)
            self.model.add_linear_constraint(missing + sum(x for _, x in here) >= item.min)
            if here:
                self.model.add_linear_constraint(sum(x for _, x in here) <= item.max)
            self.charge("care-plan", missing, patient.weight)

    def add_day(self, patient, policy, here, counted):
        """Charge trip and short day; return the variable of a service day. All services of a plain week count."""
        comes, is_service_day = self.binary(), self.binary()
        least, most = policy.service_day_minimum.minutes, sum(service.contact_minutes for service, _ in here)
        for _, x in here:
            self.model.add_linear_constraint(comes >= x)
        self.charge("trips", comes)
        self.charge("service-day-minimum", self.excess(least * comes - counted), patient.weight)
        self.model.add_linear_constraint(counted >= least * is_service_day)
        self.model.add_linear_constraint(counted <= (least - 1) + most * is_service_day)
        return is_service_day


def disliked(likes, start):
    clock = start % DAY_MINUTES // 60
    part = "morning" if clock < 12 else "afternoon" if clock < 17 else "evening"
    return (bool(likes.parts_of_day) and part not in likes.parts_of_day) + (
        bool(likes.days) and DAYS[start // DAY_MINUTES] not in likes.days
    )


@pytest.mark.parametrize("chunk", range(8))
def test_highs_proves_the_same_optimum(chunk):
    for seed in range(chunk, WEEKS, 8):
        scenario = plain_week(seed)
        parameters = mathopt.SolveParameters(relative_gap_tolerance=0.0, absolute_gap_tolerance=0.5)
        solved = mathopt.solve(Program(scenario).model, mathopt.SolverType.HIGHS, params=parameters)
        assert solved.termination.reason == mathopt.TerminationReason.OPTIMAL
        result = solve(scenario, OPTIONS)
        assert (result.status, result.cost) == ("optimal", round(solved.objective_value())), seed
