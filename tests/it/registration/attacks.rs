//! What a stranger would bring along.

use serde_json::json;

use super::Story;
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::story::CALLBACK;

/// Every member that holds a URI or several, whether or not it has an effect here.
const URIS: [&str; 9] = [
    "logo_uri",
    "client_uri",
    "policy_uri",
    "tos_uri",
    "jwks_uri",
    "sector_identifier_uri",
    "initiate_login_uri",
    "backchannel_logout_uri",
    "frontchannel_logout_uri",
];
const URI_LISTS: [&str; 3] = ["redirect_uris", "post_logout_redirect_uris", "request_uris"];

#[tokio::test]
async fn no_member_that_the_server_decides_can_be_brought_along() {
    let story = Story::begin().await;
    let smuggled = json!({
        "client_id": "chosen",
        "client_secret": "chosen-secret-chosen-secret-chosen",
        "is_first_party": true,
        "global": true,
        "tenant": "other",
        "third_party_security_mode": "none",
        "redirection_policy": "allow_always",
        "external_metadata_type": "cimd",
        "organization_usage": "allow",
        "client_metadata": { "trusted": "yes" },
        "allowed_origins": ["https://evil.example.com"],
        "web_origins": ["https://evil.example.com"],
        "callbacks": ["https://evil.example.com/"],
        "allowed_logout_urls": ["https://evil.example.com/"],
        "post_logout_redirect_uris": ["https://evil.example.com/"],
        "initiate_login_uri": "https://evil.example.com/",
        "client_authentication_methods": { "private_key_jwt": { "credentials": [{ "id": "x" }] } },
        "jwt_configuration": { "lifetime_in_seconds": 9 },
        "refresh_token": { "rotation_type": "non-rotating", "expiration_type": "non-expiring" },
        "registration_access_token": "chosen",
        "client_secret_expires_at": 1,
        "client_id_issued_at": 1,
        "software_statement": "e30.e30.",
        "jwks": { "keys": [] },
        "default_max_age": 1,
        "scope": "read:everything",
        "client_uri#de": "javascript:alert(1)",
    });
    let (answer, client) = story.application(smuggled.clone()).await;
    let text = format!("{} {}", answer.text, serde_json::to_string(&client).unwrap());
    for secret in ["chosen", "evil.example.com", "trusted", "read:everything", "javascript:", "cimd"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(!client.is_first_party && !client.global && client.signing_credentials().is_none());
    assert!(!client.allows_organizations() && client.initiate_login_uri.is_none() && client.allowed_logout_urls.is_empty());
    assert_eq!(client.jwt_configuration, Default::default());
    let id = &client.client_id;
    let kept = story.server.app.directory.registrations.get(id).await.unwrap().unwrap();
    assert_eq!(kept.token_hash, None, "nobody is given a token to change it by");
    assert_eq!(story.server.get(&format!("/oidc/register/{id}")).await.status(), 403);
}

#[tokio::test]
async fn uris_that_run_read_or_hide_are_refused_in_every_member() {
    let story = Story::begin().await;
    let bad = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.example.com/x",
        "http://169.254.169.254/latest/meta-data/",
        "https://user:pw@rp.example.com/",
        "https://rp.example.com\\@evil.example.com/",
        "//evil.example.com/",
        "/relative",
        "",
    ];
    for uri in bad {
        for name in URIS.iter().chain(&URI_LISTS) {
            story.server.clock.advance(std::time::Duration::from_secs(60));
            let mut body = json!({ "redirect_uris": [CALLBACK] });
            body[*name] = if URI_LISTS.contains(name) { json!([CALLBACK, uri]) } else { json!(uri) };
            let answer = story.register(body).await;
            let error = if *name == "redirect_uris" { "invalid_redirect_uri" } else { "invalid_client_metadata" };
            assert_eq!((answer.status, &answer.json["error"]), (400, &json!(error)), "{name}: {uri}");
        }
    }
    assert_eq!(story.applications().await, 0);
}

