"""Tiny published weeks, and changes drawn for them."""

from random import Random

import pytest

from iopsched import SolveOptions, solve
from iopsched.model.change import (
    ClinicianAway,
    GroupCancelled,
    PatientAdmitted,
    PatientAvailability,
    PatientDischarged,
    RoomClosed,
    SiteClosed,
)
from iopsched.model.weights import TierWeights
from iopsched_scenarios.tiny import tiny_scenario

OPTIONS = SolveOptions(time_limit_s=60, workers=1)
TIERS = TierWeights(needs=20_000, disruption=1_000)


def published_week(seed, size=6):
    """A tiny week priced as a published one, and its best schedule; none where pins make it impossible."""
    scenario = tiny_scenario(seed, size)
    weights = scenario.weights.model_copy(update={"tiers": TIERS})
    scenario = scenario.model_copy(update={"weights": weights, "published": None, "pins": ()})
    result = solve(scenario, OPTIONS)
    assert result.status == "optimal"
    return scenario, result.require()


def drawn_change(scenario, schedule, rng):
    """A change that touches the schedule, as far as there is something to touch."""
    session = rng.choice(schedule.sessions) if schedule.sessions else None
    when = hours(session) if session is not None else "Mon 9:00-17:00"
    patient = rng.choice(scenario.patients)
    leader = session.leaders[0] if session is not None and session.leaders else scenario.clinicians[0].id
    room = session.room if session is not None and session.room else scenario.rooms[0].id
    newcomer = patient.model_copy(update={"id": "P-new"})
    kinds = [
        ClinicianAway(clinician=leader, when=when),
        ClinicianAway(clinician=leader, when="Mon-Sun"),
        RoomClosed(room=room, when=when),
        PatientAvailability(patient=patient.id, busy=when),
        PatientAvailability(patient=patient.id, free="Mon-Sun"),
        PatientAdmitted(patient=newcomer),
        PatientDischarged(patient=patient.id),
        SiteClosed(site=scenario.sites[0].id, when=when),
        *(GroupCancelled(group=group.id, when=when) for group in scenario.groups[:1]),
    ]
    return rng.choice(kinds)


def hours(session):
    """The hours of a session as a scheduler writes them."""
    words = session.model_dump(mode="json")
    return f"{words['start']}-{words['end'].split()[1]}"


@pytest.fixture(scope="session")
def weeks():
    """Published tiny weeks by seed, each solved once."""
    known = {}

    def week(seed):
        if seed not in known:
            known[seed] = published_week(seed)
        return known[seed]

    return week


@pytest.fixture
def drawn(weeks):
    """Return a published week and a change for it: `drawn(seed)`."""

    def draw(seed):
        scenario, schedule = weeks(seed // 2)
        return scenario, schedule, drawn_change(scenario, schedule, Random(seed))  # noqa: S311  draws tests

    return draw
