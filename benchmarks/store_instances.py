"""Write the stored weeks of the benchmarks and their manifest; run it again only to add weeks.

    .venv/bin/python benchmarks/store_instances.py

A week that is in the manifest already is left as it is: the point of storing weeks is that the generator cannot move
them. `--replace` makes all of them anew, after which no figure can be compared with older ones.
"""

import argparse
import hashlib
import json
from pathlib import Path

from iopsched.bench.stored import SUFFIX, packed
from iopsched.provenance import input_sha256
from iopsched_scenarios.families import family

FOLDER = Path(__file__).parent / "instances"
MANIFEST = FOLDER / "manifest.json"
SEEDS = (1, 2, 3)
FAMILIES = (
    "calendar-tight-24",
    "menu-tight-24",
    "menu-tight-60",
    "menu-tight-150",
    "open-tight-150",
    "menu-overloaded-150",
    "menu-tight-400",
    "open-tight-400",
    "menu-overloaded-400",
    "php-tight-40-slot15",
    "php-tight-60-slot15",
    "php-tight-40-slot5",
    "php-tight-60-slot5",
    "menu-tight-1000",
)


def main():
    """Write what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replace", action="store_true", help="make all of them anew")
    replace = parser.parse_args().replace
    FOLDER.mkdir(exist_ok=True)
    known = {} if replace or not MANIFEST.exists() else json.loads(MANIFEST.read_text(encoding="utf-8"))
    for name in FAMILIES:
        for seed in SEEDS:
            file = f"{name}-seed{seed}{SUFFIX}"
            if file in known:
                continue
            scenario = family(name, seed)
            data = packed(scenario)
            (FOLDER / file).write_bytes(data)
            known[file] = {
                "family": name,
                "seed": seed,
                "patients": len(scenario.patients),
                "sha256": hashlib.sha256(data).hexdigest(),
                "input_sha256": input_sha256(scenario),
            }
    MANIFEST.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    print(f"{len(known)} weeks, {sum((FOLDER / file).stat().st_size for file in known) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
