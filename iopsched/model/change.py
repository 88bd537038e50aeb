"""What happens once a week is agreed: somebody falls ill, a room floods, a patient is admitted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from iopsched.model.base import Id, Model
from iopsched.model.patient import Patient
from iopsched.model.time import WHOLE_WEEK, Moment, Reason, Windows


class ClinicianAway(Model):
    """A clinician cannot lead."""

    kind: Literal["clinician-away"] = "clinician-away"
    clinician: Id
    when: Windows = WHOLE_WEEK
    """The hours away."""
    reason: Reason = "leave"


class RoomClosed(Model):
    """A room cannot be used."""

    kind: Literal["room-closed"] = "room-closed"
    room: Id
    when: Windows = WHOLE_WEEK
    """The hours."""
    reason: Reason = "other"


class PatientAvailability(Model):
    """A patient's hours change."""

    kind: Literal["patient-availability"] = "patient-availability"
    patient: Id
    busy: Windows = ()
    """Hours that are taken from now on."""
    free: Windows = ()
    """Hours that become free, whatever took them before."""
    only: Windows | None = None
    """The patient's hours in place of all others; none leaves them."""
    reason: Reason = "other"
    """Why the busy hours are taken."""


class PatientAdmitted(Model):
    """A patient begins."""

    kind: Literal["patient-admitted"] = "patient-admitted"
    patient: Patient


class PatientDischarged(Model):
    """A patient ends."""

    kind: Literal["patient-discharged"] = "patient-discharged"
    patient: Id
    since: Moment = 0
    """No session of theirs starts after this."""


class GroupCancelled(Model):
    """Meetings of a group do not take place."""

    kind: Literal["group-cancelled"] = "group-cancelled"
    group: Id
    when: Windows = WHOLE_WEEK
    """The meetings that touch these hours."""


class SiteClosed(Model):
    """A site closes: weather, a holiday."""

    kind: Literal["site-closed"] = "site-closed"
    site: Id | None = None
    """None: every site, and telehealth too."""
    when: Windows
    """The hours; a day alone (``Thu``) is all of it."""
    reason: Reason = "other"


Change = Annotated[
    ClinicianAway
    | RoomClosed
    | PatientAvailability
    | PatientAdmitted
    | PatientDischarged
    | GroupCancelled
    | SiteClosed,
    Field(discriminator="kind"),
]
"""One thing that is no longer as it was when the week was agreed."""


class Changes(Model):
    """A file of changes."""

    schema_version: Literal[1] = 1
    changes: tuple[Change, ...] = ()
