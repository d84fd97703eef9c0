//! What Node 22 was recorded to answer, asked of the engine: each fixture of `tests/fixtures/scripts/node22` is one Action.
//!
//! The cases are the same files that `npm test` runs in Node and in another build of QuickJS; here they run in the server's own engine,
//! on its host functions. Only differences are written, as a console keeps few lines.

use std::collections::BTreeMap;

use anteroom::sandbox::{ConsoleLevel, Report};

use crate::support::scripts::Scripts;

/// The cases of an area, as a module, and what Node answered.
fn fixture(area: &str) -> (String, String) {
    let read = |ending| std::fs::read_to_string(format!("{}/tests/fixtures/scripts/node22/{area}.{ending}", env!("CARGO_MANIFEST_DIR")));
    (read("js").unwrap(), read("json").unwrap())
}

/// Runs an Action with more of everything than a login has: the cases of an area are many.
async fn run(code: &str) -> Report {
    let mut scripts = Scripts::on_the_wall_clock();
    let limits = &mut scripts.bench.limits;
    (limits.fuel, limits.timers, limits.console_lines, limits.console_bytes) = (50_000_000_000, 1000, 1000, 1 << 20);
    scripts.run(code).await
}

async fn answers_as_node_does(area: &str) {
    let (cases, expected) = fixture(area);
    let count = serde_json::from_str::<BTreeMap<String, String>>(&expected).unwrap().len();
    let runner = std::fs::read_to_string(format!("{}/guest-sdk/engine/js/test/cases.js", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let code = format!(
        "const cases = {{ exports: {{}} }};
(function (exports, module) {{
{cases}
}})(cases.exports, cases);
const expected = {expected};
const run = {runner};
exports.onExecutePostLogin = async () => {{
  const answers = await run(cases.exports, require('util').inspect);
  for (const name of Object.keys(expected)) {{
    if (answers[name] !== expected[name]) console.error(`${{name}}: expected ${{expected[name]}} but got ${{answers[name]}}`);
  }}
  console.info(`${{Object.keys(answers).length}} cases`);
}};"
    );
    let report = run(&code).await;
    assert_eq!(report.outcome, Ok(vec![]));
    // Warnings of `process`, which Node writes elsewhere.
    let lines: Vec<&str> = report.console.iter().map(|line| line.message.as_str()).filter(|line| !line.starts_with("(node:1)")).collect();
    assert_eq!(lines, [format!("{count} cases")], "{area}");
}

#[tokio::test(flavor = "multi_thread")]
async fn buffers_answer_as_node_does() {
    answers_as_node_does("buffer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_and_signals_answer_as_node_does() {
    answers_as_node_does("events").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn inspecting_answers_as_node_does() {
    answers_as_node_does("inspect").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn timers_answer_as_node_does() {
    answers_as_node_does("timers").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn urls_answer_as_node_does() {
    answers_as_node_does("url").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn util_path_assert_zlib_and_streams_answer_as_node_does() {
    answers_as_node_does("util").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_web_brings_answers_as_node_does() {
    answers_as_node_does("web").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_writes_what_node_writes() {
    let (cases, expected) = fixture("console");
    let expected: BTreeMap<String, String> = serde_json::from_str(&expected).unwrap();
    let code = format!(
        "exports.onExecutePostLogin = async () => {{
  // Each case writes on the real console, between two lines that say so.
  const cases = {{ exports: {{}} }};
  let name;
  const capture = (write) => {{ console.log('begin ' + name); write(console); }};
  (function (exports, module) {{
{cases}
  }})(cases.exports, cases);
  for (name of Object.keys(cases.exports)) await cases.exports[name]();
}};"
    );
    let report = run(&code).await;
    assert_eq!(report.outcome, Ok(vec![]));
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut name = String::new();
    for line in report.console {
        if let Some(next) = line.message.strip_prefix("begin ") {
            name = next.to_owned();
            written.insert(name.clone(), String::new());
            continue;
        }
        let stream = if matches!(line.level, ConsoleLevel::Debug | ConsoleLevel::Info) { "out" } else { "err" };
        let lines = written.get_mut(&name).unwrap();
        if !lines.is_empty() {
            lines.push('\n');
        }
        // The record writes a line break as `\n`.
        lines.push_str(&format!("{stream} {}", line.message.replace("\\n", "\n")));
    }
    assert_eq!(written, expected);
}
