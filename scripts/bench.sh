#!/usr/bin/env bash
# All measurements, each beside its baseline from the same run; one alone: make bench BENCH=scripts. Node's side of the script
# Actions and the packages that one of them brings are installed first; without them those rows say so.
. "$(dirname "$0")/lib.sh"

packages="${CARGO_TARGET_DIR:-$PWD/target}/npm-packages"
say "packages and baselines"
scripts/npm-packages.sh "$packages"
npm ci --prefix benches/node --no-audit --no-fund

say "measuring"
if [ -n "${BENCH:-}" ]; then which=(--bench "$BENCH"); else which=(--benches); fi
ANTEROOM_NPM_PACKAGES="$packages" cargo bench --locked "${which[@]}"
