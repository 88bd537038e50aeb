#!/bin/sh
# See that there is a browser for the tests of pages: chromium, as Debian and Ubuntu package it, and the library that
# playwright's driver needs beside it.
#
#   tools/setup-browser.sh
#
# As root what is missing is installed; otherwise the command to run is printed, and the tests of pages will fail with
# the same advice. IOPSCHED_BROWSER names another Chromium; IOPSCHED_NO_BROWSER=1 leaves those tests out.
set -eu

if [ "${IOPSCHED_NO_BROWSER:-}" = 1 ]; then
    echo "setup-browser: IOPSCHED_NO_BROWSER=1: the tests of pages in a browser are left out"
    exit 0
fi

missing="chromium fonts-dejavu-core"
for name in "${IOPSCHED_BROWSER:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        missing=""
    fi
done
if command -v ldconfig >/dev/null 2>&1; then
    case "$(ldconfig -p)" in
    *libatomic.so.1*) ;;
    *) missing="${missing:+$missing }libatomic1" ;;
    esac
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "setup-browser: installing $missing"
    apt-get update
    # shellcheck disable=SC2086  # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
else
    echo "setup-browser: no browser found: install Chromium (on Debian and Ubuntu: 'apt-get install $missing', as root)," \
        "name one with IOPSCHED_BROWSER=/path/to/chromium, or leave the tests of pages out with IOPSCHED_NO_BROWSER=1" >&2
fi