#[tokio::test]
async fn callbacks_are_checked_as_the_management_api_checks_them() {
    let story = Story::begin().await;
    let api = story.server.api("create:clients");
    for uri in [
        "https://rp.example.com/cb",
        "https://rp.example.com/cb?x=1",
        "com.example.app://cb",
        "http://localhost:3000/cb",
        "http://rp.example.com/cb",
        "http://localhost.evil.example/cb",
        "https://rp.example.com/cb#f",
        "https://rp.example.com/ä",
        "localhost:3000/cb",
        "urn:ietf:wg:oauth:2.0:oob",
        &format!("https://rp.example.com/{}", "a".repeat(1100)),
    ] {
        story.server.clock.advance(std::time::Duration::from_secs(60));
        let here = story.register(json!({ "redirect_uris": [uri] })).await.status == 201;
        let there = api.post("/clients", json!({ "name": "x", "callbacks": [uri] })).await.0 == 201;
        assert_eq!(here, there, "{uri}");
    }
    // Placeholders are for applications that an operator vouches for.
    for uri in ["https://*.example.com/cb", "https://{organization_name}.example.com/cb"] {
        story.server.clock.advance(std::time::Duration::from_secs(60));
        assert_eq!(story.register(json!({ "redirect_uris": [uri] })).await.status, 400, "{uri}");
    }
}

#[tokio::test]
async fn names_that_are_markup_or_deceive_are_refused() {
    let story = Story::begin().await;
    for name in [
        "<script>alert(1)</script>",
        "a > b",
        "Bank\u{202e}moc.live",
        "\u{2066}Bank",
        "Ba\u{200b}nk",
        "Bank\nof",
        "Bank\0",
        "\u{feff}Bank",
        "   ",
        &"x".repeat(141),
    ] {
        let answer = story.register(json!({ "redirect_uris": [CALLBACK], "client_name": name })).await;
        assert_eq!((answer.status, &answer.json["error"]), (400, &json!("invalid_client_metadata")), "{name:?}");
        assert!(!answer.text.contains(name.trim()) || name.trim().is_empty());
        story.server.clock.advance(std::time::Duration::from_secs(60));
    }
    // One that came another way is shown as what it is.
    let (_, client) = story.application(json!({ "client_name": "Bank & \"Sons\"" })).await;
    let browser = Browser::new(&story.server);
    let (_, page) = story.to_consent(&browser, &client, &[]).await;
    assert!(page.body.contains("Bank &amp; &quot;Sons&quot;"), "{}", page.body);
    let name = "Bank<img src=x>\u{202e}moc\u{200b}";
    story.server.app.directory.clients.modify(&client.client_id, |client| client.name = name.to_owned()).await.unwrap();
    let (_, page) = story.to_consent(&browser, &client, &[("prompt", "login")]).await;
    assert!(page.body.contains("Bank&lt;img src=x&gt;moc<"), "{}", page.body);
    assert!(!page.body.contains('\u{202e}') && !page.body.contains('\u{200b}') && !page.body.contains("<img src=x>"));
}

#[tokio::test]
async fn nothing_that_a_registration_names_is_fetched() {
    // Where this server may ask others on the loopback, so that it is its own will that it does not.
    let story = Story::configured(|config| config.sandbox.allow_private_egress = true).await;
    // A port on which whatever comes is seen.
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (sent, mut came) = tokio::sync::mpsc::unbounded_channel();
    let url = format!("http://{}", port.local_addr().unwrap());
    let watch = tokio::spawn(async move {
        while let Ok((_, from)) = port.accept().await {
            sent.send(from).unwrap();
        }
    });
    let mut body = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    for name in URIS {
        body[name] = json!(format!("{url}/{name}"));
    }
    for name in URI_LISTS.iter().filter(|name| **name != "redirect_uris") {
        body[*name] = json!([format!("{url}/{name}")]);
    }
    let (registered, client) = story.application(body).await;
    assert_eq!(client.extra["logo_uri"], format!("{url}/logo_uri"));
    let browser = Browser::new(&story.server);
    let (path, page) = story.to_consent(&browser, &client, &[("scope", "openid offline_access")]).await;
    assert!(!page.body.contains(&url) && !page.header("content-security-policy").contains(&url), "nor has a browser fetch it");
    let answer = browser.submit(&path, &page, &[("action", "accept")]).await;
    let tokens = story.redeem(&registered, &answer.returned()["code"]).await;
    assert_eq!(story.refresh(&registered, tokens.text_of("refresh_token")).await.status, 200);
    for name in ["request_uri", "registration", "id_token_hint", "logo_uri"] {
        let asked = authorize(&client, &[(name, &format!("{url}/{name}"))]);
        let answer = Browser::new(&story.server).get(&asked).await;
        assert!(matches!(answer.status, 302 | 400), "{name}");
    }
    let pushed = format!("{url}/pushed");
    let form = [("client_id", registered.text_of("client_id")), ("client_secret", registered.text_of("client_secret"))];
    let form = [form.as_slice(), &[("request_uri", &pushed), ("response_type", "code"), ("redirect_uri", CALLBACK)]].concat();
    story.server.post_form("/oauth/par", &form).await.assert_error(400, "invalid_request");
    // The port works: what is fetched there is seen, and it is the first that is.
    let mine = tokio::net::TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    assert_eq!(came.recv().await, Some(mine.local_addr().unwrap()));
    watch.abort();
}

