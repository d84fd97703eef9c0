//! DPoP (RFC 9449): tokens that are worth nothing without the key that they were given to.

use std::time::Duration;

use anteroom::clock::Clock;
use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::support::TestServer;
use crate::support::api::message;
use crate::support::clients::{Answer, CALLBACK, TestClient, VERIFIER};

const API: &str = "https://orders.example.com";

/// A holder's key.
struct Key {
    alg: &'static str,
    algorithm: Algorithm,
    signer: EncodingKey,
    jwk: Value,
}

impl Key {
    /// A key for ES256.
    fn new() -> Self {
        Self::of("ES256")
    }

    /// A key for an algorithm.
    fn of(alg: &'static str) -> Self {
        let pair = |of| KeyPair::generate_for(of).unwrap();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (signer, jwk) = match alg {
            "ES256" | "ES384" => {
                let (kind, curve, half) =
                    if alg == "ES256" { (&PKCS_ECDSA_P256_SHA256, "P-256", 32) } else { (&PKCS_ECDSA_P384_SHA384, "P-384", 48) };
                let pair = pair(kind);
                let (x, y) = pair.public_key_raw()[1..].split_at(half);
                (EncodingKey::from_ec_der(&pair.serialize_der()), json!({ "kty": "EC", "crv": curve, "x": part(x), "y": part(y) }))
            }
            "EdDSA" => {
                let pair = pair(&PKCS_ED25519);
                let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": part(pair.public_key_raw()) });
                (EncodingKey::from_ed_pem(pair.serialize_pem().as_bytes()).unwrap(), jwk)
            }
            _ => {
                let signer = EncodingKey::from_rsa_pem(super::private_key_jwt::keys().private.as_bytes()).unwrap();
                let known = serde_json::to_value(Jwk::from_encoding_key(&signer, Algorithm::RS256).unwrap()).unwrap();
                let jwk = json!({ "kty": "RSA", "n": known["n"], "e": known["e"] });
                (signer, jwk)
            }
        };
        Self { alg, algorithm: alg.parse().unwrap(), signer, jwk }
    }

    /// RFC 7638: the members that the type must have, in the order of their names.
    fn thumbprint(&self) -> String {
        let members = match self.jwk["kty"].as_str().unwrap() {
            "EC" => ["crv", "kty", "x", "y"].as_slice(),
            "OKP" => &["crv", "kty", "x"],
            _ => &["e", "kty", "n"],
        };
        let members: Vec<String> = members.iter().map(|name| format!("\"{name}\":{}", self.jwk[name])).collect();
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{{{}}}", members.join(","))))
    }

    /// A proof with these claims and this header, signed.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &self.signer, self.algorithm).unwrap();
        format!("{signed}.{signature}")
    }

    fn header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": self.alg, "jwk": self.jwk })
    }

    fn proof(&self, server: &TestServer, method: &str, path: &str, token: Option<&str>) -> String {
        self.sign(&self.header(), &claims(server, method, path, token))
    }
}

fn claims(server: &TestServer, method: &str, path: &str, token: Option<&str>) -> Value {
    let id = anteroom::random::alphanumeric(&*server.app.random, 20);
    let mut claims = json!({ "htm": method, "htu": format!("{}{path}", server.url), "iat": server.clock.now().as_second(), "jti": id });
    if let Some(token) = token {
        claims["ath"] = URL_SAFE_NO_PAD.encode(Sha256::digest(token)).into();
    }
    claims
}

/// A token request of the application, with this proof.
async fn ask(server: &TestServer, client: &TestClient, proof: Option<&str>, more: &[(&str, &str)]) -> Answer {
    let mut form = client.credentials();
    form.extend(more);
    let request = server.http.post(format!("{}/oauth/token", server.url)).form(&form);
    let request = if let Some(proof) = proof { request.header("DPoP", proof) } else { request };
    Answer::of(request.send().await.unwrap()).await
}

