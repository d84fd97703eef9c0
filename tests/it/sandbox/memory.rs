//! Memories and tables.

use anteroom::contract::Trigger;
use anteroom::sandbox::{Failure, Limits, UploadError};

use crate::support::guests::{Bench, Guest, healthy};

const LIMIT: usize = 64 << 20;

#[tokio::test]
async fn a_memory_bomb_is_refused_with_the_limit_in_the_sentence() {
    let report = Bench::new().run(&Guest::new("(loop $l (drop (memory.grow (i32.const 16))) (br $l))")).await;
    let failure = report.outcome.unwrap_err();
    assert!(matches!(&failure, Failure::MemoryLimit { limit: LIMIT, what, .. } if what == "memory"), "{failure:?}");
    assert!(failure.to_string().contains("memory limit is 67108864 bytes"), "{failure}");
    assert!(report.peak_memory <= LIMIT && report.peak_memory > LIMIT / 2, "{}", report.peak_memory);
}

#[tokio::test]
async fn one_page_past_the_limit_is_too_much_and_the_limit_itself_is_not() {
    let mut bench = Bench::new();
    // The component's own table has one entry of eight bytes.
    bench.limits = Limits { memory: (20 << 16) + 8, ..Limits::default() };
    let grow = |pages: u32| Guest::new(&format!("(if (i32.eq (memory.grow (i32.const {pages})) (i32.const -1)) (then unreachable))"));
    assert_eq!(bench.run(&grow(4)).await.outcome, Ok(vec![]));
    let failure = bench.run(&grow(5)).await.outcome.unwrap_err();
    assert_eq!(failure, Failure::MemoryLimit { asked: (21 << 16) + 8, limit: (20 << 16) + 8, what: "memory".into() });
}

#[tokio::test]
async fn a_memory_that_is_too_large_from_the_start_is_refused() {
    let mut bench = Bench::new();
    bench.limits = Limits { memory: 1 << 20, ..Limits::default() };
    let failure = bench.run(&healthy().pages(17)).await.outcome.unwrap_err();
    assert!(matches!(failure, Failure::MemoryLimit { .. }), "{failure:?}");
}

#[tokio::test]
async fn many_small_memories_count_together() {
    let guest = Guest::new(
        "(loop $l
           (drop (memory.grow $a (i32.const 8))) (drop (memory.grow $b (i32.const 8))) (drop (memory.grow $c (i32.const 8)))
           (br $l))",
    )
    .more("(memory $a 1) (memory $b 1) (memory $c 1)");
    let report = Bench::new().run(&guest).await;
    assert!(matches!(report.outcome, Err(Failure::MemoryLimit { limit: LIMIT, .. })), "{:?}", report.outcome);
    assert!(report.peak_memory <= LIMIT);
}

#[tokio::test]
async fn more_memories_than_a_place_has_are_refused_at_the_upload() {
    let memories: String = (0..9).map(|n| format!("(memory $m{n} 1)")).collect();
    let error = Bench::new().sandbox.prepare(Guest::new("").more(&memories).component(), Trigger::PostLogin).await.unwrap_err();
    assert!(matches!(error, UploadError::Resources { what: "memories", count: 10, limit: 4, .. }), "{error}");
}

#[tokio::test]
async fn a_table_bomb_is_refused() {
    let guest = Guest::new("(loop $l (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $l))").more("(table $t 1 funcref)");
    let failure = Bench::new().run(&guest).await.outcome.unwrap_err();
    assert_eq!(failure, Failure::HostQuota { what: "entries in one table".into(), limit: 20_000 });
}

#[tokio::test]
async fn a_table_of_four_billion_entries_is_refused_at_the_upload() {
    let guest = Guest::new("").more("(table $t 4294967295 funcref)");
    let error = Bench::new().sandbox.prepare(guest.component(), Trigger::PostLogin).await.unwrap_err();
    assert!(matches!(error, UploadError::Resources { .. } | UploadError::Invalid { .. }), "{error}");
    assert!(error.is_authors_fault());
}

#[tokio::test]
async fn no_state_survives_between_calls() {
    let bench = Bench::new();
    let guest = Guest::new(
        "(i32.store8 (i32.const 2048) (i32.add (i32.load8_u (i32.const 2048)) (i32.const 1)))
         (global.set $count (i32.add (global.get $count) (i32.const 1)))
         (i32.store8 (i32.const 2049) (i32.add (global.get $count) (i32.const 48)))
         (i32.store8 (i32.const 2050) (i32.add (i32.load8_u (i32.const 2048)) (i32.const 48)))
         (call $log (i32.const 1) (i32.const 2049) (i32.const 2))",
    )
    .more("(global $count (mut i32) (i32.const 0))");
    let program = bench.load(&guest).await;
    for _ in 0..20 {
        let report = bench.sandbox.call(bench.call(&program)).await;
        assert_eq!(report.console[0].message, "11");
    }
}

#[tokio::test]
async fn one_guest_never_sees_the_bytes_of_another() {
    let bench = Bench::new();
    let canary = Guest::new("(memory.fill (i32.const 131072) (i32.const 0xAB) (i32.const 786432))");
    // Traps on the first byte that is not zero.
    let reader = Guest::new(
        "(local.set $i (i32.const 131072))
         (loop $l
           (if (i64.ne (i64.load (local.get $i)) (i64.const 0)) (then unreachable))
           (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 917504))))",
    );
    let (canary, reader) = (bench.load(&canary).await, bench.load(&reader).await);
    for _ in 0..10 {
        assert_eq!(bench.sandbox.call(bench.call(&canary)).await.outcome, Ok(vec![]));
        assert_eq!(bench.sandbox.call(bench.call(&reader)).await.outcome, Ok(vec![]));
    }
}
