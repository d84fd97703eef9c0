//! What a guest can do at the boundary: strings, lists, handles, and the host's own faults.

use std::sync::Arc;

use anteroom::sandbox::{ActionCache, CacheEntry, CacheError, CacheSet, ConsoleLevel, Failure, Limits};
use zeroize::Zeroizing;

use crate::support::guests::{Bench, Guest};

#[tokio::test]
async fn a_console_flood_is_cut_and_marked() {
    let guest = Guest::new(
        "(loop $l (call $log (i32.const 3) (i32.const 1024) (i32.const 16))
           (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))",
    )
    .data(1024, "sixteen letters!");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.console.len(), 256);
    assert!(report.console_truncated);
    assert_eq!((report.console[0].level, report.console[0].message.as_str()), (ConsoleLevel::Error, "sixteen letters!"));
}

#[tokio::test]
async fn a_long_line_is_cut_at_the_limit_and_marked() {
    let guest = Guest::new(
        "(memory.fill (i32.const 65536) (i32.const 97) (i32.const 500000)) (call $log (i32.const 1) (i32.const 65536) (i32.const 500000))",
    );
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.console[0].message.len(), 32 << 10);
    assert!(report.console_truncated);
}

#[tokio::test]
async fn escapes_line_breaks_and_secrets_are_not_in_the_console() {
    let mut bench = Bench::new();
    bench.secrets.insert("KEY".into(), Zeroizing::new("correct horse".into()));
    let text = "\u{1b}[2Jcorrect horse\n{\"forged\":1}";
    let guest = Guest::new(&format!("(call $log (i32.const 1) (i32.const 1024) (i32.const {}))", text.len())).data(1024, text);
    let report = bench.run(&guest).await;
    assert_eq!(report.console[0].message, "\\u{1b}[2J***\\n{\"forged\":1}");
}

#[tokio::test]
async fn a_huge_string_into_the_host_is_refused() {
    let guest = Guest::new("(call $log (i32.const 1) (i32.const 0) (i32.const 8388608))").pages(256);
    let failure = Bench::new().run(&guest).await.outcome.unwrap_err();
    assert_eq!(failure, Failure::HostQuota { what: "bytes handed to the server in one call".into(), limit: 1 << 20 });
}

#[tokio::test]
async fn the_servers_work_is_bounded_although_it_costs_no_fuel() {
    let guest = Guest::new("(loop $l (call $log (i32.const 1) (i32.const 131072) (i32.const 900000)) (br $l))");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Err(Failure::HostQuota { what: "work of the server for one call, in bytes".into(), limit: 16 << 20 }));
    assert!(report.fuel_used < 10_000, "{}", report.fuel_used);
    // Many small calls as well.
    let guest = Guest::new("(loop $l (drop (call $now)) (br $l))").import("clock", "now", "now", "(result i64)");
    let failure = Bench::new().run(&guest).await.outcome.unwrap_err();
    assert!(matches!(failure, Failure::HostQuota { .. }), "{failure:?}");
}

#[tokio::test]
async fn a_string_past_the_end_of_memory_is_a_trap() {
    for (at, length) in [("0xfffffff0", "32"), ("1048570", "100"), ("0", "0x7fffffff"), ("0xffffffff", "0xffffffff")] {
        let guest = Guest::new(&format!("(call $log (i32.const 1) (i32.const {at}) (i32.const {length}))"));
        let failure = Bench::new().run(&guest).await.outcome.unwrap_err();
        assert!(matches!(failure, Failure::Trap { .. } | Failure::HostQuota { .. }), "{failure:?}");
    }
}

#[tokio::test]
async fn a_string_that_is_not_utf8_is_a_trap() {
    let guest = Guest::new("(i32.store (i32.const 1024) (i32.const 0x80bfc0ff)) (call $log (i32.const 1) (i32.const 1024) (i32.const 4))");
    let failure = Bench::new().run(&guest).await.outcome.unwrap_err();
    assert!(matches!(&failure, Failure::Trap { reason, .. } if reason.contains("utf-8")), "{failure:?}");
}

#[tokio::test]
async fn an_enum_case_that_does_not_exist_is_a_trap() {
    let failure = Bench::new().run(&Guest::new("(call $log (i32.const 99) (i32.const 0) (i32.const 0))")).await.outcome.unwrap_err();
    assert!(matches!(failure, Failure::Trap { .. }), "{failure:?}");
}

/// `http.start` with its record flattened, and where its result goes.
fn requesting(body: &str) -> Guest {
    Guest::new(body).import("http", "start", "request", "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)")
}

#[tokio::test]
async fn a_list_that_claims_two_billion_items_is_refused() {
    let mut bench = Bench::new();
    for count in ["0x7fffffff", "0x80000000", "0xffffffff", "0x08000001"] {
        let guest = requesting(&format!(
            "(call $request (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
               (i32.const 1024) (i32.const {count})
               (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 64))"
        ));
        let report = bench.run(&guest).await;
        let failure = report.outcome.unwrap_err();
        assert!(matches!(failure, Failure::Trap { .. } | Failure::HostQuota { .. }), "{count}: {failure:?}");
        bench.limits = Limits::default();
    }
}

#[tokio::test]
async fn a_result_that_points_out_of_memory_is_a_trap() {
    // The result is `err` with a message of two gigabytes.
    let guest = Guest::new(
        "(i32.store8 (i32.const 0) (i32.const 1)) (i32.store (i32.const 4) (i32.const 1024)) (i32.store (i32.const 8) (i32.const 0x7fffffff))",
    );
    let failure = Bench::new().run(&guest).await.outcome.unwrap_err();
    assert!(matches!(failure, Failure::Trap { .. } | Failure::HostQuota { .. }), "{failure:?}");
}

