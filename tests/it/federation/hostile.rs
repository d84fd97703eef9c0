//! Providers, browsers and addresses that mean no good.

use anteroom::identity::Metadata;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Map, Value, json};

use super::{EMAIL, Fake, Ours, PARTNER, Pair, back, server};
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize, parameters};
use crate::support::fetching::{redirect, serve};
use crate::support::story::PASSWORD;

/// What the application is told of a login whose ID token has these claims beside the good ones, and what the log says.
async fn told(fake: &Fake, ours: &Ours, change: impl FnOnce(&mut Map<String, Value>)) -> (String, String) {
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    let mut claims = fake.claims(&asked);
    change(claims.as_object_mut().unwrap());
    fake.gives(ours, claims);
    let answer = browser.get(&back(&asked)).await.returned();
    (answer.get("error").cloned().unwrap_or_default(), ours.failures().await.first().cloned().unwrap_or_default())
}

#[tokio::test]
async fn a_token_that_is_not_for_this_request_logs_nobody_in() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    for (claim, value, wrong) in [
        ("iss", json!("https://op.example/"), "iss"),
        ("iss", json!(format!("{}/", fake.url)), "iss"),
        ("aud", json!("somebody else"), "aud"),
        ("aud", json!(["us", "somebody else"]), "azp"),
        ("azp", json!("somebody else"), "azp"),
        ("nonce", json!("of another request"), "nonce"),
        ("nonce", Value::Null, "nonce"),
        ("exp", json!(1), "exp"),
        ("iat", json!(4_000_000_000_i64), "iat"),
        ("nbf", json!(4_000_000_000_i64), "nbf"),
        ("sub", json!(""), "sub"),
        ("sub", json!(7), "sub"),
        ("sub", json!("7\n|8"), "sub"),
    ] {
        let (error, log) = told(&fake, &ours, |claims| drop(claims.insert(claim.to_owned(), value.clone()))).await;
        assert_eq!(error, "access_denied", "{claim} {value}");
        assert_eq!(log, format!("the ID token's {wrong} is missing or wrong"), "{claim} {value}");
    }
    assert_eq!(ours.users().await, Vec::<Value>::new());
    assert_eq!(told(&fake, &ours, |_| {}).await.0, "", "the same without a change is good");
}

