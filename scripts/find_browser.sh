#!/bin/sh
# Make sure a browser for the page's tests is there: Debian's chromium where it may be installed.
set -u
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
    if $as_root true 2>/dev/null; then
        echo "installing chromium for the page's tests"
        $as_root apt-get update -q >/dev/null 2>&1
        $as_root apt-get install -y -q chromium >/dev/null 2>&1 && exit 0
    fi
fi
echo "NO BROWSER: the tests of the interactive page will be SKIPPED; install chromium to run them" >&2
[ -z "${CI:-}" ]
