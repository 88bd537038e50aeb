"""For how long a patient has waited for a service: weeks are counted as the care plan counts them."""

from datetime import date

import pytest

from iopsched.model.patient import Patient
from iopsched.recommending.seats import _weeks_since

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("received", "week", "weeks"),
    [
        (["2026-03-01"], MONDAY, 1),
        (["2026-02-23"], MONDAY, 1),  # the Monday of last week
        (["2026-02-22"], MONDAY, 2),
        (["2026-02-09", "2026-02-26"], MONDAY, 1),
        (["2026-02-26"], None, 3),
        ([], MONDAY, 3),
    ],
)
def test_weeks_since_the_last_session(received: list[str], week: date | None, weeks: int) -> None:
    item = {"service": "talk", "min": 1, "every_weeks": 4, "received": received, "received_weeks_ago": [3]}
    other = {"service": "art", "min": 1, "every_weeks": 4, "received_weeks_ago": [1]}
    patient = Patient.model_validate({"id": "P", "policy": "plan", "care_plan": {"items": [item, other]}})
    assert _weeks_since(patient, "talk", week) == weeks
    assert _weeks_since(patient, "walk", week) is None