#[tokio::test]
async fn a_token_that_nobody_signed_or_that_our_secret_or_the_public_key_signs_logs_nobody_in() {
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let key = fake.says.lock().unwrap().keys["keys"][0].clone();
    let [modulus, exponent] = ["n", "e"].map(|part| engine.decode(key[part].as_str().unwrap()).unwrap());
    let certificate = key["x5c"][0].as_str().unwrap();
    let der = base64::engine::general_purpose::STANDARD.decode(certificate).unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n");
    let shared: [&[u8]; 6] = [b"a secret of ours", b"", &modulus, &[modulus.as_slice(), &exponent].concat(), &der, pem.as_bytes()];
    let unsigned = [("none", "malformed"), ("None", "malformed"), ("HS257", "malformed")].map(|(alg, why)| (alg, None, why));
    let signed = shared.iter().flat_map(|secret| ["HS256", "RS256"].map(|alg| (alg, Some(*secret))));
    let signed = signed.map(|(alg, secret)| (alg, secret, if alg == "HS256" { "algorithm" } else { "signature" }));
    for (alg, secret, why) in unsigned.into_iter().chain(signed) {
        let browser = Browser::new(&ours.server);
        let asked = fake.begin(&browser, &ours.request(&[])).await;
        let mut claims = fake.claims(&asked);
        claims["exp"] = json!(4_000_000_000_i64);
        claims["iat"] = json!(1);
        let header = json!({ "alg": alg, "typ": "JWT", "kid": key["kid"] });
        let text = format!("{}.{}", engine.encode(header.to_string()), engine.encode(claims.to_string()));
        let signature = secret.map(|secret| {
            let mut mac = Hmac::<sha2_next::Sha256>::new_from_slice(secret).unwrap();
            mac.update(text.as_bytes());
            engine.encode(mac.finalize().into_bytes())
        });
        fake.gives_token(&format!("{text}.{}", signature.unwrap_or_default()));
        assert_eq!(browser.get(&back(&asked)).await.returned()["error"], "access_denied", "{alg}");
        let told = match why {
            "malformed" => "the ID token is malformed",
            "algorithm" => "the ID token's algorithm is not taken",
            _ => "the ID token's signature is wrong",
        };
        assert_eq!(ours.failures().await[0], told, "{alg}");
    }
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    let mut token = ours.server.token_of(fake.claims(&asked));
    token.replace_range(token.len() - 12.., "AAAAAAAAAAAA");
    fake.gives_token(&token);
    browser.get(&back(&asked)).await;
    assert_eq!(ours.failures().await[0], "the ID token's signature is wrong");
    assert_eq!(ours.users().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_key_that_the_token_brings_itself_or_that_is_not_for_signing_does_not_count() {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let (fake, attacker) = (Fake::start().await, Fake::start().await);
    let ours = fake.ours().await;
    let known = fake.says.lock().unwrap().keys["keys"][0].clone();
    let signer = EncodingKey::from_rsa_pem(crate::token::private_key_jwt::keys().private.as_bytes()).unwrap();
    let mut key = serde_json::to_value(Jwk::from_encoding_key(&signer, Algorithm::RS256).unwrap()).unwrap();
    key["kid"] = "the attacker's".into();
    attacker.says.lock().unwrap().keys = json!({ "keys": [key] });
    let (elsewhere, kid) = (format!("{}/jwks", attacker.url), &known["kid"]);
    for (header, why) in [
        (json!({ "kid": kid }), "signature is wrong"),
        (json!({ "kid": kid, "jwk": key }), "signature is wrong"),
        (json!({ "kid": kid, "jku": elsewhere }), "signature is wrong"),
        (json!({ "kid": kid, "x5u": elsewhere }), "signature is wrong"),
        (json!({ "kid": kid, "x5c": known["x5c"] }), "signature is wrong"),
        (json!({ "kid": kid, "crit": ["exp"] }), "is malformed"),
        (json!({}), "signature is wrong"),
        (json!({ "kid": key["kid"], "jwk": key }), "is signed with no key of the provider"),
        (json!({ "kid": "../../../dev/null" }), "is signed with no key of the provider"),
        (json!({ "kid": "' OR 1=1 --" }), "is signed with no key of the provider"),
    ] {
        let browser = Browser::new(&ours.server);
        let asked = fake.begin(&browser, &ours.request(&[])).await;
        let mut claims = fake.claims(&asked);
        claims["exp"] = json!(4_000_000_000_i64);
        claims["iat"] = json!(1);
        let mut all = json!({ "alg": "RS256", "typ": "JWT" });
        all.as_object_mut().unwrap().extend(header.as_object().unwrap().clone());
        let text = format!("{}.{}", engine.encode(all.to_string()), engine.encode(claims.to_string()));
        let signature = jsonwebtoken::crypto::sign(text.as_bytes(), &signer, Algorithm::RS256).unwrap();
        fake.gives_token(&format!("{text}.{signature}"));
        assert_eq!(browser.get(&back(&asked)).await.returned()["error"], "access_denied", "{header}");
        assert!(ours.failures().await[0].contains(why), "{header}: {}", ours.failures().await[0]);
    }
    assert_eq!((ours.users().await, attacker.heard("/jwks").len()), (Vec::new(), 0));
    // A key of the provider's own that is for encryption, or for another algorithm, signs nothing.
    for (member, value) in [("use", "enc"), ("alg", "RS512"), ("kty", "oct")] {
        let fake = Fake::start().await;
        let ours = fake.ours().await;
        fake.says.lock().unwrap().keys["keys"].as_array_mut().unwrap().iter_mut().for_each(|key| key[member] = value.into());
        let (error, log) = told(&fake, &ours, |_| {}).await;
        assert_eq!((error.as_str(), log.as_str()), ("access_denied", "the ID token is signed with no key of the provider"), "{member}");
    }
}

#[tokio::test]
async fn a_code_goes_to_the_provider_that_was_asked_and_to_no_other() {
    let (honest, evil) = (Fake::start().await, Fake::start().await);
    let ours = honest.ours().await;
    let options = json!({
        "client_id": "us", "client_secret": "a secret of ours", "discovery_url": format!("{}/.well-known/openid-configuration", evil.url),
    });
    let body = json!({ "name": "evil", "strategy": "oidc", "enabled_clients": [ours.client.client_id], "options": options });
    assert_eq!(ours.server.api("create:connections").post("/connections", body).await.0, 201);
    let by_evil = authorize(&ours.client, &[("connection", "evil")]);
    // The attacker's provider answers a login with what it knows of another: its own state, and the other's.
    let (victim, attacker) = (Browser::new(&ours.server), Browser::new(&ours.server));
    let at_honest = honest.begin(&victim, &ours.request(&[])).await;
    let at_evil = evil.begin(&attacker, &by_evil).await;
    evil.gives(&ours, honest.claims(&at_honest));
    assert_eq!(victim.get(&back(&at_evil)).await.status, 400, "a login of another browser");
    let answer = attacker.get(&back(&at_evil)).await.returned();
    assert_eq!(answer["error"], "access_denied", "claims of the honest provider in the mouth of the other");
    assert_eq!(ours.failures().await, ["the ID token's iss is missing or wrong"]);
    honest.gives(&ours, honest.claims(&at_honest));
    assert!(victim.get(&back(&at_honest)).await.returned().contains_key("code"));
    assert_eq!((honest.heard("/token").len(), evil.heard("/token").len()), (1, 1));
    // Who says where an answer is from is believed only of the one that was asked.
    let browser = Browser::new(&ours.server);
    let at_honest = honest.begin(&browser, &ours.request(&[])).await;
    let issuer: String = url::form_urlencoded::byte_serialize(evil.url.as_bytes()).collect();
    let answer = browser.get(&format!("{}&iss={issuer}", back(&at_honest))).await.returned();
    assert_eq!((answer["error"].as_str(), honest.heard("/token").len()), ("access_denied", 1));
}

#[tokio::test]
async fn a_return_counts_once_in_the_browser_that_was_sent_and_for_the_login_that_sent_it() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let (browser, victim) = (Browser::new(&ours.server), Browser::new(&ours.server));
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    fake.gives(&ours, fake.claims(&asked));
    // Login CSRF: a link with the attacker's own code.
    for stranger in [&victim, &Browser::new(&ours.server)] {
        let page = stranger.get(&back(&asked)).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None), "{}", page.body);
        fake.begin(stranger, &ours.request(&[])).await;
        let page = stranger.get(&back(&asked)).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None), "{}", page.body);
    }
    let state = asked["state"].as_str().unwrap();
    let (id, _) = state.split_once('.').unwrap();
    for wrong in [id, &format!("{id}."), &format!("{id}.x"), &state.to_uppercase(), "", ".", "a.b"] {
        assert_eq!(browser.get(&format!("/login/callback?code=c&state={wrong}")).await.status, 400, "{wrong}");
    }
    assert_eq!(browser.get("/login/callback?code=c").await.status, 400);
    assert_eq!(browser.get(&format!("{}&state=x", back(&asked))).await.status, 400, "two states");
    assert_eq!(fake.heard("/token").len(), 0, "no code was tried so far");
    browser.get(&back(&asked)).await.returned();
    assert_eq!(browser.get(&back(&asked)).await.status, 400, "a second time");
    assert_eq!(fake.heard("/token").len(), 1);
}

