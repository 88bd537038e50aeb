"""The compiled library: found beside this file, where building the package put it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path

from iopsched_solver.native.facts import Facts

SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
PATH = Path(__file__).with_name(f"_native{SUFFIX}")

_Rows = ctypes.POINTER(ctypes.c_int32)
_Count = ctypes.c_int64
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
    if not all(hasattr(loaded, name) for name in _FUNCTIONS) or loaded.facts_bytes() != ctypes.sizeof(Facts):
        raise OSError(f"{PATH.name} was built from other sources: install the package anew")
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded
