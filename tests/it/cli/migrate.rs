//! `anteroom migrate`: what it says of an export, and the Actions that it makes of Rules.

use serde_json::{Value, json};

use super::desk::{Desk, Said};
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

/// Writes a Rule of the directory format.
fn rule(desk: &Desk, order: usize, name: &str, script: &str) {
    let object = json!({ "name": name, "order": order, "enabled": true, "stage": "login_success", "script": format!("{name}.js") });
    desk.write(&format!("tenant/rules/{name}.json"), &object.to_string());
    desk.write(&format!("tenant/rules/{name}.js"), script);
}

/// Writes an Action of the directory format.
fn action(desk: &Desk, name: &str, trigger: &str, code: &str) {
    let triggers = json!([{ "id": trigger, "version": "v3" }]);
    let object = json!({ "name": name, "code": format!("./actions/{name}/code.js"), "supported_triggers": triggers, "deployed": true });
    desk.write(&format!("tenant/actions/{name}.json"), &object.to_string());
    desk.write(&format!("tenant/actions/{name}/code.js"), code);
}

fn migrate(desk: &Desk, args: &[&str]) -> Said {
    Said::of(desk.anteroom().arg("migrate").args(args).output().unwrap())
}

/// The program with this name in a report.
fn of<'r>(report: &'r Value, kind: &str, name: &str) -> &'r Value {
    let found = report[kind].as_array().unwrap().iter().find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {report}"))
}

