//! `anteroom actions test`: what a run shows, and how it ends.

use serde_json::{Value, json};

use super::desk::{Desk, Said};
use crate::scripts::packages::Package;
use crate::support::TestServer;
use crate::support::examples::{example, target_dir, workspace};
use crate::support::guests::healthy;

const ALLOWS: &str = "exports.onExecutePostLogin = async (event, api) => {
  console.log('for', event.user.email);
  api.idToken.setCustomClaim('https://example.com/plan', event.user.app_metadata.plan);
  api.user.setAppMetadata('seen', { times: 2 });
};";

const DENIES: &str = "exports.onExecutePreUserRegistration = async (event, api) => {
  api.access.deny('no_registration', 'Registration is not open here.');
};";

#[test]
fn an_allowed_run_shows_what_was_asked_for_written_and_used() {
    let desk = Desk::new();
    desk.write("claims.js", ALLOWS);
    desk.test(&["claims.js"]).ends(
        0,
        &[
            "allow    claims.js · post-login · event: the sample",
            "id_token_claim         https://example.com/plan = \"pro\"",
            "set_app_metadata       seen = {\"times\":2}",
            "[info] for ada@example.com",
            " of 200,000,000 (",
            " of 64.0 MiB",
        ],
    );
}

#[test]
fn a_denial_shows_reason_and_user_message_and_ends_well() {
    let desk = Desk::new();
    desk.write("restrict.js", DENIES);
    let holds = ["deny     restrict.js", "reason        no_registration", "user message  Registration is not open here."];
    desk.test(&["restrict.js"]).ends(0, &holds);
    desk.test(&["restrict.js", "--expect", "deny"]).ends(0, &holds);
    let unexpected = desk.test(&["restrict.js", "--expect", "allow"]).ends(1, &holds);
    assert!(unexpected.err.contains("restrict.js: the verdict is deny, but allow was expected"), "{}", unexpected.err);
}

#[test]
fn a_redirect_is_a_verdict_and_what_comes_after_it_can_be_run() {
    let desk = Desk::new();
    desk.write(
        "ask.js",
        "exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('https://form.example.com/', { query: { a: 'b' } }); };
         exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('said', event.request.query); };",
    );
    desk.test(&["ask.js", "--expect", "redirect"]).ends(0, &["redirect ask.js · post-login", "https://form.example.com/?a=b"]);
    desk.test(&["ask.js", "--continue", "--expect", "allow"]).ends(0, &["allow    ask.js", "id_token_claim         said = {"]);
    desk.write("other.js", "exports.onExecuteCredentialsExchange = async () => {};");
    let refused = desk.test(&["other.js", "--continue"]);
    assert!(refused.err.contains("--continue is for post-login"), "{}", refused.err);
}

#[test]
fn a_validation_error_and_an_expected_failure_are_verdicts_too() {
    let desk = Desk::new();
    desk.write(
        "invalid.js",
        "exports.onExecutePreUserRegistration = async (event, api) => { api.validation.error('too_short', 'Longer.'); };",
    );
    desk.test(&["invalid.js", "--expect", "validation_error"]).ends(0, &["code          too_short", "user message  Longer."]);
    desk.write("throws.js", "exports.onExecutePostLogin = async () => { throw new Error('boom'); };");
    desk.test(&["throws.js", "--expect", "failed"]).ends(0, &["It threw: boom"]);
}

#[test]
fn typescript_runs_and_its_trigger_is_found() {
    let desk = Desk::new();
    desk.write(
        "machine.ts",
        "import type { Event } from '@anteroom/actions';
interface Wanted { audience: string }
export const onExecuteCredentialsExchange = async (event: Event<'credentials-exchange'>, api: any): Promise<void> => {
  const wanted: Wanted = { audience: event.resource_server.identifier };
  api.accessToken.setCustomClaim('https://example.com/audience', wanted.audience satisfies string);
};",
    );
    desk.test(&["machine.ts"])
        .ends(0, &["allow    machine.ts · credentials-exchange", "https://example.com/audience = \"https://api.example.com/\""]);
}

#[test]
fn a_trigger_is_found_where_the_top_level_runs_at_each_call_and_asked_for_where_there_are_two() {
    let desk = Desk::new();
    desk.write(
        "late.js",
        "const began = Date.now();\nexports.onExecutePostChangePassword = async () => { if (!began) throw new Error('no clock'); };",
    );
    desk.test(&["late.js"]).ends(0, &["allow    late.js · post-change-password", "runs at each call: it uses the clock"]);
    desk.write("two.js", "exports.onExecutePostLogin = async () => {};\nexports.onExecutePostUserRegistration = async () => {};");
    let asked = desk.test(&["two.js"]).ends(1, &[]);
    assert!(asked.err.contains("several triggers (post-login, post-user-registration): say which one with --trigger"), "{}", asked.err);
    desk.test(&["two.js", "--trigger", "post-user-registration"]).ends(0, &["two.js · post-user-registration"]);
}

