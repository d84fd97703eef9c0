//! `/v2/logout` and `/oidc/logout`: whose session ends, and where the browser may go.

use anteroom::identity::client::AppType;
use anteroom::identity::{Origin, Tenant, User, sessions};
use anteroom::token::TokenKind;

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};

const BYE: &str = "https://app.example.com/bye";

struct Scene {
    server: TestServer,
    client: TestClient,
    user: User,
    /// The session's id, and the cookie's value.
    session: (String, String),
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let client = server.client(AppType::RegularWeb).await;
        let user = server.user("ada@example.com").await;
        let session = begin(&server, &user).await;
        Self { server, client, user, session }
    }

    /// `GET path?query` by the browser that holds the session.
    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let request = self.server.http.get(format!("{}{path}?{query}", self.server.url));
        Answer::of(request.header("cookie", format!("anteroom_session={}", self.session.1)).send().await.unwrap()).await
    }

    async fn confirm(&self, form: &[(&str, &str)], origin: &str) -> Answer {
        let request = self.server.http.post(format!("{}/u/logout", self.server.url)).form(form).header("origin", origin);
        Answer::of(request.header("cookie", format!("anteroom_session={}", self.session.1)).send().await.unwrap()).await
    }

    async fn is_logged_in(&self) -> bool {
        self.server.app.directory.sessions.get(&self.session.0).await.unwrap().is_some()
    }

    /// An ID token of this session.
    async fn id_token(&self) -> String {
        let sid = self.session.0.clone();
        let code = self.server.code_with(&self.client, &self.user, "openid", |new| new.session_id = sid).await;
        self.server.redeem(&self.client, &code).await.text_of("id_token").to_owned()
    }
}

async fn begin(server: &TestServer, user: &User) -> (String, String) {
    let (app, now) = (&server.app, server.app.clock.now());
    let (session, secret) = sessions::draft(
        app.random.as_ref(),
        now,
        &Tenant::new("main"),
        user,
        &Origin::default(),
        &sessions::Proof { client_id: "app", method: "pwd", connection_id: "con_1" },
    );
    sessions::begin(&app.directory, &session, None).await.unwrap();
    (session.id, secret)
}

fn location(answer: &Answer) -> &str {
    answer.headers.get("location").map(|value| value.to_str().unwrap()).unwrap_or_default()
}

fn clears_the_cookie(answer: &Answer) -> bool {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .any(|value| value.to_str().unwrap().starts_with("anteroom_session=; ") && value.to_str().unwrap().contains("Max-Age=0"))
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no field {name} in {page}"));
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn v2_logout_ends_the_session_clears_the_cookie_and_returns() {
    let scene = Scene::new().await;
    let answer = scene.get("/v2/logout", &[("client_id", scene.client.id()), ("returnTo", BYE)]).await;
    assert_eq!((answer.status, location(&answer)), (302, BYE));
    assert!(clears_the_cookie(&answer));
    assert!(!scene.is_logged_in().await);
    let event = scene.server.last_log("slo").await.unwrap();
    assert_eq!((event.user_id.as_deref(), event.client_id.as_deref()), (Some(scene.user.user_id.as_str()), Some(scene.client.id())));
    // Again, without a session: the same way back, and nothing more in the log.
    assert_eq!(location(&scene.get("/v2/logout", &[("client_id", scene.client.id()), ("returnTo", BYE)]).await), BYE);
    assert_eq!(scene.server.log_types().await.len(), 1);
}

#[tokio::test]
async fn a_url_that_is_not_registered_is_an_error_page_and_ends_nothing() {
    let scene = Scene::new().await;
    for (path, name) in [("/v2/logout", "returnTo"), ("/oidc/logout", "post_logout_redirect_uri")] {
        for url in [
            "https://app.example.com/bye/",
            "https://app.example.com/Bye",
            "HTTPS://app.example.com/bye",
            "https://app.example.com/bye?x=1",
            "https://app.example.com/bye#x",
            "https://app.example.com:443/bye",
            "https://app.example.com@evil.example/bye",
            "https://app.example.com/./bye",
            "https://app.example.com/%62ye",
            "//app.example.com/bye",
            "https://evil.example/",
            "javascript:alert(1)",
            "/",
        ] {
            let answer = scene.get(path, &[("client_id", scene.client.id()), (name, url)]).await;
            assert_eq!((answer.status, location(&answer)), (400, ""), "{path} {url}");
            assert!(answer.text.contains("<html"));
        }
        let unknown = scene.get(path, &[("client_id", "nobody"), (name, BYE)]).await;
        assert_eq!(unknown.status, 400);
        let without_client = scene.get(path, &[(name, BYE)]).await;
        assert_eq!(without_client.status, 400, "the tenant allows its own URLs, not the applications'");
        let twice = scene.get(path, &[("client_id", scene.client.id()), (name, BYE), (name, "https://evil.example/")]).await;
        assert_eq!(twice.status, 400);
    }
    assert!(scene.is_logged_in().await);
}

#[tokio::test]
async fn a_registered_url_that_would_run_in_the_browser_is_refused_all_the_same() {
    let scene = Scene::new().await;
    let change = |client: &mut anteroom::identity::Client| client.allowed_logout_urls = vec!["javascript:alert(1)".to_owned()];
    scene.server.app.directory.clients.modify(scene.client.id(), change).await.unwrap();
    let answer = scene.get("/v2/logout", &[("client_id", scene.client.id()), ("returnTo", "javascript:alert(1)")]).await;
    assert_eq!((answer.status, location(&answer)), (400, ""));
}

#[tokio::test]
async fn without_an_application_the_tenants_urls_count_and_without_a_url_a_page_says_it() {
    let scene = Scene::new().await;
    let tenant = Tenant { allowed_logout_urls: vec!["https://example.com/".to_owned()], ..Tenant::new("main") };
    scene.server.app.directory.tenants.insert(tenant).await.unwrap();
    let answer = scene.get("/v2/logout", &[("returnTo", "https://example.com/")]).await;
    assert_eq!((answer.status, location(&answer)), (302, "https://example.com/"));
    let page = scene.get("/v2/logout", &[]).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("You are logged out"));
}

