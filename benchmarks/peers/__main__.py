"""The process of one run of the comparison: `python benchmarks/peers`, job and result as JSON."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from iopsched.bench.child import main
from peers.searches import SEARCHES

main(SEARCHES)