async fn userinfo(server: &TestServer, scheme: &str, token: &str, proof: Option<&str>) -> (u16, String) {
    let request = server.http.get(format!("{}/userinfo", server.url)).header("authorization", format!("{scheme} {token}"));
    let request = if let Some(proof) = proof { request.header("DPoP", proof) } else { request };
    let response = request.send().await.unwrap();
    let challenge = response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status().as_u16(), challenge)
}

/// An application that logs in and refreshes, and a machine with a grant for the API.
async fn story(app_type: AppType) -> (TestServer, TestClient) {
    let server = TestServer::start().await;
    let client = server.client(app_type).await;
    server.with_database(&[&client.client]).await;
    server.resource_server(API, &["read"]).await;
    server.grant(&client, API, &["read"]).await;
    (server, client)
}

/// The tokens of a login, with a proof.
async fn log_in(server: &TestServer, client: &TestClient, key: &Key) -> Answer {
    let user = server.user("ann@example.com").await;
    let code = server.code(client, &user, "openid profile offline_access").await;
    redeem(server, client, &code, Some(&key.proof(server, "POST", "/oauth/token", None))).await
}

async fn redeem(server: &TestServer, client: &TestClient, code: &str, proof: Option<&str>) -> Answer {
    ask(server, client, proof, &code_form(code)).await
}

fn code_form(code: &str) -> [(&str, &str); 4] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]
}

fn payload(token: &str) -> Map<String, Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

const MACHINE: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("audience", API)];

#[tokio::test]
async fn a_token_that_is_asked_for_with_a_proof_is_bound_to_its_key_and_says_so() {
    let (server, client) = story(AppType::RegularWeb).await;
    let key = Key::new();
    let answer = ask(&server, &client, Some(&key.proof(&server, "POST", "/oauth/token", None)), &MACHINE).await;
    assert_eq!((answer.status, &answer.json["token_type"]), (200, &json!("DPoP")), "{}", answer.text);
    let token = answer.text_of("access_token");
    assert_eq!(payload(token)["cnf"], json!({ "jkt": key.thumbprint() }));
    let mut form = client.credentials();
    form.push(("token", token));
    let told = server.post_form("/oauth/introspect", &form).await;
    assert_eq!((&told.json["active"], &told.json["token_type"]), (&json!(true), &json!("DPoP")));
    assert_eq!(told.json["cnf"]["jkt"], key.thumbprint());
    let plain = ask(&server, &client, None, &MACHINE).await;
    assert_eq!(plain.json["token_type"], "Bearer");
    assert!(!payload(plain.text_of("access_token")).contains_key("cnf"));
}

#[tokio::test]
async fn a_key_of_every_algorithm_that_is_announced_binds_a_token_and_opens_userinfo_with_it() {
    let (server, client) = story(AppType::Spa).await;
    let user = server.user("ann@example.com").await;
    let document: Value = server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    let algs = ["ES256", "ES384", "RS256", "RS384", "PS256", "EdDSA"];
    assert_eq!(document["dpop_signing_alg_values_supported"], json!(algs));
    let keys = algs.map(Key::of);
    for key in &keys {
        let code = server.code(&client, &user, "openid").await;
        let answer = redeem(&server, &client, &code, Some(&key.proof(&server, "POST", "/oauth/token", None))).await;
        assert_eq!((answer.status, &answer.json["token_type"]), (200, &json!("DPoP")), "{}: {}", key.alg, answer.text);
        let token = answer.text_of("access_token");
        assert_eq!(
            userinfo(&server, "DPoP", token, Some(&key.proof(&server, "GET", "/userinfo", Some(token)))).await.0,
            200,
            "{}",
            key.alg
        );
        assert_eq!(userinfo(&server, "Bearer", token, None).await.0, 401, "{}", key.alg);
        for other in keys.iter().filter(|other| other.jwk != key.jwk) {
            let proof = other.proof(&server, "GET", "/userinfo", Some(token));
            assert_eq!(userinfo(&server, "DPoP", token, Some(&proof)).await.0, 401, "{} by {}", key.alg, other.alg);
        }
        // A key says itself for which algorithm it is: named for another it signs nothing.
        let code = server.code(&client, &user, "openid").await;
        for alg in algs.iter().chain(&["none", "HS256", "ES512", "RS512"]).filter(|alg| **alg != key.alg) {
            let mut header = key.header();
            header["alg"] = json!(alg);
            let proof = key.sign(&header, &claims(&server, "POST", "/oauth/token", None));
            redeem(&server, &client, &code, Some(&proof)).await.assert_error(400, "invalid_dpop_proof");
        }
    }
}