#[tokio::test]
async fn of_two_ways_to_a_provider_in_one_login_the_last_one_counts() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let (path, _) = browser.begin(&authorize(&ours.client, &[])).await;
    let way = format!("/u/login/federated?state={}&connection={PARTNER}", path.split_once("state=").unwrap().1);
    let first = fake.begin(&browser, &way).await;
    let second = fake.begin(&browser, &way).await;
    assert_eq!(browser.get(&back(&first)).await.status, 400);
    fake.gives(&ours, fake.claims(&second));
    assert!(browser.get(&back(&second)).await.returned().contains_key("code"));
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_no_answer() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    fake.gives(&ours, fake.claims(&asked));
    let answer = browser.get(&format!("{}&iss=https%3A%2F%2Fop.example", back(&asked))).await.returned();
    assert_eq!(answer["error"], "access_denied");
    assert_eq!(fake.heard("/token").len(), 0, "the code is shown to nobody");
    // A server of ours always says who it is: an answer without it is not from there.
    let pair = Pair::start().await;
    let (ours, theirs) = (Browser::new(&pair.ours.server), Browser::new(&pair.theirs));
    let back = pair.prove(&ours, &theirs, &pair.ours.request(&[])).await;
    let without: String = back.split('&').filter(|part| !part.starts_with("iss=")).collect::<Vec<_>>().join("&");
    assert_ne!(without, back);
    assert_eq!(ours.get(&without).await.returned()["error"], "access_denied");
    assert_eq!(pair.ours.failures().await, ["the answer is from another issuer than was asked"]);
}

