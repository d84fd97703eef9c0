//! `request` and `request-promise`: the libraries of the Rules' time, as Rules call them.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use anteroom::contract::{Effect, Event, rules};
use anteroom::sandbox::{Adapter, Call, EgressPolicy, Report, ScriptModule, ScriptSource};
use serde_json::{Map, Value, json};

use crate::support::fetching::{ok, redirect, serve};
use crate::support::guests::Bench;
use crate::support::scripts::{Scripts, source};

/// What a Rule with this body puts into `context.idToken.told`; `server` is the address of a server that it may reach.
async fn told(server: SocketAddr, body: &str) -> Value {
    let report = run(server, body).await;
    let effects = report.outcome.unwrap_or_else(|failure| panic!("{failure} {:?}", report.console));
    let [Effect::IdTokenClaim { value, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    value.clone()
}

async fn run(server: SocketAddr, body: &str) -> Report {
    let mut scripts = Scripts { bench: Bench::with(|options| options.egress.private_exceptions = vec![IpAddr::from([127, 0, 0, 1])]) };
    scripts.bench.egress = EgressPolicy::Hosts(vec![format!("http://{server}")]);
    let code = format!(
        "function (user, context, callback) {{ const server = 'http://{server}';
           const tell = (told) => {{ context.idToken.told = told; callback(null, user, context); }};
           {body} }}"
    );
    let rule = ScriptModule { name: "rul_1".to_owned(), file: "rules/one.js".to_owned(), code, bundle: None, expression: true };
    let program = scripts.load(ScriptSource { modules: vec![rule], adapter: Some(Adapter::Rules), ..source("") }).await;
    let event = rules::Event {
        identities: Vec::new(),
        user: Map::new(),
        context: json!({ "idToken": {}, "accessToken": {} }).as_object().cloned().unwrap(),
        subject: "auth0|1".to_owned(),
        request: Default::default(),
        transaction: Default::default(),
        auth0: Default::default(),
        show: None,
    };
    let call = scripts.bench.call(&program);
    scripts.bench.sandbox.call(Call { event: Arc::new(Event::Rules(Box::new(event))), ..call }).await
}

/// A server that answers with the request that it got: `{line, body, and the header fields that are asked for}`.
async fn echo() -> SocketAddr {
    serve(|request| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
        let field = |name: &str| {
            let found = head.lines().find_map(|line| {
                let (own, value) = line.split_once(": ")?;
                own.eq_ignore_ascii_case(name).then(|| value.to_owned())
            });
            json!(found)
        };
        ok(&json!({
            "line": head.lines().next(), "body": body, "type": field("content-type"), "authorization": field("authorization"),
            "accept": field("accept"), "own": field("x-own"),
        })
        .to_string())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_calls_back_with_the_response_and_its_body() {
    let server = echo().await;
    let told = told(
        server,
        "request({ url: server + '/path?a=1', qs: { b: ['x', 'y'], c: { d: 2 } }, headers: { 'X-Own': 'mine' }, json: true }, (error, response, body) =>
           tell({ error, status: response.statusCode, same: response.body === body, type: response.headers['content-type'] !== undefined, body }));",
    )
    .await;
    assert_eq!((&told["error"], &told["status"], &told["same"]), (&Value::Null, &json!(200), &json!(true)));
    assert_eq!(told["body"]["line"], "GET /path?a=1&b%5B0%5D=x&b%5B1%5D=y&c%5Bd%5D=2 HTTP/1.1");
    assert_eq!((&told["body"]["own"], &told["body"]["accept"]), (&json!("mine"), &json!("application/json")));
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_json_forms_or_as_they_are() {
    let server = echo().await;
    let told = told(
        server,
        "const all = {};
         request.post({ url: server, json: { a: 1 } }, (error, response, body) => { all.json = body;
           request.put(server, { json: true, body: { b: 2 } }, (error, response, body) => { all.flag = body;
             request.patch({ uri: server, form: { c: 'd e', f: ['g'] } }, (error, response, body) => { all.form = JSON.parse(body);
               request({ method: 'DELETE', url: server, body: 'plain', auth: { user: 'u', pass: 'p' } }, (error, response, body) => {
                 all.plain = JSON.parse(body);
                 request.get(server, { auth: { bearer: 't' } }, (error, response, body) => { all.bearer = JSON.parse(body).authorization; tell(all); });
               }); }); }); });",
    )
    .await;
    let json_type = json!("application/json");
    assert_eq!(
        (&told["json"]["line"], &told["json"]["body"], &told["json"]["type"]),
        (&json!("POST / HTTP/1.1"), &json!("{\"a\":1}"), &json_type)
    );
    assert_eq!(
        (&told["flag"]["line"], &told["flag"]["body"], &told["flag"]["type"]),
        (&json!("PUT / HTTP/1.1"), &json!("{\"b\":2}"), &json_type)
    );
    assert_eq!((&told["form"]["body"], &told["form"]["type"]), (&json!("c=d+e&f%5B0%5D=g"), &json!("application/x-www-form-urlencoded")));
    assert_eq!((&told["plain"]["body"], &told["plain"]["authorization"]), (&json!("plain"), &json!("Basic dTpw")));
    assert_eq!(told["bearer"], "Bearer t");
}

#[tokio::test(flavor = "multi_thread")]
async fn defaults_base_addresses_and_redirects_are_those_of_the_library() {
    let server =
        serve(|head| if head.contains("/from") { redirect(302, "/to") } else { ok(head.lines().next().unwrap_or_default()) }).await;
    let told = told(
        server,
        "const api = request.defaults({ baseUrl: server + '/api/', headers: { a: '1' } });
         api.get('/things', (error, response, body) => {
           request(server + '/from', (error, followed) => {
             request.post(server + '/from', (error, kept) => {
               request({ url: server, encoding: null }, (error, raw) =>
                 tell([body, followed.body, followed.request.uri.pathname, kept.statusCode, Buffer.isBuffer(raw.body)]));
             });
           });
         });",
    )
    .await;
    assert_eq!(told, json!(["GET /api/things HTTP/1.1", "GET /to HTTP/1.1", "/to", 302, true]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_fails_is_the_callbacks_error() {
    let server = echo().await;
    let told = told(
        server,
        "request({ url: server, proxy: 'http://p' }, (first) =>
           request('http://not-allowed.example/', (second) =>
             request({ json: true }, (third) => request(server).on('error', tell).on('response', (response) =>
               tell([first.message, second !== null, third.message, response.statusCode])))));",
    )
    .await;
    assert_eq!(told, json!(["The option \"proxy\" of request is not supported here.", true, "options.uri is a required argument", 200]));
}

#[tokio::test(flavor = "multi_thread")]
async fn request_promise_gives_the_body_and_rejects_an_error_status() {
    let server = serve(|head| {
        if head.contains("/bad") {
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone".to_vec()
        } else {
            ok("{\"a\":1}")
        }
    })
    .await;
    let told = told(
        server,
        "const rp = require('request-promise');
         (async () => {
           const failed = await rp(server + '/bad').catch((error) => [error.name, error.statusCode, error.error, error.message]);
           const simple = await rp({ url: server + '/bad', simple: false, resolveWithFullResponse: true });
           tell([await rp({ uri: server, json: true }), await rp.get(server), failed, simple.statusCode, require('request-promise-native') === rp]);
         })().catch(callback);",
    )
    .await;
    assert_eq!(told, json!([{ "a": 1 }, "{\"a\":1}", ["StatusCodeError", 404, "none", "404 - \"none\""], 404, true]));
}
