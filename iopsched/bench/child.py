"""The process of one run: a job as JSON on standard input, what was measured as JSON on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from iopsched.bench.measuring import Search, iopsched_search, measured
from iopsched.bench.record import Job, Measured


def main(searches: Mapping[str, Search]) -> None:
    """Make the run that standard input describes with the search that its `solver` names."""
    job = Job.model_validate_json(sys.stdin.read())
    answers = os.dup(1)
    os.dup2(2, 1)  # engines print what they like: it must not end up in the answer
    try:
        result = measured(job, searches[job.solver])
    except Exception as error:  # noqa: BLE001  a run that fails is a result, too
        result = Measured(job=job, error=f"{type(error).__name__}: {error}")
    with os.fdopen(answers, "wb") as out:
        out.write(result.model_dump_json().encode())


if __name__ == "__main__":
    main({"iopsched": iopsched_search})
