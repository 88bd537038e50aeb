"""What a command waits for before it does anything; the bare interpreter is the baseline of the same run."""

import subprocess
import sys

import pytest

STATEMENTS = {
    "python": "pass",
    "numpy": "import numpy",
    "iopsched": "import iopsched",
    "cli": "import iopsched.cli",
}


@pytest.mark.parametrize("what", STATEMENTS)
def bench_import(benchmark, what):
    """Start Python and import."""
    command = [sys.executable, "-c", STATEMENTS[what]]
    benchmark.group = "import"
    benchmark.pedantic(subprocess.run, (command,), {"check": True}, rounds=5, warmup_rounds=1)
