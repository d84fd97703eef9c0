//! Secrets go in and do not come out: one of every kind is written by the Management API, well and in requests that are refused, and then
//! looked for in all that can be read, in every answer, in the tenant log, in an export, in what the process says at its loudest, and in
//! its files.

use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::process::{Process, data};

/// Every secret of the test holds this word, and nothing else does: it is too long to stand in a sealed text by chance.
const WORD: &str = "quietplease";
/// What an import brings: a bcrypt hash has no place for a word.
const HASH: &str = "$2b$10$abcdefghijklmnopqrstuu6HCkuoHyKCAj/GTnHQaomnkOwhLo8py";

/// Who asks, and everything that was answered but what answers a secret for a reason.
struct Asker {
    http: reqwest::Client,
    api: String,
    token: String,
    answers: Vec<String>,
}

impl Asker {
    async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.api)).bearer_auth(&self.token);
        let request = if let Some(body) = body { request.json(body) } else { request };
        let response = request.send().await.unwrap();
        let (status, text) = (response.status().as_u16(), response.text().await.unwrap());
        let value = serde_json::from_str(&text).unwrap_or(Value::Null);
        self.answers.push(format!("{method} {path}: {status} {text}"));
        (status, value)
    }

    /// Writes a secret: first in a request that is refused for another reason, then well.
    async fn plant(&mut self, method: &str, path: &str, body: Value) -> Value {
        if body.is_object() && !path.ends_with("/secrets") {
            let mut wrong = body.clone();
            wrong["surprise"] = json!(true);
            let (status, answer) = self.ask(method, path, Some(&wrong)).await;
            assert_eq!((status, &answer["errorCode"]), (400, &json!("invalid_body")), "{method} {path}: {answer}");
        }
        let (status, answer) = self.ask(method, path, Some(&body)).await;
        assert!((200..300).contains(&status), "{method} {path}: {answer}");
        answer
    }

    /// A member of what was just made.
    async fn made(&mut self, path: &str, body: Value, member: &str) -> String {
        let answer = self.plant("POST", path, body).await;
        answer[member].as_str().unwrap_or_else(|| panic!("no {member}: {answer}")).to_owned()
    }

    fn forget_last(&mut self) {
        self.answers.pop();
    }
}

