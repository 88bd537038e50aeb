"""A change in words: ``clinician-away C-03 Tue 13:00-17:00``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from iopsched.model.change import Change
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.scenario import Scenario
from iopsched.model.time import DAYS
from iopsched.model.wording import Lexicon, excerpt
from iopsched.validation.known import Known

_WHEN = re.compile(rf"(?:^|\s)((?:{'|'.join(DAYS)}|daily)[a-z]*\b.*)$", re.IGNORECASE | re.ASCII)
_HOURS = re.compile(r"^(.*?)\s+(busy|free|only)\s+(.*)$", re.IGNORECASE | re.ASCII)
_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)


class _Form(NamedTuple):
    """How one kind of change is said."""

    usage: str
    subject: str
    """The kind of thing it names, as `Known` calls it."""
    fields: Callable[[str, str], Mapping[str, Any]]
    """The fields, from the id and what stands after it."""


def _windows(field: str) -> Callable[[str, str], Mapping[str, Any]]:
    return lambda name, rest: {field: name} | ({"when": rest} if rest else {})


def _hours(name: str, rest: str) -> Mapping[str, Any]:
    how, _, when = rest.partition(" ")
    return {"patient": name, how.lower(): when}


def _discharge(name: str, rest: str) -> Mapping[str, Any]:
    since = rest.removeprefix("from ").strip()
    return {"patient": name} | ({"since": since if " " in since else f"{since} 0:00"} if since else {})


def _closing(name: str, rest: str) -> Mapping[str, Any]:
    return {"when": rest} | ({} if name == "all" else {"site": name})


FORMS: Mapping[str, _Form] = {
    "clinician-away": _Form("clinician-away C-03 Tue 13:00-17:00", "clinician", _windows("clinician")),
    "room-closed": _Form("room-closed R-2 Wed-Fri", "room", _windows("room")),
    "patient-availability": _Form("patient-availability P-014 busy Thu 17:00-21:00", "patient", _hours),
    "patient-discharged": _Form("patient-discharged P-014 from Wed", "patient", _discharge),
    "group-cancelled": _Form("group-cancelled process evening Tue", "group", _windows("group")),
    "site-closed": _Form("site-closed Main Thu 12:00-24:00", "site", _closing),
}
"""Kinds that can be said in words; who is admitted stands in a file."""
ADMITTED = "patient-admitted"


def parse_change(text: str, scenario: Scenario, *, place: str = "change") -> Change:
    """Understand one change in words.

    Parameters
    ----------
    text
        Such as ``clinician-away C-03 Tue 13:00-17:00``; ids may have spaces.
    scenario
        Knows the ids.
    place
        What problems call the text.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> change = parse_change("clinician-away C-1 Tue 13-17", base_week()[0])
    >>> change.kind, change.clinician, [str(window) for window in change.when]
    ('clinician-away', 'C-1', ['Tue 13:00-17:00'])
    """
    kind, _, rest = " ".join(text.split()).partition(" ")
    form = FORMS.get(kind.lower())
    if form is None:
        proposal = Lexicon([*FORMS, ADMITTED]).proposal(kind)
        raise ScenarioError(
            [InputProblem("unknown-change", place, f"{excerpt(kind)} is not a kind of change", proposal)]
        )
    known = Known.of(scenario)
    name, after = _split(rest, form, known)
    problems = []
    if not name:
        problems.append(
            InputProblem("no-subject", place, f"{kind} does not say which {form.subject}", f"write {form.usage!r}")
        )
    elif not (known.has(form.subject, name) or (form.subject == "site" and name == "all")):
        fact = f"there is no {form.subject} {excerpt(name)}"
        problems.append(InputProblem("dangling-id", place, fact, known.proposal(form.subject, name)))
    if form.fields is _hours and after.partition(" ")[0].lower() not in {"busy", "free", "only"}:
        fact = "the change does not say whether the hours are busy, free or the only ones"
        problems.append(InputProblem("no-hours", place, fact, f"write {form.usage!r}"))
    elif form.fields is _closing and not after:
        problems.append(InputProblem("no-hours", place, "the change does not say when", f"write {form.usage!r}"))
    else:
        try:
            change = _CHANGE.validate_python({"kind": kind.lower(), **form.fields(name or "x", after)})
        except ValidationError as error:
            problems += [_problem(place, detail, form) for detail in error.errors(include_url=False)]
        else:
            if not problems:
                return change
    raise ScenarioError(problems)


def _split(rest: str, form: _Form, known: Known) -> tuple[str, str]:
    """Part the id from what stands after it: the longest known id, else all before a day or a word for hours."""
    words = rest.split(" ")
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        if known.has(form.subject, name):
            return name, " ".join(words[size:])
    if form.fields is _hours and (hours := _HOURS.match(rest)):
        return hours[1], f"{hours[2]} {hours[3]}"
    if (when := _WHEN.search(rest)) is not None:
        name = rest[: when.start()].strip()
        return name.removesuffix(" from"), when[1]
    return rest, ""


def _problem(place: str, detail: Any, form: _Form) -> InputProblem:  # noqa: ANN401  pydantic's error details
    context = detail.get("ctx", {})
    if "fact" in context:
        return InputProblem(detail["type"], place, context["fact"], context["proposal"])
    return InputProblem("invalid-value", place, f"it cannot be used: {detail['msg']}", f"write {form.usage!r}")
