"""What fields a model has at a path, for messages about fields it has not."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from iopsched.model.place import Path


def fields_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the names of the fields that stand at `path`; none if there is no model."""
    here: Any = model
    for step in path:
        here = _step(here, step)
    here = _bare(here)
    return tuple(here.model_fields) if _is_model(here) else ()


def owners(model: type[BaseModel], field: str) -> tuple[str, ...]:
    """Return the names of the models under `model` that have `field`, as words: ``care item``."""
    return tuple(_words(found.__name__) for found in _models(model, set()) if field in found.model_fields)


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def _is_model(annotation: Any) -> bool:  # noqa: ANN401  any annotation may come
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _bare(annotation: Any) -> Any:  # noqa: ANN401  any annotation may come
    """Take off `Annotated` and `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _bare(kinds[0])
    return annotation


def _step(annotation: Any, step: str | int) -> Any:  # noqa: ANN401  any annotation may come
    annotation = _bare(annotation)
    if _is_model(annotation):
        field = annotation.model_fields.get(step)
        return field.annotation if field else None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple and arguments:
        return arguments[0]
    return arguments[1] if origin is dict else None


def _models(annotation: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:  # noqa: ANN401  any annotation may come
    annotation = _bare(annotation)
    if _is_model(annotation):
        if annotation in seen:
            return
        seen.add(annotation)
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation, seen)
    else:
        for argument in get_args(annotation):
            yield from _models(argument, seen)
