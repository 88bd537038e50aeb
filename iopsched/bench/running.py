"""Runs one after the other, each in a process of its own; none is ever left out of the report."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import ValidationError

from iopsched.bench.record import Job, Measured

CHILD = (sys.executable, "-m", "iopsched.bench.child")
PATIENCE = 2.0
"""A process is ended after so many times its seconds, and `PATIENCE_S` more."""
PATIENCE_S = 120.0


def run_all(
    jobs: Sequence[Job], *, child: Sequence[str] = CHILD, on_run: Callable[[Measured], None] = lambda _: None
) -> tuple[Measured, ...]:
    """Make every run, telling each as it ends."""
    done = []
    for job in jobs:
        result = run_one(job, child)
        on_run(result)
        done.append(result)
    return tuple(done)


def run_one(job: Job, child: Sequence[str] = CHILD) -> Measured:
    """Make one run in a process of its own."""
    patience_s = PATIENCE * (job.time_limit_s + job.needs_bound_s) + PATIENCE_S
    with subprocess.Popen(  # noqa: S603  our own module, no shell
        child, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            out, err = process.communicate(job.model_dump_json().encode(), timeout=patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Measured(job=job, error=f"it did not end within {patience_s:.0f} s and was killed")
        except BaseException:
            process.kill()
            raise
    try:
        return Measured.model_validate_json(out)
    except ValidationError:
        last = err.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        return Measured(job=job, error=f"the process ended with code {process.returncode}: {last[0]}")


def machine() -> dict[str, str]:
    """What the runs were made on."""
    facts = {"system": f"{platform.system()} {platform.release()}", "architecture": platform.machine()}
    facts["cores"] = str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    for path, field, name in (
        ("/proc/cpuinfo", "model name", "processor"),
        ("/proc/meminfo", "MemTotal", "memory"),
    ):
        lines = Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []
        value = next((line.partition(":")[2].strip() for line in lines if line.startswith(field)), "")
        if value:
            facts[name] = value
    return facts
