#!/bin/sh
# Write the lock files from pyproject.toml: one set of versions for every supported Python, with the hashes of all
# files of each, and nothing about where they were fetched from.
#
#   tools/lock.sh [--upgrade]
set -eu

venv=build/lock-venv
[ -x "$venv/bin/uv" ] || {
    "${PYTHON:-python3}" -m venv --clear "$venv"
    "$venv/bin/python" -m pip --disable-pip-version-check install --quiet 'uv>=0.8,<1'
}

compile() {
    "$venv/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' "$@"
}

compile --output-file requirements-dev.lock --group dev "$@" pyproject.toml
# The smaller sets take their versions from the full one, so that all three agree.
compile --output-file requirements.lock --constraint requirements-dev.lock "$@" pyproject.toml
compile --output-file requirements-build.lock --constraint requirements-dev.lock --group build "$@"
