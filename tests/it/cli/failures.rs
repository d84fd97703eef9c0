//! `anteroom actions test` of Actions that are wrong: each says what happened and where in the author's file, and ends with 1.

use serde_json::json;

use super::desk::Desk;

#[test]
fn a_thrown_error_names_the_authors_line_and_shows_it() {
    let desk = Desk::new();
    desk.write(
        "throws.js",
        "function inner(event) {\n  throw new TypeError('no such ' + event.user.name);\n}\n\nexports.onExecutePostLogin = async (event) => {\n  inner(event);\n};\n",
    );
    let said = desk.test(&["throws.js"]).ends(
        1,
        &[
            "failed   throws.js · post-login",
            "It threw: no such Ada Example",
            "at inner (throws.js:2:",
            "(throws.js:6:",
            "  2 |   throw new TypeError('no such ' + event.user.name);",
        ],
    );
    assert!(said.err.contains("error: throws.js failed (threw)"), "{}", said.err);
    let payload = desk.payload(&["throws.js"]);
    assert_eq!((&payload["verdict"], &payload["error"]["id"]), (&json!("failed"), &json!("threw")));
}

#[test]
fn a_syntax_error_names_line_and_column_and_marks_them() {
    let desk = Desk::new();
    for (name, code, place) in [
        ("broken.js", "exports.onExecutePostLogin = async () => {\n  const = 3;\n};", "broken.js:2:9: "),
        ("broken.ts", "export const onExecutePostLogin = async (event: string) => {\n\tconst: number = 3;\n};", "broken.ts:2:7: "),
    ] {
        desk.write(name, code);
        let said = desk.test(&[name]).ends(1, &[]);
        let (_, message) = said.err.split_once("error: ").unwrap();
        assert!(message.starts_with(place), "{}", said.err);
        let lines: Vec<&str> = message.lines().collect();
        let column = lines[1].find("const").unwrap() + if name == "broken.js" { "const ".len() } else { "const".len() };
        assert_eq!(lines[2].find('^'), Some(column), "{}", said.err);
    }
}

#[test]
fn an_endless_loop_ends_with_its_fuel() {
    let desk = Desk::new();
    desk.write("loop.js", "exports.onExecutePostLogin = async () => { for (;;) {} };");
    let said = desk
        .test(&["loop.js"])
        .ends(1, &["failed   loop.js", "used up its fuel of 200000000 instructions", "fuel 200,000,000 of 200,000,000 (100.0 %)"]);
    assert!(said.err.contains("loop.js failed (out_of_fuel)"), "{}", said.err);
    desk.write("anteroom.toml", "[sandbox.limits]\nfuel = 50000000\n");
    desk.test(&["loop.js", "--config", "anteroom.toml"]).ends(1, &["fuel 50,000,000 of 50,000,000"]);
}

#[test]
fn a_missing_handler_is_told_with_all_that_there_are() {
    let desk = Desk::new();
    desk.write("none.js", "exports.onExecutPostLogin = async () => {};");
    let said = desk.test(&["none.js"]).ends(1, &[]);
    for text in ["none.js exports the handler of no trigger", "onExecutePostLogin             post-login", "onExecutePostChallenge "] {
        assert!(said.err.contains(text), "{}", said.err);
    }
    desk.test(&["none.js", "--trigger", "post-login"]).ends(1, &["The Action exports no handler \"onExecutePostLogin\""]);
}

#[test]
fn what_is_no_action_is_said_and_a_wrong_setting_has_its_own_exit_code() {
    let desk = Desk::new();
    desk.write("notes.txt", "no Action");
    desk.write("module.wasm", "no component");
    desk.write("folder/readme.md", "no crate");
    for (file, why) in [
        ("nowhere.js", "cannot read nowhere.js"),
        ("notes.txt", "name a file that ends with .js, .ts or .wasm"),
        ("module.wasm", "is no component of an Action"),
        ("folder", "is a folder without Cargo.toml"),
    ] {
        let said = desk.test(&[file]).ends(1, &[]);
        assert!(said.err.contains(why), "{}", said.err);
    }
    desk.write("action.js", "exports.onExecutePostLogin = async () => {};");
    desk.write("anteroom.toml", "[sandbox.limits]\nfuel = 1\n");
    let wrong = desk.test(&["action.js", "--config", "anteroom.toml"]).ends(3, &[]);
    assert!(wrong.err.contains("sandbox.limits.fuel"), "{}", wrong.err);
    desk.test(&["action.js", "--trigger", "pre-login"]).ends(2, &[]);
}

#[test]
fn secrets_are_given_in_four_ways_and_shown_in_none() {
    let desk = Desk::new();
    desk.write(
        "leaks.js",
        "exports.onExecutePostLogin = async (event, api) => {
  const all = ['A', 'B', 'C', 'D'].map((name) => event.secrets[name]);
  console.log(all.join(' '));
  api.idToken.setCustomClaim('https://example.com/' + all[0], all);
  if (all.join() !== 'hush-\"a\",hush-b,hush-c,hush-d') throw new Error('other secrets: ' + all);
  if (event.request.method === 'GET') throw new Error('leaked ' + all[1]);
};",
    );
    desk.write("secrets.json", "{ \"A\": \"overridden\", \"C\": \"hush-c\" }");
    let mut event: serde_json::Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    event["secrets"] = json!({ "D": "hush-d", "C": "overridden" });
    for method in ["POST", "GET"] {
        event["request"]["method"] = json!(method);
        desk.write("event.json", &event.to_string());
        for form in [&[][..], &["--json"]] {
            let mut command = desk.anteroom();
            command
                .args(["actions", "test", "leaks.js", "--secret", "A=hush-\"a\"", "--secret", "B", "--secrets", "secrets.json"])
                .args(form);
            let said = super::desk::Said::of(command.env("B", "hush-b").output().unwrap());
            let said = said.ends(i32::from(method == "GET"), &["*** *** *** ***"]);
            assert!(!said.out.contains("hush") && !said.err.contains("hush"), "{}{}", said.out, said.err);
        }
    }
    desk.write(
        "quiet.js",
        "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://example.com/x', 'deny'); };",
    );
    let payload = desk.payload(&["quiet.js", "--secret", "A=allow", "--secret", "B=id_token_claim", "--secret", "C=deny"]);
    assert_eq!(payload["verdict"], "allow", "a secret that is a word of the report hides nothing of it");
    assert_eq!(payload["effects"], json!([{ "type": "id_token_claim", "name": "https://example.com/x", "value": "***" }]));
    let missing = desk.test(&["leaks.js", "--secret", "NOT_SET_ANYWHERE"]).ends(1, &[]);
    assert!(missing.err.contains("the environment variable NOT_SET_ANYWHERE is not set"), "{}", missing.err);
}

#[test]
fn no_escape_sequence_of_an_action_reaches_the_terminal() {
    let desk = Desk::new();
    desk.write(
        "paints.js",
        "exports.onExecutePreUserRegistration = async (event, api) => {
  console.log('\\u001b[31mred\\u009b2J');
  api.user.setUserMetadata('\\u001b]0;title', '\\u202eback\\u009b2J');
  api.access.deny('\\u001b[2Jreason', '\\u001b[2Jmessage\\u009b2J');
};",
    );
    for form in [&["paints.js"][..], &["paints.js", "--json"]] {
        let said = desk.test(form).ends(0, &["reason"]);
        let harmful = said.out.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(harmful, None, "{:?}", said.out);
    }
    let effects = &desk.payload(&["paints.js"])["effects"];
    assert_eq!(effects[0]["value"], "\u{202e}back\u{9b}2J", "JSON keeps the value");
}
