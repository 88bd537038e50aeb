#!/bin/sh
# Compile the C sources of the optimiser for their warnings alone, which count as errors here.
#
#   tools/lint-c.sh
#
# PYTHON names an interpreter that has the package ziglang (python3 unless set).
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export ZIG_GLOBAL_CACHE_DIR="${ZIG_GLOBAL_CACHE_DIR:-$scratch/cache}" ZIG_LOCAL_CACHE_DIR="$scratch/cache"

failed=0
for source in solver/iopsched_solver/native/*.c; do
    "${PYTHON:-python3}" -m ziglang cc -std=c11 -O3 -fPIC -Wall -Wextra -Wconversion -Wno-sign-conversion -Werror \
        -c -o "$scratch/object.o" "$source" || failed=1
done
exit "$failed"
