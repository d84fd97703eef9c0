//! A redirect that was not registered is never followed, whatever it resembles.

use anteroom::identity::Client;
use anteroom::identity::client::AppType;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::CALLBACK;

async fn with_callback(server: &TestServer, callbacks: &[&str]) -> Client {
    let client = server.with_client("App", AppType::RegularWeb).await;
    let changed =
        server.app.directory.clients.modify(&client.client_id, |c| c.callbacks = callbacks.iter().map(|&c| c.to_owned()).collect());
    changed.await.unwrap().unwrap().value
}

#[tokio::test]
async fn every_variant_of_a_registered_callback_gets_an_error_page() {
    let server = TestServer::start().await;
    let client = with_callback(&server, &[CALLBACK]).await;
    server.with_database(&[&client]).await;
    let browser = Browser::new(&server);
    let variants = [
        "https://rp.example.com/CB",
        "https://RP.example.com/cb",
        "HTTPS://rp.example.com/cb",
        "http://rp.example.com/cb",
        "https://rp.example.com.evil.example/cb",
        "https://evilrp.example.com/cb",
        "https://rp.example.com.:443/cb",
        "https://rp.example.com./cb",
        "https://rp.example.com/cb/",
        "https://rp.example.com/cb?x=1",
        "https://rp.example.com/cb?",
        "https://rp.example.com/cb#f",
        "https://rp.example.com/cb#",
        "https://rp.example.com//cb",
        "https://rp.example.com/./cb",
        "https://rp.example.com/x/../cb",
        "https://rp.example.com/c%62",
        "https://rp.example.com/cb%252f..%252f",
        "https://rp.example.com/cb/..;/",
        "https://rp.example.com/cb%00",
        "https://rp.example.com:443/cb",
        "https://rp.example.com:8443/cb",
        "https://rp.example.com@evil.example/cb",
        "https://evil.example@rp.example.com/cb",
        "https://user:password@rp.example.com/cb",
        "https://rp.example.com\\@evil.example/cb",
        "https:\\\\rp.example.com/cb",
        "https:///rp.example.com/cb",
        "https:rp.example.com/cb",
        "///rp.example.com/cb",
        "//rp.example.com/cb",
        "\\/rp.example.com/cb",
        "/\trp.example.com/cb",
        "https://rp.example.com/cb\r\nSet-Cookie: a=b",
        "https://rp.example.com/cb\0",
        " https://rp.example.com/cb",
        "https://rp.example.com/cb ",
        "https://rp\u{2024}example.com/cb",
        "https://rpXexample.com/cb",
        "https://*.example.com/cb",
        "https://127.0.0.1/cb",
        "http://localhost/cb",
        "file:///cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "com.example.app:/cb",
        "cb",
        "*",
    ];
    for variant in variants {
        for mode in ["", "form_post", "fragment"] {
            let page = browser.get(&authorize(&client, &[("redirect_uri", variant), ("response_mode", mode)])).await;
            assert_eq!(page.status, 400, "{variant:?}");
            assert!(page.headers.get("location").is_none(), "{variant:?}");
            assert!(page.body.contains("Callback URL mismatch"), "{variant:?}");
            assert!(!page.body.contains("evil.example"), "the page names the stranger: {variant:?}");
        }
    }
    assert!(server.app.directory.transactions.all().await.unwrap().is_empty());
    assert_eq!(browser.get(&authorize(&client, &[])).await.status, 302);
}

#[tokio::test]
async fn a_request_without_a_redirect_gets_an_error_page() {
    let server = TestServer::start().await;
    let client = with_callback(&server, &[CALLBACK]).await;
    server.with_database(&[&client]).await;
    let page = Browser::new(&server).get(&authorize(&client, &[("redirect_uri", "")])).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("Missing required parameter: redirect_uri"));
}

#[tokio::test]
async fn a_redirect_that_runs_what_it_holds_is_not_followed_even_if_registered() {
    let server = TestServer::start().await;
    let dangerous =
        ["javascript:alert(document.cookie)//cb", "data:text/html,<script>1</script>", "vbscript:x", "file:///etc/passwd", "blob:x"];
    let client = with_callback(&server, &dangerous).await;
    server.with_database(&[&client]).await;
    for uri in dangerous {
        for mode in ["", "form_post"] {
            let page =
                Browser::new(&server).get(&authorize(&client, &[("redirect_uri", uri), ("response_mode", mode), ("scope", "\"")])).await;
            assert_eq!((page.status, page.headers.get("location")), (400, None), "{uri}");
        }
    }
}

#[tokio::test]
async fn an_application_that_lost_its_callback_during_a_login_gets_no_code() {
    let server = TestServer::start().await;
    let client = with_callback(&server, &[CALLBACK]).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    server.app.directory.clients.modify(&client.client_id, |c| c.callbacks.clear()).await.unwrap();
    let answer = browser.submit(&path, &page, &[("username", "ann@example.com"), ("password", crate::support::story::PASSWORD)]).await;
    assert_eq!((answer.status, answer.headers.get("location")), (400, None));
    assert!(server.app.directory.codes.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_keeps_the_query_of_the_callback_and_escapes_what_it_adds() {
    let server = TestServer::start().await;
    let callback = "https://rp.example.com/cb?tenant=a%20b";
    let client = with_callback(&server, &[callback]).await;
    server.with_database(&[&client]).await;
    let state = "a&error=x#\r\n\"é";
    let request = authorize(&client, &[("redirect_uri", callback), ("prompt", "none"), ("state", state)]);
    let answer = Browser::new(&server).get(&request).await;
    assert!(answer.location().starts_with("https://rp.example.com/cb?tenant=a%20b&error=login_required&"), "{}", answer.location());
    assert_eq!(crate::support::browser::parameters(answer.location())["state"], state);
}
