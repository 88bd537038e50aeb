"""`iopsched export`: an agreed week as calendars, records, tables and workbooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iopsched.cli import edition as editions
from iopsched.cli import options, terminal
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError
from iopsched.cli.files import STDIO, only_one_stdin, read_scenario, read_week, refuse_overwriting, write

if TYPE_CHECKING:
    from iopsched.check.report import Report
    from iopsched.formats.agenda import Owner
    from iopsched.formats.edition import Edition
    from iopsched.formats.ics import Titles
    from iopsched.model.scenario import Scenario
    from iopsched.model.schedule import Schedule

FOLDER = click.Path(file_okay=False)
_MOMENT = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"]


@dataclass(frozen=True)
class Handover:
    """What goes out, to whom."""

    scenario: Scenario
    schedule: Schedule
    report: Report
    names: Mapping[str, str] | None
    owners: list[Owner]
    inputs: list[str]
    given: editions.Given
    previous: Schedule | None
    system: str | None
    titles: Titles | None
    as_of: datetime | None
    quiet: bool

    @property
    def edition(self) -> Edition:
        """The week with its dates."""
        from iopsched.formats.edition import SYSTEM, Dates, Edition

        return Edition(
            scenario=self.scenario,
            schedule=self.schedule,
            dates=Dates(*self.given.required()),
            made_at=editions.made_at(self.as_of),
            previous=self.previous,
            names=self.names or {},
            system=self.system or SYSTEM,
        )


@click.command(
    epilog=options.examples(
        "iopsched export week.yaml schedule.json --ics calendars",
        "iopsched export week.yaml schedule.json --previous last.json --ics calendars --patient P-01",
        "iopsched export week.yaml schedule.json --fhir week.fhir.json --billing billing.csv",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("result", metavar="RESULT", type=options.FILE_IN)
@click.option("--ics", type=FOLDER, metavar="FOLDER", help="Write a calendar for each patient, clinician and room.")
@click.option(
    "--fhir", type=options.FILE_OUT, metavar="FILE", callback=options.no_workbook, help="Write a FHIR R4B bundle.",
)  # fmt: skip
@click.option(
    "--billing", type=options.FILE_OUT, metavar="FILE", callback=options.no_workbook,
    help="Write a CSV table for billing review.",
)  # fmt: skip
@click.option("--xlsx", type=options.FILE_OUT, metavar="FILE", help="Write a workbook to look at and edit.")
@click.option("--csv-folder", type=FOLDER, metavar="DIR", help="Write week and schedule as folders of CSV files.")
@click.option("--clinician", "clinicians", metavar="ID", multiple=True, help="Only this clinician; may be repeated.")
@click.option("--room", "rooms", metavar="ID", multiple=True, help="Only this room; may be repeated.")
@click.option("--patient", "patients", metavar="ID", multiple=True, help="Only this patient; may be repeated.")
@options.names
@click.option(
    "--previous", type=options.FILE_IN, metavar="SCHEDULE",
    help="What was handed over before: sessions that are gone are cancelled.",
)  # fmt: skip
@click.option(
    "--titles", type=click.Choice(["neutral", "service"]),
    help="Whether calendars name the service.  [default: only clinicians' do]",
)  # fmt: skip
@click.option(
    "--week", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The Monday, if the week has no date of its own."
)
@click.option(
    "--zone", metavar="NAME", callback=editions.zone_name,
    help="The time zone, such as America/New_York, if the week has none.",
)  # fmt: skip
@click.option(
    "--system", metavar="URI", callback=editions.namespace,
    help="Namespace of your ids, such as https://clinic.example/iop.",
)  # fmt: skip
@click.option(
    "--as-of", type=click.DateTime(_MOMENT), metavar="MOMENT",
    help="When this edition is made, such as 2026-11-02T09:00:00Z: a later one replaces it.  [default: now]",
)  # fmt: skip
@click.option("--unchecked", is_flag=True, help="Export a schedule that breaks rules, too.")
@options.as_json
@options.quiet
def export(  # one argument for each kind of file
    *,
    source: str,
    result: str,
    ics: str | None,
    fhir: str | None,
    billing: str | None,
    xlsx: str | None,
    csv_folder: str | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,  # noqa: ANN401  the options that `_handover` reads
) -> None:
    """Write a week as calendars, records or tables.

    RESULT is what `solve` wrote for the week IN, or its "schedule" part alone. It is checked first. Calendars are
    private; those of patients say when and where, not what for.
    """
    targets = {"ics": ics, "fhir": fhir, "billing": billing, "xlsx": xlsx, "csv_folder": csv_folder}
    _refuse_nonsense(targets, asked, as_json=as_json)
    only_one_stdin(source, result, asked["previous"], asked["names"])
    inputs = [path for path in (source, result, asked["previous"], asked["names"]) if path is not None]
    for kind in ("fhir", "billing", "xlsx"):
        refuse_overwriting(targets[kind], *inputs, flag=f"--{kind}")
    _refuse_full(csv_folder)
    handover = _handover(source, result, inputs, asked, needs_dates=bool(ics or fhir), quiet=quiet)
    written: list[str] = []
    for kind, target in targets.items():
        if target is not None:
            with _writing():
                paths, what = _WRITERS[kind](handover, target)
            written += paths
            if not (as_json or quiet or target == STDIO):
                terminal.err().print(f"Written to {target}: {what}.", soft_wrap=True)
    if as_json:
        click.echo(json.dumps({"schema_version": 1, "written": written}, indent=2))


def _refuse_nonsense(targets: Mapping[str, str | None], asked: Mapping[str, Any], *, as_json: bool) -> None:
    if not any(targets.values()):
        raise click.UsageError("say what to write: --ics, --fhir, --billing, --xlsx or --csv-folder")
    if STDIO in {targets["ics"], targets["csv_folder"]}:
        raise click.UsageError("calendars and CSV files go to a folder, not to standard output")
    if [*targets.values()].count(STDIO) + as_json > 1:
        raise click.UsageError("only one thing can go to standard output")
    if targets["xlsx"] not in {None, STDIO} and not str(targets["xlsx"]).lower().endswith(".xlsx"):
        raise click.BadParameter(f"{targets['xlsx']} must end in .xlsx", param_hint="--xlsx")
    if targets["billing"] and (asked["clinicians"] or asked["rooms"]):
        raise click.UsageError("a table for billing review is by patient: leave --clinician and --room out")
    whole = targets["xlsx"] or targets["csv_folder"]
    if whole and (asked["clinicians"] or asked["rooms"] or asked["patients"]):
        raise click.UsageError("workbooks and CSV files have the whole week: leave --patient, --clinician, --room out")


def _refuse_full(folder: str | None) -> None:
    """Refuse, before anything is written, a folder that has CSV files of a week already."""
    parts = [Path(folder) / part for part in ("week", "schedule")] if folder is not None else []
    there = [str(part) for part in parts if any(part.glob("*"))]
    if there:
        raise CommandError(ExitCode.USAGE, f"{', '.join(there)} already exists: choose another folder")


@contextmanager
def _writing() -> Iterator[None]:
    """Say what could not be written as what it is: no fault of the input."""
    from iopsched.model.errors import FileFormatError

    try:
        yield
    except FileFormatError as error:
        raise CommandError(ExitCode.BUG, str(error)) from None


def _handover(
    source: str, result: str, inputs: list[str], asked: dict[str, Any], *, needs_dates: bool, quiet: bool
) -> Handover:
    """Read what goes out, and refuse what nobody should get."""
    scenario, schedule = read_scenario(source).scenario, read_week(result).schedule
    given = editions.given(scenario, schedule, asked["week"], asked["zone"])
    if needs_dates:
        given.required()
    scenario = editions.in_week(scenario, given)
    previous = editions.previous_of(asked["previous"], given)
    known = (schedule,) if previous is None else (schedule, previous)
    return Handover(
        scenario=scenario,
        schedule=schedule,
        report=editions.checked(scenario, schedule, refuse_illegal=not asked["unchecked"]),
        names=_names(asked["names"]),
        owners=editions.owners(scenario, known, asked["clinicians"], asked["rooms"], asked["patients"]),
        inputs=inputs,
        given=given,
        previous=previous,
        system=asked["system"],
        titles=asked["titles"],
        as_of=asked["as_of"],
        quiet=quiet,
    )


def _names(path: str | None) -> Mapping[str, str] | None:
    from iopsched.names import read_names

    return None if path is None else read_names(path)


Written = tuple[list[str], str]
"""Paths of the files, and what they are."""


def _ics(handover: Handover, folder: str) -> Written:
    from iopsched.formats.ics import calendars, left_over, write_calendars
    from iopsched.words import count

    texts = calendars(handover.edition, owners=handover.owners, titles=handover.titles)
    paths = write_calendars(folder, texts, inputs=handover.inputs)
    old = [] if handover.owners or handover.quiet else left_over(folder, list(paths.values()))
    if old:
        fact = f"{count(len(old), 'calendar')} of an earlier edition left in {folder}, such as {old[0].name}"
        terminal.err().print(f"{fact}: use --previous to cancel what is gone.", style="yellow", soft_wrap=True)
    return [str(path) for path in paths.values()], count(len(paths), "calendar")


def _fhir(handover: Handover, target: str) -> Written:
    from iopsched.formats.fhir import bundle_text

    write(bundle_text(handover.edition, owners=handover.owners), target, inputs=handover.inputs)
    return [target], "a FHIR bundle"


def _billing(handover: Handover, target: str) -> Written:
    from iopsched.formats.billing import billing_text

    text = billing_text(
        handover.scenario,
        handover.schedule,
        handover.report,
        week=handover.given.week,
        patients=[owner.id for owner in handover.owners],
        names=handover.names,
    )
    write(text, target, inputs=handover.inputs)
    return [target], "a table for billing review"


def _xlsx(handover: Handover, target: str) -> Written:
    from iopsched.formats.workbook import write_schedule_workbook

    unmet = handover.report.unmet
    write_schedule_workbook(
        target,
        handover.scenario,
        handover.schedule,
        unmet,
        handover.names,
        inputs=[path for path in handover.inputs if path != STDIO],
    )
    return [target], "a workbook"


def _csv_folder(handover: Handover, folder: str) -> Written:
    from iopsched.formats.tables import write_csv_folder

    target = Path(folder)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_csv_folder(target / "week", handover.scenario)
    write_csv_folder(target / "schedule", handover.schedule)
    paths = sorted(target.glob("week/*.csv")) + sorted(target.glob("schedule/*.csv"))
    return [str(path) for path in paths], "folders week and schedule of CSV files"


_WRITERS: dict[str, Callable[[Handover, str], Written]] = {
    "ics": _ics,
    "fhir": _fhir,
    "billing": _billing,
    "xlsx": _xlsx,
    "csv_folder": _csv_folder,
}