#[tokio::test]
async fn an_id_token_of_the_session_logs_out_without_a_question_even_when_expired() {
    let scene = Scene::new().await;
    let hint = scene.id_token().await;
    scene.server.clock.advance(std::time::Duration::from_secs(36_001));
    let query = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "a b&c")];
    let answer = scene.get("/oidc/logout", &query).await;
    assert_eq!((answer.status, location(&answer)), (302, "https://app.example.com/bye?state=a+b%26c"));
    assert!(clears_the_cookie(&answer));
    assert!(!scene.is_logged_in().await);
}

#[tokio::test]
async fn without_a_hint_the_user_is_asked_and_only_our_form_says_yes() {
    let scene = Scene::new().await;
    let query = [("client_id", scene.client.id()), ("post_logout_redirect_uri", BYE), ("state", "xyz")];
    let page = scene.get("/oidc/logout", &query).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("ada@example.com") && page.text.contains(&scene.client.client.name));
    assert!(scene.is_logged_in().await);

    let csrf = hidden(&page.text, "csrf").to_owned();
    let form = [
        ("csrf", csrf.as_str()),
        ("client_id", hidden(&page.text, "client_id")),
        ("post_logout_redirect_uri", BYE),
        ("state", hidden(&page.text, "state")),
    ];
    assert_eq!(scene.confirm(&form[1..], &scene.server.url).await.status, 403, "no token");
    let wrong = [("csrf", "wrong"), form[1], form[2]];
    assert_eq!(scene.confirm(&wrong, &scene.server.url).await.status, 403);
    assert_eq!(scene.confirm(&form, "https://evil.example").await.status, 403, "another site's form");
    let elsewhere = [form[0], form[1], ("post_logout_redirect_uri", "https://evil.example/")];
    assert_eq!(scene.confirm(&elsewhere, &scene.server.url).await.status, 400, "the URL is checked again");
    assert!(scene.is_logged_in().await);

    let answer = scene.confirm(&form, &scene.server.url).await;
    assert_eq!((answer.status, location(&answer)), (302, "https://app.example.com/bye?state=xyz"));
    assert!(!scene.is_logged_in().await);
}

#[tokio::test]
async fn the_token_of_another_session_does_not_confirm() {
    let scene = Scene::new().await;
    let attacker = scene.server.user("eve@example.com").await;
    let other = Scene { session: begin(&scene.server, &attacker).await, ..Scene::new().await };
    let page = other
        .server
        .http
        .get(format!("{}/oidc/logout", scene.server.url))
        .header("cookie", format!("anteroom_session={}", other.session.1));
    let page = page.send().await.unwrap().text().await.unwrap();
    let answer = scene.confirm(&[("csrf", hidden(&page, "csrf"))], &scene.server.url).await;
    assert_eq!(answer.status, 403);
    assert!(scene.is_logged_in().await);
}

#[tokio::test]
async fn a_hint_about_somebody_else_asks_and_a_forged_one_is_refused() {
    let scene = Scene::new().await;
    let bob = scene.server.user("bob@example.com").await;
    let code = scene.server.code_with(&scene.client, &bob, "openid", |new| new.session_id = "elsewhere".to_owned()).await;
    let about_bob = scene.server.redeem(&scene.client, &code).await.text_of("id_token").to_owned();
    let asked = scene.get("/oidc/logout", &[("id_token_hint", &about_bob)]).await;
    assert!(asked.status == 200 && asked.text.contains("Log out?"));

    let good = scene.id_token().await;
    let other = scene.server.client(AppType::Spa).await;
    let refused = [
        vec![("id_token_hint", "a.b.c")],
        vec![("id_token_hint", &good[..good.len() - 4])],
        vec![("id_token_hint", good.as_str()), ("client_id", other.id())],
    ];
    for query in refused {
        assert_eq!(scene.get("/oidc/logout", &query).await.status, 400, "{query:?}");
    }
    assert!(scene.is_logged_in().await);
    assert!(scene.server.app.keys.verify(&good, scene.client.id(), TokenKind::IdHint).is_ok());
}

#[tokio::test]
async fn a_post_becomes_the_same_get() {
    let scene = Scene::new().await;
    let form = [("client_id", scene.client.id()), ("state", "a&b")];
    let answer = scene.server.post_form("/oidc/logout", &form).await;
    assert_eq!((answer.status, location(&answer)), (303, format!("/oidc/logout?client_id={}&state=a%26b", scene.client.id()).as_str()));
}

#[tokio::test]
async fn hostile_text_in_a_request_stays_text_on_the_page() {
    let scene = Scene::new().await;
    let page = scene.get("/oidc/logout", &[("state", "\"><script>alert(1)</script>")]).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("<script"));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
}
