#!/usr/bin/env bash
# All tests: the server's and the guest SDKs', the example Actions' own, the api objects of scripts, real npm packages in the engine,
# the Management API as Auth0's own SDK and deploy tool ask it and by its description, logins as other people's client libraries make
# them, and the pages in a real browser. Every part runs even when one before it fails; the last line counts them all.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh

logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT
broken=()

# step NAME COMMAND…: runs it, keeps its output for the count, and goes on.
step() {
  local name="$1"; shift
  say "$name"
  if ! "$@" 2>&1 | tee "$logs/${name// /-}.log"; then broken+=("$name"); fi
}

step "server and guest SDK" cargo test --locked --workspace --no-fail-fast
packages="${CARGO_TARGET_DIR:-$PWD/target}/npm-packages"
step "packages of Actions" scripts/npm-packages.sh "$packages"
step "packages in the engine" env ANTEROOM_NPM_PACKAGES="$packages" cargo test --locked --test it real:: -- --ignored
step "engine packages" npm ci --prefix guest-sdk/engine/js --no-audit --no-fund
step "engine built-ins" npm test --prefix guest-sdk/engine/js
step "example Actions" env CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}/examples" \
  cargo test --locked --no-fail-fast --manifest-path examples-actions/rust/Cargo.toml
step "api of scripts" node --test guest-sdk/engine/js/test/api/*.test.mjs
step "JavaScript SDK packages" npm ci --prefix guest-sdk/javascript --no-audit --no-fund
step "JavaScript SDK" npm test --prefix guest-sdk/javascript
step "example packages in JavaScript" npm ci --prefix examples-actions/javascript --no-audit --no-fund
step "example Actions in JavaScript" npm test --prefix examples-actions/javascript
step "client packages" npm ci --prefix tests/clients --no-audit --no-fund
target="${CARGO_TARGET_DIR:-$PWD/target}"
step "client packages in Python" scripts/python-packages.sh "$target/authlib" tests/clients/authlib/requirements.txt
step "client crate" env CARGO_TARGET_DIR="$target/clients" \
  cargo test --locked --no-run --manifest-path tests/clients/openidconnect/Cargo.toml
step "clients" npm test --prefix tests/clients
schemathesis="${CARGO_TARGET_DIR:-$PWD/target}/schemathesis"
step "description packages" scripts/python-packages.sh "$schemathesis" tests/openapi/requirements.txt
step "Management API by its description" node tests/openapi/run.js "$schemathesis/bin/schemathesis"
if [ -f tests/browser/package.json ]; then
  step "browser packages" npm ci --prefix tests/browser --no-audit --no-fund
  step "browser" npm test --prefix tests/browser
fi

# cargo says "test result: ok. 12 passed; 0 failed; …", Node's runner "# pass 12" or "ℹ pass 12".
count() { sed -nE "$1" "$logs"/*.log | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(( $(count 's/^test result: .* ([0-9]+) passed;.*/\1/p') + $(count 's/^(#|ℹ) pass ([0-9]+)$/\2/p') ))
failed=$(( $(count 's/^test result: .* ([0-9]+) failed;.*/\1/p') + $(count 's/^(#|ℹ) fail ([0-9]+)$/\2/p') ))
# A part that broke before it could count a failure is one.
[ "${#broken[@]}" -gt 0 ] && [ "$failed" = 0 ] && failed="${#broken[@]}"

[ "${#broken[@]}" = 0 ] || printf '\nfailed: %s\n' "${broken[*]}"
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "${#broken[@]}" = 0 ]
