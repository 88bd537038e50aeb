"""`iopsched recommend`: the best weeks for one patient, or the patients for one seat, in an agreed schedule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iopsched.cli import options, searching, terminal
from iopsched.cli.files import only_one_stdin, prints, read_scenario, read_week, refuse_overwriting, write

if TYPE_CHECKING:
    from iopsched.model.patient import Patient
    from iopsched.model.recommendation import Recommendations
    from iopsched.model.scenario import Scenario


@click.command(
    epilog=options.examples(
        "iopsched recommend week.yaml schedule.json --patient P-03",
        "iopsched recommend week.yaml schedule.json --patient newcomer.yaml --k 5 --move 1",
        'iopsched recommend week.yaml schedule.json --seat "Tue 18:00 process evening"',
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("schedule", metavar="SCHEDULE", type=options.FILE_IN)
@click.option(
    "--patient", metavar="ID|FILE", help="A patient of the week, or a YAML or JSON file of a new or changed one."
)
@click.option("--seat", metavar="SESSION", help='A session with a free seat, such as "Tue 18:00 process evening".')
@click.option("--k", type=click.IntRange(1, 100), default=3, show_default=True, help="Weeks, or patients, at most.")
@click.option(
    "--move", "max_moved", type=click.IntRange(0, 100), default=0, show_default=True,
    help="Also look for a week with up to so many others moved.",
)  # fmt: skip
@searching.time_limit(10.0)
@searching.now
@click.option(
    "--week-out", metavar="OUT", type=options.FILE_OUT, help="Write the week with the patient in it to this file."
)
@options.output
@options.as_json
def recommend(  # one argument for each option
    *,
    source: str,
    schedule: str,
    patient: str | None,
    seat: str | None,
    k: int,
    max_moved: int,
    time_limit_s: float,
    now: int | None,
    week_out: str | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Find the best weeks for a patient, or the patients for a seat.

    SCHEDULE is what is agreed for the week IN. Nobody else is moved, and every week shown is legal. With -o the
    schedule with the first week in it is written. A seat goes to those it serves, in an order that is stated.
    """
    from iopsched.api import recommend as find_weeks
    from iopsched.api import recommend_seat
    from iopsched.cli.text.recommended import offers, recommendations

    if (patient is None) == (seat is None):
        raise click.UsageError("give either --patient or --seat")
    only_one_stdin(source, schedule, patient)
    for target in (output, week_out):
        refuse_overwriting(target, source, schedule)
    scenario, agreed = read_scenario(source).scenario, read_week(schedule).schedule
    if now is not None:
        scenario = scenario.model_copy(update={"now": now})
    if seat is not None:
        found = recommend_seat(scenario, agreed, seat, k=k, time_limit_s=time_limit_s)
        if as_json:
            click.echo(found.model_dump_json(indent=2))
        else:
            terminal.print_parts(terminal.out(), offers(found))
        return
    who = _patient(patient or "")
    weeks = find_weeks(scenario, agreed, who, k=k, max_moved=max_moved, time_limit_s=time_limit_s)
    _write(weeks, output, (source, schedule))
    _write_week(scenario, who, week_out, (source, schedule))
    if as_json:
        click.echo(weeks.model_dump_json(indent=2))
    elif not (output is not None and prints(output)):
        terminal.print_parts(terminal.out(), recommendations(weeks))


def _patient(given: str) -> Patient | str:
    """Read the patient from a file, if there is one of that name."""
    if not Path(given).is_file() and given != "-":
        return given
    from iopsched.formats import read_document
    from iopsched.model.patient import Patient

    return read_document(given).as_model(Patient)


def _write(found: Recommendations, output: str | None, inputs: tuple[str, str]) -> None:
    if output is None or not found.weeks:
        return
    from iopsched.formats import as_text

    write(as_text(found.weeks[0].schedule, "json"), output, inputs=inputs)


def _write_week(scenario: Scenario, who: Patient | str, week_out: str | None, inputs: tuple[str, str]) -> None:
    if week_out is None:
        return
    from iopsched.compile.newcomer import scenario_with
    from iopsched.formats import as_text

    week = scenario if isinstance(who, str) else scenario_with(scenario, who)
    week = week.model_copy(update={"published": None, "now": None})
    write(as_text(week, "json" if week_out.lower().endswith(".json") else "yaml"), week_out, inputs=inputs)
