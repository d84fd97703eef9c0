//! Applications that are named by the address of their metadata document, and addresses that strangers would have us ask.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anteroom::identity::Client;
use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::TestServer;
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::fetching::{ok, redirect, serve};
use crate::support::story::{CALLBACK, PASSWORD};

const FIRST: &str = "/oauth/client.json";

/// The makers of an application, who say of it what they like.
struct Makers {
    address: String,
    says: Arc<Mutex<Vec<u8>>>,
    asked: Arc<Mutex<usize>>,
}

impl Makers {
    async fn start() -> Self {
        let says: Arc<Mutex<Vec<u8>>> = Arc::default();
        let asked: Arc<Mutex<usize>> = Arc::default();
        let (answer, count) = (says.clone(), asked.clone());
        let host = serve(move |_| {
            *count.lock().unwrap() += 1;
            answer.lock().unwrap().clone()
        })
        .await;
        let makers = Self { address: format!("http://{host}{FIRST}"), says, asked };
        makers.say(makers.document(json!({})));
        makers
    }

    fn document(&self, more: Value) -> Value {
        let mut document = json!({
            "client_id": self.address, "client_name": "Notes", "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
        });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        document
    }

    fn say(&self, document: Value) {
        self.answer(ok(&document.to_string()));
    }

    fn answer(&self, bytes: Vec<u8>) {
        *self.says.lock().unwrap() = bytes;
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }

    /// What a browser is sent with, before anybody knows the application.
    fn client(&self) -> Client {
        Client::new(self.address.clone(), "Notes")
    }
}

async fn story() -> Story {
    let story = Story::configured(|config| config.sandbox.allow_private_egress = true).await;
    story.set(json!({ "client_id_metadata_document_supported": true })).await;
    story
}

async fn stored(story: &Story, makers: &Makers) -> Option<Client> {
    story.server.app.directory.clients.get(&makers.address).await.unwrap().map(|client| client.value)
}

/// What the page says to which the request leads.
async fn refused(story: &Story, client: &Client) -> (u16, String) {
    let page = Browser::new(&story.server).get(&authorize(client, &[])).await;
    assert_eq!(page.headers.get("location"), None, "{page:?}");
    (page.status, page.body)
}

#[tokio::test]
async fn an_application_logs_people_in_by_nothing_but_its_address() {
    let (story, makers) = (story().await, Makers::start().await);
    let document: Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document["client_id_metadata_document_supported"], true);
    let browser = Browser::new(&story.server);
    let (path, page) = story.to_consent(&browser, &makers.client(), &[("scope", "openid email offline_access")]).await;
    let host = makers.address.strip_prefix("http://").unwrap().split('/').next().unwrap();
    assert!(page.body.contains("Notes") && page.body.contains(&format!("{host} (rp.example.com)")), "{}", page.body);
    let code = browser.submit(&path, &page, &[("action", "accept")]).await.returned()["code"].clone();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", makers.address.as_str()),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = story.server.post_form("/oauth/token", &form).await;
    assert_eq!(tokens.json.get("id_token"), None, "it learns nothing of who its users are");
    let told = story.server.last_log("seacft").await.unwrap();
    assert_eq!(told.client_id.as_deref(), Some(makers.address.as_str()));
    let first = tokens.text_of("refresh_token");
    let refresh = [("grant_type", "refresh_token"), ("client_id", makers.address.as_str()), ("refresh_token", first)];
    assert_ne!(story.server.post_form("/oauth/token", &refresh).await.text_of("refresh_token"), first);

    let client = stored(&story, &makers).await.unwrap();
    assert!(client.is_public() && client.is_strict() && !client.is_first_party && client.guards_redirects());
    let (status, shown) = story.server.api("read:clients").get(&format!("/clients/{}", urlencode(&makers.address))).await;
    assert_eq!((status, &shown["external_client_id"]), (200, &json!(makers.address)));
    assert_eq!((&shown["external_metadata_type"], &shown["external_metadata_created_by"]), (&json!("cimd"), &json!("client")));
    let event = story.server.last_log("sapi").await.unwrap();
    assert_eq!((event.client_id.as_deref(), &event.details["request"]["path"]), (Some(makers.address.as_str()), &json!("/authorize")));
    assert_eq!(makers.asked(), 1, "it is asked once in a while, not at each request");
}

