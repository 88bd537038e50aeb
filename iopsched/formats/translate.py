"""Pydantic's errors as input problems: in the clinic's words, without repeating free text.

In: one error and the plain values it is about. Out: code, fact and proposal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from iopsched.formats.shape import fields_at, owners
from iopsched.formats.tree import is_field_name
from iopsched.model.place import Path
from iopsched.model.wording import Lexicon, excerpt

PERSONAL_FIELDS = frozenset(
    """name names first_name firstname last_name lastname full_name fullname surname birth_date birthdate date_of_birth
    dob birthday diagnosis diagnoses icd icd10 icd_10 ssn mrn address phone email""".split()  # noqa: SIM905  a list of words
)
"""Fields that no model has, on purpose."""

_KNOWN_SHOWN = 12
_ID_CHARACTERS = re.compile(r"[A-Za-z0-9 ._:/+#-]")


class Finding(NamedTuple):
    """What is wrong."""

    code: str
    fact: str
    """Completes a sentence that begins with the field, or stands after its name and a colon."""
    proposal: str
    joint: str = " "
    """What joins field and fact."""


PERSONAL = Finding(
    "personal-data",
    "has no field on purpose: nothing here says who somebody is or what they suffer from",
    "take it out, and keep names in a key file of your own",
)
"""What is said of a personal field."""


def is_personal(field: str) -> bool:
    """Whether a field would say who somebody is or what they suffer from."""
    return field.casefold().replace("-", "_").replace(" ", "_") in PERSONAL_FIELDS


def finding(error: ErrorDetails) -> Finding:
    """Translate one error, unknown fields aside."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing" and isinstance(error["loc"][-1], int):
        return Finding("too-short", "has too few entries", "add what is missing")
    if "fact" in context:
        return Finding(kind, context["fact"], context["proposal"], joint=": ")
    for prefix, words in _WORDS.items():
        if kind.startswith(prefix):
            return words(given, context)
    return Finding("invalid-value", f"cannot be used: {error['msg']}", "")


def unknown_field(model: type[BaseModel], path: Path) -> Finding:
    """Translate a field that has no place at `path`, without its value."""
    field = str(path[-1])
    if is_personal(field):
        return PERSONAL
    known = fields_at(model, path[:-1])
    near = Lexicon(known).nearest(field)
    if near is not None:
        return Finding("unknown-field", "is not a field here", f"did you mean {near}?")
    if field == "<<":
        return Finding(
            "unknown-field", "has a field << that is not known here", "YAML 1.2 merges nothing: write the fields out"
        )
    if not is_field_name(field):
        return Finding("unknown-field", "has a field that is not known here", "take it out")
    if elsewhere := owners(model, field):
        return Finding("unknown-field", "is not a field here", f"it is a field of a {' or '.join(elsewhere)}")
    proposal = f"known: {', '.join(known)}" if 0 < len(known) <= _KNOWN_SHOWN else "take it out"
    return Finding("unknown-field", "is not a field here", proposal)


def _missing(_given: object, _context: dict[str, Any]) -> Finding:
    return Finding("missing-field", "is missing", "add it")


def _text(given: object, _context: dict[str, Any]) -> Finding:
    if isinstance(given, int | float):
        fact = f"is {excerpt(given)} where text is expected"
        return Finding("wrong-type", fact, f'put it in quotes: "{excerpt(given)}"')
    return Finding("wrong-type", f"is {_kind(given)} where text is expected", "write a text")


def _id(given: object, _context: dict[str, Any]) -> Finding:
    text = str(given)
    at = next((i for i, letter in enumerate(text) if not _ID_CHARACTERS.match(letter)), 0)
    proposal = "use letters a-z, digits, spaces and . _ : / + # -, and begin with a letter or digit"
    return Finding("bad-id", f"is not an id: character {at + 1} ({excerpt(text[at])}) cannot stand there", proposal)


def _long(given: object, context: dict[str, Any]) -> Finding:
    size = len(given) if isinstance(given, str | list) else 0
    return Finding("too-long", f"has length {size}, more than {context['max_length']}", "shorten it")


def _short(_given: object, context: dict[str, Any]) -> Finding:
    return Finding("too-short", f"has fewer than {context['min_length']}", "add what is missing, or take the field out")


def _choice(given: object, context: dict[str, Any]) -> Finding:
    choices = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
    near = Lexicon(choices).nearest(given) if isinstance(given, str) else _meant(given, choices)
    proposal = f"did you mean {near}?" if near else f"write one of: {', '.join(choices)}"
    return Finding("unknown-value", f"is {excerpt(given)}, which is not known here", proposal)


def _meant(given: object, choices: list[str]) -> str | None:
    """Tell which choice ``true`` or ``false`` was written for."""
    return next((choice for choice in choices if given is False and choice == "no"), None)


def _whole_number(given: object, _context: dict[str, Any]) -> Finding:
    return Finding("wrong-type", f"is {excerpt(given)} where a whole number is expected", "write digits only")


def _number(given: object, _context: dict[str, Any]) -> Finding:
    return Finding("wrong-type", f"is {excerpt(given)} where a number is expected", "write digits only")


def _truth(given: object, _context: dict[str, Any]) -> Finding:
    return Finding("wrong-type", f"is {excerpt(given)} where true or false is expected", "write true or false")


def _bound(words: str, key: str) -> Callable[[object, dict[str, Any]], Finding]:
    def at_bound(given: object, context: dict[str, Any]) -> Finding:
        return Finding("out-of-range", f"is {excerpt(given)}", f"it must be {words} {context[key]}")

    return at_bound


def _date(given: object, _context: dict[str, Any]) -> Finding:
    return Finding("bad-date", f"is {excerpt(given)}, which is not a date", "write it as 2026-01-05")


def _list(given: object, _context: dict[str, Any]) -> Finding:
    return Finding("wrong-type", f"is {_kind(given)} where a list is expected", "write a list")


def _mapping(given: object, _context: dict[str, Any]) -> Finding:
    return Finding("wrong-type", f"is {_kind(given)} where a mapping is expected", "write fields, each with its value")


_WORDS: dict[str, Callable[[object, dict[str, Any]], Finding]] = {
    "missing": _missing,
    "string_type": _text,
    "string_pattern": _id,
    "string_too_long": _long,
    "string_too_short": _short,
    "too_long": _long,
    "too_short": _short,
    "literal_error": _choice,
    "int_": _whole_number,
    "float_": _number,
    "finite_number": _number,
    "bool_": _truth,
    "greater_than_equal": _bound("at least", "ge"),
    "greater_than": _bound("more than", "gt"),
    "less_than_equal": _bound("at most", "le"),
    "less_than": _bound("less than", "lt"),
    "date_": _date,
    "tuple_type": _list,
    "dict_type": _mapping,
    "model_": _mapping,
    "dataclass_": _mapping,
}
"""Beginning of pydantic's error type to the words for it; the first that fits is taken."""


def _kind(given: object) -> str:
    """Say what stands there without repeating it."""
    if isinstance(given, str):
        return "a text"
    return "a number" if isinstance(given, int | float) and not isinstance(given, bool) else excerpt(given)
