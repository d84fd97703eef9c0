//! Fuel, memory and stack.

use anteroom::sandbox::{Failure, ScriptError};

use super::{attack, lines, thrown};
use crate::support::scripts::{Scripts, source};

#[tokio::test(flavor = "multi_thread")]
async fn whatever_computes_without_end_runs_out_of_fuel() {
    for body in [
        "for (;;);",
        "const again = () => Promise.resolve().then(again); await again();",
        "for (;;) await null;",
        "for (;;) await { then(done) { done(); } };",
        "const all = function* () { for (;;) yield 1; }; for (const n of all());",
        "/^(a+)+$/.test('a'.repeat(60) + '!');",
        "try { for (;;); } finally { for (;;); }",
        "new Proxy({}, { get(target, name, self) { for (;;); } }).then;",
        "await { get then() { for (;;); } };",
        "[3, 1, 2].sort(() => { for (;;); });",
        "JSON.stringify({ toJSON() { for (;;); } });",
        "let n = 2n; for (;;) n = n * n % 1000007n;",
        "queueMicrotask(function again() { queueMicrotask(again); }); await new Promise(() => {});",
        "new Function('for (;;);')();",
        "(0, eval)('for (;;);');",
        "await (async () => {}).constructor('for (;;);')();",
        "const kept = new FinalizationRegistry(() => {}); for (;;) kept.register({}, 1);",
    ] {
        let report = attack(body).await;
        assert_eq!(report.outcome, Err(Failure::OutOfFuel { limit: 200_000_000 }), "{body}");
        assert_eq!(report.fuel_used, 200_000_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_that_nobody_settles_is_told_apart_from_a_slow_one() {
    for body in
        ["await new Promise(() => {});", "await { then() {} };", "await Promise.race([]);", "await Promise.all([new Promise(() => {})]);"]
    {
        assert_eq!(attack(body).await.outcome, Err(Failure::NeverSettled), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn timers_without_end_pass_their_limit_or_the_triggers_time() {
    let report = attack("for (;;) await new Promise((resolve) => setTimeout(resolve, 0));").await;
    assert!(matches!(report.outcome, Err(Failure::Threw { .. } | Failure::HostQuota { .. })), "{:?}", report.outcome);
    let mut scripts = Scripts::on_the_wall_clock();
    scripts.bench.time_left = std::time::Duration::from_millis(30);
    let report = super::attack_with(&scripts, "await new Promise((resolve) => setTimeout(resolve, 600000));").await;
    assert!(matches!(report.outcome, Err(Failure::Deadline { .. })), "{:?}", report.outcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_allocates_without_end_is_stopped_within_the_limit() {
    for body in [
        "const all = []; for (;;) all.push(new Array(10000).fill(1));",
        "let s = 'x'; for (;;) s += s;",
        "const all = []; for (;;) all.push('x'.repeat(1 << 20) + all.length);",
        "const all = []; for (;;) all.push(new ArrayBuffer(1 << 22));",
        "new ArrayBuffer(2 ** 31); ",
        "new Uint8Array(2 ** 32);",
        "new Array(2 ** 32 - 1).fill(0);",
        "'x'.repeat(2 ** 30);",
        "'x'.padEnd(2 ** 30);",
        "2n ** (2n ** 40n);",
        "Buffer.alloc(2 ** 31);",
        "const all = new Map(); for (let n = 0; ; n += 1) all.set(n, { n, more: [n, n, n] });",
        "const make = (n) => ({ a: n, b: [make] }); let all = {}; for (;;) all = { all, made: new Array(1000).fill(make(1)) };",
        "JSON.parse('[' + '1,'.repeat(30000000) + '1]');",
        "structuredClone(new Array(2 ** 26).fill(1));",
        "(await (await Promise.resolve({ json: async () => new Array(2 ** 27).fill({}) })).json()).length;",
    ] {
        let report = attack(body).await;
        let stopped = matches!(report.outcome, Err(Failure::MemoryLimit { .. } | Failure::OutOfFuel { .. } | Failure::Threw { .. }));
        assert!(stopped, "{body}: {:?}", report.outcome);
        assert!(report.peak_memory <= 64 << 20, "{body}: {}", report.peak_memory);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_nests_too_deeply_is_a_range_error_that_the_author_can_catch() {
    for nesting in [
        "const f = (n) => f(n + 1) + 1; f(0);",
        "const o = { toString() { return String(o); } }; String(o);",
        "const p = new Proxy({}, { get: (target, name, self) => self[name] }); p.x;",
        "JSON.parse('['.repeat(500000));",
        "new RegExp('('.repeat(100000) + ')'.repeat(100000));",
        "class A { get x() { return this.x; } } new A().x;",
    ] {
        let report = attack(&format!("try {{ {nesting} }} catch (error) {{ console.log(error.name); }}")).await;
        assert!(report.outcome.is_ok(), "{nesting}: {report:?}");
        assert!(["RangeError", "SyntaxError", "InternalError"].contains(&lines(&report)[0]), "{nesting}: {report:?}");
    }
    // The look for a cycle takes longer with each level, so these meet the fuel first.
    // The parser's own recursion may meet the end of the stack first.
    let report = attack("eval('('.repeat(100000));").await;
    assert!(matches!(report.outcome, Err(Failure::StackOverflow | Failure::Threw { .. })), "{report:?}");
    for copy in ["JSON.stringify", "structuredClone"] {
        let report = attack(&format!("let all = []; for (let n = 0; n < 100000; n += 1) all = [all]; {copy}(all);")).await;
        assert!(matches!(report.outcome, Err(Failure::OutOfFuel { .. } | Failure::Threw { .. })), "{copy}: {report:?}");
    }
    let report = attack("const f = (n) => f(n + 1) + 1; f(0);").await;
    assert!(thrown(&report).0.contains("call stack"), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_level_that_does_not_end_fails_the_build_and_not_the_server() {
    let scripts = Scripts::new();
    for code in ["for (;;);", "const all = []; for (;;) all.push(new ArrayBuffer(1 << 20));"] {
        let failed = scripts.build(source(code)).await;
        assert!(matches!(failed, Err(ScriptError::Failed(_)) | Ok(_)), "{code}: {failed:?}");
        if let Ok(prepared) = failed {
            assert!(prepared.late.is_some(), "{code}: {prepared:?}");
        }
    }
    super::attack_with(&scripts, "").await.outcome.unwrap();
}
