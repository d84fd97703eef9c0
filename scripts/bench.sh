#!/usr/bin/env bash
# All measurements, each beside its baseline from the same run; one alone: make bench BENCH=scripts. Node's side of the script
# Actions and the packages that one of them brings are installed first; without them those rows say so. The deploy tool is measured
# with the server as it is shipped.
. "$(dirname "$0")/lib.sh"

target="${CARGO_TARGET_DIR:-$PWD/target}"
packages="$target/npm-packages"
say "packages and baselines"
scripts/npm-packages.sh "$packages"
npm ci --prefix benches/node --no-audit --no-fund

say "measuring"
case "${BENCH:-}" in
  "") ANTEROOM_NPM_PACKAGES="$packages" cargo bench --locked --benches ;;
  deploy) ;;
  *) ANTEROOM_NPM_PACKAGES="$packages" cargo bench --locked --bench "$BENCH" ;;
esac
case "${BENCH:-}" in
  "" | deploy)
    npm ci --prefix tests/clients --no-audit --no-fund
    cargo build --release --locked --bin anteroom
    ANTEROOM_BIN="$target/release/anteroom" node benches/node/deploy.js
    ;;
esac
