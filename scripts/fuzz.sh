#!/usr/bin/env bash
# Every fuzz target for FUZZ_SECONDS (60), as many at once as there are processors; or one: make fuzz TARGET=authorize FUZZ_SECONDS=600.
#
# Without a sanitizer: the server is safe Rust, whose faults are panics and broken laws, and coverage is what finds those. Address
# sanitizing would want nightly Rust, doubles the build of wasmtime, and watches memory that the compiler has already proven.
# So stable Rust will do.
. "$(dirname "$0")/lib.sh"

seconds="${FUZZ_SECONDS:-60}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}/fuzz" CARGO_INCREMENTAL=0
# What was found worth keeping stays between runs, and crashes stay until somebody removes them.
found="$CARGO_TARGET_DIR/found"
targets=("${TARGET:-}")
[ -n "${TARGET:-}" ] || mapfile -t targets < <(sed -n 's/^name = "\(.*\)"$/\1/p' fuzz/Cargo.toml | tail -n +2)

cargo_fuzz=cargo-fuzz
if ! command -v cargo-fuzz >/dev/null 2>&1; then
  cargo_fuzz="$ANTEROOM_TOOLS/bin/cargo-fuzz"
  [ -x "$cargo_fuzz" ] || cargo install --quiet --locked cargo-fuzz --version '^0.13' --root "$ANTEROOM_TOOLS"
fi

say "building ${TARGET:-${#targets[@]} targets} (the first time takes a quarter of an hour on two cores)"
cp Cargo.lock fuzz/Cargo.lock
"$cargo_fuzz" fuzz build --sanitizer none --fuzz-dir fuzz ${TARGET:+"$TARGET"}
bins="$(ls -d "$CARGO_TARGET_DIR"/*-*-*/release | head -n 1)"

# run NAME: one target, its output in a log, its exit code beside it.
run() {
  local corpus="$found/$1/corpus" crashes="$found/$1/crashes/"
  mkdir -p "$corpus" "$crashes"
  local code=0
  "$bins/$1" "$corpus" "fuzz/seeds/$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=8192 -dict=fuzz/words.dict \
    -artifact_prefix="$crashes" -print_final_stats=1 >"$found/$1/log" 2>&1 || code=$?
  echo "$code" >"$found/$1/code"
}

say "fuzzing for $seconds seconds each"
for name in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
  run "$name" &
done
wait

broken=0
printf '%-14s %12s %10s   %s\n' target runs coverage found
for name in "${targets[@]}"; do
  log="$found/$name/log"
  runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)"
  coverage="$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d ' ' -f 2 || true)"
  if [ "$(cat "$found/$name/code")" = 0 ]; then
    result="nothing"
  else
    broken=$((broken + 1))
    input="$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)"
    result="$(grep -m 1 -A 1 'panicked at\|ERROR: libFuzzer' "$log" | tr '\n' ' ' | cut -c 1-200 || true)
  input: ${input:-none, see $log}
  again: $bins/$name ${input:-}"
  fi
  printf '%-14s %12s %10s   %s\n' "$name" "${runs:--}" "${coverage:--}" "$result"
done
[ "$broken" = 0 ] || fail "$broken of ${#targets[@]} targets found an input that breaks a law; add it to fuzz/seeds/ with the fix"
