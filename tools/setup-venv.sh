#!/bin/sh
# Make a virtual environment and install locked packages into it, every file checked by its hash.
#
#   tools/setup-venv.sh VENV LOCK...
#
# PYTHON names the interpreter (python3 unless set). Debian ships python3 without the part that makes virtual
# environments: as root it is installed here, otherwise the command to run is printed.
set -eu

python=${PYTHON:-python3}
venv=$1
shift

fail() {
    echo "setup: $*" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    fail "no '$python' found: install Python 3.11 or later, or name one with 'make setup PYTHON=...'"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "'$python' is older than Python 3.11: name a later one with 'make setup PYTHON=...'"

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "setup: '$python' cannot make virtual environments yet; installing $package"
        apt-get update
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"
    else
        fail "'$python' cannot make virtual environments: install its venv module" \
            "(on Debian and Ubuntu: 'apt-get install $package', as root) and run this again"
    fi
fi

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear "$venv"
fi

pip="$venv/bin/python -m pip --disable-pip-version-check --no-input"
for lock in "$@"; do
    $pip install --quiet --require-hashes --requirement "$lock"
done
