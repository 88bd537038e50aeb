"""A page as one file: templates filled, styles and script inlined, and a policy that lets nothing else load or run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from iopsched.page.agenda import Agenda, agenda
from iopsched.page.chart import HEIGHT, LEFT, RIGHT, TOP, WIDTH, chart
from iopsched.page.cost import tiers
from iopsched.page.data import week_data
from iopsched.page.headline import headline
from iopsched.page.hours import heat_maps, tightest
from iopsched.page.needs import short
from iopsched.page.published import gone
from iopsched.page.source import Source
from iopsched.page.view import View
from iopsched.words import week_title

STYLES = ("tokens.css", "frame.css", "grid.css", "lists.css", "figures.css", "print.css")
SCRIPTS = ("dom.js", "data.js", "grid.js", "card.js", "table.js", "patients.js", "filter.js", "main.js")
ROLE_STYLES = ("tokens.css", "frame.css", "agenda.css", "print.css")


def render(source: Source, view: View | None = None) -> str:
    """Return the page of a week as HTML.

    Parameters
    ----------
    source
        What is shown.
    view
        Whom it is for; none means the scheduler, who sees all.

    Raises
    ------
    KeyError
        If the week knows no such clinician, room or patient.
    """
    if view is None or view.kind == "all":
        return _week(source, week_title(source.scenario.title, source.schedule.week))
    # A week's title is free text: it stays with those who see the whole week.
    return _role(agenda(source, view), view, _sentence_case(week_title(None, source.schedule.week)))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = PackageLoader("iopsched.page", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _week(source: Source, title: str) -> str:
    style, script = _assets(STYLES), f'(() => {{\n"use strict";\n{_assets(SCRIPTS)}}})();\n'
    return _templates().get_template("week.html.j2").render(
        title=title,
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704  our own file, nothing of the week in it
        script=Markup(script),  # noqa: S704  our own file, nothing of the week in it
        data=htmlsafe_json_dumps(week_data(source), separators=(",", ":")),
        headline=headline(source),
        violations=source.report.violations,
        short=short(source),
        changes=source.changes,
        gone=gone(source),
        maps=heat_maps(source),
        tightest=tightest(source),
        tiers=tiers(source),
        chart=chart(source),
        frame={"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP},
        run=source.result.run if source.result is not None else None,
    )  # fmt: skip


def _role(shown: Agenda, view: View, title: str) -> str:
    style = _assets(ROLE_STYLES) + _calendar(shown)
    return _templates().get_template("agenda.html.j2").render(
        title=title,
        policy=_policy(style, None),
        style=Markup(style),  # noqa: S704  our own file and whole numbers
        agenda=shown,
        kind=view.kind,
    )  # fmt: skip


def _assets(names: Iterable[str]) -> str:
    folder = files("iopsched.page") / "assets"
    return "".join((folder / name).read_text(encoding="utf-8") for name in names)


def _policy(style: str, script: str | None) -> str:
    """Return the content security policy: this style and this script, and nothing from anywhere."""
    scripts = f"'{_hash(script)}'" if script is not None else "'none'"
    parts = (
        "default-src 'none'",
        f"style-src '{_hash(style)}'",
        f"script-src {scripts}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(parts)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _calendar(shown: Agenda) -> str:
    """Return the styles that put each session of a calendar at its time; whole numbers only."""
    rows = {(item.first_row, item.rows) for day in shown.days for item in day.items}
    placed = "".join(f".at-{first}-{rows}{{grid-row:{first}/span {rows}}}\n" for first, rows in sorted(rows))
    hours = "".join(f".hour-{hour}{{grid-row:{hour * 12 + 2}/span 12}}\n" for hour in range(shown.hours))
    return f"@media (min-width: 60rem), print {{\n{placed}{hours}.calendar{{--rows:{shown.hours * 12}}}\n}}\n"