#[tokio::test]
async fn a_provider_cannot_describe_itself_as_another() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    fake.says.lock().unwrap().discovery["issuer"] = "https://op.example".into();
    let answer = Browser::new(&ours.server).get(&ours.request(&[])).await.returned();
    assert_eq!(answer["error"], "access_denied");
    assert_eq!(ours.failures().await, ["the provider's description is of another issuer"]);
}

#[tokio::test]
async fn an_address_that_a_provider_tells_opens_no_account_that_was_there_before() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let database = ours.server.app.directory.connections.find("name", "Username-Password-Authentication").await.unwrap().unwrap();
    let before = ours.server.with_user(&database, EMAIL).await;
    // Two people of the provider with the same address, and one who says that it is verified.
    for sub in ["7", "8"] {
        let (error, _) = told(&fake, &ours, |claims| drop(claims.insert("sub".to_owned(), sub.into()))).await;
        assert_eq!(error, "");
    }
    let mut ids: Vec<String> = ours.users().await.iter().map(|user| user["user_id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    assert_eq!(ids, [before.user_id.clone(), format!("oidc|{PARTNER}|7"), format!("oidc|{PARTNER}|8")]);
    // And the password of the one opens none of the others.
    let answer = Browser::new(&ours.server).log_in(&authorize(&ours.client, &[]), EMAIL, PASSWORD).await;
    assert!(answer.returned().contains_key("code"));
    let (_, user) = ours.server.api("read:users").get(&format!("/users/{}", before.user_id.replace('|', "%7C"))).await;
    assert_eq!(user["logins_count"], 1);
}

#[tokio::test]
async fn a_sub_that_looks_like_another_users_id_is_a_user_of_the_connection() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    for sub in ["auth0|abc", "../users", "x|y|z"] {
        assert_eq!(told(&fake, &ours, |claims| drop(claims.insert("sub".to_owned(), sub.into()))).await.0, "");
        let id = format!("oidc|{PARTNER}|{sub}");
        assert!(ours.server.app.directory.users.get(&id).await.unwrap().is_some(), "{id}");
    }
}

#[tokio::test]
async fn a_linked_identity_leads_to_its_account() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let database = ours.server.app.directory.connections.find("name", "Username-Password-Authentication").await.unwrap().unwrap();
    let primary = ours.server.with_user(&database, "ann@home.example").await;
    told(&fake, &ours, |_| {}).await;
    let path = format!("/users/{}/identities", primary.user_id.replace('|', "%7C"));
    let api = ours.server.api("update:users read:users");
    let (status, linked) = api.post(&path, json!({ "provider": "oidc", "user_id": format!("{PARTNER}|7") })).await;
    assert_eq!(status, 201, "{linked}");
    assert_eq!(told(&fake, &ours, |_| {}).await.0, "");
    let users = ours.users().await;
    assert_eq!(users.len(), 1);
    assert_eq!(
        (&users[0]["email"], &users[0]["logins_count"]),
        (&json!("ann@home.example"), &json!(1)),
        "what the provider says is not the account's"
    );
    // The password of the account is no proof of the provider: a session by it does not answer who asks for that.
    let browser = Browser::new(&ours.server);
    let database = [("connection", "Username-Password-Authentication")];
    browser.log_in(&authorize(&ours.client, &database), "ann@home.example", PASSWORD).await.returned();
    let silent = |connection: &'static str| authorize(&ours.client, &[("prompt", "none"), ("connection", connection)]);
    assert_eq!(browser.get(&silent(PARTNER)).await.returned()["error"], "login_required");
    assert!(browser.get(&silent("Username-Password-Authentication")).await.returned().contains_key("code"));
    assert!(browser.get(&authorize(&ours.client, &[("prompt", "none")])).await.returned().contains_key("code"));
    // And out again: an account of the connection, which the next login finds.
    let (status, _) = api.delete(&format!("{path}/oidc/{PARTNER}%7C7")).await;
    assert_eq!(status, 200);
    assert_eq!(told(&fake, &ours, |_| {}).await.0, "");
    let found = ours.server.app.directory.users.get(&format!("oidc|{PARTNER}|7")).await.unwrap().unwrap();
    assert_eq!((found.email.as_deref(), found.logins_count), (Some(EMAIL), 1));
}

