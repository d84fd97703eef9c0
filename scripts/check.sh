#!/usr/bin/env bash
# Everything about the source that a machine can judge without running it. The rules of the tree (layers, file sizes, unused
# dependencies) are tests: tests/it/layering.rs.
. "$(dirname "$0")/lib.sh"

examples=examples-actions/rust

say "format"
cargo fmt --all --check
cargo fmt --all --check --manifest-path "$examples/Cargo.toml"
cargo fmt --check --manifest-path tests/clients/openidconnect/Cargo.toml
# The fuzz targets are compiled with the server's tests (tests/it/fuzz.rs), which lints them too.
cargo fmt --check --manifest-path fuzz/Cargo.toml

say "lints"
cargo clippy --locked --workspace --all-targets -- -D warnings

say "documentation"
# With private items: the readers are those who work on the server, and headers link to what is beside them.
RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --locked --workspace --no-deps --document-private-items --quiet

say "JavaScript engine: what is committed belongs to its sources"
scripts/engine.sh --check
cargo fmt --check --manifest-path guest-sdk/engine/Cargo.toml

say "the engine's built-ins are what their sources build"
if command -v npm >/dev/null 2>&1; then
  npm ci --silent --prefix guest-sdk/engine/js --no-audit --no-fund
  npm run --silent check --prefix guest-sdk/engine/js
else
  echo "NOT RUN: there is no npm here"
fi

say "dependencies: licences, bans, sources"
deny=cargo-deny
if ! command -v cargo-deny >/dev/null 2>&1; then
  deny="$ANTEROOM_TOOLS/bin/cargo-deny"
  # Built from source once per machine: 4.5 minutes of processor time, about 3 minutes on two cores.
  [ -x "$deny" ] || cargo install --quiet --locked cargo-deny --version '^0.20' --root "$ANTEROOM_TOOLS"
fi
"$deny" --locked check licenses bans sources

say "dependencies: advisories"
# The advisories are a database that only the network has. Where it is out of reach this says so rather than pass in silence.
if timeout 60 "$deny" fetch db >/dev/null 2>&1; then
  "$deny" --locked check --disable-fetch advisories
else
  echo "NOT RUN: the advisory database cannot be fetched from here"
fi

say "make check: all good"