#[test]
fn each_program_is_said_to_run_or_not_with_what_to_look_at_and_where() {
    let desk = Desk::new();
    rule(&desk, 1, "plain", "function (user, context, callback) { context.idToken.a = 1; callback(null, user, context); }");
    rule(
        &desk,
        2,
        "warned",
        "function (u, ctx, done) {\n  ctx.multifactor = { provider: 'any' };\n  const d = new Intl.DateTimeFormat();\n  if (ctx.riddle) d.x();\n  \
         global.cache = 1;\n  fetch('https://acme.eu.auth0.com/api/v2/users');\n  auth0.users.delete(u.user_id);\n  require('left-pad');\n  \
         done(null, u, ctx);\n}",
    );
    rule(&desk, 3, "broken", "function (user, context, callback) {\n  callback(null, user context);\n}");
    action(&desk, "claims", "post-login", "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('a', 1); };");
    for (name, trigger, code) in [
        ("exchange", "credentials-exchange", "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };"),
        ("none", "pre-user-registration", "const a = 1;"),
        ("odd", "post-login", "module.exports = function (user, context, cb) { cb(); };"),
    ] {
        let object =
            json!({ "name": name, "triggerId": trigger, "enabled": true, "script": format!("./hooks/{name}/code.js"), "dependencies": {} });
        desk.write(&format!("tenant/hooks/{name}.json"), &object.to_string());
        desk.write(&format!("tenant/hooks/{name}/code.js"), code);
    }
    action(&desk, "form", "post-login", "exports.onExecutePostLogin = async (event, api) => {\n  api.prompt.render('ap_1');\n};");
    action(&desk, "other", "post-login", "exports.onExecuteCredentialsExchange = async () => {};");
    action(&desk, "throws", "post-login", "throw new Error('at the top');");
    action(&desk, "sms", "send-phone-message", "exports.onExecuteSendPhoneMessage = async () => {};");
    desk.write("tenant/database-connections/old/database.json", "{}");
    desk.write("tenant/database-connections/old/login.js", "function login() {}");

    let said = migrate(&desk, &["tenant", "--json"]);
    assert_eq!(said.code, Some(1), "{}\n{}", said.out, said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(of(&report, "rules", "plain")["verdict"], "runs", "{report}");
    let warned = of(&report, "rules", "warned");
    assert_eq!(warned["verdict"], "look", "{warned}");
    for (line, told) in [
        (2, "second factor"),
        (3, "Intl"),
        (4, "context.riddle"),
        (5, "`global`"),
        (6, "auth0.com"),
        (7, "auth0.users.delete"),
        (8, "requires left-pad"),
    ] {
        let found = warned["notes"].as_array().unwrap().iter().any(|n| n["line"] == line && n["text"].as_str().unwrap().contains(told));
        assert!(found, "no {told} at {line} in {warned}");
    }
    let broken = of(&report, "rules", "broken");
    assert_eq!(broken["verdict"], "fails");
    assert!(broken["notes"][0]["text"].as_str().unwrap().contains("broken.js:2:23"), "{broken}");
    assert_eq!(of(&report, "actions", "claims")["verdict"], "runs", "{report}");
    assert_eq!(of(&report, "hooks", "exchange")["verdict"], "runs", "{report}");
    for (name, told) in [("none", "sets module.exports to no function"), ("odd", "never had Hooks")] {
        assert!(of(&report, "hooks", name)["notes"][0]["text"].as_str().unwrap().contains(told), "{report}");
    }
    let form = of(&report, "actions", "form");
    assert_eq!((&form["verdict"], &form["notes"][0]["line"]), (&json!("look"), &json!(2)), "{form}");
    assert_eq!(of(&report, "actions", "other")["notes"][0]["text"], "exports no onExecutePostLogin, which is what post-login calls");
    let throws = of(&report, "actions", "throws");
    assert!(throws["verdict"] == "look" && throws["notes"][0]["text"].as_str().unwrap().contains("at the top"), "{throws}");
    assert!(of(&report, "actions", "sms")["notes"][0]["text"].as_str().unwrap().contains("nothing calls it"));
    assert!(report["others"][0].as_str().unwrap().contains("custom database old (login)"), "{report}");

    let shown =
        migrate(&desk, &["tenant"]).ends(1, &["plain   runs unchanged", "warned  runs, see below", "line 3: uses Intl", "does not run"]);
    assert!(shown.out.contains("11 programs: 3 run unchanged, 4 run and want a look, 4 do not run."), "{}", shown.out);
}

#[test]
fn the_yaml_format_says_the_same() {
    let desk = Desk::new();
    desk.write(
        "tenant/tenant.yaml",
        "rules:\n  - name: plain\n    script: ./rules/plain.js\n    order: 1\n    enabled: true\nrulesConfigs:\n  - key: API\n    value: x\n\
         actions:\n  - name: claims\n    code: ./actions/claims/code.js\n    deployed: true\n    supported_triggers:\n      - id: post-login\n        \
         version: v3\ndatabases:\n  - name: old\n    options:\n      customScripts:\n        login: ./databases/old/login.js\n",
    );
    desk.write("tenant/rules/plain.js", "function (user, context, callback) { callback(null, user, context); }");
    desk.write("tenant/actions/claims/code.js", "exports.onExecutePostLogin = async () => {};");
    for path in ["tenant", "tenant/tenant.yaml"] {
        migrate(&desk, &[path]).ends(0, &["2 programs: 2 run unchanged", "custom database old (login)"]);
    }
}

#[test]
fn what_is_no_export_is_said_in_a_sentence_and_nothing_outside_of_one_is_read() {
    let desk = Desk::new();
    for (path, told) in [("absent", "there is no absent"), (".", "has neither rules nor hooks nor actions")] {
        let said = migrate(&desk, &[path]);
        assert!(said.code == Some(1) && said.err.contains(told), "{}", said.err);
    }
    desk.write("secret.js", "the secret");
    desk.write("tenant/rules/a.json", r#"{ "name": "a", "script": "../../secret.js" }"#);
    let said = migrate(&desk, &["tenant"]);
    assert!(said.code == Some(1) && said.err.contains("not inside of the export") && !said.out.contains("the secret"), "{}", said.err);
    desk.write("tenant/rules/a.json", "{ no json");
    let said = migrate(&desk, &["tenant"]);
    assert!(said.err.contains("a.json is no JSON"), "{}", said.err);
    desk.write("bomb.yaml", "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e]\ng: &g [*f, *f, *f, *f, *f, *f, *f, *f]\nh: [*g, *g, *g, *g, *g, *g, *g, *g]\n");
    let said = migrate(&desk, &["bomb.yaml"]);
    assert!(said.code == Some(1) && said.err.contains("bomb.yaml is no export"), "{}", said.err);
}

/// Rules as people had them, each with the login that it decides.
const RULES: [(&str, &str); 5] = [
    (
        "claims",
        "function addClaims(user, context, callback) {
           // Roles go into both tokens.
           const ns = 'https://shop.example/';
           context.idToken[ns + 'email'] = user.email;
           context.idToken[ns + 'plan'] = user.plan || configuration.DEFAULT_PLAN;
           context.accessToken[ns + 'roles'] = (context.authorization || {}).roles;
           context.idToken[ns + 'count'] = context.stats.loginsCount;
           callback(null, user, context);
         }",
    ),
    (
        "metadata",
        "function (user, context, callback) {
           user.app_metadata = user.app_metadata || {};
           user.app_metadata.seen = true;
           auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
             .then(() => { context.idToken['https://shop.example/seen'] = true; callback(null, user, context); })
             .catch(callback);
         }",
    ),
    ("unauthorized", "function (user, context, callback) { return callback(new UnauthorizedError('Not you.')); };"),
    ("mistake", "(user, context, callback) => { undefinedFunction(); callback(null, user, context); }"),
    (
        "request",
        "async function (user, context, callback) {
           context.idToken['https://shop.example/asked'] =
             [context.request.query.client_id === context.clientID, context.protocol, context.connectionStrategy, context.clientName];
           callback(null, user, context);
         }",
    ),
];