fn urlencode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn without_the_tenants_flag_nobody_is_asked() {
    let (story, makers) = (story().await, Makers::start().await);
    story.set(json!({ "client_id_metadata_document_supported": false })).await;
    let (status, body) = refused(&story, &makers.client()).await;
    assert_eq!(status, 400);
    assert!(body.contains("Unknown client"), "{body}");
    assert_eq!((makers.asked(), stored(&story, &makers).await), (0, None));
    let document: Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document.get("client_id_metadata_document_supported"), None);
}

#[tokio::test]
async fn a_document_that_is_none_makes_no_application() {
    let story = story().await;
    let makers = Makers::start().await;
    let long = format!("https://app.example.com/{}", "x".repeat(11 * 1024));
    let documents = [
        (json!({ "client_id": "https://elsewhere.example/c" }), "not its address"),
        (json!({ "client_id": null }), "not its address"),
        (json!({ "client_secret": "a secret" }), "client_secret"),
        (json!({ "token_endpoint_auth_method": "client_secret_post" }), "not none"),
        (json!({ "token_endpoint_auth_method": "private_key_jwt" }), "not none"),
        (json!({ "redirect_uris": [] }), "redirect_uris"),
        (json!({ "redirect_uris": ["javascript:alert(1)"] }), "redirect_uris"),
        (json!({ "redirect_uris": ["https://*.example.com/"] }), "redirect_uris"),
        (json!({ "grant_types": ["client_credentials"] }), "grant_types"),
        (json!({ "grant_types": ["authorization_code", "password"] }), "grant_types"),
        (json!({ "client_name": "Notes\u{202e}" }), "client_name"),
        (json!({ "client_name": "<b>Notes</b>" }), "client_name"),
        (json!({ "logo_uri": "javascript:alert(1)" }), "logo_uri"),
        (json!({ "unknown": long }), "could not be retrieved"),
    ];
    let answers = [
        (ok("no JSON"), "could not be retrieved"),
        (ok("[]"), "not a JSON object"),
        (redirect(302, &makers.address), "could not be retrieved"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(), "could not be retrieved"),
        (b"nothing of the kind".to_vec(), "could not be retrieved"),
    ];
    let mut all = Vec::new();
    for (more, reason) in documents {
        let own = Makers::start().await;
        own.say(own.document(more));
        all.push((own, reason));
    }
    for (answer, reason) in answers {
        let own = Makers::start().await;
        own.answer(answer);
        all.push((own, reason));
    }
    for (n, (own, reason)) in all.into_iter().enumerate() {
        story.server.clock.advance(Duration::from_secs(60));
        let (status, body) = refused(&story, &own.client()).await;
        assert_eq!(status, 400, "{n}");
        assert!(body.contains(reason), "{n} {reason}: {body}");
        assert_eq!((stored(&story, &own).await, own.asked()), (None, 1), "{n}");
    }
    assert!(story.server.app.directory.registrations.all().await.unwrap().is_empty());
}

/// RFC 9700 section 4.12 has the like for redirects; the draft's section on server-side request forgery.
#[tokio::test]
async fn an_address_inside_is_not_asked_and_the_page_does_not_tell_why() {
    let makers = Makers::start().await;
    // As it is shipped: nothing of the own network, and https alone.
    let story = Story::begin().await;
    story.set(json!({ "client_id_metadata_document_supported": true })).await;
    let inside = makers.address.replace("http://", "https://");
    let mut told = Vec::new();
    for address in
        [inside.as_str(), "https://169.254.169.254/latest/meta-data", "https://[::1]/c", "https://10.0.0.1/c", "https://localhost/c"]
    {
        let (status, body) = refused(&story, &Client::new(address.to_owned(), "")).await;
        assert_eq!(status, 400, "{address}");
        told.push(body.replace(address, ""));
    }
    assert!(told[0].contains("could not be retrieved"), "{}", told[0]);
    assert!(!told.iter().any(|body| body.contains("private") || body.contains("public") || body.contains("refused")), "{told:?}");
    let (status, body) = refused(&story, &makers.client()).await;
    assert_eq!(status, 400);
    assert!(body.contains("Unknown client"), "plain http is no address: {body}");
    assert_eq!(makers.asked(), 0);
}

