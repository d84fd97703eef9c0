//! Authorization requests that the application pushes before (RFC 9126), as `/oauth/par` takes them and `/authorize` uses them.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, CHALLENGE, authorize};
use crate::support::clients::Answer;
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::verified;

const EMAIL: &str = "ann@example.com";
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

struct Story {
    server: TestServer,
    client: Client,
    other: Client,
    user: User,
}

impl Story {
    /// Two confidential applications, and a user of both.
    async fn begin() -> Self {
        let server = TestServer::start().await;
        let client = server.with_client("App", AppType::RegularWeb).await;
        let other = server.with_client("Other", AppType::RegularWeb).await;
        let connection = server.with_database(&[&client, &other]).await;
        let user = server.with_user(&connection, EMAIL).await;
        Self { server, client, other, user }
    }

    async fn change_client(&self, change: impl FnMut(&mut Client)) {
        self.server.app.directory.clients.modify(&self.client.client_id, change).await.unwrap().unwrap();
    }

    fn form<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut form = vec![
            ("client_id", self.client.client_id.as_str()),
            ("client_secret", "App secret"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("state", "pushed state"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        form.extend_from_slice(more);
        form.retain(|(_, value)| !value.is_empty());
        form
    }

    async fn push_with(&self, more: &[(&str, &str)]) -> Answer {
        self.server.post_form("/oauth/par", &self.form(more)).await
    }

    async fn push(&self) -> String {
        let answer = self.push_with(&[]).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.text_of("request_uri").to_owned()
    }

    /// How many requests are kept.
    async fn kept(&self) -> usize {
        self.server.app.directory.pushed_requests.all().await.unwrap().len()
    }
}

/// The URL to which an application sends the browser (RFC 9126 section 4).
fn by_reference(client: &Client, request_uri: &str, more: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &client.client_id).append_pair("request_uri", request_uri).extend_pairs(more);
    format!("/authorize?{}", query.finish())
}

/// RFC 9126 section 2.2; `fapi2-security-profile-final-par-*` of the conformance suite.
#[tokio::test]
async fn a_pushed_request_is_answered_as_one_that_the_browser_brings() {
    let story = Story::begin().await;
    let answer = story.push_with(&[]).await;
    assert_eq!((answer.status, &answer.json["expires_in"]), (201, &json!(30)), "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let request_uri = answer.text_of("request_uri");
    assert!(request_uri.strip_prefix(PREFIX).is_some_and(|rest| rest.len() >= 43), "{request_uri}");
    let browser = Browser::new(&story.server);
    let returned = browser.log_in(&by_reference(&story.client, request_uri, &[]), EMAIL, PASSWORD).await.returned();
    assert_eq!(returned["state"], "pushed state");
    let tokens = story.server.redeem_code(&story.client, &returned["code"]).await;
    let claims = verified(&story.server, tokens.text_of("id_token"), &story.client.client_id).await;
    assert_eq!((&claims["sub"], &claims["nonce"]), (&json!(story.user.user_id), &json!("n-0S6_WzA2Mj")));
}

/// RFC 9126 section 7.3.
#[tokio::test]
async fn a_reference_is_good_once() {
    let story = Story::begin().await;
    let request_uri = story.push().await;
    let path = by_reference(&story.client, &request_uri, &[]);
    let browser = Browser::new(&story.server);
    assert!(browser.get(&path).await.location().starts_with("/u/login?state="));
    for _ in 0..2 {
        let again = browser.get(&path).await;
        assert_eq!((again.status, again.headers.get("location")), (400, None));
        assert!(again.body.contains("request_uri is unknown, was used, or has expired"), "{}", again.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_browsers_that_bring_one_reference_at_once_one_begins_a_login() {
    let story = Story::begin().await;
    let path = by_reference(&story.client, &story.push().await, &[]);
    let browsers: Vec<_> = (0..8).map(|_| Browser::new(&story.server)).collect();
    let answers = futures_util::future::join_all(browsers.iter().map(|browser| browser.get(&path))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 302).count(), 1);
    assert_eq!(story.server.app.directory.transactions.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_reference_ends_after_the_applications_time() {
    let story = Story::begin().await;
    let request_uri = story.push().await;
    story.server.clock.advance(Duration::from_secs(30));
    assert_eq!(Browser::new(&story.server).get(&by_reference(&story.client, &request_uri, &[])).await.status, 400);
    story.change_client(|client| drop(client.extra.insert("par_request_expiry".to_owned(), json!(90)))).await;
    let answer = story.push_with(&[]).await;
    assert_eq!(answer.json["expires_in"], 90);
    story.server.clock.advance(Duration::from_secs(89));
    let path = by_reference(&story.client, answer.text_of("request_uri"), &[]);
    assert!(Browser::new(&story.server).get(&path).await.location().starts_with("/u/login?state="));
}

/// RFC 9126 section 2.2: bound to the client that pushed it.
#[tokio::test]
async fn another_application_can_neither_use_a_reference_nor_use_it_up() {
    let story = Story::begin().await;
    let request_uri = story.push().await;
    let browser = Browser::new(&story.server);
    let stolen = browser.get(&by_reference(&story.other, &request_uri, &[("redirect_uri", CALLBACK), ("response_type", "code")])).await;
    assert_eq!((stolen.status, stolen.headers.get("location")), (400, None));
    let nobody = browser.get(&format!("/authorize?request_uri={request_uri}")).await;
    assert_eq!(nobody.status, 400);
    assert!(nobody.body.contains("Missing required parameter: client_id"));
    assert!(browser.get(&by_reference(&story.client, &request_uri, &[])).await.location().starts_with("/u/login?state="));
}

#[tokio::test]
async fn what_resembles_a_reference_is_none() {
    let story = Story::begin().await;
    let request_uri = story.push().await;
    let hash = story.server.app.directory.pushed_requests.all().await.unwrap().remove(0).uri_hash.clone();
    let browser = Browser::new(&story.server);
    for other in [PREFIX.to_owned(), format!("{request_uri}x"), request_uri[..request_uri.len() - 1].to_owned(), format!("{PREFIX}{hash}")]
    {
        assert_eq!(browser.get(&by_reference(&story.client, &other, &[])).await.status, 400, "{other}");
    }
    // Any other URI would be fetched, and this server fetches none (RFC 9101 section 10.4).
    for elsewhere in [format!("{request_uri} "), request_uri.to_uppercase(), "https://169.254.169.254/".to_owned(), "urn:x".to_owned()] {
        let request = authorize(&story.client, &[("request_uri", &elsewhere)]);
        let answer = browser.get(&request).await;
        assert!(answer.status == 400 || answer.returned()["error"] == "request_uri_not_supported", "{elsewhere}: {answer:?}");
        assert!(!answer.headers.get("location").is_some_and(|to| to.to_str().unwrap().starts_with("/u/")));
    }
    let twice = format!("{}&request_uri=x", by_reference(&story.client, &request_uri, &[]));
    assert_eq!(browser.get(&twice).await.status, 400);
    assert_eq!(story.kept().await, 1, "none of this uses it up");
}

/// RFC 9101 section 6.3: what stands beside the reference does not count.
#[tokio::test]
async fn parameters_beside_the_reference_change_nothing() {
    let story = Story::begin().await;
    let more = [
        ("redirect_uri", "https://evil.example/"),
        ("state", "planted"),
        ("scope", "openid profile offline_access"),
        ("response_type", "code token"),
        ("response_mode", "fragment"),
        ("prompt", "none"),
        ("code_challenge", "planted"),
    ];
    let path = by_reference(&story.client, &story.push().await, &more);
    let answer = Browser::new(&story.server).log_in(&path, EMAIL, PASSWORD).await;
    assert!(answer.location().starts_with(&format!("{CALLBACK}?")));
    assert_eq!(answer.returned()["state"], "pushed state");
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0);
    assert_eq!((code.scope.join(" ").as_str(), code.code_challenge.as_deref()), ("openid email", Some(CHALLENGE)));
}

/// RFC 9126 sections 2.1 and 2.3.
#[tokio::test]
async fn a_request_that_authorize_would_refuse_is_not_kept() {
    let story = Story::begin().await;
    let long = "x".repeat(4097);
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("redirect_uri", "https://evil.example/")], "invalid_request"),
        (&[("redirect_uri", "")], "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "code code")], "unsupported_response_type"),
        (&[("response_type", "id_token")], "unauthorized_client"),
        (&[("response_mode", "web_message")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("audience", "https://nowhere.example/")], "access_denied"),
        (&[("connection", "nobody")], "invalid_request"),
        (&[("state", &long)], "invalid_request"),
        (&[("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request"),
        (&[("request_uri", "https://rp.example.com/request")], "invalid_request"),
        (&[("request", "eyJ")], "request_not_supported"),
    ];
    for (more, expected) in cases {
        story.push_with(more).await.assert_error(400, expected);
    }
    let reference = story.push().await;
    story.push_with(&[("request_uri", &reference)]).await.assert_error(400, "invalid_request");
    assert_eq!(story.kept().await, 1);
    let event = story.server.last_log("fpar").await.unwrap();
    assert_eq!(event.client_id.as_deref(), Some(story.client.client_id.as_str()));
    assert_eq!(event.details["error"]["oauthError"], "invalid_request");
}

#[tokio::test]
async fn an_application_proves_itself_as_at_the_token_endpoint() {
    let story = Story::begin().await;
    for (more, status, error) in [
        (vec![("client_secret", "wrong")], 401, "invalid_client"),
        (vec![("client_secret", "")], 401, "invalid_client"),
        (vec![("client_secret", "Other secret")], 401, "invalid_client"),
        (vec![("client_id", "nobody")], 401, "invalid_client"),
        (vec![("client_id", "")], 400, "invalid_request"),
    ] {
        story.push_with(&more).await.assert_error(status, error);
    }
    let twice = format!("client_id={0}&client_secret=App+secret&state=a&state=b", story.client.client_id);
    let url = format!("{}/oauth/par", story.server.url);
    let form = "application/x-www-form-urlencoded";
    let answer = story.server.http.post(&url).header("content-type", form).body(twice).send().await.unwrap();
    Answer::of(answer).await.assert_error(400, "invalid_request");
    assert_eq!(story.kept().await, 0);

    let basic = story.form(&[("client_secret", ""), ("client_id", "")]);
    let sent = story.server.http.post(&url).basic_auth(&story.client.client_id, Some("App secret")).form(&basic).send().await.unwrap();
    let answer = Answer::of(sent).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let path = by_reference(&story.client, answer.text_of("request_uri"), &[]);
    assert!(Browser::new(&story.server).get(&path).await.location().starts_with("/u/login?state="));
    assert_eq!(story.server.http.get(&url).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_an_application_proves_itself_with_is_no_part_of_the_request() {
    let story = Story::begin().await;
    let path = by_reference(&story.client, &story.push().await, &[]);
    let kept = story.server.app.directory.pushed_requests.all().await.unwrap().remove(0).value;
    assert!(!serde_json::to_string(&kept).unwrap().contains("App secret"));
    assert!(Browser::new(&story.server).get(&path).await.location().starts_with("/u/login"));
    let login = story.server.app.directory.transactions.all().await.unwrap().remove(0).value;
    assert_eq!(login.request.query["state"], "pushed state");
    let shown = serde_json::to_string(&login).unwrap();
    assert!(!shown.contains("App secret") && !shown.contains("client_secret") && !shown.contains(PREFIX), "{shown}");
}

#[tokio::test]
async fn the_reference_itself_is_not_in_the_store() {
    let story = Story::begin().await;
    let request_uri = story.push().await;
    let kept = serde_json::to_string(&story.server.app.directory.pushed_requests.all().await.unwrap().remove(0).value).unwrap();
    assert!(!kept.contains(request_uri.strip_prefix(PREFIX).unwrap()));
}

#[tokio::test]
async fn a_request_is_bounded_in_size_and_takes_texts_alone() {
    let story = Story::begin().await;
    let value = "x".repeat(2000);
    let names: Vec<String> = (0..9).map(|number| format!("ext-{number}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), value.as_str())).collect();
    story.push_with(&many).await.assert_error(413, "invalid_request");
    let names: Vec<String> = (0..65).map(|number| format!("ext-{number}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    story.push_with(&many).await.assert_error(400, "invalid_request");
    let mut object: serde_json::Map<String, Value> =
        story.form(&[]).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    object.insert("max_age".to_owned(), json!(300));
    let sent = story.server.http.post(format!("{}/oauth/par", story.server.url)).json(&object).send().await.unwrap();
    Answer::of(sent).await.assert_error(400, "invalid_request");
    assert_eq!(story.kept().await, 0);
}

/// RFC 9126 section 6.
#[tokio::test]
async fn an_application_that_must_push_cannot_begin_a_login_without() {
    let story = Story::begin().await;
    story.change_client(|client| drop(client.extra.insert("require_pushed_authorization_requests".to_owned(), json!(true)))).await;
    let answer = Browser::new(&story.server).get(&authorize(&story.client, &[])).await.returned();
    assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("invalid_request", "xyz"));
    assert!(answer["error_description"].contains("/oauth/par"), "{answer:?}");
    let answer = Browser::new(&story.server).get(&authorize(&story.client, &[("response_type", "id_token")])).await;
    assert!(answer.location().starts_with(&format!("{CALLBACK}#error=")));
    assert!(story.server.app.directory.transactions.all().await.unwrap().is_empty());
    let path = by_reference(&story.client, &story.push().await, &[]);
    assert!(Browser::new(&story.server).log_in(&path, EMAIL, PASSWORD).await.returned().contains_key("code"));
}

#[tokio::test]
async fn a_callback_that_went_after_the_push_is_not_followed() {
    let story = Story::begin().await;
    let path = by_reference(&story.client, &story.push().await, &[]);
    story.change_client(|client| client.callbacks.clear()).await;
    let page = Browser::new(&story.server).get(&path).await;
    assert_eq!((page.status, page.headers.get("location")), (400, None));
    assert!(page.body.contains("Callback URL mismatch"));
}

#[tokio::test]
async fn a_posted_reference_reaches_the_login_too() {
    let story = Story::begin().await;
    let request_uri = story.push().await;
    let browser = Browser::new(&story.server);
    let sent = browser.post("/authorize", &[("client_id", &story.client.client_id), ("request_uri", &request_uri)]).await;
    assert_eq!(sent.status, 303);
    assert!(browser.get(sent.location()).await.location().starts_with("/u/login?state="));
}

#[tokio::test]
async fn an_address_that_proves_nothing_cannot_push_without_end() {
    let story = Story::begin().await;
    let native = story.server.with_client("Native", AppType::Native).await;
    let connection = story.server.app.directory.connections.all().await.unwrap().remove(0);
    let id = native.client_id.clone();
    story.server.app.directory.connections.modify(&connection.id, |c| c.enabled_clients.push(id.clone())).await.unwrap();
    pushes_without_end(&story, &[("client_id", &native.client_id), ("client_secret", "")]).await;
}

#[tokio::test]
async fn a_secret_that_anybody_may_register_for_proves_nothing_either() {
    let story = Story::begin().await;
    story.change_client(|client| client.is_first_party = false).await;
    let connection = story.server.app.directory.connections.all().await.unwrap().remove(0);
    story.server.app.directory.connections.modify(&connection.id, |c| c.is_domain_connection = true).await.unwrap();
    pushes_without_end(&story, &[]).await;
}

async fn pushes_without_end(story: &Story, who: &[(&str, &str)]) {
    let form = story.form(who);
    let url = format!("{}/oauth/par", story.server.url);
    let mut statuses = Vec::new();
    for _ in 0..620 {
        statuses.push(story.server.http.post(&url).form(&form).send().await.unwrap().status().as_u16());
    }
    assert_eq!((statuses[0], *statuses.last().unwrap()), (201, 429));
    assert!(statuses.iter().all(|status| [201, 429].contains(status)));
    assert!(story.kept().await <= 600);
}

#[tokio::test]
async fn discovery_tells_of_the_endpoint_unless_the_tenant_has_closed_it() {
    let story = Story::begin().await;
    let document: Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document["pushed_authorization_request_endpoint"], format!("{}/oauth/par", story.server.url));
    assert_eq!(document["require_pushed_authorization_requests"], false);
    let api = story.server.api("update:tenant_settings");
    assert_eq!(api.patch("/tenants/settings", json!({ "pushed_authorization_requests_supported": false })).await.0, 200);
    let document: Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert!(document.get("pushed_authorization_request_endpoint").is_none());
    story.push_with(&[]).await.assert_error(404, "endpoint_disabled");
}