#[tokio::test]
async fn a_bound_token_is_good_at_userinfo_with_a_proof_of_its_key_alone() {
    let (server, client) = story(AppType::Spa).await;
    let (key, other) = (Key::new(), Key::new());
    let tokens = log_in(&server, &client, &key).await;
    assert_eq!(tokens.json["token_type"], "DPoP", "{}", tokens.text);
    let token = tokens.text_of("access_token");
    let proof = || key.proof(&server, "GET", "/userinfo", Some(token));
    assert_eq!(userinfo(&server, "DPoP", token, Some(&proof())).await.0, 200);
    assert_eq!(userinfo(&server, "dpop", token, Some(&proof())).await.0, 200, "schemes have no case");
    let (status, challenge) = userinfo(&server, "Bearer", token, None).await;
    assert!(status == 401 && challenge.contains("invalid_token"), "{challenge}");
    assert_eq!(userinfo(&server, "Bearer", token, Some(&proof())).await.0, 401, "what it is stolen for");
    let used = proof();
    assert_eq!(userinfo(&server, "DPoP", token, Some(&used)).await.0, 200);
    for bad in [
        None,
        Some(used),
        Some(other.proof(&server, "GET", "/userinfo", Some(token))),
        Some(key.proof(&server, "GET", "/userinfo", None)),
        Some(key.proof(&server, "GET", "/userinfo", Some("another token"))),
        Some(key.proof(&server, "POST", "/userinfo", Some(token))),
        Some(key.proof(&server, "GET", "/oauth/token", Some(token))),
    ] {
        let (status, challenge) = userinfo(&server, "DPoP", token, bad.as_deref()).await;
        assert!(status == 401 && challenge.starts_with("DPoP ") && challenge.contains("invalid_dpop_proof"), "{bad:?} {challenge}");
    }
    let form = server.http.post(format!("{}/userinfo", server.url)).form(&[("access_token", token)]).send().await.unwrap();
    assert_eq!(form.status(), 401);
    // And the other way round: a proof makes nothing of a token that is not bound.
    let user = server.app.directory.users.all().await.unwrap().remove(0).value;
    let code = server.code(&client, &user, "openid").await;
    let plain = redeem(&server, &client, &code, None).await;
    let token = plain.text_of("access_token");
    let proof = key.proof(&server, "GET", "/userinfo", Some(token));
    assert_eq!(userinfo(&server, "DPoP", token, Some(&proof)).await.0, 401);
    assert_eq!(userinfo(&server, "Bearer", token, None).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_without_a_secret_is_bound_as_well_and_a_thief_without_the_key_ends_nothing() {
    let (server, client) = story(AppType::Spa).await;
    let (key, other) = (Key::new(), Key::new());
    let mut token = log_in(&server, &client, &key).await.text_of("refresh_token").to_owned();
    for proof in [None, Some(other.proof(&server, "POST", "/oauth/token", None))] {
        let refused = ask(&server, &client, proof.as_deref(), &[("grant_type", "refresh_token"), ("refresh_token", &token)]).await;
        assert_eq!(refused.json["error"], "invalid_grant", "{}", refused.text);
    }
    for _ in 0..2 {
        let proof = key.proof(&server, "POST", "/oauth/token", None);
        let next = ask(&server, &client, Some(&proof), &[("grant_type", "refresh_token"), ("refresh_token", &token)]).await;
        assert_eq!((next.status, &next.json["token_type"]), (200, &json!("DPoP")), "{}", next.text);
        token = next.json["refresh_token"].as_str().unwrap_or(&token).to_owned();
    }
    // Who has a secret may take another key.
    let (server, client) = story(AppType::RegularWeb).await;
    let token = log_in(&server, &client, &key).await.text_of("refresh_token").to_owned();
    let proof = other.proof(&server, "POST", "/oauth/token", None);
    let next = ask(&server, &client, Some(&proof), &[("grant_type", "refresh_token"), ("refresh_token", &token)]).await;
    assert_eq!((next.status, &next.json["token_type"]), (200, &json!("DPoP")), "{}", next.text);
}

#[tokio::test]
async fn a_proof_that_is_not_one_is_refused_and_costs_nothing() {
    let (server, client) = story(AppType::Spa).await;
    let (key, other) = (Key::new(), Key::new());
    let user = server.user("ann@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    let good = || claims(&server, "POST", "/oauth/token", None);
    let with = |name: &str, value: Value| {
        let mut claims = good();
        claims[name] = value;
        key.sign(&key.header(), &claims)
    };
    let headed = |name: &str, value: Value| {
        let mut header = key.header();
        header[name] = value;
        key.sign(&header, &good())
    };
    let now = server.clock.now().as_second();
    let secret = json!({ "kty": "EC", "crv": "P-256", "x": key.jwk["x"], "y": key.jwk["y"], "d": "AAAA" });
    let mut tampered = with("jti", json!("x"));
    tampered.replace_range(tampered.len() - 8.., "AAAAAAAA");
    let bad = [
        String::new(),
        "x".to_owned(),
        "a.b.c".to_owned(),
        "x".repeat(9_000),
        with("htm", json!("GET")),
        with("htm", json!("post")),
        with("htu", json!(format!("{}/userinfo", server.url))),
        with("htu", json!("https://evil.example/oauth/token")),
        with("htu", json!(7)),
        with("iat", json!(now - 121)),
        with("iat", json!(now + 31)),
        with("iat", json!("now")),
        with("jti", json!("")),
        with("jti", json!("x".repeat(256))),
        with("jti", Value::Null),
        headed("typ", json!("JWT")),
        headed("alg", json!("none")),
        headed("alg", json!("HS256")),
        headed("alg", json!("RS256")),
        headed("jwk", secret),
        headed("jwk", json!({ "kty": "oct", "k": "AAAA" })),
        headed("jwk", other.jwk.clone()),
        headed("jwk", json!("key")),
        headed("crit", json!(["b64"])),
        key.sign(&json!({ "typ": "dpop+jwt", "alg": "ES256" }), &good()),
        tampered,
    ];
    for proof in &bad {
        let refused = redeem(&server, &client, &code, Some(proof)).await;
        assert_eq!((refused.status, &refused.json["error"]), (400, &json!("invalid_dpop_proof")), "{proof}: {}", refused.text);
    }
    let two = server.http.post(format!("{}/oauth/token", server.url)).header("DPoP", with("jti", json!("1")));
    let form: Vec<_> = client.credentials().into_iter().chain(code_form(&code)).collect();
    let two = two.header("DPoP", with("jti", json!("2"))).form(&form).send().await.unwrap();
    assert_eq!(two.status(), 400);
    // Query and fragment of the address do not count (section 4.3).
    let address = format!("{}/oauth/token?x=1#y", server.url);
    let proof = with("htu", json!(address));
    assert_eq!(redeem(&server, &client, &code, Some(&proof)).await.status, 200);
    let again = server.code(&client, &user, "openid").await;
    let replayed = redeem(&server, &client, &again, Some(&proof)).await;
    assert!(replayed.text.contains("used before"), "{}", replayed.text);
    server.clock.advance(Duration::from_secs(121));
    let late = redeem(&server, &client, &again, Some(&proof)).await;
    assert!(late.text.contains("not valid now"), "{}", late.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_requests_with_one_proof_one_is_answered() {
    let (server, client) = story(AppType::RegularWeb).await;
    let proof = Key::new().proof(&server, "POST", "/oauth/token", None);
    let asked = (0..4).map(|_| ask(&server, &client, Some(&proof), &MACHINE));
    let (given, refused): (Vec<Answer>, Vec<Answer>) =
        futures_util::future::join_all(asked).await.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(given.len(), 1);
    for answer in refused {
        answer.assert_error(400, "invalid_dpop_proof");
        assert_eq!(answer.json["error_description"], "The DPoP proof was used before.");
    }
}

#[tokio::test]
async fn applications_and_apis_that_want_proofs_give_nothing_without_one() {
    let (server, client) = story(AppType::RegularWeb).await;
    let api = server.api("update:clients update:resource_servers read:resource_servers");
    let path = format!("/clients/{}", client.id());
    assert_eq!(api.patch(&path, json!({ "require_proof_of_possession": true })).await.0, 200);
    ask(&server, &client, None, &MACHINE).await.assert_error(400, "invalid_dpop_proof");
    let key = Key::new();
    assert_eq!(ask(&server, &client, Some(&key.proof(&server, "POST", "/oauth/token", None)), &MACHINE).await.status, 200);
    assert_eq!(api.patch(&path, json!({ "require_proof_of_possession": false })).await.0, 200);

    let (_, found) = api.get("/resource-servers").await;
    let id = found.as_array().unwrap().iter().find(|api| api["identifier"] == API).unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/resource-servers/{id}");
    let refused = api.patch(&path, json!({ "proof_of_possession": { "mechanism": "mtls", "required": true } })).await;
    assert!(refused.0 == 400 && message(&refused).contains("mechanism"), "{}", message(&refused));
    for (wanted, status) in [
        (json!({ "mechanism": "dpop", "required": true }), 400),
        (json!({ "mechanism": "dpop", "required": true, "required_for": "all_clients" }), 400),
        (json!({ "mechanism": "dpop", "required": true, "required_for": "public_clients" }), 200),
        (json!({ "mechanism": "dpop", "required": false }), 200),
    ] {
        assert_eq!(api.patch(&path, json!({ "proof_of_possession": wanted })).await.0, 200);
        assert_eq!(ask(&server, &client, None, &MACHINE).await.status, status, "{wanted}");
        assert_eq!(ask(&server, &client, Some(&key.proof(&server, "POST", "/oauth/token", None)), &MACHINE).await.status, 200);
    }
}

#[tokio::test]
async fn the_management_api_takes_no_bound_token() {
    let server = TestServer::start().await;
    let mut claims = json!({ "sub": "m@clients", "azp": "m", "aud": server.app.config.management_audience(), "scope": "read:clients" });
    assert_eq!(server.api_with(Some(server.token_of(claims.clone()))).get("/clients").await.0, 200);
    claims["cnf"] = json!({ "jkt": "x" });
    assert_eq!(server.api_with(Some(server.token_of(claims))).get("/clients").await.0, 401);
}

#[tokio::test]
async fn discovery_names_the_algorithms_and_scripts_of_applications_may_send_proofs() {
    let (server, client) = story(AppType::Spa).await;
    let document: Value = server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert!(document["dpop_signing_alg_values_supported"].as_array().unwrap().contains(&json!("ES256")));
    let own: &Client = &client.client;
    let origin = url::Url::parse(&own.callbacks[0]).unwrap().origin().ascii_serialization();
    let preflight = server
        .http
        .request(reqwest::Method::OPTIONS, format!("{}/oauth/token", server.url))
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "dpop");
    let allowed = preflight.send().await.unwrap().headers()["access-control-allow-headers"].to_str().unwrap().to_lowercase();
    assert!(allowed.contains("dpop"), "{allowed}");
}