#[tokio::test]
async fn the_authors_own_error_is_shown_redacted_and_cut() {
    let mut bench = Bench::new();
    bench.secrets.insert("KEY".into(), Zeroizing::new("correct horse".into()));
    let text = "no correct horse\u{7}";
    let guest = Guest::new(&format!(
        "(i32.store8 (i32.const 0) (i32.const 1)) (i32.store (i32.const 4) (i32.const 1024)) (i32.store (i32.const 8) (i32.const {}))",
        text.len()
    ))
    .data(1024, text);
    assert_eq!(bench.run(&guest).await.outcome, Err(Failure::Threw { name: None, message: "no ***\\u{7}".into(), stack: vec![] }));
}

#[tokio::test]
async fn a_handle_that_is_not_given_back_or_not_given_is_a_trap() {
    let kept = Guest::new("(return (i32.const 0))");
    let twice = Guest::new("(call $drop-api (local.get $api))");
    let invented = Guest::new("(call $drop-api (i32.const 7))");
    let forged = Guest::new("(call $deny (i32.const 1234) (i32.const 0) (i32.const 0))").import(
        "post-login-types",
        "[method]api.access-deny",
        "deny",
        "(param i32 i32 i32)",
    );
    let bench = Bench::new();
    for guest in [kept, twice, invented, forged] {
        let failure = bench.run(&guest).await.outcome.unwrap_err();
        assert!(matches!(failure, Failure::Trap { .. }), "{failure:?}");
    }
}

#[tokio::test]
async fn a_trap_inside_a_host_callback_ends_the_call_alone() {
    let mut bench = Bench::new();
    bench.secrets.insert("KEY".into(), Zeroizing::new("value".into()));
    // The host hands the secret over through `cabi_realloc`, which traps.
    let guest = Guest::new("(global.set $armed (i32.const 1)) (call $secret (i32.const 1024) (i32.const 3) (i32.const 64))")
        .import("secrets", "get", "secret", "(param i32 i32 i32)")
        .data(1024, "KEY");
    let failure = bench.run(&guest).await.outcome.unwrap_err();
    assert!(matches!(&failure, Failure::Trap { reason, .. } if reason.contains("unreachable")), "{failure:?}");
}

#[tokio::test]
async fn a_guest_that_allocates_at_a_wild_address_is_a_trap() {
    let bench = Bench::new();
    let mut bench = bench;
    bench.secrets.insert("KEY".into(), Zeroizing::new("value".into()));
    let guest = Guest::new("(global.set $next (i32.const 0xfffffff0)) (call $secret (i32.const 1024) (i32.const 3) (i32.const 64))")
        .import("secrets", "get", "secret", "(param i32 i32 i32)")
        .data(1024, "KEY");
    let failure = bench.run(&guest).await.outcome.unwrap_err();
    assert!(matches!(failure, Failure::Trap { .. }), "{failure:?}");
}

/// A host function that breaks.
struct Broken;

#[async_trait::async_trait]
impl ActionCache for Broken {
    async fn get(&self, _: &str, _: u64) -> Option<CacheEntry> {
        panic!("a fault of the host");
    }

    async fn set(&self, _: CacheSet, _: u64) -> Result<CacheEntry, CacheError> {
        panic!("a fault of the host");
    }

    async fn delete(&self, _: &str, _: u64) -> Result<(), CacheError> {
        panic!("a fault of the host");
    }
}

#[tokio::test]
async fn a_host_panic_fails_one_call_only() {
    let mut bench = Bench::new();
    bench.cache = Arc::new(Broken);
    let guest =
        Guest::new("(call $log (i32.const 1) (i32.const 1024) (i32.const 3)) (call $get (i32.const 1024) (i32.const 3) (i32.const 64))")
            .import("cache", "get", "get", "(param i32 i32 i32)")
            .data(1024, "key");
    let report = bench.run(&guest).await;
    assert_eq!(report.outcome, Err(Failure::HostPanic));
    // What the Action wrote before is not lost, and the panic's text is not shown.
    assert_eq!(report.console[0].message, "key");
    assert!(!report.outcome.unwrap_err().to_string().contains("fault of the host"));
    assert_eq!(bench.sandbox.usage().running, 0);
}

#[tokio::test]
async fn random_bytes_are_bounded_at_once_and_together() {
    let at_once = Guest::new("(call $random (i32.const 4097) (i32.const 64))").import("random", "get-bytes", "random", "(param i32 i32)");
    let failure = Bench::new().run(&at_once).await.outcome.unwrap_err();
    assert_eq!(failure, Failure::HostQuota { what: "random bytes at once".into(), limit: 4096 });
    let together = Guest::new("(loop $l (call $random (i32.const 4096) (i32.const 64)) (global.set $next (i32.const 65536)) (br $l))")
        .import("random", "get-bytes", "random", "(param i32 i32)");
    let failure = Bench::new().run(&together).await.outcome.unwrap_err();
    assert_eq!(failure, Failure::HostQuota { what: "random bytes".into(), limit: 65_536 });
}

#[tokio::test]
async fn a_call_with_the_event_of_another_trigger_fails() {
    use anteroom::contract::Trigger;
    let bench = Bench::new();
    let program = bench.load(&Guest::new("")).await;
    let mut call = bench.call(&program);
    call.event = Arc::new(crate::support::guests::event(Trigger::PreUserRegistration));
    assert!(matches!(bench.sandbox.call(call).await.outcome, Err(Failure::InvalidEffect { .. })));
}
