//! Which event `anteroom actions test` takes.

use std::io::Write;
use std::process::Stdio;

use anteroom::contract::Trigger;
use serde_json::{Value, json};

use super::desk::{Desk, Said};

const TELLS: &str = "exports.onExecutePostLogin = async (event) => { console.log('I am', event.user.name); };";

fn named(name: &str) -> String {
    let mut event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    event["user"]["name"] = json!(name);
    event.to_string()
}

#[test]
fn the_nearest_event_counts() {
    let desk = Desk::new();
    desk.write("tells.js", TELLS);
    desk.test(&["tells.js"]).ends(0, &["I am Ada Example", "event: the sample"]);
    desk.write("event.json", &named("of the folder"));
    desk.test(&["tells.js"]).ends(0, &["I am of the folder", "event: event.json"]);
    desk.write("tells.event.json", &named("of the file"));
    desk.test(&["tells.js"]).ends(0, &["I am of the file", "event: tells.event.json"]);
    desk.write("other.json", &named("said so"));
    desk.test(&["tells.js", "--event", "other.json"]).ends(0, &["I am said so", "event: other.json"]);

    let mut piped =
        desk.anteroom().args(["actions", "test", "tells.js", "--event", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    piped.stdin.take().unwrap().write_all(named("from a pipe").as_bytes()).unwrap();
    Said::of(piped.wait_with_output().unwrap()).ends(0, &["I am from a pipe", "event: the standard input"]);
}

#[test]
fn the_sample_of_every_trigger_can_be_printed_edited_and_given_back() {
    let desk = Desk::new();
    for trigger in Trigger::ALL {
        let printed = desk.test(&["--print-event", "--trigger", trigger.id()]).ends(0, &["\"tenant\""]);
        desk.write("event.json", &printed.out);
        desk.write("action.js", &format!("exports.{} = async () => {{}};", trigger.handler()));
        desk.test(&["action.js"]).ends(0, &[&format!("allow    action.js · {} · event: event.json", trigger.id())]);
        assert_eq!(desk.test(&["action.js", "--print-event"]).ends(0, &[]).out, printed.out, "the file's handler says as much");
    }
}

#[test]
fn what_is_no_event_is_told_with_the_way_to_a_whole_one() {
    let desk = Desk::new();
    desk.write("tells.js", TELLS);
    for (event, why) in [
        ("{ \"user\": {} }", "event.json is no event of post-login: missing field `client`"),
        ("{ \"user\": }", "event.json is no JSON: expected value at line 1 column 11"),
    ] {
        desk.write("event.json", event);
        let said = desk.test(&["tells.js"]).ends(1, &[]);
        assert!(said.err.contains(why), "{}", said.err);
    }
    desk.write("event.json", "{}");
    assert!(desk.test(&["tells.js"]).err.contains("anteroom actions test --trigger post-login --print-event"));
}
