//! The engine's modules on real host functions: requests to a server, what is lazily loaded, what an Action cannot reach.

use std::net::IpAddr;

use anteroom::sandbox::{EgressPolicy, Report};

use crate::support::fetching::{ok, redirect, serve};
use crate::support::guests::Bench;
use crate::support::scripts::{Scripts, source};

/// The console's lines of an Action that may reach the loopback; `SERVER` in its code is the address.
async fn lines(server: std::net::SocketAddr, body: &str) -> Vec<String> {
    let code = format!("exports.onExecutePostLogin = async () => {{ const server = 'http://{server}'; {body} }};");
    let mut scripts = Scripts { bench: Bench::with(|options| options.egress.private_exceptions = vec![IpAddr::from([127, 0, 0, 1])]) };
    scripts.bench.egress = EgressPolicy::Hosts(vec![format!("http://{server}")]);
    said(scripts.run(&code).await)
}

fn said(report: Report) -> Vec<String> {
    assert_eq!(report.outcome, Ok(vec![]));
    // The record writes a line break as `\n`.
    report.console.into_iter().map(|line| line.message.replace("\\n", "\n")).collect()
}

async fn run(body: &str) -> Vec<String> {
    said(Scripts::new().run(&format!("exports.onExecutePostLogin = async (event) => {{ {body} }};")).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn fetch_posts_json_and_reads_the_answer() {
    let server = serve(|head| {
        let head = head.replace("\r\n", "|");
        ok(&serde_json::json!({ "head": head }).to_string())
    })
    .await;
    let lines = lines(
        server,
        "const response = await fetch(server + '/path?q=1', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ a: 'é' }) });
         const { head } = await response.json();
         console.log(response.status, response.ok, response.url === server + '/path?q=1', response.headers.get('content-length') !== null);
         console.log(head.split('|')[0], /content-type: application\\/json/i.test(head), /content-length: 10/i.test(head));",
    )
    .await;
    assert_eq!(lines, ["200 true true true", "POST /path?q=1 HTTP/1.1 true true"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fetch_follows_redirects_and_says_so() {
    let server = serve(|head| if head.starts_with("GET /from") { redirect(302, "/to") } else { ok("there") }).await;
    let lines = lines(
        server,
        "const followed = await fetch(server + '/from');
         console.log(await followed.text(), followed.redirected, followed.url === server + '/to');
         const manual = await fetch(server + '/from', { redirect: 'manual' });
         console.log(manual.status, manual.headers.get('location'));
         console.log(await fetch(server + '/from', { redirect: 'error' }).catch((error) => error.cause.message));",
    )
    .await;
    assert_eq!(lines, ["there true true", "302 /to", "unexpected redirect"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn http_requests_are_made_as_node_makes_them() {
    let server = serve(|head| ok(if head.contains("x-own: 1") { "seen" } else { "not seen" })).await;
    let lines = lines(
        server,
        "const http = require('http');
         await new Promise((resolve, reject) => {
           const request = http.request(server + '/x', { method: 'PUT', headers: { 'X-Own': '1', 'Content-Length': 4, Connection: 'close' } }, (response) => {
             let text = '';
             response.on('data', (chunk) => { text += chunk; });
             response.on('end', () => { console.log(response.statusCode, text); resolve(); });
           });
           request.on('error', reject);
           request.end('body');
         });",
    )
    .await;
    assert_eq!(lines, ["200 seen"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_does_not_allow_is_the_cause_of_a_failed_fetch() {
    let lines = run("await fetch('http://169.254.169.254/latest/meta-data').catch((error) => console.log(error.name, error.message, error.cause.code));
         require('http').get('http://127.0.0.1/').on('error', (error) => console.log(error.code)); await new Promise((resolve) => setTimeout(resolve, 5));")
    .await;
    assert_eq!(lines, ["TypeError fetch failed ERR_NOT_ALLOWED", "ERR_NOT_ALLOWED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_overwrites_what_the_modules_use_hurts_itself_alone() {
    let spoilt = "
        const kept = JSON.stringify;
        Promise.prototype.then = () => { throw new Error('spoilt'); };
        Array.prototype.push = Map.prototype.get = () => undefined;
        console.log({ a: [1, 2] });";
    let _ = Scripts::new().run(&format!("exports.onExecutePostLogin = async () => {{ {spoilt} }};")).await;
    assert_eq!(run("console.log({ a: [1, 2] });").await, ["{ a: [ 1, 2 ] }"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn modules_required_at_the_top_are_in_the_image_and_their_clock_is_not() {
    let code = "
const { URL } = require('url');
const util = require('util');
const { performance } = require('perf_hooks');
const parsed = new URL('https://example.com/a?b=c');
exports.onExecutePostLogin = async () => {
  console.log(util.format('%s %d', parsed.searchParams.get('b'), performance.now()));
};";
    let scripts = Scripts::new();
    assert_eq!(scripts.build(source(code)).await.unwrap().late, None);
    assert_eq!(said(scripts.run(code).await), ["c 0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_on_the_console_has_its_frames() {
    let code = "
function check() { const error = new RangeError('too far'); error.code = 'E_FAR'; return error; }
exports.onExecutePostLogin = async () => { console.error('failed:', check()); };";
    let lines = said(Scripts::new().run(code).await);
    assert!(lines[0].starts_with("failed: RangeError: too far\n    at check (action.js:2:"), "{lines:?}");
    assert!(lines[0].ends_with("{\n  code: 'E_FAR'\n}"), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_zlib_are_in_the_image_of_an_action_that_names_it() {
    let code = "
const zlib = require('zlib');
exports.onExecutePostLogin = async () => { console.log(zlib.gunzipSync(zlib.gzipSync('packed')).toString()); };";
    let scripts = Scripts::new();
    let builtins = anteroom::sandbox::Sandbox::builtins(&["zlib".to_owned()], &[]);
    let program = scripts.load(anteroom::sandbox::ScriptSource { builtins, ..source(code) }).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
    assert!(report.fuel_used < 20_000_000, "{}", report.fuel_used);
    assert_eq!(said(report), ["packed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_reads_the_clock_sees_the_time_of_the_build_and_the_action_that_of_the_login() {
    let bundle = "exports.clock = () => { const loaded = Date.now(); exports.clock = () => ({ loaded }); return { loaded }; };";
    let call = "exports.onExecutePostLogin = async () => { console.log(require('clock').loaded, Date.now()); };";
    let scripts = Scripts::new();
    for (top, late) in
        [("const clock = require('clock');", None), ("const clock = require('clock'); const top = Date.now();", Some("it uses the clock"))]
    {
        let source = anteroom::sandbox::ScriptSource { bundle: Some(bundle.to_owned()), ..source(&format!("{top} {call}")) };
        let before = scripts.build(source.clone()).await.unwrap();
        assert_eq!(before.late.as_deref(), late);
        let program = scripts.load(source).await;
        scripts.bench.clock.advance(std::time::Duration::from_secs(60));
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        let lines = said(report);
        let [loaded, now] = lines[0].split(' ').map(|time| time.parse::<u64>().unwrap()).collect::<Vec<_>>()[..] else {
            panic!("{lines:?}")
        };
        assert_eq!(now - loaded, 60_000);
    }
}
