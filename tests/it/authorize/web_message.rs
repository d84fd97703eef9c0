//! `response_mode=web_message`: an answer posted to a page of the application, to no other, and framed by no other.

use anteroom::identity::Client;
use serde_json::{Value, json};

use super::response_modes::{assert_runs_its_own_script_only, server_with_app};
use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::verified;

const EMAIL: &str = "ann@example.com";
const ORIGIN: &str = "https://rp.example.com";

async fn with_web_origins(origins: &[&str]) -> (TestServer, Client) {
    let (server, client) = server_with_app().await;
    change(&server, &client, |c| c.web_origins = origins.iter().map(|&origin| origin.to_owned()).collect()).await;
    (server, client)
}

async fn change(server: &TestServer, client: &Client, change: impl FnMut(&mut Client)) {
    server.app.directory.clients.modify(&client.client_id, change).await.unwrap().unwrap();
}

/// The value of an attribute of the page's body, as a browser reads it.
fn attribute(page: &Page, name: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name} in {}", page.body));
    let escaped = rest.split('"').next().unwrap();
    let read = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    read.iter().fold(escaped.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// The message of a page that posts one, and that nobody but the application may frame or read it.
fn message(page: &Page) -> Value {
    assert_eq!((page.status, page.headers.get("location")), (200, None), "{}", page.body);
    assert_eq!(attribute(page, "data-target"), ORIGIN);
    assert_runs_its_own_script_only(page);
    assert!(page.body.contains("}, target);</script>"), "the script names whom the message is for");
    assert!(page.header("content-security-policy").contains(&format!("frame-ancestors {ORIGIN};")));
    assert!(page.header("content-security-policy").contains("form-action 'none'"));
    assert_eq!(page.header("x-frame-options"), "", "it would forbid what the policy allows");
    assert_eq!((page.header("cache-control"), page.header("x-content-type-options")), ("no-store", "nosniff"));
    serde_json::from_str(&attribute(page, "data-response")).unwrap()
}

#[tokio::test]
async fn a_silent_request_is_answered_by_a_message_to_the_applications_origin() {
    let (server, client) = with_web_origins(&["https://other.example.com", ORIGIN]).await;
    let browser = Browser::new(&server);
    let silent = authorize(&client, &[("response_mode", "web_message"), ("prompt", "none")]);
    let refused = message(&browser.get(&silent).await);
    assert_eq!((&refused["error"], &refused["state"]), (&json!("login_required"), &json!("xyz")));
    assert_eq!(refused["iss"], format!("{}/", server.url));
    browser.log_in(&authorize(&client, &[]), EMAIL, PASSWORD).await.returned();
    let granted = message(&browser.get(&silent).await);
    assert!(granted["code"].is_string() && granted.get("error").is_none(), "{granted}");
    let tokens = authorize(&client, &[("response_mode", "web_message"), ("prompt", "none"), ("response_type", "id_token token")]);
    let granted = message(&browser.get(&tokens).await);
    verified(&server, granted["id_token"].as_str().unwrap(), &client.client_id).await;
    assert!(granted["access_token"].is_string() && granted.get("code").is_none());
}

#[tokio::test]
async fn a_login_in_a_window_of_its_own_ends_with_the_message() {
    let (server, client) = with_web_origins(&[ORIGIN]).await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[("response_mode", "web_message")])).await;
    assert_eq!(page.header("x-frame-options"), "DENY", "a page that asks for a password");
    let answer = message(&browser.submit(&path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await);
    assert!(answer["code"].is_string());
}

#[tokio::test]
async fn an_origin_that_was_not_registered_for_it_gets_neither_message_nor_frame() {
    let registered = [
        "https://rp.example.com.evil.example",
        "https://example.com",
        "https://sub.rp.example.com",
        "http://rp.example.com",
        "https://rp.example.com:8443",
        "https://*.example.com",
        "*",
        "null",
        "rp.example.com",
        "",
    ];
    let (server, client) = with_web_origins(&registered).await;
    let browser = Browser::new(&server);
    browser.log_in(&authorize(&client, &[]), EMAIL, PASSWORD).await.returned();
    for asked in ["code", "id_token token", "nonsense"] {
        for prompt in ["none", "login"] {
            let request = authorize(&client, &[("response_mode", "web_message"), ("response_type", asked), ("prompt", prompt)]);
            let page = browser.get(&request).await;
            assert_eq!((page.status, page.headers.get("location")), (400, None), "{asked}");
            assert!(page.body.contains("allowed web origins") && !page.body.contains("<script"), "{}", page.body);
            assert_eq!(page.header("x-frame-options"), "DENY");
        }
    }
    // Who may call the token endpoint is not yet who may listen.
    change(&server, &client, |c| (c.web_origins, c.allowed_origins) = (Vec::new(), vec![ORIGIN.to_owned()])).await;
    assert_eq!(browser.get(&authorize(&client, &[("response_mode", "web_message"), ("prompt", "none")])).await.status, 400);
}

#[tokio::test]
async fn a_web_origin_does_not_make_a_callback() {
    let (server, client) = with_web_origins(&[ORIGIN, "https://evil.example"]).await;
    for redirect in ["https://rp.example.com", "https://rp.example.com/other", "https://evil.example/", "com.example.app:/cb"] {
        let request = authorize(&client, &[("response_mode", "web_message"), ("prompt", "none"), ("redirect_uri", redirect)]);
        let page = Browser::new(&server).get(&request).await;
        assert_eq!(page.status, 400, "{redirect}");
        assert!(page.body.contains("Callback URL mismatch"));
    }
}

#[tokio::test]
async fn a_callback_without_a_web_page_has_nobody_who_could_listen() {
    let native = "com.example.app:/cb";
    let (server, client) = with_web_origins(&[native, "null"]).await;
    change(&server, &client, |c| c.callbacks.push(native.to_owned())).await;
    let request = authorize(&client, &[("response_mode", "web_message"), ("prompt", "none"), ("redirect_uri", native)]);
    assert_eq!(Browser::new(&server).get(&request).await.status, 400);
}

#[tokio::test]
async fn an_origin_that_was_taken_away_during_a_login_gets_nothing() {
    let (server, client) = with_web_origins(&[ORIGIN]).await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[("response_mode", "web_message")])).await;
    change(&server, &client, |c| c.web_origins.clear()).await;
    let answer = browser.submit(&path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.header("x-frame-options")), (400, "DENY"));
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_of_a_state_runs_in_the_page_that_posts() {
    let (server, client) = with_web_origins(&[ORIGIN]).await;
    for state in [
        "\"><script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "\\\"};alert(1);//",
        "' onload='alert(1)",
        "\u{2028}alert(1)//&quot;",
        "{{ 7*7 }}{% include \"login.html\" %}",
    ] {
        let request = authorize(&client, &[("response_mode", "web_message"), ("prompt", "none"), ("state", state)]);
        let page = Browser::new(&server).get(&request).await;
        assert_eq!(message(&page)["state"], state);
        assert!(!page.body.contains("<script>alert") && !page.body.contains("onload='"));
    }
    assert!(client.callbacks.contains(&CALLBACK.to_owned()));
}