#[tokio::test]
async fn what_is_too_much_or_too_large_is_refused() {
    let story = Story::begin().await;
    let uris = |n: usize| (0..n).map(|i| format!("https://rp.example.com/{i}")).collect::<Vec<_>>();
    let longest = format!("https://rp.example.com/{}", "a".repeat(1024));
    let many: Vec<String> = (0..11).map(|i| format!("a{i}@example.com")).collect();
    for (body, status) in [
        (json!({ "redirect_uris": uris(21) }), 400),
        (json!({ "redirect_uris": [longest] }), 400),
        (json!({ "redirect_uris": [CALLBACK], "logo_uri": longest }), 400),
        (json!({ "redirect_uris": [CALLBACK], "contacts": many }), 400),
        (json!({ "redirect_uris": [CALLBACK], "software_id": "x".repeat(256) }), 400),
        (json!({ "redirect_uris": [CALLBACK], "unknown": "x".repeat(70_000) }), 413),
        (json!({ "redirect_uris": uris(20) }), 201),
    ] {
        let answer = story.register(body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(answer.text.len() < 3000);
    }
    let deep = format!("{{\"redirect_uris\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    story.register_as("application/json", deep).await.assert_error(400, "invalid_client_metadata");
    assert_eq!(story.applications().await, 1);
}

#[tokio::test]
async fn a_third_party_reaches_neither_the_management_api_nor_other_grants() {
    let story = Story::begin().await;
    let grants = json!(["authorization_code", "refresh_token", "client_credentials"]);
    let (registered, client) = story.application(json!({ "grant_types": grants })).await;
    let audience = story.server.app.config.management_audience();
    let (id, secret) = (registered.text_of("client_id"), registered.text_of("client_secret"));
    story.server.resource_server("https://orders.example.com", &["read:orders"]).await;
    for audience in ["https://orders.example.com", &audience] {
        let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("audience", audience)];
        let answer = story.server.post_form("/oauth/token", &form).await;
        assert!(answer.status == 403 && answer.json["access_token"].is_null(), "{}", answer.text);
    }
    story
        .server
        .post_form("/oauth/device/code", &[("client_id", id), ("client_secret", secret)])
        .await
        .assert_error(403, "unauthorized_client");
    // Nobody asks for a mail that leads to it, or names its address.
    assert!(client.initiate_login_uri.is_none());
    // Its secret is its proof; another's or none is not.
    let code = story.code(&Browser::new(&story.server), &client, &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    story.server.post_form("/oauth/token", &form).await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn scripts_of_other_sites_cannot_register() {
    let story = Story::begin().await;
    let url = format!("{}/oidc/register", story.server.url);
    let preflight = story.server.http.request("OPTIONS".parse().unwrap(), &url);
    let preflight = preflight.header("origin", "https://evil.example.com").header("access-control-request-method", "POST");
    let answer = preflight.header("access-control-request-headers", "content-type").send().await.unwrap();
    assert_eq!(answer.headers().get("access-control-allow-origin"), None);
    // What a page may send without being asked is not taken.
    story.register_as("text/plain", json!({ "redirect_uris": [CALLBACK] }).to_string()).await.assert_error(415, "invalid_client_metadata");
}
