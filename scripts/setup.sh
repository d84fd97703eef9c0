#!/usr/bin/env bash
# Installs what the tests need and this machine does not have: Rust's WebAssembly targets, and, where this runs as root on Debian,
# chromium, strace, Node.js, npm and Python. Installs nothing that is there.
. "$(dirname "$0")/lib.sh"

have() { command -v "$1" >/dev/null 2>&1; }

installed="$(rustup target list --installed 2>/dev/null || true)"
for target in wasm32-unknown-unknown wasm32-wasip2; do
  if ! grep -qx "$target" <<<"$installed"; then
    have rustup || fail "the Rust target $target is missing, and there is no rustup to add it"
    say "adding the Rust target $target"
    rustup target add "$target"
  fi
done

packages=()
have chromium || packages+=(chromium)
have strace || packages+=(strace)
have curl || packages+=(curl)
have node || packages+=(nodejs)
have npm || packages+=(npm)
# Debian's Python makes no environments without a package of its own.
python3 -c "import ensurepip, venv" 2>/dev/null || packages+=(python3 python3-venv)
if [ "${#packages[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && have apt-get; then
    say "installing ${packages[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  else
    fail "the tests need ${packages[*]}; install them (this script does it as root on Debian)"
  fi
fi