/// Writes one secret of every kind. What comes back are the paths of what was made, and secrets that the server has made itself.
async fn plant(asker: &mut Asker) -> (Vec<String>, Vec<String>) {
    let (mut places, mut own) = (Vec::new(), Vec::new());

    let client = asker
        .made(
            "/clients",
            json!({ "name": "App", "app_type": "regular_web", "organization_usage": "allow",
        "initiate_login_uri": "https://app.example.com/login" }),
            "client_id",
        )
        .await;
    asker.forget_last();
    asker.plant("PATCH", &format!("/clients/{client}"), json!({ "client_secret": "quietplease-of-an-application" })).await;
    asker.forget_last();
    let rotated = asker.made("/clients", json!({ "name": "Rotated" }), "client_id").await;
    asker.forget_last();
    let (_, answer) = asker.ask("POST", &format!("/clients/{rotated}/rotate-secret"), None).await;
    own.push(answer["client_secret"].as_str().unwrap().to_owned());
    asker.forget_last();

    let trigger = json!([{ "id": "post-login", "version": "v3" }]);
    let draft = json!({ "name": "Action", "supported_triggers": trigger, "code": "exports.onExecutePostLogin = async () => {};",
        "secrets": [{ "name": "KEY", "value": "quietplease-of-an-action" }] });
    let action = format!("/actions/actions/{}", asker.made("/actions/actions", draft, "id").await);
    while asker.ask("GET", &action, None).await.1["status"] != "built" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let (status, version) = asker.ask("POST", &format!("{action}/deploy"), None).await;
    assert_eq!(status, 200, "{version}");
    asker.plant("PATCH", &action, json!({ "secrets": [{ "name": "KEY", "value": "quietplease-of-another-draft" }] })).await;
    places.extend([format!("{action}/versions/{}", version["id"].as_str().unwrap()), format!("{action}/versions"), action]);
    let module = json!({ "name": "module", "code": "module.exports = 1;", "publish": true, "secrets": [{ "name": "KEY", "value": "quietplease-of-a-module" }] });
    let module = format!("/actions/modules/{}", asker.made("/actions/modules", module, "id").await);
    places.extend([format!("{module}/versions"), module]);

    asker.plant("PUT", "/rules-configs/KEY", json!({ "value": "quietplease-of-rules" })).await;
    let hook = json!({ "name": "hook", "triggerId": "send-phone-message", "script": "module.exports = function (a, b, c, cb) { cb(); };" });
    let hook = format!("/hooks/{}", asker.made("/hooks", hook, "id").await);
    asker.plant("POST", &format!("{hook}/secrets"), json!({ "KEY": "quietplease-of-a-hook", "OTHER": "quietplease-of-a-hook" })).await;
    asker.plant("PATCH", &format!("{hook}/secrets"), json!({ "KEY": "quietplease-more-of-a-hook" })).await;
    let (status, _) = asker.ask("POST", &format!("{hook}/secrets"), Some(&json!({ "WRONG": ["quietplease-of-no-form"] }))).await;
    assert_eq!(status, 400);
    places.extend([format!("{hook}/secrets"), hook]);

    let secret = "quietplease-of-a-mail-provider";
    for (name, credentials) in [
        ("sendgrid", json!({ "api_key": secret })),
        ("mailgun", json!({ "api_key": secret, "domain": "mail.example.com" })),
        ("sparkpost", json!({ "api_key": secret })),
        ("mandrill", json!({ "api_key": secret })),
        ("resend", json!({ "api_key": secret })),
        ("ses", json!({ "accessKeyId": secret, "secretAccessKey": secret, "region": "eu-west-1" })),
        ("azure_cs", json!({ "connectionString": secret })),
        ("ms365", json!({ "tenantId": secret, "clientId": secret, "clientSecret": secret })),
        ("smtp", json!({ "smtp_host": "mail.example.com", "smtp_port": 587, "smtp_user": "sender", "smtp_pass": secret })),
    ] {
        asker.ask("DELETE", "/emails/provider", None).await;
        let provider = json!({ "name": name, "default_from_address": "id@example.com", "credentials": credentials });
        asker.plant("POST", "/emails/provider", provider).await;
        places.push("/emails/provider".to_owned());
        asker.ask("GET", "/emails/provider", None).await;
    }

    let secret = "quietplease-of-a-stream";
    for (kind, sink) in [
        (
            "http",
            json!({ "httpEndpoint": "https://logs.example.invalid/", "httpAuthorization": secret,
                         "httpCustomHeaders": [{ "header": "x-key", "value": secret }] }),
        ),
        ("datadog", json!({ "datadogApiKey": secret, "datadogRegion": "eu" })),
        ("splunk", json!({ "splunkDomain": "s.example.com", "splunkPort": "8088", "splunkToken": secret, "splunkSecure": true })),
        ("sumo", json!({ "sumoSourceAddress": format!("https://sumo.example.com/{secret}") })),
        ("segment", json!({ "segmentWriteKey": secret })),
        (
            "mixpanel",
            json!({ "mixpanelRegion": "eu", "mixpanelProjectId": "1", "mixpanelServiceAccountUsername": "u",
                             "mixpanelServiceAccountPassword": secret }),
        ),
    ] {
        let stream = asker.made("/log-streams", json!({ "type": kind, "name": kind, "sink": sink }), "id").await;
        asker.plant("PATCH", &format!("/log-streams/{stream}"), json!({ "status": "paused", "sink": sink })).await;
        places.push(format!("/log-streams/{stream}"));
    }

    let options = json!({ "configuration": { "DB": "quietplease-of-a-database" } });
    let people = json!({ "name": "people", "strategy": "auth0", "options": options, "enabled_clients": [client] });
    let connection = asker.made("/connections", people, "id").await;
    asker.plant("PATCH", &format!("/connections/{connection}"), json!({ "options": options })).await;
    places.push(format!("/connections/{connection}"));
    for shape in [json!(1234), json!(["quietplease-of-no-text"]), json!({ "deep": "quietplease-of-no-text" })] {
        let options = json!({ "options": { "configuration": { "DB": shape } } });
        let (status, answer) = asker.ask("PATCH", &format!("/connections/{connection}"), Some(&options)).await;
        assert_eq!(status, 400, "what is no text cannot be sealed: {answer}");
    }

    let options = json!({
        "client_id": "us", "client_secret": "quietplease-of-a-provider",
        "discovery_url": "https://op.example.com/.well-known/openid-configuration",
    });
    let partner = json!({ "name": "partner", "strategy": "oidc", "options": options });
    let provider = asker.made("/connections", partner, "id").await;
    asker.plant("PATCH", &format!("/connections/{provider}"), json!({ "options": options })).await;
    places.push(format!("/connections/{provider}"));

    let person = json!({ "connection": "people", "email": "ann@example.com", "password": "QuietPlease-Horse-7" });
    let user = asker.made("/users", person, "user_id").await.replace('|', "%7C");
    asker.plant("PATCH", &format!("/users/{user}"), json!({ "password": "QuietPlease-Horse-8", "connection": "people" })).await;
    let (status, _) =
        asker.ask("PATCH", &format!("/users/{user}"), Some(&json!({ "password": "quietplease", "connection": "people" }))).await;
    assert_eq!(status, 400, "too weak");
    places.extend([format!("/users/{user}"), format!("/users/{user}/authentication-methods"), format!("/users/{user}/logs")]);
    let ticket = asker.made("/tickets/password-change", json!({ "user_id": user.replace("%7C", "|") }), "ticket").await;
    own.push(ticket.split("ticket=").nth(1).unwrap().trim_end_matches('#').to_owned());
    asker.forget_last();
    let link = json!({ "link_with": "quietplease.of.somebody" });
    assert_eq!(asker.ask("POST", &format!("/users/{user}/identities"), Some(&link)).await.0, 400);

    let job = import(asker, &connection).await;
    places.extend([format!("/jobs/{job}"), format!("/jobs/{job}/errors")]);
    (places, own)
}