#[test]
fn a_component_runs_as_a_script_does() {
    let desk = Desk::new();
    std::fs::write(desk.dir.path().join("healthy.wasm"), healthy().component()).unwrap();
    desk.test(&["healthy.wasm"]).ends(0, &["allow    healthy.wasm · post-login"]);
    let other = desk.test(&["healthy.wasm", "--trigger", "credentials-exchange"]).ends(1, &[]);
    assert!(other.err.contains("healthy.wasm is made for post-login, not for credentials-exchange"), "{}", other.err);
}

#[test]
fn the_folder_of_a_crate_is_built_and_nothing_is_left_in_it() {
    // As the tests of the examples do it: built once, below the tests' own target directory.
    example("restrict-registration");
    let desk = Desk::new();
    let mut command = desk.anteroom();
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WORKSPACE_WRAPPER", "CARGO_MANIFEST_DIR"] {
        command.env_remove(name);
    }
    let folder = workspace().join("restrict-registration");
    let built = command.args(["actions", "test"]).arg(&folder).env("CARGO_TARGET_DIR", target_dir()).output().unwrap();
    Said::of(built).ends(0, &["deny", "pre-user-registration"]);
    assert!(!folder.join("restrict-registration.wasm").exists());
}

#[test]
fn packages_come_from_the_package_json_beside_the_file_or_from_the_command_line() {
    let shelf = tempfile::tempdir().unwrap();
    Package::bare("greeter", "1.2.3").file("index.js", "exports.greet = (name) => 'Hello ' + name;").pack_into(shelf.path());
    Package::bare("greeter", "1.1.0").file("index.js", "exports.greet = () => 'old';").pack_into(shelf.path());
    let desk = Desk::new();
    desk.write(
        "greets.js",
        "const { greet } = require('greeter');\nexports.onExecutePostLogin = async (event, api) => { api.access.deny(greet(event.user.name)); };",
    );
    let directory = ["--npm-directory", shelf.path().to_str().unwrap()];
    let test = |more: &[&str]| desk.test(&[&["greets.js"], &directory[..], more].concat());
    test(&[]).ends(1, &["It threw: Cannot find module 'greeter'", "must be in the package.json beside the file"]);
    test(&["--dependency", "greeter@1.1"]).ends(0, &["reason        old"]);
    // What it does not require is asked of nobody: there is no such package.
    desk.write("package.json", &json!({ "dependencies": { "greeter": "^1.2", "not-on-the-shelf": "1" } }).to_string());
    test(&[]).ends(0, &["reason        Hello Ada Example"]);
    let without = desk.test(&["greets.js"]).ends(1, &[]);
    assert!(without.err.contains("needs the npm package greeter, and there is no registry: set --npm-registry"), "{}", without.err);
}

#[test]
fn nothing_is_kept_of_a_run_but_the_compiled_engine() {
    let desk = Desk::new();
    desk.write("claims.js", ALLOWS);
    let cache = tempfile::tempdir().unwrap();
    let run = || desk.anteroom().env("ANTEROOM_CACHE_DIR", cache.path()).args(["actions", "test", "claims.js"]).output().unwrap();
    let kept = || std::fs::read_dir(cache.path().join("artefacts")).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    Said::of(run()).ends(0, &["allow"]);
    let first = kept();
    assert_eq!(first.len(), 1, "{first:?}");
    desk.write("claims.js", &ALLOWS.replace("plan", "tier"));
    Said::of(run()).ends(0, &["https://example.com/tier"]);
    assert_eq!(kept(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_is_what_the_management_api_answers() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api("read:actions create:actions update:actions");
    let code = ALLOWS.replace("};", "  await fetch('https://198.51.100.7/').catch(() => {});\n};");
    let draft =
        json!({ "name": "Claims", "supported_triggers": [{ "id": "post-login", "version": "v3" }], "code": code, "allowed_hosts": [] });
    let (_, action) = api.post("/actions/actions", draft).await;
    let event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    let (_, answer) = api.post(&format!("/actions/actions/{}/test", action["id"].as_str().unwrap()), json!({ "payload": event })).await;

    let desk = Desk::new();
    desk.write("action.js", &code);
    desk.write("event.json", &event.to_string());
    let said = tokio::task::spawn_blocking(move || desk.test(&["action.js", "--no-egress", "--json"])).await.unwrap().ends(0, &[]);
    let local: Value = serde_json::from_str(&said.out).unwrap();
    let shape = |value: &Value| -> Vec<String> {
        let payload = value["payload"].as_object().unwrap();
        payload.keys().cloned().chain(payload["stats"].as_object().unwrap().keys().cloned()).collect()
    };
    assert_eq!(shape(&local), shape(&answer));
    for member in ["verdict", "effects", "console", "console_truncated", "fuel_used", "fuel_limit", "peak_memory"] {
        assert_eq!(local["payload"][member], answer["payload"][member], "{member}");
    }
    assert_eq!(local["payload"]["host_calls"][0]["name"], "http");
}
