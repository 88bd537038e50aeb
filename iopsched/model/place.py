"""Where something stands in a scenario, as JSON pointer."""

from __future__ import annotations

Path = tuple[str | int, ...]
"""Fields and indices from the root."""


def pointer(path: Path) -> str:
    """Write a path as JSON pointer.

    Examples
    --------
    >>> pointer(("patients", 3, "availability"))
    '#/patients/3/availability'
    """
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def path_of(text: str) -> Path:
    """Read a JSON pointer; steps of digits are indices.

    Examples
    --------
    >>> path_of("#/patients/3/availability")
    ('patients', 3, 'availability')
    """
    steps = (step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])
    return tuple(int(step) if step.isascii() and step.isdigit() else step for step in steps)
