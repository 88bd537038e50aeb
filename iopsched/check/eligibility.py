"""Who may join a group."""

from __future__ import annotations

from iopsched.model.care import Group
from iopsched.model.patient import Patient


def why_not(patient: Patient, group: Group) -> str:
    """Return what keeps the patient out of the group; empty if nothing does."""
    tags = set(patient.tags)
    closed = group.enrollment == "roster" or (group.enrollment == "cohort" and group.members)
    if closed and patient.id not in group.members:
        return "is not one of its members"
    if group.phases and patient.phase not in group.phases:
        return "is in none of its phases"
    if group.tags_any and tags.isdisjoint(group.tags_any):
        return "has none of the tags it takes"
    if not tags.issuperset(group.tags_all):
        return "lacks a tag it asks for"
    if not tags.isdisjoint(group.tags_none):
        return "has a tag it excludes"
    return ""


def is_eligible(patient: Patient, group: Group | None) -> bool:
    """Whether the patient may join the group; everyone may where there is none (`group-eligibility`)."""
    return group is None or not why_not(patient, group)
