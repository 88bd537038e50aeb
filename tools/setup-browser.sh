#!/bin/sh
# See that there is a browser for the tests of pages: chromium, as Debian and Ubuntu package it.
#
#   tools/setup-browser.sh
#
# As root a missing one is installed; otherwise the command to run is printed, and the tests of pages will fail with the
# same advice. IOPSCHED_BROWSER names another Chromium; IOPSCHED_NO_BROWSER=1 leaves those tests out.
set -eu

if [ "${IOPSCHED_NO_BROWSER:-}" = 1 ]; then
    echo "setup-browser: IOPSCHED_NO_BROWSER=1: the tests of pages in a browser are left out"
    exit 0
fi
for name in "${IOPSCHED_BROWSER:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "setup-browser: no browser yet; installing chromium"
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core
else
    echo "setup-browser: no browser found: install Chromium (on Debian and Ubuntu: 'apt-get install chromium', as root)," \
        "name one with IOPSCHED_BROWSER=/path/to/chromium, or leave the tests of pages out with IOPSCHED_NO_BROWSER=1" >&2
fi
