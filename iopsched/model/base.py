"""The base of every model: frozen, strict about unknown fields, documented field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/+#-]*$")]
"""An opaque identifier: never a name, a birth date or a diagnosis."""

Tag = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Model(BaseModel):
    """A frozen value: unknown fields are errors, defaults are checked too."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True)


class Band(Model):
    """A closed band of counts; ``None`` leaves an end open."""

    min: int = 0
    """At least this many."""
    max: int | None = None
    """At most this many; none means no limit."""
