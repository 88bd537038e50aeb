"""What `export` hands over: a legal week, its dates, and whose calendars are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError, illegal

if TYPE_CHECKING:
    from iopsched.check.report import Report
    from iopsched.formats.agenda import Owner
    from iopsched.model.scenario import Scenario
    from iopsched.model.schedule import Schedule

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_FIRST_YEAR = 2020


@dataclass(frozen=True)
class Given:
    """A week and a zone, as far as they are known."""

    week: date | None
    zone: str | None

    def required(self) -> tuple[date, ZoneInfo]:
        """Return both, or say what is needed."""
        if self.week is None or self.zone is None:
            lack = "date" if self.week is None else "time zone"
            flags = "--week 2026-11-02 --zone America/New_York" if self.week is None else "--zone America/New_York"
            raise click.UsageError(f"the week has no {lack}, which calendars and records need: add {flags}")
        return self.week, ZoneInfo(self.zone)


def given(scenario: Scenario, schedule: Schedule, week: datetime | None, zone: str | None) -> Given:
    """Return the one week and zone that scenario, schedule and options agree on."""
    calendar = scenario.calendar
    wanted = week.date() if week is not None else None
    if wanted is not None and wanted.weekday():
        monday = wanted - timedelta(days=wanted.weekday())
        raise click.BadParameter(f"{wanted} is a {wanted:%A}: write its Monday, {monday}", param_hint="--week")
    if calendar.week is not None and schedule.week is not None and calendar.week != schedule.week:
        fact = f"the schedule is for the week of {schedule.week}, IN for that of {calendar.week}"
        raise CommandError(ExitCode.INPUT_WRONG, f"{fact}: give the week that was solved")
    known_week, known_zone = schedule.week or calendar.week, schedule.zone or calendar.zone
    if wanted is not None and known_week not in {None, wanted}:
        raise click.BadParameter(f"the week is that of {known_week}: leave --week out", param_hint="--week")
    if zone is not None and known_zone not in {None, zone}:
        raise click.BadParameter(f"the zone of the week is {known_zone}: leave --zone out", param_hint="--zone")
    return Given(known_week or wanted, known_zone or zone)


def zone_name(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no time zone."""
    if value is None:
        return None
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise click.BadParameter("this is no time zone: write an IANA name such as America/New_York") from None
    return value


def namespace(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no absolute URI."""
    if value is None or _URI.fullmatch(value):
        return None if value is None else value.rstrip("/")
    raise click.BadParameter("this is no address: write one such as https://clinic.example/iop")


def in_week(scenario: Scenario, dates: Given) -> Scenario:
    """Return the scenario as it is in that week: with its clock changes and rotating shifts."""
    calendar = scenario.calendar.model_copy(update={"week": dates.week, "zone": dates.zone})
    return scenario.model_copy(update={"calendar": calendar})


def checked(scenario: Scenario, schedule: Schedule, *, refuse_illegal: bool) -> Report:
    """Let the checker judge the week before anybody gets it."""
    from iopsched.check import check

    report = check(scenario, schedule)
    if report.violations and refuse_illegal:
        message = "the schedule is not legal, so nothing was written: correct it, or export it with --unchecked"
        raise illegal(report.violations, message)
    return report


def previous_of(path: str | None, dates: Given) -> Schedule | None:
    """Read the edition before; it must be one of the same week."""
    from iopsched.cli.files import read_week

    if path is None:
        return None
    schedule = read_week(path).schedule
    if schedule.week is not None and schedule.week != dates.week:
        fact = f"{path} is a schedule for the week of {schedule.week}, not for that of {dates.week}"
        raise CommandError(ExitCode.INPUT_WRONG, f"{fact}: sessions of another week are not replaced")
    return schedule


def made_at(as_of: datetime | None) -> datetime:
    """Return when this edition is made, in whole seconds of UTC."""
    if as_of is not None and as_of.year < _FIRST_YEAR:
        raise click.BadParameter(f"editions are counted from {_FIRST_YEAR} on", param_hint="--as-of")
    return (as_of or datetime.now(tz=UTC)).replace(tzinfo=UTC, microsecond=0)


def owners(
    scenario: Scenario,
    schedules: tuple[Schedule, ...],
    clinicians: tuple[str, ...],
    rooms: tuple[str, ...],
    patients: tuple[str, ...],
) -> list[Owner]:
    """Return whose sessions are asked for; every one is known to the week or to one of the schedules."""
    from iopsched.formats.agenda import Owner

    sessions = [session for schedule in schedules for session in schedule.sessions]
    known = {
        "clinician": {it.id for it in scenario.clinicians} | {it for one in sessions for it in one.leaders},
        "room": {it.id for it in scenario.rooms} | {one.room for one in sessions if one.room is not None},
        "patient": {it.id for it in scenario.patients} | {it for one in sessions for it in one.attendees},
    }
    asked = (
        [Owner("clinician", it) for it in clinicians]
        + [Owner("room", it) for it in rooms]
        + [Owner("patient", it) for it in patients]
    )
    for owner in asked:
        if owner.id not in known[owner.kind]:
            raise click.BadParameter(f"no {owner.kind} {owner.id} in this week", param_hint=f"--{owner.kind}")
    return list(dict.fromkeys(asked))
