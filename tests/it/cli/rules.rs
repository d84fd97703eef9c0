//! `anteroom rules test`: what a try shows, and how it ends.

use serde_json::{Value, json};

use super::desk::{Desk, Said};
use crate::support::TestServer;

const RULE: &str = "function (user, context, callback) {
  console.log('for', user.email);
  user.app_metadata.plan = 'team';
  delete user.plan;
  context.idToken['https://shop.example/plan'] = user.app_metadata.plan;
  auth0.users.updateAppMetadata(user.user_id, user.app_metadata).then(() => callback(null, user, context), callback);
}";

fn test(desk: &Desk, args: &[&str]) -> Said {
    Said::of(desk.anteroom().args(["rules", "test"]).args(args).output().unwrap())
}

#[test]
fn a_try_shows_what_changed_what_was_written_and_what_it_used() {
    let desk = Desk::new();
    desk.write("plan.js", RULE);
    test(&desk, &["plan.js"]).ends(
        0,
        &[
            "allow    plan.js · rule · user: the sample (--print-user shows it) · context: the sample",
            "user     replace  /app_metadata/plan  \"pro\" → \"team\"",
            "user     remove   /plan  \"pro\"",
            "context  add      /idToken/https:~1~1shop.example~1plan  \"team\"",
            "id_token_claim         https://shop.example/plan = \"team\"",
            "PATCH /users/auth0|0123456789abcdef01234567  {\"app_metadata\":{\"plan\":\"team\"}}",
            "[info] for ada@example.com",
            "http PATCH https://login.example.com/api/v2/users/auth0%7C0123456789abcdef01234567: 200, ",
            " of 200,000,000 (",
            " of 64.0 MiB",
        ],
    );
}

#[test]
fn user_context_time_configuration_and_stubs_are_those_of_the_command_line() {
    let desk = Desk::new();
    desk.write(
        "risk.js",
        "async (user, context, callback) => {
  const answer = await fetch('https://risk.example/' + user.user_id, { headers: { key: configuration.KEY } });
  const { score } = await answer.json();
  if (score > 5) return callback(new UnauthorizedError(`${score} at ${new Date().toISOString()} for ${context.clientName}`));
  fetch('https://elsewhere.example/').catch((error) => { context.idToken.told = error.cause.message; callback(null, user, context); });
}",
    );
    desk.write("u.json", &json!({ "user_id": "ada" }).to_string());
    desk.write("risk.context.json", &json!({ "clientName": "Shop" }).to_string());
    desk.write("high.json", &json!({ "url": "https://risk.example/*", "body": { "score": 9 } }).to_string());
    desk.write("low.json", &json!([{ "url": "https://risk.example/ada", "body": { "score": 1 } }]).to_string());
    let args = ["risk.js", "--user", "u.json", "--configuration", "KEY=open-sesame", "--now", "2031-05-06T07:08:09Z"];
    let denied = test(&desk, &[&args[..], &["--stub", "high.json", "--expect", "deny"]].concat());
    denied.ends(
        0,
        &["deny     risk.js", "user: u.json · context: risk.context.json", "reason        9 at 2031-05-06T07:08:09.000Z for Shop"],
    );
    let unexpected = test(&desk, &[&args[..], &["--stub", "high.json", "--expect", "allow"]].concat()).ends(1, &[]);
    assert!(unexpected.err.contains("the verdict is deny, but allow was expected"), "{}", unexpected.err);
    let allowed = test(&desk, &[&args[..], &["--stub", "low.json", "--stub", "high.json"]].concat());
    allowed.ends(0, &["no stub is for GET https://elsewhere.example/, and with stubs nothing goes out"]);
}

#[test]
fn what_a_rule_does_wrong_is_shown_with_the_authors_own_line() {
    let desk = Desk::new();
    desk.write("throws.js", "function (user, context, callback) {\n  user.nothing.at.all = 1;\n}");
    let said = test(&desk, &["throws.js"]).ends(1, &["failed   throws.js", "It threw: ", "throws.js:2:", "2 |   user.nothing.at.all = 1;"]);
    assert!(said.err.contains("throws.js failed"), "{}", said.err);
    test(&desk, &["throws.js", "--expect", "failed"]).ends(0, &[]);
    desk.write("never.js", "function (user, context, callback) {}");
    test(&desk, &["never.js"]).ends(1, &["The Rule never called its callback"]);
    desk.write("loops.js", "function (user, context, callback) { for (;;) {} }");
    test(&desk, &["loops.js"]).ends(1, &["The Rule used up its fuel of 200000000 instructions."]);
    desk.write("twice.js", "function (user, context, callback) { callback(null, user, context); callback(); }");
    test(&desk, &["twice.js"]).ends(0, &["[warn] The Rule called its callback 2 times; the first one counted."]);
}

#[test]
fn files_that_are_no_rule_no_object_and_no_stub_are_named() {
    let desk = Desk::new();
    desk.write("good.js", "function (user, context, callback) { callback(null, user, context); }");
    desk.write("many.js", "var x = 1;");
    desk.write("list.json", "[]");
    desk.write("broken.json", "{");
    desk.write("stub.json", "{\"status\": 200}");
    for (args, told) in [
        (&["many.js"][..], "is not one function"),
        (&["missing.js"], "cannot read missing.js"),
        (&["good.js", "--user", "list.json"], "list.json is no object of JSON"),
        (&["good.js", "--context", "broken.json"], "broken.json is no JSON"),
        (&["good.js", "--stub", "stub.json"], "stub.json: a stub is {url, method, status, headers, body}: missing field `url`"),
        (&["good.js", "--configuration", "NOT_SET_ANYWHERE"], "the environment variable NOT_SET_ANYWHERE is not set"),
        (&["good.js", "--now", "1969-01-01T00:00:00Z"], "--now: a time before 1970"),
    ] {
        let said = test(&desk, args).ends(1, &[]);
        assert!(said.err.contains(told), "{args:?}: {}", said.err);
    }
    test(&desk, &[]).ends(2, &[]);
    test(&desk, &["good.js", "--now", "tomorrow"]).ends(2, &[]);
}

#[test]
fn the_samples_are_printed_to_be_edited() {
    let desk = Desk::new();
    for (flag, member) in [("--print-user", "user_id"), ("--print-context", "clientID")] {
        let said = test(&desk, &[flag]).ends(0, &[]);
        let sample: Value = serde_json::from_str(&said.out).unwrap();
        assert!(sample[member].is_string(), "{}", said.out);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_is_what_the_management_api_answers() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api("create:rules update:rules");
    let (_, rule) = api.post("/rules", json!({ "name": "plan", "script": RULE })).await;
    let user: Value = serde_json::from_str(anteroom::contract::rules::SAMPLE_USER).unwrap();
    let context: Value = serde_json::from_str(anteroom::contract::rules::SAMPLE_CONTEXT).unwrap();
    let path = format!("/rules/{}/test", rule["id"].as_str().unwrap());
    let (_, answer) = api.post(&path, json!({ "user": user, "context": context })).await;
    let desk = Desk::new();
    desk.write("plan.js", RULE);
    let said = tokio::task::spawn_blocking(move || test(&desk, &["plan.js", "--json"])).await.unwrap().ends(0, &[]);
    let local: Value = serde_json::from_str(&said.out).unwrap();
    let names = |value: &Value| value["payload"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&local), names(&answer));
    for member in ["verdict", "effects", "user", "context", "changes", "writes", "console", "fuel_limit"] {
        assert_eq!(local["payload"][member], answer["payload"][member], "{member}");
    }
}
