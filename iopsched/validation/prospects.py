"""Patients' prospects: whether what they need is offered to them at all, and whether their free hours can hold it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from iopsched.model.errors import InputProblem
from iopsched.model.patient import CareItem, MinutesTarget, Patient
from iopsched.model.place import Path
from iopsched.model.time import Window, merge
from iopsched.validation.found import count, hours, warning
from iopsched.validation.offers import Offer, Week
from iopsched.validation.policies import day_minutes_max

_DAYS = 7


def care(week: Week) -> Iterator[InputProblem]:
    """Find care that no offer can give, or not often enough."""
    for i, patient in enumerate(week.scenario.patients):
        for j, item in enumerate(patient.care_plan.items):
            needed = item.min - week.facts.already_received(item)
            if needed < 1:
                continue
            path: Path = ("patients", i, "care_plan", "items", j)
            offers = week.open_to(patient, item.service)
            subject = f"patient {patient.id} needs {needed} {item.service}"
            if not offers:
                proposal = "offer one that fits the patient's tags, phase and sites, or change the plan"
                yield warning("care-not-offered", path, f"{subject}, and nothing offered is open to them", proposal)
                continue
            most = _most_sessions(offers)
            if most is not None and most < needed:
                fact = f"{subject}, and what is open to them meets {count(most, 'time')}"
                yield warning("care-not-offered", path, fact, "offer more sessions or lower the minimum")
            yield from _one_to_one(week, path, patient, item)


def _most_sessions(offers: Sequence[Offer]) -> int | None:
    counts = [offer.meetings for offer in offers]
    return None if None in counts else sum(meetings for meetings in counts if meetings is not None)


def _one_to_one(week: Week, path: Path, patient: Patient, item: CareItem) -> Iterator[InputProblem]:
    """Check what a one-to-one service asks of the patient's own people."""
    service = week.facts.services[item.service]
    if service.family_members_min > len(patient.family):
        fact = f"patient {patient.id} has {count(len(patient.family), 'family member')}, and {service.id} needs "
        fact += str(service.family_members_min)
        yield warning("too-few-family", path, fact, "add them under family, or take the item out")
    primary = week.facts.clinicians.get(patient.primary_clinician or "")
    if service.format == "group" or service.with_primary != "required" or primary is None:
        return
    roles = [role for role in service.leaders if role.from_size <= 1]
    if any(role.credentials and set(role.credentials).isdisjoint(primary.credentials) for role in roles):
        fact = f"patient {patient.id} must have {service.id} with {primary.id}, who is not qualified for it"
        yield warning(
            "primary-not-qualified", path, fact, "change the primary clinician, or say with_primary: preferred"
        )


def target_of(week: Week, patient: Patient) -> MinutesTarget:
    """Return the counted minutes a week that the patient needs and may have."""
    if patient.care_plan.contact_minutes is not None:
        target = patient.care_plan.contact_minutes
    else:
        weekly = week.facts.policy(patient).weekly_contact_minutes
        target = MinutesTarget(min=weekly.min, max=weekly.max)
    if week.facts.is_exempt(patient, "weekly-contact-minutes"):
        return MinutesTarget(min=0, max=target.max)
    return target


def plan_minutes(week: Week) -> Iterator[InputProblem]:
    """Compare what care plans add up to with the counted minutes a week."""
    for i, patient in enumerate(week.scenario.patients):
        target = target_of(week, patient)
        least, most = _plan_band(week, patient)
        path = ("patients", i, "care_plan")
        subject = f"the care plan of patient {patient.id}"
        if most is not None and most < target.min:
            fact = f"{subject} adds up to {hours(most)} at most, and {hours(target.min)} are needed"
            yield warning("plan-below-minimum", path, fact, "raise a maximum, add a service, or lower the target")
        if target.max is not None and least > target.max:
            fact = f"{subject} adds up to {hours(least)} at least, and {hours(target.max)} are the most"
            yield warning("plan-above-maximum", path, fact, "lower a minimum, or raise the target's maximum")


def _plan_band(week: Week, patient: Patient) -> tuple[int, int | None]:
    """Return the counted minutes that the plan asks for and allows; none for no limit."""
    least, most = 0, 0
    unlimited = False
    for item in patient.care_plan.items:
        service = week.facts.services[item.service]
        if not service.patient_attends or not service.contact_minutes:
            continue
        received = week.facts.already_received(item)
        least += max(0, item.min - received) * service.contact_minutes
        limits = [] if item.max is None else [max(0, item.max - received)]
        if service.max_per_day is not None:
            limits.append(_DAYS * service.max_per_day)
        unlimited |= not limits
        most += min(limits, default=0) * service.contact_minutes
    return least, None if unlimited else most


