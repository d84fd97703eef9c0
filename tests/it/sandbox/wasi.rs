//! Components built for `wasm32-wasip2`: they find a WASI that has nothing.

use std::time::Duration;

use anteroom::contract::Trigger;
use anteroom::sandbox::Failure;

use crate::support::examples;
use crate::support::guests::{Bench, Guest};

#[tokio::test]
async fn an_action_built_for_wasip2_runs_like_any_other() {
    examples::build("wasm32-wasip2");
    let component = std::fs::read(examples::artefact("wasm32-wasip2", "add-claims")).unwrap();
    let bench = Bench::new();
    let prepared = bench.sandbox.prepare(component.into(), Trigger::PostLogin).await.unwrap();
    let program = bench.sandbox.load(&prepared.sha256, Trigger::PostLogin, async { unreachable!("it is in the cache") }).await.unwrap();
    let report = bench.sandbox.call(bench.call(&program)).await;
    assert_eq!(report.outcome.unwrap().len(), 3);
}

#[tokio::test]
async fn a_sleep_of_a_century_meets_the_deadline() {
    let mut bench = Bench::new();
    bench.time_left = Duration::from_millis(30);
    for nanoseconds in ["3155760000000000000", "0xffffffffffffffff"] {
        let guest = Guest::new(&format!("(call $block (call $sleep (i64.const {nanoseconds})))"))
            .wasi("clocks/monotonic-clock", "subscribe-duration", "sleep", "(param i64) (result i32)")
            .wasi("io/poll", "[method]pollable.block", "block", "(param i32)");
        let report = bench.run(&guest).await;
        assert!(matches!(report.outcome, Err(Failure::Deadline { .. })), "{report:?}");
    }
}

#[tokio::test]
async fn a_short_sleep_ends_and_is_recorded() {
    let guest = Guest::new("(call $block (call $sleep (i64.const 1000000)))")
        .wasi("clocks/monotonic-clock", "subscribe-duration", "sleep", "(param i64) (result i32)")
        .wasi("io/poll", "[method]pollable.block", "block", "(param i32)");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.replay.clock.len(), 2);
}

#[tokio::test]
async fn endless_waits_are_counted() {
    let guest = Guest::new("(local.set $i (call $sleep (i64.const 0))) (loop $l (call $block (local.get $i)) (br $l))")
        .wasi("clocks/monotonic-clock", "subscribe-duration", "sleep", "(param i64) (result i32)")
        .wasi("io/poll", "[method]pollable.block", "block", "(param i32)");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Err(Failure::HostQuota { what: "waits".into(), limit: 4096 }));
}

#[tokio::test]
async fn handles_are_bounded() {
    let guest = Guest::new("(loop $l (drop (call $sleep (i64.const 0))) (br $l))").wasi(
        "clocks/monotonic-clock",
        "subscribe-duration",
        "sleep",
        "(param i64) (result i32)",
    );
    let report = Bench::new().run(&guest).await;
    assert!(matches!(&report.outcome, Err(Failure::HostQuota { what, limit: 256 }) if what.contains("handles")), "{report:?}");
}

#[tokio::test]
async fn the_standard_output_is_the_console() {
    let guest = Guest::new("(call $write (call $stdout) (i32.const 1024) (i32.const 16) (i32.const 64))")
        .wasi("cli/stdout", "get-stdout", "stdout", "(result i32)")
        .wasi("io/streams", "[method]output-stream.blocking-write-and-flush", "write", "(param i32 i32 i32 i32)")
        .data(1024, "first\nsecond\x1b[2J");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
    let lines: Vec<_> = report.console.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(lines, ["first", "second\\u{1b}[2J"]);
}

#[tokio::test]
async fn more_zeroes_than_may_be_written_are_a_trap() {
    let guest = Guest::new("(call $zeroes (call $stdout) (i64.const 0x7fffffffffffffff) (i32.const 64))")
        .wasi("cli/stdout", "get-stdout", "stdout", "(result i32)")
        .wasi("io/streams", "[method]output-stream.write-zeroes", "zeroes", "(param i32 i64 i32)");
    let report = Bench::new().run(&guest).await;
    assert!(matches!(report.outcome, Err(Failure::Trap { .. })), "{report:?}");
}

#[tokio::test]
async fn the_wall_clock_is_the_frozen_one() {
    // 2026-11-20T10:00:00Z
    let guest = Guest::new(
        "(call $now (i32.const 64))
         (if (i64.ne (i64.load (i32.const 64)) (i64.const 1795168800)) (then unreachable))
         (if (i32.ne (i32.load (i32.const 72)) (i32.const 0)) (then unreachable))",
    )
    .wasi("clocks/wall-clock", "now", "now", "(param i32)");
    assert_eq!(Bench::new().run(&guest).await.outcome, Ok(vec![]));
}

#[tokio::test]
async fn there_is_no_environment_no_argument_and_no_directory() {
    let guest = Guest::new(
        "(call $environment (i32.const 64)) (if (i32.load (i32.const 68)) (then unreachable))
         (call $arguments (i32.const 64)) (if (i32.load (i32.const 68)) (then unreachable))
         (call $directories (i32.const 64)) (if (i32.load (i32.const 68)) (then unreachable))",
    )
    .wasi("cli/environment", "get-environment", "environment", "(param i32)")
    .wasi("cli/environment", "get-arguments", "arguments", "(param i32)")
    .wasi("filesystem/preopens", "get-directories", "directories", "(param i32)");
    assert_eq!(Bench::new().run(&guest).await.outcome, Ok(vec![]));
}

#[tokio::test]
async fn ending_the_process_is_a_failure_of_the_action() {
    for (status, code) in [(0, 0), (1, 1)] {
        let guest = Guest::new(&format!("(call $exit (i32.const {status}))")).wasi("cli/exit", "exit", "exit", "(param i32)");
        let report = Bench::new().run(&guest).await;
        let Err(Failure::Trap { reason, .. }) = report.outcome else { panic!("{report:?}") };
        assert_eq!(reason, format!("it ended itself with the exit code {code}"));
    }
}

#[tokio::test]
async fn random_bytes_are_bounded_and_from_the_recorded_seed() {
    let guest = Guest::new("(call $random (i64.const 4294967296) (i32.const 64))").wasi(
        "random/random",
        "get-random-bytes",
        "random",
        "(param i64 i32)",
    );
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Err(Failure::HostQuota { what: "random bytes at once".into(), limit: 4096 }));
}

#[tokio::test]
async fn calls_of_wasi_that_hand_nothing_over_are_counted_too() {
    let endless = |call: &str| Guest::new(&format!("(loop $l {call} (br $l))"));
    let random = endless("(call $f (i64.const 0) (i32.const 64))").wasi("random/random", "get-random-bytes", "f", "(param i64 i32)");
    let resolution = endless("(drop (call $f))").wasi("clocks/monotonic-clock", "resolution", "f", "(result i64)");
    for guest in [random, resolution] {
        let outcome = Bench::new().run(&guest).await.outcome;
        assert!(matches!(&outcome, Err(Failure::HostQuota { what, .. }) if what.starts_with("work of the server")), "{outcome:?}");
    }
}
