"""Names of sheets and headings where a field's own name would be clumsy, and what each sheet is for."""

from __future__ import annotations

LABELS = {
    "availability.free": "Free hours",
    "availability.busy": "Busy hours",
    "free": "Free hours",
    "busy": "Busy hours",
    "starts.at": "Starts at",
    "starts.within": "Starts within",
    "starts.step_minutes": "Starts every minutes",
    "care_plan.contact_minutes.min": "Contact minutes min",
    "care_plan.contact_minutes.max": "Contact minutes max",
    "service_day_minimum.minutes": "Service day minimum minutes",
    "service_day_gap.days": "Service day gap days",
    "preferences.parts_of_day": "Prefers parts of day",
    "preferences.days": "Prefers days",
    "preferences.site": "Prefers site",
    "leaders": "Leaders",
    "calendar.week": "Week",
    "calendar.zone": "Zone",
    "calendar.slot_minutes": "Slot minutes",
    "max_per_day": "Max per day",
}
"""By field, dots between; a heading may also be written as the field itself."""

SHEETS = {
    "sites": ("Sites", "Places with rooms, and when they are open."),
    "calendar.closures": ("Closures", "Holidays and other hours in which nothing runs."),
    "travel": ("Travel", "Minutes on the way between two sites."),
    "rooms": ("Rooms", "Rooms, who fits in them and when they can be used."),
    "equipment": ("Equipment", "Limited things that sessions take while they run."),
    "clinicians": ("Clinicians", "Who leads sessions, when, and how much of it."),
    "services": ("Services", "Kinds of contact: groups, individual, family and medication sessions."),
    "services.leaders": ("Leader roles", "Who a session of a service needs; a service without a row needs one leader."),
    "groups": ("Groups", "Group services offered this week; one start is a fixed time, several are a choice."),
    "family_slots": ("Family slots", "Windows reserved for family therapy."),
    "policies": ("Policies", "What a payer or state asks of a patient's week."),
    "policies.rolling_caps": ("Rolling caps", "At most so much in any run of days."),
    "policies.same_day_limits": ("Same day limits", "At most so many sessions of some services together on a day."),
    "policies.exemptions": ("Exemptions", "Rules that do not hold for patients in a phase."),
    "patients": ("Patients", "Who is treated, by opaque id: no names, birth dates or diagnoses."),
    "patients.care_plan.items": ("Care plans", "What each patient needs: one row for each patient and service."),
    "patients.family": ("Family", "Family members, by opaque id."),
    "keep_apart": ("Keep apart", "Two patients who must not meet."),
    "keep_together": ("Keep together", "Two patients who should attend the same groups."),
    "pins": ("Pins", "What is promised already: the schedule is built around it."),
    "published.sessions": ("Published", "The last agreed schedule; what differs from it is priced."),
    "sessions": ("Sessions", "The schedule: what is changed here is what is checked."),
    "weeks": ("Other hours", "Hours that differ in one week: a rotating shift, an exam week, a leave."),
}
"""By the list whose entries are its rows: the sheet's name and what it is for."""

WEEK = ("Week", "The week itself: one value on each line.")
WEIGHTS = ("Weights", "What one unit of each need and goal costs; a blank line keeps what is usual.")

GUIDES = ("Read me", "Lists")
"""Sheets of the template that hold no data."""

PICTURES = ("Week grid", "By patient", "By clinician", "By room", "Unmet needs", "Loads")
"""Sheets of a schedule that are made from its sessions."""
