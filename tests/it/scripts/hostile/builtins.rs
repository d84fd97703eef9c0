//! What a script can name: evaluation, modules of the engine, the global object.

use super::{attack, lines};
use crate::support::scripts::{Scripts, source};

#[tokio::test(flavor = "multi_thread")]
async fn code_made_at_run_time_sees_what_the_script_sees_and_no_more() {
    let body = "
        for (const name of ['native', 'host', 'action', 'current', 'dispatch', 'load', 'deliver', 'request']) {
          console.log(name, (0, eval)('typeof ' + name), new Function('return typeof ' + name)());
        }
        console.log((function () {}).constructor('return this')() === globalThis);";
    let report = attack(body).await;
    let lines = lines(&report);
    assert!(lines[..8].iter().all(|line| line.ends_with(" undefined undefined")), "{lines:?}");
    assert_eq!(lines[8], "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn powers_that_other_runtimes_have_are_absent() {
    let body = "console.log(['WebAssembly', 'Atomics', 'Deno', 'Bun', 'std', 'os', 'bjson', 'Worker', 'importScripts']
        .filter((name) => typeof globalThis[name] !== 'undefined').join());
        console.log(Object.keys(process.env).length, String(process.mainModule));
        for (const [name, ...values] of [['exit', 1], ['kill', 1], ['binding', 'fs'], ['dlopen', {}, 'x.so'], ['chdir', '/'], ['setuid', 0], ['abort']]) {
          try { process[name](...values); console.log(name, 'went on'); } catch { console.log('refused'); }
        }";
    let report = attack(body).await;
    let lines = lines(&report);
    assert_eq!(lines[0], "");
    assert_eq!(lines[1], "0 undefined");
    assert_eq!(lines[2..], ["refused"; 7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engines_own_modules_cannot_be_required() {
    for name in [
        "internal/console",
        "node:internal/console",
        "internal/fetch",
        "api/post-login",
        "node:api/post-login",
        "api/shared/call",
        "parts/fetch",
        "shims/stream",
        "./api/post-login",
        "../api/post-login",
        "/api/post-login",
        "api/../api/post-login",
        "",
        "prelude",
        "anteroom:prelude",
        "actions:other",
        "constructor",
        "__proto__",
        "toString",
    ] {
        let report =
            attack(&format!("try {{ require({name:?}); console.log('there'); }} catch (error) {{ console.log(error.message); }}")).await;
        assert_eq!(lines(&report), [format!("Cannot find module '{name}'")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_processes_and_sockets_are_refused_in_words() {
    for (attempt, code) in [
        ("require('fs').readFileSync('/etc/passwd')", "fs"),
        ("require('fs').writeFileSync('/tmp/x', 'x')", "fs"),
        ("require('child_process').execSync('id')", "child_process"),
        ("require('net').connect(80, '169.254.169.254')", "net"),
        ("require('dgram').createSocket('udp4')", "dgram"),
        ("new (require('worker_threads').Worker)('x')", "worker_threads"),
        ("require('vm').runInNewContext('1')", "vm"),
        ("require('http').createServer().listen(80)", "http"),
    ] {
        let report =
            attack(&format!("try {{ {attempt}; console.log('done'); }} catch (error) {{ console.log('refused', error.message); }}")).await;
        assert!(lines(&report)[0].starts_with("refused "), "{code}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_that_is_not_there_fails_where_it_is_required() {
    let report = Scripts::new().run("const left = require('left-pad');\nexports.onExecutePostLogin = async () => {};").await;
    let (message, stack) = super::thrown(&report);
    assert_eq!(message, "Cannot find module 'left-pad'");
    assert!(stack.iter().any(|frame| frame.contains("action.js:1:")), "{stack:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_or_emptied_global_object_hurts_the_script_alone() {
    for body in [
        "Object.freeze(globalThis); Object.freeze(Object.prototype); Object.freeze(Array.prototype);",
        "for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch {} }",
        "globalThis.Promise = globalThis.JSON = globalThis.Object = undefined;",
        "Error.prepareStackTrace = () => { throw new Error('trap'); }; Error.stackTraceLimit = 0;",
        "globalThis.console = null;",
    ] {
        let report = attack(&format!("api.idToken.setCustomClaim('c', 1); {body}")).await;
        assert_eq!(report.outcome.map(|effects| effects.len()), Ok(1), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_made_by_another_realm_of_tricks_is_still_no_handler() {
    let scripts = Scripts::new();
    for code in [
        "exports.onExecutePostLogin = new Proxy(() => {}, {});",
        "exports.onExecutePostLogin = async function* () {};",
        "exports.onExecutePostLogin = class {};",
        "exports.onExecutePostLogin = Promise.resolve();",
        "module.exports = null;",
        "module.exports = new Proxy({}, { get() { throw new Error('a trap'); } });",
        "Object.defineProperty(exports, 'onExecutePostLogin', { get() { throw new Error('a trap'); }, enumerable: true });",
    ] {
        let program = scripts.load(source(code)).await;
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        assert!(!super::thrown(&report).0.is_empty(), "{code}");
    }
}
