#!/usr/bin/env bash
# Installs the Python packages of LIST, exactly these, into the environment DIR:
#   scripts/python-packages.sh DIR LIST
# pip asks the index that it is configured for. An environment that was made from the same list is left as it is.
. "$(dirname "$0")/lib.sh"

[ $# = 2 ] || fail "usage: scripts/python-packages.sh DIR LIST"

if ! cmp -s "$2" "$1/installed.txt"; then
  rm -rf "$1"
  python3 -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --requirement "$2"
  "$1/bin/python" -m pip check
  cp "$2" "$1/installed.txt"
fi
