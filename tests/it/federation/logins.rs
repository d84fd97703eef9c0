//! Logins by a provider, as people, applications and Actions see them.

use serde_json::{Value, json};

use super::{EMAIL, Fake, PARTNER, Pair, back};
use crate::support::browser::{Browser, authorize, parameters};
use crate::support::story::CALLBACK;
use crate::token::verified;

/// The claims of the ID token that the code of an answer gives.
async fn id_token(pair: &Pair, location: &str) -> Value {
    let code = parameters(location).remove("code").unwrap_or_else(|| panic!("no code in {location}"));
    let answer = pair.ours.server.redeem_code(&pair.ours.client, &code).await;
    verified(&pair.ours.server, answer.text_of("id_token"), &pair.ours.client.client_id).await.into()
}

#[tokio::test]
async fn a_user_of_another_server_logs_in_and_is_an_account_of_the_connection() {
    let pair = Pair::start().await;
    let answer = pair.log_in(&pair.ours.request(&[])).await;
    let theirs = pair.theirs.app.directory.users.all().await.unwrap().remove(0).value;
    let expected = format!("oidc|{PARTNER}|{}", theirs.user_id);
    let claims = id_token(&pair, answer.location()).await;
    assert_eq!((&claims["sub"], &claims["email"], &claims["email_verified"]), (&json!(expected), &json!(EMAIL), &json!(false)));
    let users = pair.ours.users().await;
    assert_eq!(users.len(), 1);
    let identity =
        json!({ "connection": PARTNER, "provider": "oidc", "user_id": format!("{PARTNER}|{}", theirs.user_id), "isSocial": false });
    assert_eq!(users[0]["identities"], json!([identity]));
    assert_eq!((&users[0]["logins_count"], &users[0]["email"]), (&json!(1), &json!(EMAIL)));
    let (_, events) = pair.ours.server.api("read:logs").get("/logs?q=type:s").await;
    assert_eq!(events[0]["connection"], PARTNER);
    assert_eq!((&events[0]["strategy"], &events[0]["strategy_type"]), (&json!("oidc"), &json!("enterprise")));
}

#[tokio::test]
async fn who_comes_again_is_the_same_account_with_what_the_provider_says_now() {
    let pair = Pair::start().await;
    pair.log_in(&pair.ours.request(&[])).await.returned();
    let theirs = pair.theirs.app.directory.users.all().await.unwrap().remove(0);
    let change = |user: &mut anteroom::identity::User| {
        user.name = Some("Ann of Partner".to_owned());
        user.email_verified = true;
    };
    pair.theirs.app.directory.users.modify(&theirs.user_id, change).await.unwrap();
    pair.log_in(&pair.ours.request(&[])).await.returned();
    let users = pair.ours.users().await;
    assert_eq!(users.len(), 1);
    assert_eq!(
        (&users[0]["name"], &users[0]["email_verified"], &users[0]["logins_count"]),
        (&json!("Ann of Partner"), &json!(true), &json!(2))
    );
}

#[tokio::test]
async fn what_the_provider_says_is_written_when_the_connection_says_so() {
    for (setting, first, second) in [
        ("on_each_login", json!("Ann"), json!("Anna")),
        ("on_first_login", json!("Ann"), json!("Ann")),
        ("never_on_login", Value::Null, Value::Null),
    ] {
        let fake = Fake::start().await;
        let ours = fake.ours_with(json!({ "set_user_root_attributes": setting })).await;
        for (name, expected) in [("Ann", first), ("Anna", second)] {
            let browser = Browser::new(&ours.server);
            let asked = fake.begin(&browser, &ours.request(&[])).await;
            let mut claims = fake.claims(&asked);
            claims["name"] = name.into();
            fake.gives(&ours, claims);
            browser.get(&back(&asked)).await.returned();
            assert_eq!(ours.users().await[0].get("name").cloned().unwrap_or_default(), expected, "{setting}");
        }
    }
}

#[tokio::test]
async fn the_login_page_shows_the_provider_beside_the_password_and_leads_there() {
    let pair = Pair::start().await;
    let (ours, theirs) = (Browser::new(&pair.ours.server), Browser::new(&pair.theirs));
    let (path, page) = ours.begin(&authorize(&pair.ours.client, &[])).await;
    assert!(page.body.contains("Continue with <bdi>Partner Ltd</bdi>") && page.body.contains("name=\"password\""), "{}", page.body);
    let (_, state) = path.split_once("state=").unwrap();
    let back = pair.prove(&ours, &theirs, &format!("/u/login/federated?state={state}&connection={PARTNER}")).await;
    assert!(ours.get(&back).await.location().starts_with(CALLBACK));
    let (_, page) =
        Browser::new(&pair.ours.server).begin(&authorize(&pair.ours.client, &[("connection", "Username-Password-Authentication")])).await;
    assert!(!page.body.contains("Continue with"), "the request names the database");
}