#[tokio::test]
async fn who_is_blocked_here_stays_out_whatever_the_provider_says() {
    let pair = Pair::start().await;
    pair.log_in(&pair.ours.request(&[])).await.returned();
    let id = pair.ours.users().await[0]["user_id"].as_str().unwrap().to_owned();
    pair.ours.server.app.directory.users.modify(&id, |user| user.blocked = true).await.unwrap();
    let answer = pair.log_in(&pair.ours.request(&[])).await.returned();
    assert_eq!((answer["error"].as_str(), answer["error_description"].as_str()), ("unauthorized", "user is blocked"));
}

#[tokio::test]
async fn a_closed_connection_takes_only_whom_it_knows_and_one_that_was_taken_away_nobody() {
    let pair = Pair::start_with(json!({ "disable_signup": true })).await;
    let answer = pair.log_in(&pair.ours.request(&[])).await.returned();
    assert_eq!((answer["error"].as_str(), answer["error_description"].as_str()), ("access_denied", "public signup is disabled"));
    let connections = &pair.ours.server.app.directory.connections;
    let open = |open: bool| {
        connections.modify(&pair.ours.connection_id, move |connection| {
            drop(connection.options.insert("disable_signup".to_owned(), (!open).into()))
        })
    };
    open(true).await.unwrap();
    pair.log_in(&pair.ours.request(&[])).await.returned();
    open(false).await.unwrap();
    assert!(pair.log_in(&pair.ours.request(&[])).await.returned().contains_key("code"), "it knows them now");

    let (ours, theirs) = (Browser::new(&pair.ours.server), Browser::new(&pair.theirs));
    let back = pair.prove(&ours, &theirs, &pair.ours.request(&[])).await;
    connections.modify(&pair.ours.connection_id, |connection| connection.enabled_clients.clear()).await.unwrap();
    let answer = ours.get(&back).await.returned();
    assert!(!answer.contains_key("code"), "{answer:?}");
    assert_eq!(Browser::new(&pair.ours.server).get(&pair.ours.request(&[])).await.returned()["error"], "invalid_request");
}

#[tokio::test]
async fn what_the_provider_says_for_itself_is_for_the_log() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    let state = asked["state"].as_str().unwrap();
    let error = format!("/login/callback?error=access_denied&error_description=Call%20555-0100%0Anow&state={state}");
    let answer = browser.get(&error).await.returned();
    assert_eq!(
        (answer["error"].as_str(), answer["error_description"].as_str()),
        ("access_denied", "The login was refused at the provider.")
    );
    assert_eq!(ours.failures().await, ["The provider refused: access_denied: Call 555-0100now"]);
    // It refuses the code, in words that hold our secret.
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    fake.says.lock().unwrap().token = (400, json!({ "error": "invalid_grant", "error_description": "no" }));
    assert_eq!(browser.get(&back(&asked)).await.returned()["error_description"], "The login at the provider failed.");
    assert_eq!(ours.failures().await[0], "the provider refused the code: invalid_grant, no");
}

#[tokio::test]
async fn userinfo_of_another_user_ends_the_login() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    fake.says.lock().unwrap().userinfo = json!({ "sub": "8", "email": "admin@partner.example" });
    let (error, log) = told(&fake, &ours, |claims| drop(claims.shift_remove("email"))).await;
    assert_eq!((error.as_str(), log.as_str()), ("access_denied", "the provider's userinfo is of another user"));
}

