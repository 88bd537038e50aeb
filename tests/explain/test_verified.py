"""Cores are in conflict, none of their rules can be left out, and fixes work: judged apart from what found them."""

from itertools import combinations

from iopsched.check import check
from iopsched.explaining import Explainer
from iopsched.explaining.explainer import BACKGROUND, EVERY_RULE, Trial
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import Availability, parse_windows

SEEDS, CORES_MIN = 36, 100
FIX_SEEDS, FIXES_MIN = 60, 20
WEEKS_MAX = 60


def without(session, patient):
    return session.model_copy(update={"attendees": tuple(a for a in session.attendees if a != patient)})


def own_sessions(scenario, patient):
    """Every one-to-one session and every group session for one, whatever rule it breaks."""
    services = {service.id: service for service in scenario.services}
    offered = [(services[g.service], g.id, g.starts.at) for g in scenario.groups]
    offered += [(s, None, s.starts.at if s.starts else ()) for s in scenario.services if s.format != "group"]
    rooms = [None, *(room.id for room in scenario.rooms)]
    for service, group, starts in offered:
        for start in starts:
            for leader in scenario.clinicians[:2]:
                for room in rooms[: 2 if service.needs_room else 1]:
                    yield Session(
                        service=service.id, group=group, start=start, end=start + service.duration_minutes,
                        site=scenario.sites[0].id, room=room, leaders=(leader.id,), attendees=(patient,),
                    )  # fmt: skip


def weeks_of(scenario, schedule, patient):
    """Yield weeks of the patient, legal or not, everybody else's as it is."""
    kept = [without(s, patient) for s in schedule.sessions if s.attendees != (patient,)]
    formats = {service.id: service.format for service in scenario.services}
    groups = [n for n, session in enumerate(kept) if formats[session.service] == "group"]
    choices = [*groups, *own_sessions(scenario, patient)]
    count = 0
    for size in range(4):
        for chosen in combinations(choices, size):
            count += 1
            if count > WEEKS_MAX:
                return
            seats = {n for n in chosen if isinstance(n, int)}
            sessions = [
                s.model_copy(update={"attendees": tuple(sorted((*s.attendees, patient)))}) if n in seats else s
                for n, s in enumerate(kept)
            ]
            yield Schedule(sessions=(*sessions, *(s for s in chosen if not isinstance(s, int))))


def lacks(report, patient):
    units = {}
    for need in report.unmet:
        if need.patient == patient:
            units[need.rule, need.service] = units.get((need.rule, need.service), 0) + need.units
    return units


def broken(report, before, patient, own):
    """Rules that a week breaks, other needs met worse than now included."""
    now, then = lacks(before, patient), lacks(report, patient)
    worse = {key[0] for key, units in then.items() if units > now.get(key, 0) and key[0] != own}
    worse |= {key[0] for key, units in then.items() if units > now.get(key, 0) and key[0] == own == "care-plan"}
    return {violation.rule for violation in report.violations} | worse - {"keep-together"}


def test_cores_are_in_conflict_and_minimal(agreed):
    looked_at = 0
    for seed in range(SEEDS):
        if (case := agreed(seed)) is None:
            continue
        scenario, schedule, _ = case
        explainer = Explainer(scenario, schedule)
        before = check(explainer.scenario, schedule)
        for found in explainer.explain(time_limit_s=60).explanations:
            assert found.verdict != "not verified in time"
            rule, service = found.unmet[0].rule, found.unmet[0].service
            core = frozenset(reason.code for reason in found.core)
            for week in weeks_of(explainer.scenario, schedule, found.patient):
                report = check(explainer.scenario, week)
                rules = broken(report, before, found.patient, rule)
                if (rule, service) in lacks(report, found.patient) or rules & {*BACKGROUND, "telehealth"}:
                    continue
                if found.verdict == "not offered":
                    assert rule in rules, seed
                elif found.verdict == "impossible":
                    assert rules & (core | {rule}), (seed, found)
            if found.verdict == "impossible":
                looked_at += 1
                aim = explainer._need(found.patient, rule, service)
                trial = Trial(explainer, explainer.recommender.patient(found.patient), aim, 60, None)
                assert trial.possible(core) is None, seed
                assert trial.possible(frozenset(EVERY_RULE - BACKGROUND - {rule})) is None, seed
                for left_out in core:
                    _, _, change = trial.possible(core - {left_out})
                    assert not {v.rule for v in change.violations} & (core - {left_out}), seed
    assert looked_at >= CORES_MIN


def lifted(scenario, step, attendees):
    """The scenario with what a step asks for."""
    if step.kind in {"patient hours", "clinician hours"}:
        field = "patients" if step.kind == "patient hours" else "clinicians"
        people = []
        for person in getattr(scenario, field):
            if person.id == step.subject:
                hours = (*person.availability.windows(scenario.calendar.week), *parse_windows(step.hours))
                person = person.model_copy(update={"availability": Availability(free=hours)})  # noqa: PLW2901
            people.append(person)
        return scenario.model_copy(update={field: tuple(people)})
    offering = step.subject.split(" ", 2)[2]
    name = next((group.service for group in scenario.groups if group.id == offering), offering)
    services = []
    for service in scenario.services:
        if service.id == name:
            sizes = {"min_size": min(service.min_size, attendees), "max_size": max(service.max_size, attendees)}
            service = service.model_copy(update=sizes)  # noqa: PLW2901
        services.append(service)
    rooms = tuple(room.model_copy(update={"capacity": room.capacity + 2}) for room in scenario.rooms)
    return scenario.model_copy(update={"services": tuple(services), "rooms": rooms})


def week_with(schedule, patient, sessions):
    """The schedule with the patient's week in it, the rest as it is."""
    kept = [without(s, patient) for s in schedule.sessions if s.attendees != (patient,)]
    for session in sessions:
        fields = session.model_dump(exclude={"takes", "attendees"})
        place = next(
            (n for n, s in enumerate(kept) if s.model_dump(exclude={"attendees"}) == fields and session.attendees > 1),
            None,
        )
        if place is None:
            kept.append(Session(**fields, attendees=(patient,)))
        else:
            kept[place] = kept[place].model_copy(update={"attendees": tuple(sorted((*kept[place].attendees, patient)))})
    return Schedule(sessions=tuple(kept))


def test_the_week_of_each_fix_is_legal_once_it_is_applied(agreed):
    tried = 0
    for seed in range(FIX_SEEDS):
        if (case := agreed(seed)) is None:
            continue
        scenario, schedule, _ = case
        explainer = Explainer(scenario, schedule)
        for found in explainer.explain(time_limit_s=60).explanations:
            for fix in found.fixes:
                tried += 1
                changed = explainer.scenario
                for step in fix.steps:
                    seats = [s.attendees for s in fix.sessions if step.subject.endswith(s.group or s.service)]
                    changed = lifted(changed, step, max(seats, default=0))
                report = check(changed, week_with(schedule, found.patient, fix.sessions))
                assert report.legal, (seed, fix, report.violations)
                assert (found.unmet[0].rule, found.unmet[0].service) not in lacks(report, found.patient), seed
    assert tried >= FIXES_MIN
