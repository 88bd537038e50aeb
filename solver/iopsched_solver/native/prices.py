"""Prices of days as the C sources read them: the structures of `price.h`, field by field."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.plans.days import DayPlan

MOST = 2**30
"""Larger numbers stand for no limit."""

Count, Real = ctypes.c_int64, ctypes.c_double
Numbers, Flags, Reals = (ctypes.POINTER(kind) for kind in (ctypes.c_int32, ctypes.c_uint8, ctypes.c_double))
_DTYPES: dict[type, type[np.generic]] = {Numbers: np.int32, Flags: np.uint8, Reals: np.float64}


def pointer(array: NDArray[Any]) -> object:
    """Where an array lies, as C takes it."""
    kind = next(kind for kind, dtype in _DTYPES.items() if array.dtype == dtype)
    return array.ctypes.data_as(kind)


class _Filled(ctypes.Structure):
    """A structure made of numbers and arrays; the arrays live as long as it does."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 (numbers and arrays)
        super().__init__()
        self._arrays: list[NDArray[Any]] = []
        for name, kind in self._fields_:  # type: ignore[misc]  # all are pairs
            given = values.pop(name)
            if kind in _DTYPES:
                dtype = _DTYPES[kind]
                array = np.asarray(given)
                if dtype is np.int32 and array.dtype != np.int32:
                    array = array.clip(-MOST, MOST)
                array = np.ascontiguousarray(array, dtype=dtype)
                self._arrays.append(array)
                given = array.ctypes.data_as(kind)
            setattr(self, name, given)
        if values:
            raise TypeError(f"no fields of {type(self).__name__}: {', '.join(values)}")


def _fields(*names: tuple[type, str]) -> Sequence[tuple[str, type]]:
    return [(name, kind) for kind, several in names for name in several.split()]


class Clinic(_Filled):
    """What does not change from round to round."""

    _fields_ = _fields(
        (Count, "n_patients n_clinicians n_cells n_services n_places telehealth n_limits most_sessions most_states"),
        (Numbers, "day_first arc_service arc_start arc_end arc_place arc_group arc_cell_first arc_cell"),
        (Numbers, "group_day group_first group_end contact slots"),
        (Flags, "one_to_one may"),
        (Reals, "own"),
        (Flags, "may_visit stranger once"),
        (Numbers, "care_max"),
        (Reals, "weight"),
        (Numbers, "day_min day_max week_max span_max sessions_min sessions_max buffer"),
        (Flags, "short_is_hard off_is_hard limit_services limit_patients"),
        (Numbers, "limit_most gap"),
        (Real, "idle trip primary day_minimum sessions_a_day"),
    )


class Prices(_Filled):
    """The prices of one round: `Asked` of `price.h`."""

    _fields_ = _fields(
        (Reals, "toll visit_toll reward minute service_day day_charge need"),
        (Numbers, "surcharge_row"),
        (Reals, "surcharge"),
        (Flags, "may_lead"),
    )


class Ways(_Filled):
    """Ways through days."""

    _fields_ = _fields((Count, "n"), (Numbers, "patient day n_sessions"), (Reals, "cost"), (Numbers, "cell clinician"))

    @classmethod
    def room(cls, n: int, most_sessions: int) -> Ways:
        """Room for n ways of so many sessions."""
        counts, rows = np.zeros(n, dtype=np.int32), np.zeros((n, most_sessions), dtype=np.int32)
        return cls(
            n=0, patient=counts, day=counts.copy(), n_sessions=counts.copy(), cost=np.zeros(n), cell=rows,
            clinician=rows.copy(),
        )  # fmt: skip

    def plans(self) -> Iterator[DayPlan]:
        """All of them."""
        patient, day, n_sessions, cost, cell, clinician = (array[: self.n].tolist() for array in self._arrays)
        for p, d, n, value, cells, leaders in zip(patient, day, n_sessions, cost, cell, clinician, strict=True):
            yield DayPlan(p, d, tuple(zip(cells[:n], leaders[:n], strict=True)), value)


class Grid(_Filled):
    """The arcs of a day, and what holds for all whose days are priced together."""

    _fields_ = _fields(
        (Count, "n_arcs n_services n_places n_levels n_kinds most_sessions"),
        (Numbers, "service start end place levels kind group group_first group_end wait"),
        (Real, "idle trip"),
    )
