//! An Action from its source to its effects.

use anteroom::contract::Effect;
use anteroom::sandbox::{Failure, ScriptError, ScriptSource};
use serde_json::json;

use crate::support::scripts::{Scripts, source};

#[tokio::test(flavor = "multi_thread")]
async fn an_action_denies_and_sets_claims() {
    let code = "
const allowed = ['Another App'];
exports.onExecutePostLogin = async (event, api) => {
  console.log('hello', event.user.email);
  api.idToken.setCustomClaim('https://example.com/n', allowed.length);
  if (!allowed.includes(event.client.name)) api.access.deny('Not on the list');
};";
    let report = Scripts::new().run(code).await;
    let effects = report.outcome.unwrap();
    let claim = Effect::IdTokenClaim { name: "https://example.com/n".into(), value: json!(1) };
    assert_eq!(effects, [claim, Effect::AccessDeny { reason: "Not on the list".into(), user_message: None, code: None }]);
    assert_eq!(report.console[0].message, "hello ada@example.com");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_author_throws_comes_with_file_line_and_column() {
    let code = "const helper = () => { throw new TypeError('no such thing'); };
exports.onExecutePostLogin = async (event, api) => {
  api.access.deny('never seen');
  helper();
};";
    let Err(Failure::Threw { message, stack, .. }) = Scripts::new().run(code).await.outcome else { panic!("it throws") };
    assert_eq!(message, "no such thing");
    assert_eq!(stack, ["at helper (action.js:1:34)", "at <anonymous> (action.js:4:3)", "at apply (native)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_does_not_parse_is_refused_with_its_place() {
    let refused = Scripts::new().build(source("exports.onExecutePostLogin = async (event, api) => {\n  let x = ;\n};")).await;
    let Err(ScriptError::Syntax { message, at }) = refused else { panic!("{refused:?}") };
    assert_eq!((message.as_str(), at.as_deref()), ("SyntaxError: unexpected token in expression: ';'", Some("action.js:2:11")));
}

#[tokio::test(flavor = "multi_thread")]
async fn state_of_one_call_is_not_seen_by_the_next_and_neither_time_nor_chance_stands_still() {
    let scripts = Scripts::new();
    let code = "
let calls = 0;
exports.onExecutePostLogin = async (event, api) => {
  calls += 1; globalThis.seen = (globalThis.seen ?? 0) + 1;
  console.log(String(calls), String(globalThis.seen), String(Date.now()), String(Math.random()));
};";
    let program = scripts.load(source(code)).await;
    let mut lines = Vec::new();
    for _ in 0..2 {
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        report.outcome.unwrap();
        lines.push(report.console[0].message.split(' ').map(str::to_owned).collect::<Vec<_>>());
        scripts.bench.clock.advance(std::time::Duration::from_secs(5));
    }
    assert_eq!((&lines[0][..2], &lines[1][..2]), (&["1".to_owned(), "1".to_owned()][..], &["1".to_owned(), "1".to_owned()][..]));
    assert_eq!(lines[1][2].parse::<u64>().unwrap() - lines[0][2].parse::<u64>().unwrap(), 5000);
    assert_ne!(lines[0][3], lines[1][3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_level_that_needs_the_clock_runs_at_each_call_and_the_build_says_so() {
    let scripts = Scripts::new();
    let code = "const start = Date.now();
exports.onExecutePostLogin = async (event, api) => { console.log(String(start)); };";
    let prepared = scripts.build(source(code)).await.unwrap();
    assert_eq!((prepared.late.as_deref(), prepared.exports), (Some("it uses the clock"), None));
    let report = scripts.run(code).await;
    assert_eq!(report.console[0].message, "1795168800000");
    assert_eq!(scripts.build(source("exports.onExecutePostLogin = async () => {};")).await.unwrap().late, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_level_that_throws_throws_the_same_at_each_call() {
    let scripts = Scripts::new();
    let prepared = scripts.build(source("throw new Error('not today');")).await.unwrap();
    assert_eq!(prepared.late.as_deref(), Some("it throws: not today"));
    let Err(Failure::Threw { message, .. }) = scripts.run("throw new Error('not today');").await.outcome else { panic!("it throws") };
    assert_eq!(message, "not today");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handler_must_be_there_and_be_an_async_function() {
    let scripts = Scripts::new();
    for (code, expected) in [
        (
            "exports.other = async () => {};",
            "The Action exports no handler \"onExecutePostLogin\". Use \"exports.onExecutePostLogin = async function(event, api) { }\".",
        ),
        (
            "exports.onExecutePostLogin = () => {};",
            "Invalid function signature for the \"onExecutePostLogin\" handler. Use \"exports.onExecutePostLogin = async function(event, api) { }\" as the signature.",
        ),
        (
            "exports.onExecutePostLogin = 7;",
            "Invalid function signature for the \"onExecutePostLogin\" handler. Use \"exports.onExecutePostLogin = async function(event, api) { }\" as the signature.",
        ),
    ] {
        let Err(Failure::Threw { message, .. }) = scripts.run(code).await.outcome else { panic!("{code}") };
        assert_eq!(message, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_at_the_top_is_legal_and_await_and_import_are_not() {
    let scripts = Scripts::new();
    scripts.build(source("exports.onExecutePostLogin = async () => {}; return; nonsense();")).await.unwrap();
    for code in ["await fetch('https://example.com');", "import x from 'y';", "export const y = 1;"] {
        assert!(matches!(scripts.build(source(code)).await, Err(ScriptError::Syntax { .. })), "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_in_the_event_and_redacted_in_the_record() {
    let mut scripts = Scripts::new();
    scripts.bench.secrets.insert("TOKEN".into(), "s3cr3t-value".to_owned().into());
    let code = "exports.onExecutePostLogin = async (event) => { console.log(event.secrets.TOKEN); throw new Error('with ' + event.secrets.TOKEN); };";
    let report = scripts.run(code).await;
    assert_eq!(report.console[0].message, "***");
    let Err(Failure::Threw { message, .. }) = report.outcome else { panic!("it throws") };
    assert_eq!(message, "with ***");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_source_is_built_once_and_loaded_from_the_cache_afterwards() {
    let scripts = Scripts::new();
    let code = "exports.onExecutePostLogin = async () => { console.log('cached'); };";
    let prepared = scripts.build(source(code)).await.unwrap();
    let again = Scripts::new();
    let program = again.load(source(code)).await;
    assert_eq!(program.sha256(), prepared.sha256);
    let other = again.load(ScriptSource { file: "other.js".to_owned(), ..source(code) }).await;
    assert_ne!(other.sha256(), prepared.sha256, "its errors name another file");
}
