"""The code lists that records use, as small tables, and what is bound to which.

Source: FHIR R4B (4.3.0, 2022-05-28), ``http://hl7.org/fhir/R4B/valueset-<name>.html``, and for codes of HL7 version 3
``http://terminology.hl7.org/CodeSystem/<name>``. A table is the whole list where a binding is required. Of the
extensible and example lists it holds the codes of the top level: no other is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_HL7 = "http://hl7.org/fhir"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes that may stand in one place."""

    systems: frozenset[str]
    """Where its codes are defined."""
    displays: Mapping[str, str]
    """Code to what people read."""

    def concept(self, code: str) -> dict[str, Any]:
        """Return the code as a concept; of a list with one system."""
        (system,) = self.systems
        return {"coding": [self.coding(code, system)]}

    def coding(self, code: str, system: str) -> dict[str, str]:
        """Return the code with its system and what people read."""
        return {"system": system, "code": code, "display": self.displays[code]}


def _list(system: str, displays: Mapping[str, str]) -> CodeList:
    return CodeList(frozenset({system}), displays)


def _plain(name: str, *codes: str) -> CodeList:
    return _list(f"{_HL7}/{name}", dict.fromkeys(codes, ""))


APPOINTMENT_STATUS = _plain(
    "appointmentstatus", "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow",
    "entered-in-error", "checked-in", "waitlist",
)  # fmt: skip
SLOT_STATUS = _plain("slotstatus", "busy", "free", "busy-unavailable", "busy-tentative", "entered-in-error")
PARTICIPATION_STATUS = _plain("participationstatus", "accepted", "declined", "tentative", "needs-action")
PARTICIPANT_REQUIRED = _plain("participantrequired", "required", "optional", "information-only")
BUNDLE_TYPE = _plain(
    "bundle-type", "document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
    "searchset", "collection",
)  # fmt: skip
HTTP_VERB = _plain("http-verb", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")
PARTICIPANT_TYPE = _list(
    f"{_TERMINOLOGY}/v3-ParticipationType",
    {"PPRF": "primary performer", "SPRF": "secondary performer", "PART": "Participation"},
)
CANCELLATION_REASON = _list(
    f"{_TERMINOLOGY}/appointment-cancellation-reason",
    {
        "pat": "Patient",
        "prov": "Provider",
        "maint": "Equipment Maintenance/Repair",
        "meds-inc": "Prep/Med Incomplete",
        "other": "Other",
    },
)
ENCOUNTER_CLASS = _list(f"{_TERMINOLOGY}/v3-ActCode", {"AMB": "ambulatory", "VR": "virtual"})
CONFIDENTIALITY = _list(
    f"{_TERMINOLOGY}/v3-Confidentiality",
    {
        "U": "unrestricted", "L": "low", "M": "moderate", "N": "normal", "R": "restricted", "V": "very restricted",
    },
)  # fmt: skip

BINDINGS: Mapping[str, CodeList] = {
    "Bundle.type": BUNDLE_TYPE,
    "Bundle.entry.request.method": HTTP_VERB,
    "Slot.status": SLOT_STATUS,
    "Appointment.status": APPOINTMENT_STATUS,
    "Appointment.cancelationReason": CANCELLATION_REASON,
    "Appointment.participant.type": PARTICIPANT_TYPE,
    "Appointment.participant.required": PARTICIPANT_REQUIRED,
    "Appointment.participant.status": PARTICIPATION_STATUS,
    "Appointment.extension.valueCodeableConcept": ENCOUNTER_CLASS,
    "Appointment.meta.security": CONFIDENTIALITY,
}
"""Element to the list its codes come from."""


def unknown_codes(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401  a resource as plain values
    """Name the elements of a resource, and of those inside it, whose code is not in the list bound to them."""
    if isinstance(value, list):
        for one in value:
            yield from unknown_codes(one, path)
    elif path in BINDINGS:
        if not _is_in(BINDINGS[path], value):
            yield path
    elif isinstance(value, dict):
        here = value.get("resourceType", path)
        for name, below in value.items():
            yield from unknown_codes(below, f"{here}.{name}")


def _is_in(codes: CodeList, value: Any) -> bool:  # noqa: ANN401  a code, coding or concept
    if isinstance(value, str):
        return value in codes.displays
    if "coding" in value:
        return all(_is_in(codes, coding) for coding in value["coding"])
    shown = codes.displays.get(value.get("code", ""))
    return value.get("system") in codes.systems and shown is not None and value.get("display", shown) == shown
