//! Fuel, stacks and fairness.

use anteroom::sandbox::{Failure, Limits, UploadError};

use crate::support::guests::{Bench, Guest, healthy};

#[tokio::test]
async fn an_infinite_loop_runs_out_of_fuel() {
    let bench = Bench::new();
    let report = bench.run(&Guest::new("(loop $l (br $l))")).await;
    assert_eq!(report.outcome, Err(Failure::OutOfFuel { limit: 200_000_000 }));
    assert_eq!((report.fuel_used, report.fuel_limit), (200_000_000, 200_000_000));
    let sentence = report.outcome.unwrap_err().to_string();
    assert_eq!(sentence, "The Action used up its fuel of 200000000 instructions. It loops without end, or it needs a higher fuel limit.");
}

#[tokio::test]
async fn an_infinite_loop_in_the_start_function_runs_out_of_fuel() {
    let bench = Bench::new();
    let guest = Guest::new("").more("(func $begin (loop $l (br $l))) (start $begin)");
    let error = bench.sandbox.prepare(guest.component(), anteroom::contract::Trigger::PostLogin).await.unwrap_err();
    assert!(matches!(error, UploadError::Trial(Failure::OutOfFuel { .. })), "{error}");
    // One that was accepted when limits were higher meets the limit at the call.
    assert_eq!(bench.run(&guest).await.outcome, Err(Failure::OutOfFuel { limit: 200_000_000 }));
}

#[tokio::test]
async fn an_endless_recursion_overflows_the_stack() {
    let guest = Guest::new("(drop (call $deeper (i32.const 1)))")
        .more("(func $deeper (param i32) (result i32) (i32.add (call $deeper (local.get 0)) (i32.const 1)))");
    assert_eq!(Bench::new().run(&guest).await.outcome, Err(Failure::StackOverflow));
}

#[tokio::test]
async fn an_endless_recursion_through_a_table_overflows_the_stack() {
    let guest = Guest::new("(drop (call $deeper (i32.const 1)))").more(
        "(table $t 1 funcref) (elem (i32.const 0) $deeper) (type $f (func (param i32) (result i32)))
         (func $deeper (type $f) (i32.add (call_indirect $t (type $f) (local.get 0) (i32.const 0)) (i32.const 1)))",
    );
    assert_eq!(Bench::new().run(&guest).await.outcome, Err(Failure::StackOverflow));
}

#[tokio::test]
async fn a_bulk_operation_costs_fuel_by_its_size() {
    // Each fill moves a mebibyte: 200 million instructions are used up long before 10,000 of them.
    let guest = Guest::new(
        "(loop $l (memory.fill (i32.const 0) (i32.const 0) (i32.const 1048576))
           (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))",
    );
    assert_eq!(Bench::new().run(&guest).await.outcome, Err(Failure::OutOfFuel { limit: 200_000_000 }));
}

#[tokio::test]
async fn a_trap_says_where_it_happened_and_nothing_else() {
    let guest = Guest::new("(call $author_function)").more("(func $author_function (unreachable))");
    let Err(Failure::Trap { reason, backtrace }) = Bench::new().run(&guest).await.outcome else { panic!("no trap") };
    assert!(reason.contains("unreachable"), "{reason}");
    assert_eq!(backtrace.first().map(String::as_str), Some("author_function"));
}

#[tokio::test]
async fn a_division_by_zero_is_a_trap() {
    let guest = Guest::new("(drop (i32.div_u (i32.const 1) (i32.const 0)))");
    let Err(Failure::Trap { reason, .. }) = Bench::new().run(&guest).await.outcome else { panic!("no trap") };
    assert_eq!(reason, "integer divide by zero");
}

#[tokio::test]
async fn the_same_event_uses_the_same_fuel_and_asks_for_the_same() {
    let guest = Guest::new(
        "(call $random (i32.const 16) (i32.const 64))
         (call $log (i32.const 1) (i32.load (i32.const 64)) (i32.const 16))
         (call $deny (local.get $api) (i32.const 1024) (i32.const 2))",
    )
    .import("random", "get-bytes", "random", "(param i32 i32)")
    .import("post-login-types", "[method]api.access-deny", "deny", "(param i32 i32 i32)")
    .data(1024, "no");
    let mut reports = Vec::new();
    for _ in 0..2 {
        // Another sandbox, seeded alike.
        let bench = Bench::new();
        let program = bench.load(&guest).await;
        reports.push(bench.sandbox.call(bench.call(&program)).await);
    }
    let [a, b] = reports.as_slice() else { unreachable!() };
    assert!(a.fuel_used > 0);
    assert_eq!(a.fuel_used, b.fuel_used);
    assert_eq!(a.outcome, b.outcome);
    assert_eq!(a.console, b.console);
    assert_eq!(a.replay, b.replay);
    assert_eq!(a.replay.random_seed.len(), 64);
}

#[tokio::test]
async fn fuel_does_not_depend_on_the_run() {
    let bench = Bench::new();
    let program = bench.load(&healthy()).await;
    let first = bench.sandbox.call(bench.call(&program)).await.fuel_used;
    for _ in 0..100 {
        assert_eq!(bench.sandbox.call(bench.call(&program)).await.fuel_used, first);
    }
}

#[tokio::test]
async fn a_higher_fuel_limit_lets_an_action_compute_longer() {
    let mut bench = Bench::new();
    let guest = Guest::new("(loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100000))))");
    bench.limits = Limits { fuel: 100_000, ..Limits::default() };
    assert_eq!(bench.run(&guest).await.outcome, Err(Failure::OutOfFuel { limit: 100_000 }));
    bench.limits = Limits { fuel: 2_000_000, ..Limits::default() };
    assert_eq!(bench.run(&guest).await.outcome, Ok(vec![]));
}
