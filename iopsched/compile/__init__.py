"""From the caller's words to the solver's integers and back: the only place that scales units.

`compile_scenario` reads as the list of steps: refuse what is off the grid, number everything, list candidate
cells, drop those that could never run, and fill each part of the problem from its own module.
"""

from iopsched.compile.compiled import Compiled, compile_scenario

__all__ = ["Compiled", "compile_scenario"]
