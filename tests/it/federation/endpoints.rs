//! Where a provider's endpoints are: by its own description or named by the connection, and what neither may lead to.

use serde_json::{Value, json};

use super::{Fake, Ours, back, server};
use crate::support::TestServer;
use crate::support::browser::{Browser, parameters};

/// Options that name the endpoints of this provider, and no discovery.
fn named(fake: &Fake, more: Value) -> Value {
    let url = &fake.url;
    let mut options = json!({
        "client_id": "us", "client_secret": "a secret of ours", "issuer": url, "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/jwks"), "userinfo_endpoint": format!("{url}/userinfo"),
    });
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    options
}

/// The fields of the one request that redeemed a code.
fn redemption(fake: &Fake) -> std::collections::BTreeMap<String, String> {
    let [redeemed] = fake.heard("/token").try_into().unwrap();
    parameters(&format!("?{}", redeemed.split("\r\n\r\n").nth(1).unwrap()))
}

#[tokio::test]
async fn endpoints_that_a_connection_names_itself_log_in_and_no_description_is_asked_for() {
    let fake = Fake::start().await;
    let ours = Ours::with(server().await, named(&fake, json!({}))).await;
    fake.says.lock().unwrap().userinfo = json!({ "sub": "7", "email": "by@userinfo.example" });
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    let mut claims = fake.claims(&asked);
    claims.as_object_mut().unwrap().remove("email");
    fake.gives(&ours, claims);
    assert!(browser.get(&back(&asked)).await.returned().contains_key("code"));
    let user = &ours.users().await[0];
    assert_eq!((&user["user_id"], &user["email"]), (&json!("oidc|partner|7"), &json!("by@userinfo.example")));
    assert_eq!(fake.heard("/.well-known/openid-configuration").len(), 0);
    // Its issuer is the one that was named, and no other.
    let asked = fake.begin(&browser, &ours.request(&[("prompt", "login")])).await;
    let mut claims = fake.claims(&asked);
    claims["iss"] = json!("https://op.example");
    fake.gives(&ours, claims);
    assert_eq!(browser.get(&back(&asked)).await.returned()["error"], "access_denied");
    assert_eq!(ours.failures().await, ["the ID token's iss is missing or wrong"]);
}

#[tokio::test]
async fn a_description_that_leads_browsers_into_a_script_or_an_application_is_refused() {
    for address in [
        "javascript:alert(document.domain)//",
        "data:text/html,<script>alert(1)</script>",
        "com.example.app:/authorize",
        "file:///etc/passwd",
        "ftp://op.example/authorize",
        "/authorize",
        "",
    ] {
        for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            let fake = Fake::start().await;
            let ours = fake.ours().await;
            fake.says.lock().unwrap().discovery[endpoint] = address.into();
            let browser = Browser::new(&ours.server);
            let answer = browser.get(&ours.request(&[])).await.returned();
            assert_eq!(answer["error"], "access_denied", "{endpoint} {address}");
            assert_eq!(ours.failures().await, [format!("the provider's description has no {endpoint} with https")], "{address}");
            assert!(ours.server.app.directory.transactions.all().await.unwrap().is_empty(), "nobody waits");
        }
    }
}

#[tokio::test]
async fn named_endpoints_do_not_lead_into_the_servers_own_network() {
    let fake = Fake::start().await;
    for private in ["https://127.0.0.1:1/token", "https://169.254.169.254/token", "https://[::ffff:10.0.0.1]/token", "https://0x7f.1/token"]
    {
        let options = json!({
            "client_id": "us", "client_secret": "a secret of ours", "issuer": "https://op.example",
            "authorization_endpoint": "https://op.example/authorize", "token_endpoint": private, "jwks_uri": "https://op.example/jwks",
        });
        // The usual server: private addresses are out of reach.
        let ours = Ours::with(TestServer::start().await, options).await;
        let browser = Browser::new(&ours.server);
        let away = browser.get(&ours.request(&[])).await;
        assert!(away.location().starts_with("https://op.example/authorize?"), "{}", away.location());
        let state = parameters(away.location()).remove("state").unwrap();
        let answer = browser.get(&format!("/login/callback?code=c&state={state}")).await.returned();
        assert_eq!(answer["error"], "temporarily_unavailable", "{private}");
        let [failure] = ours.failures().await.try_into().unwrap();
        assert!(failure.starts_with("the answer to the code could not be had") && failure.contains("is not a public one"), "{failure}");
        assert!(!failure.contains("a secret of ours"));
    }
    assert_eq!(fake.says.lock().unwrap().heard, Vec::<String>::new());
}

#[tokio::test]
async fn of_the_algorithms_only_those_that_the_connection_names_are_taken() {
    let fake = Fake::start().await;
    for (algorithms, taken) in [
        (json!(["RS256"]), true),
        (json!(["ES256", "RS256"]), true),
        (json!([]), true),
        (json!(["ES256"]), false),
        (json!(["RS384", "PS256"]), false),
    ] {
        let ours = fake.ours_with(json!({ "id_token_signed_response_algs": algorithms })).await;
        let browser = Browser::new(&ours.server);
        let asked = fake.begin(&browser, &ours.request(&[])).await;
        fake.gives(&ours, fake.claims(&asked));
        let answer = browser.get(&back(&asked)).await.returned();
        assert_eq!(answer.contains_key("code"), taken, "{algorithms}");
        let failures: &[&str] = if taken { &[] } else { &["the ID token's algorithm is not taken"] };
        assert_eq!(ours.failures().await, failures, "{algorithms}");
    }
}

#[tokio::test]
async fn a_provider_that_takes_no_pkce_is_sent_none_and_all_others_are() {
    let fake = Fake::start().await;
    for (settings, sent) in [(json!({ "pkce": "disabled" }), false), (json!({ "pkce": "auto" }), true), (json!({ "pkce": "S256" }), true)] {
        fake.says.lock().unwrap().heard.clear();
        let ours = fake.ours_with(json!({ "connection_settings": settings })).await;
        let browser = Browser::new(&ours.server);
        let asked = fake.begin(&browser, &ours.request(&[])).await;
        assert_eq!((asked.contains_key("code_challenge"), asked.contains_key("code_challenge_method")), (sent, sent), "{settings}");
        fake.gives(&ours, fake.claims(&asked));
        assert!(browser.get(&back(&asked)).await.returned().contains_key("code"));
        assert_eq!(redemption(&fake).contains_key("code_verifier"), sent, "{settings}");
    }
}