#[tokio::test]
async fn what_the_document_says_later_holds_later() {
    let (story, makers) = (story().await, Makers::start().await);
    let begin = async |uri: &str| Browser::new(&story.server).get(&authorize(&makers.client(), &[("redirect_uri", uri)])).await;
    assert!(begin(CALLBACK).await.location().starts_with("/u/login"));
    makers.say(makers.document(json!({ "client_name": "Notes 2", "redirect_uris": ["https://new.example.com/cb"] })));
    assert!(begin(CALLBACK).await.location().starts_with("/u/login"), "it is kept for a while");
    story.server.clock.advance(Duration::from_secs(16 * 60));
    assert!(begin("https://new.example.com/cb").await.location().starts_with("/u/login"));
    assert_eq!(begin(CALLBACK).await.status, 400);
    assert_eq!(stored(&story, &makers).await.unwrap().name, "Notes 2");
    // One that can no longer be had stays as it was while this server remembers it.
    makers.answer(redirect(302, "https://evil.example/"));
    story.server.clock.advance(Duration::from_secs(16 * 60));
    assert!(begin("https://new.example.com/cb").await.location().starts_with("/u/login"));
    // One that breaks a rule ends the logins and changes nothing.
    makers.say(makers.document(json!({ "client_secret": "x" })));
    story.server.clock.advance(Duration::from_secs(16 * 60));
    assert_eq!(begin("https://new.example.com/cb").await.status, 400);
    assert_eq!(stored(&story, &makers).await.unwrap().name, "Notes 2");
}

#[tokio::test]
async fn what_an_operator_changed_is_not_changed_back() {
    let (story, makers) = (story().await, Makers::start().await);
    Browser::new(&story.server).get(&authorize(&makers.client(), &[])).await;
    let at = format!("/clients/{}", urlencode(&makers.address));
    let change = json!({ "callbacks": ["https://ours.example.com/"] });
    assert_eq!(story.server.api("update:clients").patch(&at, change).await.0, 200);
    makers.say(makers.document(json!({ "client_name": "Other" })));
    story.server.clock.advance(Duration::from_secs(16 * 60));
    assert_eq!(
        Browser::new(&story.server).get(&authorize(&makers.client(), &[])).await.status,
        400,
        "the callback is not allowed any more"
    );
    let client = stored(&story, &makers).await.unwrap();
    assert_eq!((client.name.as_str(), client.callbacks.as_slice()), ("Notes", &["https://ours.example.com/".to_owned()][..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_browsers_that_bring_an_address_at_once_all_get_on_and_one_application_is_made() {
    let (story, makers) = (story().await, Makers::start().await);
    let browsers: Vec<_> = (0..6).map(|_| Browser::new(&story.server)).collect();
    let path = authorize(&makers.client(), &[]);
    let answers = futures_util::future::join_all(browsers.iter().map(|browser| browser.get(&path))).await;
    assert!(answers.iter().all(|answer| answer.location().starts_with("/u/login")), "{answers:?}");
    assert_eq!((story.server.app.directory.registrations.all().await.unwrap().len(), makers.asked()), (1, 1));
}

#[tokio::test]
async fn one_address_can_have_so_many_documents_fetched_and_no_more() {
    let story = story().await;
    let makers = Makers::start().await;
    let mut limited = 0;
    for n in 0..60 {
        let client = Client::new(makers.address.replace(FIRST, &format!("/{n}")), "");
        let (status, _) = refused(&story, &client).await;
        assert!(matches!(status, 400 | 429), "{status}");
        limited += usize::from(status == 429);
    }
    assert!(limited > 0 && makers.asked() + limited == 60, "{limited} {}", makers.asked());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_actions_of_registrations_are_asked_and_can_say_no() {
    let server = TestServer::start_changed(Arc::new(anteroom::storage::memory::MemoryStore::new()), true, |config| {
        config.sandbox.allow_private_egress = true;
    })
    .await;
    let story = Story::begin_at(server).await;
    story.set(json!({ "client_id_metadata_document_supported": true })).await;
    let api = story.server.api("create:actions update:actions");
    let code = "exports.onExecuteClientRegistration = async (event, api) => {
        if (event.client.client_name === 'Evil') api.access.deny('access_denied', 'Not of ours.');
        api.client.setMetadata('client_name', event.client.client_name + ' (unverified)');
    };";
    let triggers = json!([{ "id": "client-registration", "version": "v1" }]);
    let body = json!({ "name": "vet", "code": code, "supported_triggers": triggers, "deploy": true });
    assert_eq!(api.post("/actions/actions", body).await.0, 201);
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "vet" } }] });
    assert_eq!(api.patch("/actions/triggers/client-registration/bindings", bindings).await.0, 200);

    let evil = Makers::start().await;
    evil.say(evil.document(json!({ "client_name": "Evil" })));
    let (status, body) = refused(&story, &evil.client()).await;
    assert!(matches!(status, 400 | 403) && body.contains("Not of ours."), "{status} {body}");
    assert_eq!(stored(&story, &evil).await, None);
    let good = Makers::start().await;
    assert!(Browser::new(&story.server).get(&authorize(&good.client(), &[])).await.location().starts_with("/u/login"));
    assert_eq!(stored(&story, &good).await.unwrap().name, "Notes (unverified)");
    // The same document asks nobody again.
    let before = story.server.app.audit.executions.all().await.unwrap().len();
    story.server.clock.advance(Duration::from_secs(16 * 60));
    Browser::new(&story.server).get(&authorize(&good.client(), &[])).await;
    assert_eq!(story.server.app.audit.executions.all().await.unwrap().len(), before);
}

