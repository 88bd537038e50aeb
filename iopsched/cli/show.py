"""`iopsched show`: a schedule by day, patient, clinician or room, or the week at a glance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from iopsched.cli import options, terminal
from iopsched.cli.files import only_one_stdin, read_scenario, read_week

if TYPE_CHECKING:
    from iopsched.cli.text.week import Week


@click.command(
    epilog=options.examples(
        "iopsched show schedule.json",
        "iopsched show schedule.json --by week",
        "iopsched show schedule.json --patient P-01 --names names.csv",
        "iopsched solve week.yaml | iopsched show -",
    )
)
@click.argument("schedule", metavar="SCHEDULE", type=options.FILE_IN)
@click.option(
    "--by",
    type=click.Choice(["day", "patient", "clinician", "room", "week"]),
    help="How the week is laid out.  [default: day, or patient with --patient]",
)
@click.option("--patient", "patients", metavar="ID", multiple=True, help="Only this patient; may be repeated.")
@click.option(
    "--scenario",
    "source",
    metavar="IN",
    type=options.FILE_IN,
    help="The week that was solved: seats and hours for a bare schedule, or one changed by hand.",
)
@options.names
@options.as_json
def show(
    *, schedule: str, by: str | None, patients: tuple[str, ...], source: str | None, names: str | None, as_json: bool
) -> None:
    """Print a schedule by day, patient, clinician or room.

    SCHEDULE is a result of `solve`, or its "schedule" part alone. `--by week` draws rooms and clinicians hour by hour.
    """
    from iopsched.check import check
    from iopsched.cli.text.named import named, used
    from iopsched.cli.text.views import as_data, as_text
    from iopsched.cli.text.week import Week
    from iopsched.names import read_names
    from iopsched.summary import summarise

    only_one_stdin(schedule, source, names)
    by = by or ("patient" if patients else "day")
    key = read_names(names) if names is not None else {}
    read = read_week(schedule)
    summary, unmet = (read.result.summary, read.result.unmet) if read.result is not None else (None, ())
    if source is not None:
        scenario = read_scenario(source).scenario
        summary, unmet = summarise(scenario, read.schedule), check(scenario, read.schedule).unmet
    week = Week(read.schedule, summary, unmet, frozenset(patients))
    _refuse_unknown(week, patients)
    if as_json:
        data = {**as_data(week, by), **({"names": used(week, key)} if names is not None else {})}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    terminal.print_parts(terminal.out(), as_text(named(week, key) if key else week, by, read.result))


def _refuse_unknown(week: Week, patients: tuple[str, ...]) -> None:
    unknown = [patient for patient in patients if patient not in week.everyone]
    if unknown:
        raise click.BadParameter(f"no patient {', '.join(unknown)} in this schedule", param_hint="--patient")