#[tokio::test]
async fn where_there_is_nothing_else_the_login_goes_straight_to_the_provider() {
    let pair = Pair::start().await;
    let database = pair.ours.server.app.directory.connections.find("name", "Username-Password-Authentication").await.unwrap().unwrap();
    let id = database.id.clone();
    pair.ours.server.app.directory.connections.modify(&id, |database| database.enabled_clients.clear()).await.unwrap();
    let browser = Browser::new(&pair.ours.server);
    let away = browser.get(&authorize(&pair.ours.client, &[])).await;
    assert!(away.location().starts_with(&format!("{}/authorize?", pair.theirs.url)), "{}", away.location());
    // Two providers, and one must choose; there is no password to type.
    let second = json!({
        "name": "second", "strategy": "google-oauth2", "enabled_clients": [pair.ours.client.client_id], "options": { "client_id": "g" },
    });
    pair.ours.server.api("create:connections").post("/connections", second).await;
    let (path, page) = browser.begin(&authorize(&pair.ours.client, &[])).await;
    assert!(page.body.contains("<bdi>Google</bdi>") && page.body.contains("<bdi>Partner Ltd</bdi>"));
    assert!(!page.body.contains("name=\"password\"") && !page.body.contains("/u/signup") && !page.body.contains("reset-password"));
    let state = path.split_once("state=").unwrap().1;
    for closed in ["signup", "reset-password/request"] {
        assert_eq!(browser.get(&format!("/u/{closed}?state={state}")).await.status, 403, "{closed}");
    }
}

#[tokio::test]
async fn the_session_answers_later_requests_and_ends_as_any_other() {
    let pair = Pair::start().await;
    let (ours, theirs) = (Browser::new(&pair.ours.server), Browser::new(&pair.theirs));
    let back = pair.prove(&ours, &theirs, &pair.ours.request(&[])).await;
    ours.get(&back).await.returned();
    let silent = ours.get(&authorize(&pair.ours.client, &[("prompt", "none")])).await;
    assert!(silent.returned().contains_key("code"), "{}", silent.location());
    // Another source of users is another proof.
    let other = authorize(&pair.ours.client, &[("prompt", "none"), ("connection", "Username-Password-Authentication")]);
    assert_eq!(ours.get(&other).await.returned()["error"], "login_required");
    let session = pair.ours.server.app.directory.sessions.all().await.unwrap().remove(0);
    assert_eq!(session.methods[0].name, "federated");
}

#[tokio::test]
async fn who_asks_for_a_new_proof_gets_one_from_the_provider() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[("prompt", "login"), ("login_hint", EMAIL)])).await;
    assert_eq!((&asked["prompt"], &asked["login_hint"]), (&json!("login"), &json!(EMAIL)));
    let mut claims = fake.claims(&asked);
    claims["auth_time"] = json!(anteroom::clock::Clock::now(&*ours.server.clock).as_second() - 3600);
    fake.gives(&ours, claims);
    assert_eq!(browser.get(&back(&asked)).await.returned()["error"], "access_denied");
    assert_eq!(ours.failures().await, ["the ID token's auth_time is missing or wrong"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_and_rules_are_told_which_connection_it_was() {
    let pair = Pair::start().await;
    let code = "exports.onExecutePostLogin = async (event, api) => {
        api.idToken.setCustomClaim('of', [event.connection.name, event.connection.strategy, event.authentication.methods[0].name]);
        api.idToken.setCustomClaim('identity', event.user.identities[0]);
    };";
    let api = pair.ours.server.api("create:actions update:actions create:rules");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let (_, action) =
        api.post("/actions/actions", json!({ "name": "tell", "code": code, "supported_triggers": triggers, "deploy": true })).await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200, "{action}");
    let rule = "function (user, context, callback) { context.idToken['https://x.example/strategy'] = [context.connection, context.connectionStrategy]; callback(null, user, context); }";
    let (status, made) = api.post("/rules", json!({ "name": "r", "script": rule })).await;
    assert_eq!(status, 201, "{made}");
    let claims = id_token(&pair, pair.log_in(&pair.ours.request(&[])).await.location()).await;
    assert_eq!(claims["of"], json!([PARTNER, "oidc", "federated"]));
    assert_eq!(claims["https://x.example/strategy"], json!([PARTNER, "oidc"]));
    assert_eq!((&claims["identity"]["provider"], &claims["identity"]["isSocial"]), (&json!("oidc"), &json!(false)));
}

