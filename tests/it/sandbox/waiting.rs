//! Time: the frozen clock, timers, the deadline.

use std::sync::Arc;
use std::time::Duration;

use anteroom::clock::Clock;
use anteroom::random::SeededRandom;
use anteroom::sandbox::{CompileOptions, Failure, Sandbox, SandboxOptions};

use crate::support::guests::{Bench, Guest, program};

/// Can wait.
fn waiting(body: &str) -> Guest {
    Guest::new(body)
        .import("timer", "start", "timer", "(param i32) (result i32)")
        .import("operations", "wait", "wait", "(param i32)")
        .import("operations", "cancel", "cancel", "(param i32)")
        .import("clock", "now", "now", "(result i64)")
}

#[tokio::test]
async fn waiting_for_nothing_returns_at_once() {
    let guest = waiting("(call $wait (i32.const 64)) (if (i32.load8_u (i32.const 64)) (then unreachable))");
    assert_eq!(Bench::new().run(&guest).await.outcome, Ok(vec![]));
}

#[tokio::test]
async fn timers_end_in_their_order_and_carry_their_numbers() {
    let guest = waiting(
        "(drop (call $timer (i32.const 400))) (drop (call $timer (i32.const 1)))
         (call $wait (i32.const 64)) (if (i32.ne (i32.load (i32.const 68)) (i32.const 2)) (then unreachable))
         (call $wait (i32.const 64)) (if (i32.ne (i32.load (i32.const 68)) (i32.const 1)) (then unreachable))
         (call $wait (i32.const 64)) (if (i32.load8_u (i32.const 64)) (then unreachable))",
    );
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
    let calls: Vec<_> = report.host_calls.iter().map(|call| (call.name.as_str(), call.target.as_str(), call.outcome.as_str())).collect();
    assert_eq!(calls, [("timer", "1 ms", "elapsed"), ("timer", "400 ms", "elapsed")]);
}

#[tokio::test]
async fn a_timer_that_was_given_up_never_ends() {
    let guest = waiting(
        "(call $cancel (call $timer (i32.const 1))) (call $cancel (i32.const 99))
         (call $wait (i32.const 64)) (if (i32.load8_u (i32.const 64)) (then unreachable))",
    );
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.host_calls[0].outcome, "given up");
}

#[tokio::test]
async fn what_nobody_waited_for_is_in_the_report() {
    let report = Bench::new().run(&waiting("(drop (call $timer (i32.const 60000)))")).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!((report.host_calls[0].target.as_str(), report.host_calls[0].outcome.as_str()), ("60000 ms", "given up"));
}

#[tokio::test]
async fn sleeping_past_the_triggers_time_meets_the_deadline() {
    let mut bench = Bench::new();
    bench.time_left = Duration::from_millis(30);
    let guest = waiting("(drop (call $timer (i32.const 0xffffffff))) (call $wait (i32.const 64))");
    let failure = bench.run(&guest).await.outcome.unwrap_err();
    assert!(matches!(failure, Failure::Deadline { time_left } if time_left <= Duration::from_millis(30)), "{failure:?}");
    assert!(failure.to_string().contains("still waiting when the trigger's time"), "{failure}");
}

#[tokio::test]
async fn no_time_left_still_lets_an_action_compute() {
    let mut bench = Bench::new();
    bench.time_left = Duration::ZERO;
    assert_eq!(bench.run(&Guest::new("")).await.outcome, Ok(vec![]));
}

#[tokio::test]
async fn too_many_timers_are_refused() {
    let guest = waiting("(loop $l (drop (call $timer (i32.const 0))) (br $l))");
    assert_eq!(Bench::new().run(&guest).await.outcome, Err(Failure::HostQuota { what: "timers".into(), limit: 64 }));
}

/// A clock that is a second later at each look.
struct Restless(std::sync::atomic::AtomicI64);

impl Clock for Restless {
    fn now(&self) -> jiff::Timestamp {
        let seconds = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        jiff::Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }
}

#[tokio::test]
async fn the_clock_stands_still_while_an_action_computes_and_moves_when_it_has_waited() {
    let bench = Bench::new();
    let dir = tempfile::tempdir().unwrap();
    let options = SandboxOptions {
        cache_dir: dir.path().to_owned(),
        concurrency: 1,
        compile: CompileOptions { program: program(), ..CompileOptions::default() },
        ..SandboxOptions::default()
    };
    let clock = Arc::new(Restless(0.into()));
    let sandbox = Sandbox::start(options, clock, Arc::new(SeededRandom::new([1; 32]))).unwrap();
    let guest = waiting(
        "(i64.store (i32.const 256) (call $now))
         (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
         (if (i64.ne (i64.load (i32.const 256)) (call $now)) (then unreachable))
         (drop (call $timer (i32.const 1))) (call $wait (i32.const 64))
         (if (i64.ne (i64.add (i64.load (i32.const 256)) (i64.const 1000)) (call $now)) (then unreachable))",
    );
    let component = guest.component();
    let prepared = sandbox.prepare(component, anteroom::contract::Trigger::PostLogin).await.unwrap();
    let program = sandbox.load(&prepared.sha256, anteroom::contract::Trigger::PostLogin, async { unreachable!() }).await.unwrap();
    let report = sandbox.call(bench.call(&program)).await;
    assert_eq!(report.outcome, Ok(vec![]));
    // The trial at the upload took the first reading.
    assert_eq!(report.replay.clock, [1_700_000_001_000, 1_700_000_002_000]);
}
