"""Everything known before solving one week."""

from __future__ import annotations

import os
from typing import Literal

from pydantic import Field

from iopsched.model.base import Model
from iopsched.model.care import Group, Service
from iopsched.model.clinic import Calendar, Clinician, Equipment, FamilySlot, Room, Site, Travel
from iopsched.model.patient import KeepApart, KeepTogether, Patient
from iopsched.model.policy import Policy
from iopsched.model.schedule import Pin, Schedule
from iopsched.model.time import Moment
from iopsched.model.weights import TierWeights, Weights


class Scenario(Model):
    """One clinic's week before it is planned. Ids are opaque; names, birth dates and diagnoses have no field."""

    schema_version: Literal[1] = 1
    title: str | None = Field(default=None, max_length=200)
    """What the week is called; shown, never interpreted."""
    calendar: Calendar = Calendar()
    sites: tuple[Site, ...] = Field(min_length=1)
    travel: tuple[Travel, ...] = ()
    telehealth_gap_minutes: int = Field(default=0, ge=0, le=600)
    """Minutes a patient needs between a session on site and one by video."""
    rooms: tuple[Room, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    clinicians: tuple[Clinician, ...] = ()
    services: tuple[Service, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    family_slots: tuple[FamilySlot, ...] = ()
    policies: tuple[Policy, ...] = Field(min_length=1)
    patients: tuple[Patient, ...] = ()
    keep_apart: tuple[KeepApart, ...] = ()
    keep_together: tuple[KeepTogether, ...] = ()
    pins: tuple[Pin, ...] = ()
    published: Schedule | None = None
    """The last agreed schedule; what differs from it is priced."""
    now: Moment | None = None
    """When planning happens, within the week: published sessions that started before have taken place and stay as they
    were, and nothing else starts before (`pins`). None: the whole week lies ahead."""
    weights: Weights = Weights()

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Scenario:
        """Read the scenario in a file, or on standard input for ``-``.

        Files are YAML, JSON or an .xlsx workbook; a folder holds CSV files.

        Raises
        ------
        FileFormatError
            If the file cannot be read as its format.
        ScenarioError
            If it is no sound scenario: every problem is listed, with its place.
        """
        from iopsched.formats import read_scenario  # noqa: PLC0415  the models do not depend on files

        return read_scenario(path)

    @property
    def tier_weights(self) -> TierWeights:
        """What one unit of each tier costs in this week."""
        if self.weights.tiers is not None:
            return self.weights.tiers
        return TierWeights() if self.published is None else TierWeights(needs=20_000, disruption=1_000)

    @property
    def free_services(self) -> tuple[Service, ...]:
        """Group services without a group listed: offered freely, any number of sessions at any start."""
        listed = {group.service for group in self.groups}
        return tuple(s for s in self.services if s.format == "group" and s.id not in listed)
