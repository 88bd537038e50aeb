"""telehealth: video is allowed by service, patient, payer and clinician, within the payer's caps.

A mask (who and what may meet by video), and per patient: attended telehealth sessions, and their counted minutes, at
most the caps.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def narrow(choices: Choices) -> None:
    """Strike out video where somebody does not allow it."""
    choices.keep("telehealth")


def add(week: Week) -> None:
    """Bound each patient's sessions and minutes by video."""
    patients, services = week.problem.patients, week.problem.services
    video = week.attended.pick(week.place_of_cell(week.attended) == week.problem.telehealth_place)
    n = len(week.patients)
    minutes = services.contact_minutes[week.service_of(video)]
    week.pool.at_most(Sums.of(n, video.patient, video.column), patients.telehealth_sessions_max[week.patients])
    week.pool.at_most(Sums.of(n, video.patient, video.column, minutes), patients.telehealth_minutes_max[week.patients])