/// An import with hashes of passwords, good and bad; its id, when it is done.
async fn import(asker: &mut Asker, connection: &str) -> String {
    let users = json!([
        { "email": "bob@example.com", "password_hash": HASH },
        { "email": "cyd@example.com", "custom_password_hash": { "algorithm": "sha256", "hash": { "value": "quietplease-is-no-hash", "encoding": "hex" } } },
        { "email": "dan@example.com", "password_hash": "quietplease-is-no-hash" },
    ]);
    let parts = format!(
        "--b\r\nContent-Disposition: form-data; name=\"users\"; filename=\"u.json\"\r\n\r\n{users}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"connection_id\"\r\n\r\n{connection}\r\n--b--\r\n"
    );
    let request = asker.http.post(format!("{}/jobs/users-imports", asker.api)).bearer_auth(&asker.token);
    let response = request.header("content-type", "multipart/form-data; boundary=b").body(parts).send().await.unwrap();
    let job: Value = response.json().await.unwrap();
    let id = job["id"].as_str().unwrap_or_else(|| panic!("{job}")).to_owned();
    let done = ended(asker, &id).await;
    assert_eq!((&done["summary"]["inserted"], &done["summary"]["failed"]), (&json!(1), &json!(2)), "{done}");
    id
}

async fn ended(asker: &mut Asker, id: &str) -> Value {
    loop {
        let (status, job) = asker.ask("GET", &format!("/jobs/{id}"), None).await;
        assert_eq!(status, 200, "{job}");
        if job["status"] != "pending" && job["status"] != "processing" {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The file of an export of all users.
async fn export(asker: &mut Asker) -> String {
    let fields =
        ["user_id", "email", "password", "password_hash", "custom_password_hash", "identities"].map(|name| json!({ "name": name }));
    let (status, job) = asker.ask("POST", "/jobs/users-exports", Some(&json!({ "format": "json", "fields": fields }))).await;
    assert_eq!(status, 200, "{job}");
    let job = ended(asker, job["id"].as_str().unwrap()).await;
    let file = asker.http.get(job["location"].as_str().unwrap_or_else(|| panic!("{job}"))).send().await.unwrap().bytes().await.unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&file[..]).read_to_string(&mut text).unwrap();
    text
}

/// A token of the machine with these scopes, or all.
async fn token(server: &Process, http: &reqwest::Client, scope: Option<&str>) -> String {
    let mut form = json!({
        "grant_type": "client_credentials", "client_id": server.credential("client_id"),
        "client_secret": server.credential("client_secret"), "audience": format!("{}/api/v2/", server.url),
    });
    if let Some(scope) = scope {
        form["scope"] = json!(scope);
    }
    let answer: Value = http.post(format!("{}/oauth/token", server.url)).json(&form).send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Asserts that a text holds none of the secrets.
fn silent(what: &str, text: &str, secrets: &[String]) {
    let lower = text.to_lowercase();
    let found = lower.find(WORD).or_else(|| secrets.iter().find_map(|secret| text.find(secret.as_str())));
    if let Some(at) = found {
        let around: String = text.chars().skip(text[..at].chars().count().saturating_sub(200)).take(400).collect();
        panic!("{what} tells a secret: …{around}…");
    }
}

fn read_files(dir: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            read_files(&entry.path(), found);
        } else {
            found.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_comes_out_of_a_read_an_answer_a_log_an_export_or_the_files() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--log-level", "trace"], &[]);
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let all = token(&server, &http, None).await;
    let mut asker = Asker { http: http.clone(), api: format!("{}/api/v2", server.url), token: all.clone(), answers: Vec::new() };
    let (places, mut secrets) = plant(&mut asker).await;
    secrets.push(HASH.to_owned());
    secrets.push(server.credential("client_secret"));

    // Whoever may read secrets of applications reads them, and nobody else: from here on with every scope but that.
    let shown = asker.ask("GET", "/clients", None).await.1.to_string();
    assert!(shown.contains("quietplease-of-an-application") && shown.contains(&secrets[0]), "{shown}");
    asker.forget_last();
    let scopes = anteroom::identity::management_scopes::SCOPES.iter().map(|(scope, _)| *scope).filter(|scope| *scope != "read:client_keys");
    asker.token = token(&server, &http, Some(&scopes.collect::<Vec<_>>().join(" "))).await;
    let (_, document) = asker.ask("GET", "/openapi.json", None).await;
    let lists = document["paths"].as_object().unwrap().iter().filter(|(path, item)| item["get"].is_object() && !path.contains('{'));
    let mut read = 0;
    for path in lists.map(|(path, _)| path.as_str()).chain(places.iter().map(String::as_str)) {
        let (status, _) = asker.ask("GET", path, None).await;
        read += usize::from(status == 200);
    }
    assert!(read > 60, "{read}");
    let mut events = 0;
    for page in 0..10 {
        events += asker.ask("GET", &format!("/logs?per_page=100&page={page}"), None).await.1.as_array().unwrap().len();
    }
    assert!(events > 60, "{events}");
    let exported = export(&mut asker).await;
    assert!(exported.contains("ann@example.com") && exported.contains("bob@example.com"), "{exported}");

    silent("an export", &exported, &secrets);
    for answer in &asker.answers {
        silent("an answer", answer, &secrets);
    }
    secrets.extend([all, asker.token]);
    let log = server.stop();
    assert!(log.lines().count() > 100, "{log}");
    silent("the process", &log, &secrets);
    let mut files = Vec::new();
    read_files(&data(dir.path()), &mut files);
    // A hash of another system is sealed as well; what is a hash already is nothing that opens a door here.
    for (name, bytes) in files {
        silent(&name, &String::from_utf8_lossy(&bytes), &secrets);
    }
}