#[tokio::test]
async fn an_operator_looks_at_a_document_and_takes_it() {
    let story = story().await;
    story.set(json!({ "client_id_metadata_document_supported": false })).await;
    let makers = Makers::start().await;
    let body = json!({ "external_client_id": makers.address });
    let (status, preview) = story.server.api("read:clients").post("/clients/cimd/preview", body.clone()).await;
    assert_eq!((status, &preview["validation"]["valid"], preview.get("client_id")), (200, &json!(true), None), "{preview}");
    assert_eq!(preview["mapped_fields"]["callbacks"], json!([CALLBACK]));
    assert_eq!(story.server.api("update:clients").post("/clients/cimd/register", body.clone()).await.0, 403);
    let api = story.server.api("create:clients update:clients read:clients");
    let (status, made) = api.post("/clients/cimd/register", body.clone()).await;
    assert_eq!((status, &made["client_id"]), (201, &json!(makers.address)), "{made}");
    let login = Browser::new(&story.server).log_in(&authorize(&makers.client(), &[]), EMAIL, PASSWORD).await;
    assert!(login.location().starts_with("/u/consent"), "{login:?}");
    // Read again when the operator says so, and at no login.
    makers.say(makers.document(json!({ "client_name": "Notes 2" })));
    story.server.clock.advance(Duration::from_secs(16 * 60));
    Browser::new(&story.server).get(&authorize(&makers.client(), &[])).await;
    assert_eq!(stored(&story, &makers).await.unwrap().name, "Notes");
    assert_eq!(api.post("/clients/cimd/register", body.clone()).await.0, 200);
    let client = stored(&story, &makers).await.unwrap();
    assert_eq!((client.name.as_str(), client.is_registered_by_itself()), ("Notes 2", false));

    story.server.clock.advance(Duration::from_secs(16 * 60));
    makers.say(makers.document(json!({ "client_secret": "x" })));
    let (_, preview) = api.post("/clients/cimd/preview", body.clone()).await;
    assert_eq!((&preview["validation"]["valid"], &preview["client_id"]), (&json!(false), &json!(makers.address)), "{preview}");
    let (status, told) = api.post("/clients/cimd/register", body).await;
    assert_eq!(status, 400);
    assert!(told["message"].as_str().unwrap().contains("cannot be applied"), "{told}");
    let (status, _) = api.post("/clients/cimd/register", json!({ "external_client_id": "https://app.example.com/" })).await;
    assert_eq!(status, 400);
}