/// A login, as far as its application and its user see what was decided.
async fn decided(server: &TestServer, client: &anteroom::identity::Client, email: &str) -> Value {
    for code in server.app.directory.codes.all().await.unwrap() {
        server.app.directory.codes.delete(&code).await.unwrap();
    }
    let returned = Browser::new(server).log_in(&authorize(client, &[]), email, PASSWORD).await.returned();
    let code = server.app.directory.codes.all().await.unwrap().first().map(|code| code.value.effects.clone());
    let users = server.app.directory.users.all().await.unwrap();
    let user = users.into_iter().find(|user| user.email.as_deref() == Some(email)).unwrap();
    json!({
        "error": returned.get("error").map(|error| if error == "unauthorized" { "access_denied" } else { error }),
        "description": returned.get("error_description"),
        "id_token": code.as_ref().map(|effects| json!(effects.id_token_claims)),
        "access_token": code.as_ref().map(|effects| json!(effects.access_token_claims)),
        "app_metadata": json!(user.app_metadata),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_was_written_as_an_action_decides_the_same() {
    let desk = Desk::new();
    for (order, (name, script)) in RULES.iter().enumerate() {
        rule(&desk, order, name, script);
    }
    migrate(&desk, &["tenant", "--rules-as-actions", "out"]).ends(0, &["5 of 5 Rules are written as Actions to out"]);
    migrate(&desk, &["out"]).ends(0, &["5 programs: 4 run unchanged, 1 run and want a look", "undefinedFunction"]);
    let again = migrate(&desk, &["tenant", "--rules-as-actions", "out"]);
    assert!(again.code == Some(1) && again.err.contains("is there already"), "{}", again.err);

    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", anteroom::identity::client::AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    let api = server.api("create:rules delete:rules update:rules_configs create:actions update:actions");
    let (status, answer) = api.send("PUT", "/rules-configs/DEFAULT_PLAN", Some(json!({ "value": "free" }))).await;
    assert_eq!(status, 200, "{answer}");
    for (name, script) in RULES {
        let (of_rule, of_action) = (format!("rule-{name}@example.com"), format!("action-{name}@example.com"));
        for email in [&of_rule, &of_action] {
            server.with_user(&connection, email).await;
        }
        let (status, made) = api.post("/rules", json!({ "name": name, "script": script })).await;
        assert_eq!(status, 201, "{made}");
        let by_rule = decided(&server, &client, &of_rule).await;
        api.delete(&format!("/rules/{}", made["id"].as_str().unwrap())).await;

        let object: Value =
            serde_json::from_str(&std::fs::read_to_string(desk.dir.path().join(format!("out/actions/{name}.json"))).unwrap()).unwrap();
        let code = std::fs::read_to_string(desk.dir.path().join(format!("out/actions/{name}/code.js"))).unwrap();
        let secrets: Vec<Value> =
            object["secrets"].as_array().unwrap().iter().map(|secret| json!({ "name": secret["name"], "value": "free" })).collect();
        let body =
            json!({ "name": name, "code": code, "secrets": secrets, "supported_triggers": object["supported_triggers"], "deploy": true });
        let (_, action) = api.post("/actions/actions", body).await;
        let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
        assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200, "{action}");
        let by_action = decided(&server, &client, &of_action).await;
        assert_eq!(api.patch("/actions/triggers/post-login/bindings", json!({ "bindings": [] })).await.0, 200);

        let same = |told: &Value| told.to_string().replace(&of_rule, "who").replace(&of_action, "who");
        assert_eq!(same(&by_rule), same(&by_action), "{name}");
        assert_ne!((&by_rule["id_token"], &by_rule["error"]), (&json!(null), &json!(null)), "{name}: {by_rule}");
    }
}

#[test]
fn what_a_rule_requires_is_among_the_packages_of_its_action_and_what_is_no_package_is_said() {
    let desk = Desk::new();
    let body =
        "request.get('x'); require('request-promise'); require('axios@0.21.1'); require('lodash'); require('@auth0/rule-utilities@0.2.0');";
    rule(
        &desk,
        1,
        "packages",
        &format!("function (user, context, callback) {{ context.color = 1; {body} callback(null, user, context); }}"),
    );
    migrate(&desk, &["tenant", "--rules-as-actions", "out"]);
    let read = |name: &str| std::fs::read_to_string(desk.dir.path().join(name)).unwrap();
    let object: Value = serde_json::from_str(&read("out/actions/packages.json")).unwrap();
    let mut packages: Vec<String> = object["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}@{}", one["name"], one["version"]).replace('"', ""))
        .collect();
    packages.sort();
    assert_eq!(packages, ["axios@0.21.1", "lodash@4.x", "request-promise@4.x", "request@2.x"]);
    let code = read("out/actions/packages/code.js");
    assert!(code.contains("require('axios')") && code.contains("const request = require('request');"), "{code}");
    assert!(code.contains("// It sets context.color, which later Rules could read; later Actions cannot."), "{code}");
    assert!(code.contains("// It requires @auth0/rule-utilities, which Actions do not have"), "{code}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_redirects_becomes_an_action_that_goes_on() {
    let desk = Desk::new();
    let script = "function (user, context, callback) {
      if (context.protocol === 'redirect-callback') context.idToken.answer = context.request.query.answer;
      else context.redirect = { url: 'https://form.example.com/' };
      callback(null, user, context);
    }";
    rule(&desk, 1, "ask", script);
    migrate(&desk, &["tenant", "--rules-as-actions", "out"]).ends(0, &["1 of 1 Rules"]);
    let code = std::fs::read_to_string(desk.dir.path().join("out/actions/ask/code.js")).unwrap();

    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", anteroom::identity::client::AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    let api = server.api("create:actions update:actions");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let made = json!({ "name": "ask", "code": code, "supported_triggers": triggers, "deploy": true });
    let (_, action) = api.post("/actions/actions", made).await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200, "{action}");

    let browser = Browser::new(&server);
    let away = browser.log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await.location().to_owned();
    assert!(away.starts_with("https://form.example.com/?state="), "{away}");
    let state = away.split_once("state=").unwrap().1;
    assert!(browser.get(&format!("/continue?state={state}&answer=42")).await.returned().contains_key("code"));
    let code = server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(json!(code.effects.id_token_claims), json!({ "answer": "42" }));
}
