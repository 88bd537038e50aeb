"""Every code in a bundle is one of the list bound to its place, and the lists are those of the resource models."""

import copy
import json

import pytest
from fhir.resources.R4B.appointment import Appointment, AppointmentParticipant
from fhir.resources.R4B.bundle import Bundle, BundleEntryRequest
from fhir.resources.R4B.slot import Slot

from iopsched.formats.fhir import bundle as bundles
from iopsched.formats.fhir import bundle_text, codes
from iopsched.model.errors import EngineError

FIELDS = {
    "Bundle.type": (Bundle, "type"),
    "Bundle.entry.request.method": (BundleEntryRequest, "method"),
    "Slot.status": (Slot, "status"),
    "Appointment.status": (Appointment, "status"),
    "Appointment.participant.required": (AppointmentParticipant, "required"),
    "Appointment.participant.status": (AppointmentParticipant, "status"),
}


@pytest.fixture
def data(edition):
    """A bundle as plain values, with a cancelled appointment."""
    return json.loads(bundle_text(edition(previous=edition().scenario.published)))


@pytest.mark.parametrize("path", FIELDS)
def test_required_lists_are_those_of_the_models(path):
    model, field = FIELDS[path]
    assert set(codes.BINDINGS[path].displays) == set(model.model_fields[field].json_schema_extra["enum_values"])


def found_at(value, path=""):
    """The elements of a resource that a code list is bound to."""
    if isinstance(value, list):
        return {it for one in value for it in found_at(one, path)}
    if path in codes.BINDINGS:
        return {path}
    if isinstance(value, dict):
        here = value.get("resourceType", path)
        return {it for name, below in value.items() for it in found_at(below, f"{here}.{name}")}
    return set()


def test_every_code_is_in_its_list_and_every_list_is_used(data):
    assert list(codes.unknown_codes(data)) == []
    assert found_at(data) == set(codes.BINDINGS)


@pytest.mark.parametrize(("path", "wrong"), [
    (("resource", "status"), "postponed"),
    (("resource", "participant", 0, "status"), "maybe"),
    (("resource", "meta", "security", 0, "code"), "X"),
    (("resource", "extension", 0, "valueCodeableConcept", "coding", 0, "system"), "http://example.org"),
    (("resource", "participant", 1, "type", 0, "coding", 0, "display"), "boss"),
    (("request", "method"), "put"),
])  # fmt: skip
def test_a_code_of_no_list_is_found(data, path, wrong):
    changed = copy.deepcopy(data)
    here = changed["entry"][-1]
    for step in path[:-1]:
        here = here[step]
    assert here[path[-1]] != wrong
    here[path[-1]] = wrong
    assert len(list(codes.unknown_codes(changed))) == 1


def test_a_bundle_with_such_a_code_is_not_written(edition, monkeypatch):
    monkeypatch.setitem(codes.BINDINGS, "Slot.status", codes.HTTP_VERB)
    with pytest.raises(EngineError, match=r"a code is not in its list: Slot\.status"):
        bundles.bundle_text(edition())
