#!/usr/bin/env bash
# Packs every package of tests/packages/package-lock.json into the directory DIR, as an operator would fill npm.directory:
#   scripts/npm-packages.sh DIR
# npm asks the registry that it is configured for. Archives that are there are not fetched again.
. "$(dirname "$0")/lib.sh"

[ $# = 1 ] || fail "usage: scripts/npm-packages.sh DIR"
mkdir -p "$1"
directory="$(cd "$1" && pwd)"

missing=()
while read -r name version; do
  # What npm pack calls the archive: @scope/name becomes scope-name.
  file="${name#@}"
  [ -f "$directory/${file//\//-}-$version.tgz" ] || missing+=("$name@$version")
done < <(node -e '
  const { packages } = require("./tests/packages/package-lock.json");
  // Under an alias, `name` is what the package itself is called.
  for (const [path, { name, version }] of Object.entries(packages))
    if (path) console.log(name ?? path.slice(path.lastIndexOf("node_modules/") + 13), version);
' | sort -u)

[ "${#missing[@]}" = 0 ] || npm pack --loglevel=error --ignore-scripts --pack-destination "$directory" "${missing[@]}" >/dev/null
