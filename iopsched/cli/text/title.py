"""The first lines above every view: which week it is and how good its schedule."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from iopsched.cli.text.week import Week
from iopsched.model.result import Result
from iopsched.words import count, status_words, week_title


def title(week: Week, result: Result | None) -> Iterator[RenderableType]:
    """Yield the week's title, its size, and what `result` says of it."""
    name = week.summary.title if week.summary is not None else None
    yield Text(week_title(name, week.date), style="bold underline")
    facts = [count(len(week.sessions), "session"), count(len(week.patients), "patient")]
    if week.summary is not None:
        facts.append(_needs(week))
    yield Text(", ".join(facts))
    if result is not None:
        yield Text(status_words(result), style="green" if result.status == "optimal" else "")


def _needs(week: Week) -> str:
    unmet = [need for need in week.unmet if not week.only or need.patient in week.only]
    if not unmet:
        return "every need met"
    return f"{count(len(unmet), 'need')} of {count(len({need.patient for need in unmet}), 'patient')} unmet"
