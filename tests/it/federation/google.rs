//! Google accounts: the preset of an OpenID Connect provider. Its endpoints are fixed, and so no stand-in can be put in their place;
//! what is asked here is all that does not need its answer. The rest is the way of any other provider.

use anteroom::federation::{Person, admit};
use serde_json::{Value, json};

use super::{EMAIL, Ours};
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize, parameters};

const GOOGLE: &str = "google-oauth2";

async fn ours() -> Ours {
    let ours = Ours::with(TestServer::start().await, json!({ "client_id": "us", "discovery_url": "https://op.example/x" })).await;
    let body =
        |options: Value| json!({ "name": GOOGLE, "strategy": GOOGLE, "enabled_clients": [ours.client.client_id], "options": options });
    let api = ours.server.api("create:connections");
    // Nothing but who we are there is the tenant's to say.
    for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri", "discovery_url", "issuer"] {
        let (status, refused) = api.post("/connections", body(json!({ "client_id": "us", endpoint: "https://evil.example/x" }))).await;
        assert!(status == 400 && refused["message"].as_str().unwrap().contains(endpoint), "{refused}");
    }
    let options = json!({ "client_id": "us.apps.googleusercontent.com", "client_secret": "a secret of ours", "scope": ["email"] });
    let (status, made) = api.post("/connections", body(options)).await;
    assert_eq!(status, 201, "{made}");
    Ours { connection_id: made["id"].as_str().unwrap().to_owned(), ..ours }
}

fn request(ours: &Ours, more: &[(&str, &str)]) -> String {
    authorize(&ours.client, &[&[("connection", GOOGLE)], more].concat())
}

#[tokio::test]
async fn a_login_goes_to_google_and_no_connection_of_that_kind_names_other_endpoints() {
    let ours = ours().await;
    let browser = Browser::new(&ours.server);
    let away = browser.get(&request(&ours, &[("login_hint", EMAIL)])).await;
    assert!(away.location().starts_with("https://accounts.google.com/o/oauth2/v2/auth?"), "{}", away.location());
    let asked = parameters(away.location());
    let told =
        ["response_type", "client_id", "redirect_uri", "scope", "code_challenge_method", "login_hint"].map(|name| asked[name].as_str());
    let callback = format!("{}/login/callback", ours.server.url);
    assert_eq!(told, ["code", "us.apps.googleusercontent.com", &callback, "openid email profile", "S256", EMAIL]);
    assert!(asked["nonce"].len() == 43 && asked["state"].contains('.') && !asked.contains_key("prompt"));
    // Google knows no `login`: who is to come anew chooses an account.
    let anew = browser.get(&request(&ours, &[("prompt", "login")])).await;
    assert_eq!(parameters(anew.location())["prompt"], "select_account");
}

#[tokio::test]
async fn who_says_no_at_google_or_comes_back_from_elsewhere_is_not_logged_in() {
    let ours = ours().await;
    let browser = Browser::new(&ours.server);
    for (answer, error, log) in [
        ("error=access_denied", "access_denied", "The provider refused: access_denied"),
        ("code=c&iss=https%3A%2F%2Fop.example", "access_denied", "the answer is from another issuer than was asked"),
        ("iss=https%3A%2F%2Faccounts.google.com", "access_denied", "the provider's answer has no code"),
    ] {
        let away = browser.get(&request(&ours, &[])).await;
        let state = parameters(away.location()).remove("state").unwrap();
        let returned = browser.get(&format!("/login/callback?{answer}&state={state}")).await.returned();
        assert_eq!(returned["error"], error, "{answer}");
        assert_eq!(ours.failures().await[0], log);
    }
    assert_eq!(ours.users().await, Vec::<Value>::new());
}

#[tokio::test]
async fn an_account_of_google_has_googles_id_and_is_nobody_elses() {
    let ours = ours().await;
    let database = ours.server.app.directory.connections.find("name", "Username-Password-Authentication").await.unwrap().unwrap();
    let before = ours.server.with_user(&database, EMAIL).await;
    let claims = json!({ "sub": "110248495921238986420", "email": EMAIL, "email_verified": true, "name": "Ann" });
    let person = Person { id: "110248495921238986420".to_owned(), claims: claims.as_object().unwrap().clone() };
    let user = admit(&ours.server.app, &ours.connection_id, &person).await.unwrap();
    assert_eq!(user.user_id, "google-oauth2|110248495921238986420");
    let again = admit(&ours.server.app, &ours.connection_id, &person).await.unwrap();
    assert_eq!(
        (again.user_id.as_str(), ours.users().await.len()),
        (user.user_id.as_str(), 2),
        "found again, beside the one with its address"
    );
    let id = user.user_id.replace('|', "%7C");
    let (_, shown) = ours.server.api("read:users").get(&format!("/users/{id}")).await;
    let identity = json!({ "connection": GOOGLE, "provider": GOOGLE, "user_id": "110248495921238986420", "isSocial": true });
    assert_eq!((&shown["identities"], &shown["email_verified"]), (&json!([identity]), &json!(true)));
    let database_user = ours.server.app.directory.users.get(&before.user_id).await.unwrap().unwrap();
    assert_eq!((database_user.email_verified, database_user.identities.len()), (false, 1), "what Google says is said of its own account");
}
