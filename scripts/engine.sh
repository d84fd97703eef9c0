#!/usr/bin/env bash
# Builds the JavaScript engine of script Actions anew: guest-sdk/engine/engine.wasm, and the built-in modules in JavaScript.
# Needs clang with the wasm32 backend (Debian's 14 does) and Node; building the server needs neither, since what this makes is
# committed. `scripts/engine.sh --check` says whether what is committed belongs to its sources.
. "$(dirname "$0")/lib.sh"

engine=guest-sdk/engine
target=wasm32-unknown-unknown

# What the engine is made from; the hash of each is kept beside the result.
sums() { (cd "$engine" && find engine.wasm Cargo.toml Cargo.lock src -type f | LC_ALL=C sort | xargs sha256sum); }

if [ "${1:-}" = --check ]; then
  sums | cmp -s - "$engine/engine.sha256" || fail "guest-sdk/engine/engine.wasm is not what its sources build; run make engine"
  exit 0
fi

command -v clang >/dev/null 2>&1 || {
  [ "$(id -u)" = 0 ] || fail "clang is missing; install it (Debian: apt-get install clang)"
  say "clang"
  apt-get install -y --no-install-recommends clang >/dev/null
}
rustup target add "$target"

say "engine.wasm"
# Paths of this machine would be a part of the result, and make it another one everywhere.
RUSTFLAGS="--remap-path-prefix=$HOME=home --remap-path-prefix=$PWD=anteroom"
CFLAGS_wasm32_unknown_unknown=""
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  RUSTFLAGS+=" --remap-path-prefix=$registry=registry"
  CFLAGS_wasm32_unknown_unknown+=" -ffile-prefix-map=$registry=registry"
done
export RUSTFLAGS CFLAGS_wasm32_unknown_unknown
build="${CARGO_TARGET_DIR:-$PWD/target}/engine"
CARGO_TARGET_DIR="$build" cargo build --locked --release --target "$target" --manifest-path "$engine/Cargo.toml"
cp "$build/$target/release/anteroom_engine.wasm" "$engine/engine.wasm"
if grep -qaE -e "$HOME/|$PWD/|registry/src" "$engine/engine.wasm"; then fail "engine.wasm holds a path of this machine"; fi

if [ -f "$engine/js/package.json" ]; then
  say "built-in modules"
  npm ci --prefix "$engine/js" --no-audit --no-fund
  npm run build --prefix "$engine/js"
fi

sums > "$engine/engine.sha256"
say "$(wc -c < "$engine/engine.wasm") bytes: $(grep engine.wasm "$engine/engine.sha256")"
