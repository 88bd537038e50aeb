import pytest

from iopsched.model.scenario import Scenario

DEFAULTS = {
    "calendar": {"slot_minutes": 30},
    "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
    "rooms": [{"id": "R1", "site": "A", "capacity": 12}],
    "clinicians": [{"id": "C1"}],
    "services": [{"id": "skills", "duration_minutes": 60, "contact_minutes": 60}],
    "groups": [{"id": "G", "service": "skills", "starts": {"at": ["Mon 9:00", "Tue 9:00"]}}],
    "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-05"}],
}
CARE = [{"service": "skills", "min": 1, "max": 2}]


def patient(name, items=None, **more):
    return {"id": name, "policy": "plan", "care_plan": {"items": CARE if items is None else items}, **more}


@pytest.fixture(scope="session")
def week():
    """Make a scenario: one group, one clinician, one room, one site; give the parts that matter."""

    def make(*patients, **parts):
        people = [patient("P1")] if not patients else list(patients)
        return Scenario.model_validate({**DEFAULTS, "patients": people, **parts})

    return make


@pytest.fixture(scope="session")
def person():
    """Make a patient in the caller's words."""
    return patient
