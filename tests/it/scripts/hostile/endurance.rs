//! Ten thousand hostile calls, in a process that does nothing else: what it holds at the end is what it held before.

use std::process::Command;

use anteroom::sandbox::Limits;

use super::handler;
use crate::support::scripts::{Scripts, source};

/// Set in the process that is looked at.
const CHILD: &str = "ANTEROOM_TEST_ENDURANCE";
const CALLS: usize = 10_000;
/// Bytes by which the process may grow while all calls but the first fifth are made.
const SLACK: usize = 16 << 20;

const BODIES: [&str; 20] = [
    "for (;;);",
    "const again = () => Promise.resolve().then(again); await again();",
    "await new Promise(() => {});",
    "const f = (n) => f(n + 1) + 1; f(0);",
    "const all = []; for (;;) all.push(new ArrayBuffer(1 << 20));",
    "let s = 'x'; for (;;) s += s;",
    "throw null;",
    "throw new Error('x'.repeat(100000));",
    "throw new Proxy({}, { get() { throw 1; } });",
    "for (let n = 0; n < 1000; n += 1) console.log('flood', n);",
    "api.idToken.setCustomClaim('c', 'x'.repeat(200000));",
    "const a = {}; a.a = a; api.idToken.setCustomClaim('c', a);",
    "Object.prototype.toJSON = () => ({ type: 'forged' }); api.idToken.setCustomClaim('c', 1);",
    "for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch {} }",
    "await fetch('http://169.254.169.254/').catch(() => {});",
    "for (let n = 0; n < 20; n += 1) fetch('http://127.0.0.1/' + n).catch(() => {});",
    "setTimeout(() => {}, 100000); for (let n = 0; n < 100; n += 1) setTimeout(() => {}, n);",
    "/^(a+)+$/.test('a'.repeat(60) + '!');",
    "require('crypto').randomBytes(60000); require('crypto').createHash('sha256').update('x'.repeat(100000)).digest();",
    "JSON.parse('['.repeat(100000));",
];

#[test]
fn memory_is_stable_over_ten_thousand_hostile_calls() {
    // In a process of its own, because the other tests of this one take and give back memory all the time.
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "scripts::hostile::endurance::the_process_that_is_looked_at", "--ignored", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{text}{}", String::from_utf8_lossy(&child.stderr));
    let (_, said) = text.split_once("resident: ").expect("the process tells what it held");
    let held: Vec<usize> = said.lines().next().unwrap().split(' ').map(|bytes| bytes.parse().unwrap()).collect();
    let [before, after] = held[..] else { panic!("{said}") };
    assert!(after <= before + SLACK, "{before} bytes before, {after} after");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the other half of the test above, which starts it"]
async fn the_process_that_is_looked_at() {
    assert!(std::env::var_os(CHILD).is_some(), "not to be run by itself");
    let mut scripts = Scripts::new();
    // What is looked at is what remains, and a tenth of the fuel leaves as much.
    scripts.bench.limits = Limits { fuel: 4_000_000, memory: 16 << 20, ..Limits::default() };
    let mut programs = Vec::new();
    for body in BODIES {
        programs.push(scripts.load(source(&handler(body))).await);
    }
    let mut before = 0;
    for n in 0..CALLS {
        if n == CALLS / 5 {
            before = resident();
        }
        scripts.bench.sandbox.call(scripts.bench.call(&programs[n % programs.len()])).await;
    }
    println!("resident: {before} {}", resident());
    let healthy = scripts.run("exports.onExecutePostLogin = async (event, api) => { api.access.deny('healthy'); };").await;
    assert_eq!(healthy.outcome.unwrap().len(), 1);
    assert_eq!(scripts.bench.sandbox.usage().running, 0);
}

/// Bytes of memory that this process has.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}
