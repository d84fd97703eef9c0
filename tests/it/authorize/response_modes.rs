//! How an answer travels: in the query, behind the `#`, or in a form that sends itself.

use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::verified;

const EMAIL: &str = "ann@example.com";

/// A server with an application that may have tokens by redirect, and a user.
pub async fn server_with_app() -> (TestServer, Client) {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let changed = server.app.directory.clients.modify(&client.client_id, |c| c.grant_types.push("implicit".to_owned()));
    let client = changed.await.unwrap().unwrap().value;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    (server, client)
}

/// The page has one script, and its policy allows that one by its hash and no other.
pub fn assert_runs_its_own_script_only(page: &Page) {
    let scripts: Vec<&str> = page.body.split("<script").skip(1).collect();
    assert_eq!(scripts.len(), 1, "{}", page.body);
    let script = scripts[0].strip_prefix('>').unwrap().split("</script>").next().unwrap();
    let hash = format!("script-src 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    let policy = page.header("content-security-policy");
    assert!(policy.contains(&hash), "{policy} does not allow {script}");
    assert_eq!(policy.matches("script-src").count(), 1);
    assert!(policy.contains("default-src 'none'") && policy.contains("base-uri 'none'") && !policy.contains("unsafe"));
}

#[tokio::test]
async fn a_code_may_come_behind_the_hash() {
    let (server, client) = server_with_app().await;
    let answer = Browser::new(&server).log_in(&authorize(&client, &[("response_mode", "fragment")]), EMAIL, PASSWORD).await;
    assert!(answer.location().starts_with(&format!("{CALLBACK}#code=")), "{}", answer.location());
}

/// Form Post Response Mode section 2; the Form Post profiles of the conformance suite run all modules by it.
#[tokio::test]
async fn form_post_sends_what_was_asked_for_by_itself_and_has_a_button_where_no_script_runs() {
    let (server, client) = server_with_app().await;
    let browser = Browser::new(&server);
    for asked in ["code", "id_token", "code id_token token"] {
        let request = authorize(&client, &[("response_mode", "form_post"), ("response_type", asked), ("prompt", "login")]);
        let page = browser.log_in(&request, EMAIL, PASSWORD).await;
        assert_eq!((page.status, page.headers.get("location")), (200, None));
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.body.contains(r#"<form method="post" action="https:&#x2f;&#x2f;rp.example.com&#x2f;cb">"#), "{}", page.body);
        assert!(page.body.contains("<script>document.forms[0].submit();</script>") && page.body.contains("<button type=\"submit\""));
        assert_runs_its_own_script_only(&page);
        assert!(page.header("content-security-policy").contains("form-action 'self' https:;"));
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(page.field("state"), "xyz");
        assert_eq!(page.body.contains("name=\"code\""), asked.contains("code"));
        if asked.contains("id_token") {
            verified(&server, &page.field("id_token"), &client.client_id).await;
        }
        assert_eq!(page.body.contains("name=\"access_token\""), asked == "code id_token token");
    }
}

#[tokio::test]
async fn nothing_of_a_state_runs_in_the_page_of_form_post() {
    let (server, client) = server_with_app().await;
    for state in ["\"><script>alert(1)</script>", "'--></script><script>alert(1)</script>", "{% include \"login.html\" %}{{ 7*7 }}"] {
        let request = authorize(&client, &[("response_mode", "form_post"), ("prompt", "none"), ("state", state)]);
        let page = Browser::new(&server).get(&request).await;
        assert_eq!(page.field("error"), "login_required");
        let shown = page.field("state");
        let read = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
        assert_eq!(read.iter().fold(shown, |text, (escaped, plain)| text.replace(escaped, plain)), state);
        assert_runs_its_own_script_only(&page);
    }
}

#[tokio::test]
async fn an_unknown_mode_is_refused_in_the_mode_of_the_response_type() {
    let (server, client) = server_with_app().await;
    for mode in ["QUERY", "jwt", "query.jwt", "form_post.jwt", "okta_post_message", "fragment "] {
        for (asked, joint) in [("code", '?'), ("id_token", '#'), ("code token", '#')] {
            let answer = Browser::new(&server).get(&authorize(&client, &[("response_mode", mode), ("response_type", asked)])).await;
            let expected = format!("{CALLBACK}{joint}error=invalid_request&");
            assert!(answer.location().starts_with(&expected), "{mode} {asked}: {}", answer.location());
        }
    }
}
