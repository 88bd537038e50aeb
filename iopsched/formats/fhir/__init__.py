"""Records: an agreed week as a FHIR R4B bundle of schedules, slots and appointments."""

from iopsched.formats.fhir.bundle import bundle_text

__all__ = ["bundle_text"]
