"""Any value that the models take, drawn field by field: what tables must hold."""

from __future__ import annotations

from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel

from iopsched.formats.tables.cells import bare
from iopsched.formats.tables.columns import hints
from iopsched.model.base import Id
from iopsched.model.time import DAYS, Moment, Windows

AWKWARD = (
    "none", "never", "None", "yes", "1", "a, b", "a; b", 'say "no"', '"', " lead", "trail ", "=1+1", "'=1", "-2", "@x",
    "two\nlines", "a = b", "(work)", "<script>", "2026-01-05", "#N/A", "TRUE", "007", "1e3", "'", "''+", "a\tb",
)  # fmt: skip
"""Texts that a table could take for something else."""
TEXTS = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=12
)
IDS = st.sampled_from(["none", "never", "yes", "1", "A 1", "x/y", "P-01 ", "1.50", "1E5", "#"]).filter(
    lambda text: text != "#"
) | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ._:/+#-]{0,8}", fullmatch=True).filter(lambda text: "\n" not in text)
DATES = st.dates().filter(lambda day: day.year >= 1000).map(str)
WINDOWS = st.lists(
    st.builds("{} {:02d}:00-{:02d}:30".format, st.sampled_from(DAYS), st.integers(0, 11), st.integers(12, 23)),
    max_size=3,
)


@st.composite
def values_of(draw, model: type[BaseModel], lists=2):
    """Draw plain values for a model; entries of lists have ids of their own."""
    data = {}
    for name, info in model.model_fields.items():
        if info.is_required() or draw(st.integers(0, 2)) == 0:
            optional = type(None) in get_args(hints(model)[name])
            if optional and draw(st.integers(0, 3)) == 0:
                data[name] = None
            else:
                data[name] = draw(value(hints(model)[name], info.metadata, lists))
    return data


def value(annotation, metadata, lists):  # one line for each kind of field
    found = bare(annotation)
    if annotation in {Id, Id | None}:
        return IDS
    if found == Windows:
        return WINDOWS
    if found == Moment:
        return st.builds("{} {:02d}:30".format, st.sampled_from(DAYS), st.integers(0, 23))
    if get_origin(found) is Literal:
        return st.sampled_from(get_args(found))
    if get_origin(found) is dict:
        keys = value(get_args(found)[0], (), lists)
        return st.dictionaries(keys, st.integers(0, 9), max_size=3)
    if get_origin(found) is tuple:
        return entries(found, metadata, lists)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return values_of(found, lists)
    longest = next((m.max_length for m in metadata if isinstance(m, MaxLen)), 64)
    scalars = {bool: st.booleans(), int: numbers(metadata), str: TEXTS.map(lambda text: text[:longest])}
    return scalars.get(found, DATES)


def numbers(metadata):
    low = next((m.ge if isinstance(m, Ge) else m.gt + 1 for m in metadata if isinstance(m, Ge | Gt)), 0)
    high = next((m.le for m in metadata if isinstance(m, Le)), 10_000)
    return st.integers(low, high)


def entries(found, metadata, lists):
    inner = get_args(found)[0]
    if len(get_args(found)) == 2 and get_args(found)[1] is not Ellipsis:
        return st.tuples(IDS, IDS).map(list)
    least = next((m.min_length for m in metadata if isinstance(m, MinLen)), 0)
    made = st.lists(value(inner, (), lists), min_size=least, max_size=lists)
    return made.map(with_ids)


def with_ids(rows):
    """Give each entry an id of its own: rows find what they belong to by it."""
    return [
        {**row, "id": f"{number} {row['id'] or ''}"[:64]} if isinstance(row, dict) and row.get("id") else row
        for number, row in enumerate(rows)
    ]
