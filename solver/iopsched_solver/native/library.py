"""The compiled library: found beside this file, where building the package put it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path

from iopsched_solver.native.facts import Facts
from iopsched_solver.native.prices import Clinic, Flags, Grid, Prices, Reals, Ways

SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
PATH = Path(__file__).with_name(f"_native{SUFFIX}")

_Rows = ctypes.POINTER(ctypes.c_int32)
_Count = ctypes.c_int64
_PRICED = (ctypes.POINTER(Clinic), ctypes.POINTER(Prices), _Rows, _Count)
_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "facts_bytes": (_Count, ()),
    "search_new": (ctypes.c_void_p, (ctypes.POINTER(Facts), ctypes.c_uint64)),
    "search_free": (None, (ctypes.c_void_p,)),
    "search_take": (ctypes.c_int, (ctypes.c_void_p, _Rows, _Count, _Rows, _Count)),
    "search_steps": (_Count, (ctypes.c_void_p, _Count, ctypes.c_double)),
    "search_return": (None, (ctypes.c_void_p,)),
    "search_cost": (_Count, (ctypes.c_void_p,)),
    "search_best": (
        ctypes.c_int,
        (ctypes.c_void_p, _Rows, ctypes.POINTER(_Count), _Rows, ctypes.POINTER(_Count), _Count),
    ),
    "price_bytes": (_Count, ()),
    "price_arcs": (ctypes.c_int, (*_PRICED, Reals, _Rows, _Rows)),
    "price_best": (ctypes.c_int, (*_PRICED, Reals, ctypes.POINTER(Ways))),
    "price_good": (ctypes.c_int, (*_PRICED, ctypes.c_double, _Count, ctypes.POINTER(Ways))),
    "price_remembered": (
        ctypes.c_int,
        (ctypes.POINTER(Grid), _Count, _Count, _Rows, Flags, Reals, Reals, Reals, _Rows, _Rows),
    ),
}


@cache
def library() -> ctypes.CDLL:
    """Load the library.

    Raises
    ------
    OSError
        Where it was not built, or was built from other sources than these.
    """
    loaded = ctypes.CDLL(str(PATH))
    sizes = {"facts_bytes": (Facts,), "price_bytes": (Clinic, Prices, Ways, Grid)}
    if not all(hasattr(loaded, name) for name in _FUNCTIONS) or any(
        getattr(loaded, name)() != sum(map(ctypes.sizeof, kinds)) for name, kinds in sizes.items()
    ):
        raise OSError(f"{PATH.name} was built from other sources: install the package anew")
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded
