//! What the answers forbid browsers to do, and that nothing of a request runs in a page.

use anteroom::identity::client::AppType;

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};

fn assert_guarded(page: &Page, what: &str) {
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(page.header("x-frame-options"), "DENY", "{what}");
    assert_eq!(page.header("referrer-policy"), "same-origin", "{what}");
    assert!(page.header("content-security-policy").contains("default-src 'none'"), "{what}");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"), "{what}");
    assert!(!page.header("content-security-policy").contains("unsafe"), "{what}");
    assert_eq!(page.header("strict-transport-security"), "", "on plain http: {what}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_pages_are_not_kept() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let browser = Browser::new(&server);
    let (path, login) = browser.begin(&authorize(&client, &[])).await;
    let signup = browser.get(&path.replace("login", "signup")).await;
    let refused = browser.get(&authorize(&client, &[("redirect_uri", "https://evil.example")])).await;
    for (page, what) in [(&login, "login"), (&signup, "signup"), (&refused, "error"), (&browser.get("/u/login").await, "unknown")] {
        assert_guarded(page, what);
        assert_eq!(page.header("cache-control"), "no-store", "{what}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{what}");
    }
    for path in ["/healthz", "/nowhere", "/u/assets/none.css"] {
        assert_guarded(&browser.get(path).await, path);
    }
    assert_guarded(&browser.get(&authorize(&client, &[("prompt", "none")])).await, "redirect");
}

#[tokio::test]
async fn the_stylesheet_is_kept_for_a_year_under_the_hash_of_its_content() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let browser = Browser::new(&server);
    let href =
        |page: &Page| page.body.split_once("rel=\"stylesheet\" href=\"").unwrap().1.split('"').next().unwrap().replace("&#x2f;", "/");
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    let css = browser.get(&href(&page)).await;
    assert_eq!(css.status, 200);
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    let changed = server.api("update:branding").patch("/branding", serde_json::json!({ "colors": { "primary": "#00aa55" } })).await;
    assert_eq!(changed.0, 200);
    let changed = browser.get(&path).await;
    assert_ne!(href(&changed), href(&page));
    assert!(browser.get(&href(&changed)).await.body.contains("#00aa55"));
    assert_eq!(browser.get(&href(&page)).await.status, 404);
}

#[tokio::test]
async fn nothing_of_a_request_or_a_name_becomes_markup() {
    let server = TestServer::start().await;
    let attack = "\"><script>alert(1)</script><img src=x onerror='alert(1)'>{{ 7*7 }}";
    let client = server.with_client(attack, AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    server.app.directory.tenants.modify(&server.app.config.tenant, |t| t.friendly_name = Some(attack.to_owned())).await.unwrap();
    let browser = Browser::new(&server);
    let (path, login) = browser.begin(&authorize(&client, &[("login_hint", attack), ("state", attack), ("ui_locales", attack)])).await;
    let signup = browser.get(&path.replace("login", "signup")).await;
    let wrong = browser.submit(&path, &login, &[("username", attack), ("password", attack)]).await;
    let weak = browser.submit(&path.replace("login", "signup"), &login, &[("email", attack), ("password", attack)]).await;
    let forged = browser.post(&path, &[("csrf", attack)]).await;
    let twice = browser.get(&format!("{}&{attack}=1&{attack}=2", authorize(&client, &[]))).await;
    let posted = browser.get(&authorize(&client, &[("response_mode", "form_post"), ("prompt", attack), ("state", attack)])).await;
    // Its one script is ours, and the policy allows it by its hash.
    let own = "<script>document.forms[0].submit();</script>";
    assert!(posted.body.contains(own));
    let posted = Page { body: posted.body.replace(own, ""), ..posted };
    for (page, what) in [
        (login, "login"),
        (signup, "signup"),
        (wrong, "wrong"),
        (weak, "weak"),
        (forged, "forged"),
        (twice, "twice"),
        (posted, "form_post"),
    ] {
        for markup in ["<script", "<img src=x", "onerror='", "'>49"] {
            assert!(!page.body.contains(markup), "{what} has {markup}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn a_denial_cannot_add_headers_or_parameters_to_the_redirect() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let request = authorize(&client, &[("audience", "x\r\nSet-Cookie: a=b&code=stolen#"), ("state", "s")]);
    let answer = Browser::new(&server).get(&request).await;
    assert_eq!(answer.returned()["error_description"], "Service not found: xSet-Cookie: a=b&code=stolen#");
    assert!(!answer.returned().contains_key("code"));
}
