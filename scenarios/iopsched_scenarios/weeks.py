"""The weeks written by hand: small clinics, realistic to the detail, each with a comment on what it stresses."""

from __future__ import annotations

from importlib.resources import as_file, files

from iopsched.model.scenario import Scenario

_DATA = files("iopsched_scenarios") / "data"


def names() -> tuple[str, ...]:
    """The names of the weeks.

    Examples
    --------
    >>> "evening-clinic" in names()
    True
    """
    found = (entry.name for entry in _DATA.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def text(name: str) -> str:
    """The YAML of a week, comments included.

    Raises
    ------
    ValueError
        If there is no such week.
    """
    if name not in names():
        msg = f"there is no week {name!r}: choose one of {', '.join(names())}"
        raise ValueError(msg)
    return (_DATA / f"{name}.yaml").read_text(encoding="utf-8")


def load(name: str) -> Scenario:
    """Read a week.

    Raises
    ------
    ValueError
        If there is no such week.

    Examples
    --------
    >>> len(load("evening-clinic").patients)
    24
    """
    text(name)
    with as_file(_DATA / f"{name}.yaml") as path:
        return Scenario.read(path)