#[tokio::test]
async fn the_request_to_the_provider_has_a_proof_of_its_own_and_what_the_connection_adds() {
    let fake = Fake::start().await;
    let options = json!({
        "scope": "email groups",
        "upstream_params": { "tenant": { "value": "acme" }, "hl": { "alias": "ui_locales" }, "redirect_uri": { "value": "https://evil.example" } },
    });
    let ours = fake.ours_with(options).await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[("ui_locales", "de"), ("nonce", "the application's own")])).await;
    assert_eq!(asked["redirect_uri"], format!("{}/login/callback", ours.server.url));
    assert_eq!((&asked["scope"], &asked["tenant"], &asked["hl"]), (&json!("openid email groups"), &json!("acme"), &json!("de")));
    assert_eq!((&asked["code_challenge_method"], asked["code_challenge"].as_str().unwrap().len()), (&json!("S256"), 43));
    assert_ne!(asked["nonce"], "the application's own");
    fake.gives(&ours, fake.claims(&asked));
    browser.get(&back(&asked)).await.returned();
    let [redeemed] = fake.heard("/token").try_into().unwrap();
    let body = parameters(&format!("?{}", redeemed.split("\r\n\r\n").nth(1).unwrap()));
    assert_eq!(crate::support::clients::challenge(&body["code_verifier"]), asked["code_challenge"].as_str().unwrap());
    assert!(redeemed.to_lowercase().contains("authorization: basic "), "nothing says that it takes the secret in the body");
    assert!(!body.contains_key("client_secret"));
}

#[tokio::test]
async fn what_the_id_token_lacks_is_asked_of_userinfo() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    fake.gives(&ours, json!({ "iss": fake.url, "aud": "us", "sub": "7", "nonce": asked["nonce"], "name": "By the token" }));
    fake.says.lock().unwrap().userinfo = json!({ "sub": "7", "email": EMAIL, "name": "By userinfo", "picture": "javascript:alert(1)" });
    browser.get(&back(&asked)).await.returned();
    let user = &ours.users().await[0];
    assert_eq!((&user["email"], &user["name"], user.get("picture")), (&json!(EMAIL), &json!("By the token"), None));
    assert!(fake.heard("/userinfo")[0].contains("Bearer at"));
}

#[tokio::test]
async fn a_provider_that_changed_its_keys_is_asked_for_them_once() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    for _ in 0..2 {
        let browser = Browser::new(&ours.server);
        let asked = fake.begin(&browser, &ours.request(&[])).await;
        let [head, claims, signature] =
            ours.server.token_of(fake.claims(&asked)).split('.').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        use base64::Engine;
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let mut header: Value = serde_json::from_slice(&engine.decode(head).unwrap()).unwrap();
        header["kid"] = "of tomorrow".into();
        fake.gives_token(&format!("{}.{claims}.{signature}", engine.encode(header.to_string())));
        assert_eq!(browser.get(&back(&asked)).await.returned()["error"], "access_denied");
        // At once a set is not asked for again, however many tokens name keys that nobody has.
        assert_eq!(fake.heard("/jwks").len(), 1);
    }
    // It has changed them indeed, and is asked again a little later.
    let known = std::mem::replace(&mut fake.says.lock().unwrap().keys, json!({ "keys": [] }));
    ours.server.clock.advance(std::time::Duration::from_secs(16 * 60));
    let log_in = async || {
        let browser = Browser::new(&ours.server);
        let asked = fake.begin(&browser, &ours.request(&[])).await;
        fake.gives(&ours, fake.claims(&asked));
        browser.get(&back(&asked)).await.returned().remove("error").unwrap_or_default()
    };
    assert_eq!(log_in().await, "access_denied");
    assert_eq!(ours.failures().await[0], "the ID token is signed with no key of the provider");
    fake.says.lock().unwrap().keys = known;
    ours.server.clock.advance(std::time::Duration::from_secs(11));
    let (before, discovered) = (fake.heard("/jwks").len(), fake.heard("/.well-known/openid-configuration").len());
    assert_eq!(log_in().await, "");
    assert_eq!(fake.heard("/jwks").len(), before + 1, "the key was not there, so the set was had anew");
    ours.server.clock.advance(std::time::Duration::from_secs(61));
    assert_eq!(log_in().await, "");
    let asked_for = (fake.heard("/jwks").len(), fake.heard("/.well-known/openid-configuration").len());
    assert_eq!(asked_for, (before + 1, discovered), "what is kept is good for a while");
}