def free_hours(week: Week) -> Iterator[InputProblem]:
    """Find patients whose free hours, within open hours, are too few for their week."""
    open_by_reach: dict[tuple[tuple[str, ...], bool], tuple[Window, ...]] = {}
    for i, patient in enumerate(week.scenario.patients):
        policy = week.facts.policy(patient)
        by_video = patient.telehealth and policy.telehealth and _has_video(week, patient)
        reach = patient.sites, by_video
        if reach not in open_by_reach:
            places = (*(patient.sites or week.facts.sites), *((None,) if by_video else ()))
            open_by_reach[reach] = merge(window for place in places for window in week.open_hours[place])
        free = _minutes_by_day(week.facts.patient_open[patient.id], open_by_reach[reach])
        most = day_minutes_max(
            policy.day_contact_minutes_max, policy.day_span_minutes_max,
            patient.day_contact_minutes_max, patient.day_span_minutes_max,
        )  # fmt: skip
        yield from _too_few(week, i, patient, [min(minutes, most) for minutes in free.values()], sum(free.values()))


def _has_video(week: Week, patient: Patient) -> bool:
    return any(week.facts.services[item.service].telehealth != "no" for item in patient.care_plan.items)


def _minutes_by_day(some: Sequence[Window], others: Sequence[Window]) -> dict[int, int]:
    """Add up by day what two sorted lists of disjoint windows share."""
    minutes: dict[int, int] = defaultdict(int)
    i = j = 0
    while i < len(some) and j < len(others):
        shared = min(some[i].end, others[j].end) - max(some[i].start, others[j].start)
        if shared > 0:
            minutes[some[i].day] += shared
        if some[i].end <= others[j].end:
            i += 1
        else:
            j += 1
    return minutes


def _too_few(week: Week, number: int, patient: Patient, usable: list[int], free: int) -> Iterator[InputProblem]:
    path = ("patients", number, "availability")
    target, policy = target_of(week, patient), week.facts.policy(patient)
    if sum(usable) < target.min:
        if sum(usable) < free:
            fact = f"patient {patient.id} is free {hours(free)} in open hours this week, of which the limits of a day "
            fact += f"let {hours(sum(usable))} be used, and needs {hours(target.min)}"
        else:
            fact = f"patient {patient.id} is free {hours(free)} in open hours this week and needs {hours(target.min)}"
        yield warning("too-few-free-hours", path, fact, "widen availability or lower the target")
    if week.facts.is_exempt(patient, "service-days"):
        return
    least = max(1, week.facts.day_minimum_minutes(patient))
    days = sum(minutes >= least for minutes in usable)
    if days < policy.service_days.min:
        fact = f"patient {patient.id} is free {hours(least)} or more on {count(days, 'day')} this week and needs "
        fact += count(policy.service_days.min, "service day")
        yield warning("too-few-free-days", path, fact, "widen availability or agree on fewer days")


def takers(week: Week) -> Iterator[InputProblem]:
    """Find groups that too few patients may attend."""
    may: dict[str, int] = defaultdict(int)
    for patient in week.scenario.patients:
        for item in patient.care_plan.items:
            if item.max == 0:
                continue
            for offer in week.open_to(patient, item.service):
                if offer.group is not None:
                    may[offer.group.id] += 1
    for offer in week.offers:
        if offer.group is None or offer.meetings == 0:
            continue
        able, least = may[offer.group.id], max(1, offer.service.min_size)
        if able < least:
            fact = f"{offer.subject} needs {count(least, 'attendee')}, and {count(able, 'patient')} may attend it"
            yield warning("too-few-eligible", offer.path, fact, "check tags, phases and care plans, or merge groups")


def torn_rosters(week: Week) -> Iterator[InputProblem]:
    """Find rosters with two members who must not meet."""
    apart = [set(rule.patients) for rule in week.scenario.keep_apart if rule.scope == "session"]
    for number, group in enumerate(week.scenario.groups):
        members = set(group.members) if group.enrollment == "roster" else set()
        torn = next((pair for pair in apart if pair <= members), None) if members else None
        if torn is not None:
            fact = f"group {group.id} is a roster with {' and '.join(sorted(torn))}, who must not meet"
            yield warning("never-runs", ("groups", number, "members"), fact, "take one of them out of it")