#[tokio::test]
async fn what_a_provider_tells_is_bounded_and_cannot_be_more_than_a_profile() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let change = |claims: &mut Map<String, Value>| {
        let hostile: Metadata = serde_json::from_value(json!({
            "name": "x".repeat(301), "nickname": "a\u{0}b", "email": "not an address", "picture": "data:text/html,x",
            "given_name": ["Ann"], "family_name": "  ", "user_id": "auth0|admin", "app_metadata": { "admin": true }, "blocked": false,
        }))
        .unwrap();
        claims.extend(hostile);
    };
    assert_eq!(told(&fake, &ours, change).await.0, "");
    let user = ours.users().await.remove(0);
    assert_eq!(user["user_id"], format!("oidc|{PARTNER}|7"));
    for absent in ["name", "nickname", "email", "picture", "given_name", "family_name"] {
        assert!(user.get(absent).is_none_or(Value::is_null), "{absent}: {user}");
    }
    assert!(user.get("app_metadata").is_none_or(|metadata| metadata == &json!({})), "{user}");
    // A token that is larger than any.
    let (error, log) = told(&fake, &ours, |claims| drop(claims.insert("more".to_owned(), "x".repeat(70_000).into()))).await;
    assert_eq!((error.as_str(), log.as_str()), ("access_denied", "the ID token is malformed"));
    fake.says.lock().unwrap().token = (200, json!({ "id_token": "x".repeat(300_000) }));
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    assert_eq!(browser.get(&back(&asked)).await.returned()["error"], "temporarily_unavailable");
}

#[tokio::test]
async fn no_connection_leads_into_the_servers_own_network() {
    let fake = Fake::start().await;
    let address = format!("{}/.well-known/openid-configuration", fake.url);
    for url in [address.as_str(), "https://127.0.0.1:1/x", "https://[::1]/x", "https://169.254.169.254/latest", "https://2130706433/x"] {
        // The usual server: private addresses are out of reach.
        let ours = Ours::with(TestServer::start().await, json!({ "client_id": "us", "discovery_url": url })).await;
        let answer = Browser::new(&ours.server).get(&ours.request(&[])).await.returned();
        assert_eq!(answer["error"], "temporarily_unavailable", "{url}");
        assert_eq!(answer["error_description"], "The login at the provider failed.", "{url}");
        let why = if url.starts_with("http://") { "its address is not https" } else { "is not a public one" };
        assert!(ours.failures().await[0].contains(why), "{url}: {:?}", ours.failures().await);
    }
    assert_eq!(fake.says.lock().unwrap().heard, Vec::<String>::new());
    // A redirect is not followed, wherever it leads.
    let address = serve(|_| redirect(302, "https://op.example/.well-known/openid-configuration")).await;
    let ours = Ours::with(server().await, json!({ "client_id": "us", "discovery_url": format!("http://{address}/x") })).await;
    Browser::new(&ours.server).get(&ours.request(&[])).await;
    assert_eq!(ours.failures().await, ["the provider's description could not be had: the answer was 302"]);
}

#[tokio::test]
async fn the_secret_goes_to_the_provider_and_is_in_no_answer_page_or_event() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    assert_eq!(told(&fake, &ours, |_| {}).await.0, "");
    let api = ours.server.api("read:connections read:logs");
    let mut texts = vec![api.get("/connections").await.1.to_string(), api.get("/logs?per_page=100").await.1.to_string()];
    texts.push(
        serde_json::to_string(&ours.server.app.directory.connections.get(&ours.connection_id).await.unwrap().unwrap().value).unwrap(),
    );
    for transaction in ours.server.app.directory.transactions.all().await.unwrap() {
        texts.push(serde_json::to_string(&transaction.value).unwrap());
    }
    for text in texts {
        assert!(!text.contains("a secret of ours"), "{text}");
    }
    assert_eq!(fake.heard("/token").len(), 1);
}

#[tokio::test]
async fn the_browser_leaves_with_a_state_that_says_nothing_of_the_application() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let away = browser.get(&ours.request(&[("state", "private-to-the-application")])).await;
    assert!(!away.location().contains("private-to-the-application"), "{}", away.location());
    assert_eq!(away.header("cache-control"), "no-store");
    let asked = parameters(away.location());
    assert_eq!(asked["client_id"], "us");
}
