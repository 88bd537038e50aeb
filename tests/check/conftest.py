"""A clinic as small as a rule allows: one site, one room, one clinician, one policy without limits."""

import pytest

from iopsched.check import check
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.time import parse_moment

HOUR = {"duration_minutes": 60, "contact_minutes": 60}
SERVICES = (
    {"id": "meet", **HOUR},  # a freely offered group service
    {"id": "talk", "format": "individual", **HOUR},
    {"id": "visit", "format": "family", **HOUR, "patient_attends": False},  # with the family, without the patient
)


class Clinic:
    """Makes scenarios and schedules from what differs from the smallest clinic."""

    def __init__(self):
        self.policy = {"id": "payer", "source": "illustrative", "as_of": "2026-01-01"}
        self.patients = {}
        self.clinicians = {"C-1": {}}
        self.services = {service["id"]: dict(service) for service in SERVICES}
        self.rest = {"sites": [{"id": "north", "hours": "daily"}, {"id": "south", "hours": "daily"}]}
        self.rooms = {"N-1": {"site": "north", "capacity": 99}, "S-1": {"site": "south", "capacity": 99}}
        self.sessions = []

    def patient(self, name="P-1", **fields):
        self.patients[name] = fields
        return self

    def plan(self, name="P-1", *items, **fields):
        return self.patient(name, care_plan={"items": items}, **fields)

    def clinician(self, name="C-1", **fields):
        self.clinicians[name] = fields
        return self

    def service(self, name, **fields):
        self.services.setdefault(name, {"id": name, **HOUR}).update(fields)
        return self

    def group(self, name, service, **fields):
        group = {"id": name, "service": service, "starts": {"within": "daily"}, "sessions_per_week": {"max": 99}}
        self.rest["groups"] = [*self.rest.get("groups", ()), {**group, **fields}]
        return self

    def pays(self, **fields):
        self.policy.update(fields)
        return self

    def week(self, **fields):
        self.rest.update(fields)
        return self

    def session(self, service, start, attendees="P-1", *, leaders="C-1", site="north", **fields):
        """Add a session; an empty site means telehealth."""
        group = next((it["service"] for it in self.rest.get("groups", ()) if it["id"] == service), None)
        minutes = self.services.get(group or service, HOUR)["duration_minutes"]
        self.sessions.append(
            {
                "service": group or service,
                "group": service if group else None,
                "start": parse_moment(start),
                "end": parse_moment(start) + minutes,
                "site": site or None,
                "room": {"north": "N-1", "south": "S-1"}.get(site),
                "telehealth": not site,
                "leaders": leaders.split(),
                "attendees": attendees.split(),
                **fields,
            }
        )
        return self

    @property
    def scenario(self):
        for session in self.sessions:
            for name in session["attendees"]:
                self.patients.setdefault(name, {})
        every = {"items": [{"service": name} for name in self.services]}
        return Scenario.model_validate(
            {
                "services": list(self.services.values()),
                "policies": [self.policy],
                "patients": [
                    {"id": name, "policy": "payer", "care_plan": every, **fields}
                    for name, fields in self.patients.items()
                ],
                "clinicians": [{"id": name, **fields} for name, fields in self.clinicians.items()],
                "rooms": [{"id": name, **fields} for name, fields in self.rooms.items()],
                **self.rest,
            }
        )

    @property
    def schedule(self):
        return Schedule.model_validate({"sessions": self.sessions})

    def check(self):
        return check(self.scenario, self.schedule)

    def violated(self):
        return {violation.rule for violation in self.check().violations}


@pytest.fixture
def clinic():
    return Clinic()
