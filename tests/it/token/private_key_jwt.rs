//! Applications that prove themselves with a signature (RFC 7523 section 2.2), and those who pretend to.

use std::sync::OnceLock;
use std::time::Duration;

use anteroom::identity::client::AppType;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const SCOPES: &str = "read:client_credentials create:client_credentials update:client_credentials delete:client_credentials \
                      update:clients read:clients create:clients";

/// The two halves of a key, as PEM.
pub struct Keys {
    pub private: String,
    pub public: String,
}

fn make(size: KeySize) -> Keys {
    let pair = KeyPair::generate(size).unwrap();
    let private = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap().as_ref().to_vec();
    let public = AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap().as_ref().to_vec();
    Keys { private: pem::encode(&pem::Pem::new("PRIVATE KEY", private)), public: pem::encode(&pem::Pem::new("PUBLIC KEY", public)) }
}

/// The application's key. Making one takes a while, so all tests share it.
pub fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| make(KeySize::Rsa2048))
}

/// Somebody else's.
pub fn others() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| make(KeySize::Rsa2048))
}

struct Scene {
    server: TestServer,
    client: TestClient,
    kid: String,
    credential: String,
}

impl Scene {
    /// A machine that has an API, and proves itself with [`keys`].
    async fn new() -> Self {
        Self::with("RS256").await
    }

    async fn with(alg: &str) -> Self {
        let server = TestServer::start().await;
        let client = server.client(AppType::NonInteractive).await;
        server.resource_server("urn:api", &["read"]).await;
        server.grant(&client, "urn:api", &["read"]).await;
        let api = server.api(SCOPES);
        let given = json!({ "credential_type": "public_key", "pem": keys().public, "alg": alg });
        let (status, made) = api.post(&format!("/clients/{}/credentials", client.id()), given).await;
        assert_eq!(status, 201, "{made}");
        let (credential, kid) = (made["id"].as_str().unwrap().to_owned(), made["kid"].as_str().unwrap().to_owned());
        let methods = json!({ "client_authentication_methods": { "private_key_jwt": { "credentials": [{ "id": credential }] } } });
        let (status, changed) = api.patch(&format!("/clients/{}", client.id()), methods).await;
        assert_eq!(status, 200, "{changed}");
        Self { server, client, kid, credential }
    }

    fn claims(&self) -> Value {
        let now = self.server.app.clock.now().as_second();
        let id = anteroom::random::alphanumeric(&*self.server.app.random, 20);
        let who = self.client.id();
        json!({ "iss": who, "sub": who, "aud": format!("{}/", self.server.url), "iat": now, "exp": now + 60, "jti": id })
    }

    fn changed(&self, more: Value) -> Value {
        let mut claims = self.claims();
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    fn header(&self, alg: Algorithm) -> Header {
        Header { kid: Some(self.kid.clone()), ..Header::new(alg) }
    }

    fn signed(&self, claims: &Value) -> String {
        sign(&self.header(Algorithm::RS256), claims, keys())
    }

    async fn send(&self, assertion: &str) -> Answer {
        self.send_with(assertion, &[]).await
    }

    async fn send_with(&self, assertion: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![("client_assertion_type", TYPE), ("client_assertion", assertion)];
        form.extend([("grant_type", "client_credentials"), ("audience", "urn:api")]);
        form.extend_from_slice(more);
        self.server.post_form("/oauth/token", &form).await
    }
}

fn sign(header: &Header, claims: &Value, keys: &Keys) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_rsa_pem(keys.private.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_signature_of_the_applications_key_proves_it_with_or_without_its_name() {
    let scene = Scene::new().await;
    assert_eq!(scene.send(&scene.signed(&scene.claims())).await.status, 200);
    let named = scene.signed(&scene.claims());
    assert_eq!(scene.send_with(&named, &[("client_id", scene.client.id())]).await.status, 200);
    let unnamed = sign(&Header::new(Algorithm::RS256), &scene.claims(), keys());
    assert_eq!(scene.send(&unnamed).await.status, 200);
    let endpoint = scene.changed(json!({ "aud": [format!("{}/oauth/token", scene.server.url)] }));
    assert_eq!(scene.send(&scene.signed(&endpoint)).await.status, 200);
    let discovery: Value = scene.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert!(discovery["token_endpoint_auth_methods_supported"].as_array().unwrap().contains(&json!("private_key_jwt")));
    assert_eq!(discovery["token_endpoint_auth_signing_alg_values_supported"], json!(["RS256", "RS384", "PS256"]));
}

#[tokio::test]
async fn a_key_is_good_for_its_own_algorithm_alone() {
    for (alg, good) in [("RS256", Algorithm::RS256), ("RS384", Algorithm::RS384), ("PS256", Algorithm::PS256)] {
        let scene = Scene::with(alg).await;
        for tried in [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384] {
            let answer = scene.send(&sign(&scene.header(tried), &scene.claims(), keys())).await;
            assert_eq!(answer.status, if tried == good { 200 } else { 401 }, "{alg} {tried:?}");
        }
    }
}

#[tokio::test]
async fn no_signature_and_one_made_with_what_is_public_are_refused() {
    let scene = Scene::new().await;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", "NONE", ""] {
        let unsigned = format!("{}.{}.", part(&json!({ "alg": alg, "kid": scene.kid })), part(&scene.claims()));
        scene.send(&unsigned).await.assert_error(401, "invalid_client");
    }
    // HMAC under the public key, in each form that somebody might take it in.
    let der = pem::parse(&keys().public).unwrap().into_contents();
    for secret in [keys().public.as_bytes(), keys().public.trim().as_bytes(), &der] {
        for alg in [Algorithm::HS256, Algorithm::HS384] {
            let forged = jsonwebtoken::encode(&scene.header(alg), &scene.claims(), &EncodingKey::from_secret(secret)).unwrap();
            scene.send(&forged).await.assert_error(401, "invalid_client");
        }
    }
    let theirs = sign(&scene.header(Algorithm::RS256), &scene.claims(), others());
    scene.send(&theirs).await.assert_error(401, "invalid_client");
    let good = scene.signed(&scene.claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, _) = signed.split_once('.').unwrap();
    let swapped = format!("{head}.{}.{signature}", part(&scene.claims()));
    for broken in [signed, &format!("{signed}."), &swapped, "x", "..", &"x".repeat(100_000)] {
        let answer = scene.send(broken).await;
        assert!(answer.status == 401 && answer.json["error"] == "invalid_client", "{}", answer.text);
    }
}

#[tokio::test]
async fn a_header_that_brings_a_key_is_refused_whatever_is_signed_by_it() {
    let scene = Scene::new().await;
    let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" })).unwrap();
    for change in [
        (|header: &mut Header, _: &jsonwebtoken::jwk::Jwk| header.jku = Some("https://evil.example/jwks.json".to_owned()))
            as fn(&mut Header, &_),
        |header, jwk| header.jwk = Some(jwk.clone()),
        |header, _| header.x5u = Some("https://evil.example/cert.pem".to_owned()),
        |header, _| header.x5c = Some(vec!["AAAA".to_owned()]),
    ] {
        for signer in [keys(), others()] {
            let mut header = scene.header(Algorithm::RS256);
            change(&mut header, &jwk);
            scene.send(&sign(&header, &scene.claims(), signer)).await.assert_error(401, "invalid_client");
        }
    }
    let unknown = Header { kid: Some("another-key".to_owned()), ..Header::new(Algorithm::RS256) };
    scene.send(&sign(&unknown, &scene.claims(), keys())).await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn a_proof_is_good_once_also_where_two_come_together() {
    let scene = Scene::new().await;
    let proof = scene.signed(&scene.claims());
    assert_eq!(scene.send(&proof).await.status, 200);
    scene.send(&proof).await.assert_error(401, "invalid_client");
    // Nor does another proof of the same name, or another endpoint.
    let claims = scene.claims();
    let revoke = [("client_assertion_type", TYPE), ("token", "x")];
    let proof = scene.signed(&claims);
    let form = [revoke[0], revoke[1], ("client_assertion", proof.as_str())];
    assert_eq!(scene.server.post_form("/oauth/revoke", &form).await.status, 200);
    let again = scene.signed(&scene.changed(json!({ "jti": claims["jti"] })));
    scene.send(&again).await.assert_error(401, "invalid_client");
    let proof = scene.signed(&scene.claims());
    let (one, other) = tokio::join!(scene.send(&proof), scene.send(&proof));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn a_name_may_come_again_when_its_proof_has_ended() {
    let scene = Scene::new().await;
    let named = |scene: &Scene| scene.signed(&scene.changed(json!({ "jti": "the-same" })));
    assert_eq!(scene.send(&named(&scene)).await.status, 200);
    scene.send(&named(&scene)).await.assert_error(401, "invalid_client");
    scene.server.clock.advance(Duration::from_secs(61));
    assert_eq!(scene.send(&named(&scene)).await.status, 200);
}

#[tokio::test]
async fn a_proof_for_somebody_else_of_somebody_else_or_of_another_time_is_refused() {
    let scene = Scene::new().await;
    let now = scene.server.app.clock.now().as_second();
    let issuer = format!("{}/", scene.server.url);
    for wrong in [
        json!({ "aud": "https://other.example/" }),
        json!({ "aud": [issuer, "https://other.example/"] }),
        json!({ "aud": [] }),
        json!({ "aud": null }),
        json!({ "aud": issuer.trim_end_matches('/') }),
        json!({ "aud": { "is": issuer } }),
        json!({ "iss": "somebody" }),
        json!({ "iss": null }),
        json!({ "sub": null }),
        json!({ "exp": null }),
        json!({ "exp": now }),
        json!({ "exp": now - 1 }),
        json!({ "exp": now + 3600 }),
        json!({ "exp": "soon" }),
        json!({ "exp": i64::MAX }),
        json!({ "nbf": now + 120 }),
        json!({ "iat": now + 120 }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": 7 }),
        json!({ "jti": "x".repeat(256) }),
    ] {
        let answer = scene.send(&scene.signed(&scene.changed(wrong.clone()))).await;
        assert!(answer.status == 401 && answer.json["error"] == "invalid_client", "{wrong}: {}", answer.text);
    }
    assert!(scene.server.app.directory.used_assertions.all().await.unwrap().is_empty());
    let skewed = scene.changed(json!({ "iat": now + 20, "nbf": now + 20, "exp": now + 320 }));
    assert_eq!(scene.send(&scene.signed(&skewed)).await.status, 200);
}

#[tokio::test]
async fn one_application_does_not_pass_for_another() {
    let scene = Scene::new().await;
    let other = scene.server.client(AppType::NonInteractive).await;
    let proof = scene.signed(&scene.claims());
    scene.send_with(&proof, &[("client_id", other.id())]).await.assert_error(400, "invalid_request");
    let forged = scene.signed(&scene.changed(json!({ "iss": other.id(), "sub": other.id() })));
    scene.send(&forged).await.assert_error(401, "invalid_client");
    let unknown = scene.signed(&scene.changed(json!({ "iss": "nobody", "sub": "nobody" })));
    scene.send(&unknown).await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn who_signs_proves_itself_by_nothing_else_and_who_does_not_by_no_signature() {
    let scene = Scene::new().await;
    let grant = [("grant_type", "client_credentials"), ("audience", "urn:api")];
    scene.server.token(&scene.client, &grant).await.assert_error(401, "invalid_client");
    let form = [grant[0], grant[1], ("client_id", scene.client.id())];
    scene.server.post_form("/oauth/token", &form).await.assert_error(401, "invalid_client");
    let proof = scene.signed(&scene.claims());
    scene.send_with(&proof, &[("client_secret", &scene.client.secret)]).await.assert_error(400, "invalid_request");
    let kind = [("client_assertion", proof.as_str()), grant[0], grant[1]];
    scene.server.post_form("/oauth/token", &kind).await.assert_error(400, "invalid_request");
    let saml = [kind[0], grant[0], grant[1], ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")];
    scene.server.post_form("/oauth/token", &saml).await.assert_error(401, "invalid_client");

    let api = scene.server.api(SCOPES);
    let back = json!({ "client_authentication_methods": null, "token_endpoint_auth_method": "client_secret_post" });
    assert_eq!(api.patch(&format!("/clients/{}", scene.client.id()), back).await.0, 200);
    scene.send(&scene.signed(&scene.claims())).await.assert_error(401, "invalid_client");
    assert_eq!(scene.server.token(&scene.client, &grant).await.status, 200);
}

#[tokio::test]
async fn a_key_that_has_ended_or_was_taken_out_proves_nothing() {
    let scene = Scene::new().await;
    let api = scene.server.api(SCOPES);
    let path = format!("/clients/{}/credentials/{}", scene.client.id(), scene.credential);
    let soon = anteroom::clock::after(scene.server.app.clock.now(), 60);
    assert_eq!(api.patch(&path, json!({ "expires_at": soon.to_string() })).await.0, 201);
    assert_eq!(scene.send(&scene.signed(&scene.claims())).await.status, 200);
    scene.server.clock.advance(Duration::from_secs(60));
    scene.send(&scene.signed(&scene.claims())).await.assert_error(401, "invalid_client");
    assert_eq!(api.patch(&path, json!({ "expires_at": null })).await.0, 201);
    assert_eq!(scene.send(&scene.signed(&scene.claims())).await.status, 200);

    let given = json!({ "credential_type": "public_key", "pem": others().public, "alg": "RS256" });
    let (_, second) = api.post(&format!("/clients/{}/credentials", scene.client.id()), given).await;
    let header = Header { kid: second["kid"].as_str().map(str::to_owned), ..Header::new(Algorithm::RS256) };
    // One that the application does not use yet counts for nothing; then both do; then the second alone.
    scene.send(&sign(&header, &scene.claims(), others())).await.assert_error(401, "invalid_client");
    let set = async |ids: Value| {
        let methods = json!({ "client_authentication_methods": { "private_key_jwt": { "credentials": ids } } });
        assert_eq!(api.patch(&format!("/clients/{}", scene.client.id()), methods).await.0, 200);
    };
    set(json!([{ "id": scene.credential }, { "id": second["id"] }])).await;
    assert_eq!(scene.send(&sign(&header, &scene.claims(), others())).await.status, 200);
    assert_eq!(scene.send(&scene.signed(&scene.claims())).await.status, 200);
    set(json!([{ "id": second["id"] }])).await;
    scene.send(&scene.signed(&scene.claims())).await.assert_error(401, "invalid_client");
    assert_eq!(api.delete(&path).await.0, 204);
}

#[tokio::test]
async fn devices_are_connected_for_an_application_that_signs() {
    let scene = Scene::new().await;
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let change = |client: &mut anteroom::identity::Client| client.grant_types.push(grant.to_owned());
    scene.server.app.directory.clients.modify(scene.client.id(), change).await.unwrap();
    scene.server.with_database(&[&scene.client.client]).await;
    scene.server.post_form("/oauth/device/code", &[("client_id", scene.client.id())]).await.assert_error(401, "invalid_client");
    let proof = scene.signed(&scene.claims());
    let form = [("client_assertion_type", TYPE), ("client_assertion", proof.as_str())];
    let codes = scene.server.post_form("/oauth/device/code", &form).await;
    assert_eq!(codes.status, 200, "{}", codes.text);
    let proof = scene.signed(&scene.claims());
    let form = [form[0], ("client_assertion", proof.as_str()), ("grant_type", grant), ("device_code", codes.text_of("device_code"))];
    scene.server.post_form("/oauth/token", &form).await.assert_error(403, "authorization_pending");
}

mod management {
    //! `/api/v2/clients/{id}/credentials`.

    use super::*;

    fn certificate() -> String {
        let key = rcgen::KeyPair::from_pem(&keys().private).unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["app.example.com".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2027, 3, 1);
        params.self_signed(&key).unwrap().pem()
    }

    #[tokio::test]
    async fn keys_are_made_shown_listed_and_removed_and_no_private_one_is_kept() {
        let scene = Scene::new().await;
        let api = scene.server.api(SCOPES);
        let path = format!("/clients/{}/credentials", scene.client.id());
        let (_, first) = api.get(&format!("{path}/{}", scene.credential)).await;
        assert_eq!((&first["alg"], &first["credential_type"]), (&json!("RS256"), &json!("public_key")));
        assert!(first["id"].as_str().unwrap().starts_with("cred_") && first["kid"].as_str().unwrap().len() == 43, "{first}");
        let given = json!({
            "credential_type": "public_key", "name": "By certificate", "pem": certificate(), "kid": "a-key-of-ours",
            "alg": "PS256", "parse_expiry_from_cert": true,
        });
        scene.server.clock.advance(Duration::from_secs(1));
        let (status, second) = api.post(&path, given.clone()).await;
        assert_eq!((status, &second["expires_at"]), (201, &json!("2027-03-01T00:00:00.000Z")), "{second}");
        assert_eq!(api.post(&path, given).await.0, 409);
        let (_, listed) = api.get(&path).await;
        assert_eq!(listed, json!([first, second]));
        let (status, conflict) = api.delete(&format!("{path}/{}", scene.credential)).await;
        assert_eq!(status, 409, "{conflict}");
        assert_eq!(api.delete(&format!("{path}/{}", second["id"].as_str().unwrap())).await.0, 204);
        assert_eq!(api.delete(&format!("{path}/{}", second["id"].as_str().unwrap())).await.0, 204);
        assert_eq!(api.get(&format!("{path}/{}", second["id"].as_str().unwrap())).await.0, 404);
        assert_eq!(api.get("/clients/nobody/credentials").await.0, 404);
        assert_eq!(api.post("/clients/nobody/credentials", json!({ "credential_type": "public_key", "pem": keys().public })).await.0, 404);

        let other = scene.server.client(AppType::NonInteractive).await;
        let theirs = format!("/clients/{}/credentials/{}", other.id(), scene.credential);
        assert_eq!(api.get(&theirs).await.0, 404);
        assert_eq!(api.patch(&theirs, json!({ "expires_at": null })).await.0, 404);
        assert_eq!(api.delete(&theirs).await.0, 204, "nothing to remove there");
        assert_eq!(api.get(&format!("{path}/{}", scene.credential)).await.0, 200);
    }

    #[tokio::test]
    async fn what_is_no_usable_key_is_refused_and_says_why() {
        let scene = Scene::new().await;
        let api = scene.server.api(SCOPES);
        let path = format!("/clients/{}/credentials", scene.client.id());
        let small = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let elliptic = small.public_key_pem();
        let good = keys().public.as_str();
        for (given, told) in [
            (json!({ "pem": good }), "credential_type"),
            (json!({ "credential_type": "public_key" }), "pem"),
            (json!({ "credential_type": "x509_cert", "pem": good }), "credential_type"),
            (json!({ "credential_type": "public_key", "pem": keys().private }), "This is a private key"),
            (json!({ "credential_type": "public_key", "pem": elliptic }), "Only RSA keys"),
            (json!({ "credential_type": "public_key", "pem": "nonsense" }), "no PEM"),
            (json!({ "credential_type": "public_key", "pem": good.replace("MII", "MIA") }), "on property pem"),
            (json!({ "credential_type": "public_key", "pem": good, "alg": "HS256" }), "alg"),
            (json!({ "credential_type": "public_key", "pem": good, "alg": "none" }), "alg"),
            (json!({ "credential_type": "public_key", "pem": good, "kid": "short" }), "kid"),
            (json!({ "credential_type": "public_key", "pem": good, "parse_expiry_from_cert": true }), "certificate"),
            (json!({ "credential_type": "public_key", "pem": good, "expires_at": "2020-01-01T00:00:00Z" }), "expired"),
            (json!({ "credential_type": "public_key", "pem": good, "expires_at": "later" }), "expires_at"),
            (json!({ "credential_type": "public_key", "pem": good, "id": "cred_mine" }), "id"),
        ] {
            let (status, answer) = api.post(&path, given.clone()).await;
            assert_eq!((status, &answer["errorCode"]), (400, &json!("invalid_body")), "{given} {answer}");
            let message = answer["message"].as_str().unwrap();
            assert!(message.contains(told) && !message.contains("BEGIN"), "{message}");
        }
        let events = scene.server.app.audit.events.all().await.unwrap();
        assert!(!serde_json::to_string(&events.iter().map(|event| &event.value).collect::<Vec<_>>()).unwrap().contains("BEGIN"));
        for number in 1..10 {
            let given = json!({ "credential_type": "public_key", "pem": good, "kid": format!("key-number-{number}") });
            assert_eq!(api.post(&path, given).await.0, 201);
        }
        let given = json!({ "credential_type": "public_key", "pem": good, "kid": "key-number-10" });
        assert_eq!(api.post(&path, given).await.0, 400);
    }

    #[tokio::test]
    async fn an_application_says_one_way_and_only_with_its_own_keys() {
        let scene = Scene::new().await;
        let api = scene.server.api(SCOPES);
        let path = format!("/clients/{}", scene.client.id());
        let (_, shown) = api.get(&path).await;
        assert!(shown.get("token_endpoint_auth_method").is_none(), "{shown}");
        assert_eq!(shown["client_authentication_methods"]["private_key_jwt"]["credentials"], json!([{ "id": scene.credential }]));
        // A change of something else leaves it.
        let (_, changed) = api.patch(&path, json!({ "description": "signs" })).await;
        assert_eq!(changed["client_authentication_methods"], shown["client_authentication_methods"]);

        let other = scene.server.client(AppType::NonInteractive).await;
        let use_key = |id: &str| json!({ "client_authentication_methods": { "private_key_jwt": { "credentials": [{ "id": id }] } } });
        let theirs = format!("/clients/{}", other.id());
        assert_eq!(api.patch(&theirs, use_key(&scene.credential)).await.0, 400, "another application's key");
        assert_eq!(api.patch(&theirs, use_key("cred_nothing")).await.0, 400);
        let empty = json!({ "client_authentication_methods": { "private_key_jwt": { "credentials": [] } } });
        assert_eq!(api.patch(&theirs, empty).await.0, 400);
        let mutual = json!({ "client_authentication_methods": { "tls_client_auth": { "credentials": [] } } });
        assert_eq!(api.patch(&theirs, mutual).await.0, 400, "there is no mutual TLS, and it must not look as if there were");
        let mut both = use_key(&scene.credential);
        both["token_endpoint_auth_method"] = json!("client_secret_post");
        assert_eq!(api.patch(&path, both).await.0, 400);
        let (_, back) = api.patch(&path, json!({ "token_endpoint_auth_method": "client_secret_basic" })).await;
        assert!(back.get("client_authentication_methods").is_none(), "{back}");
        assert_eq!(back["token_endpoint_auth_method"], "client_secret_basic");
    }

    #[tokio::test]
    async fn a_new_application_brings_its_keys_along() {
        let scene = Scene::new().await;
        let api = scene.server.api(SCOPES);
        let key = json!({ "credential_type": "public_key", "name": "First", "pem": keys().public });
        let given = json!({
            "name": "Signs from the start", "app_type": "non_interactive", "grant_types": ["client_credentials"],
            "client_authentication_methods": { "private_key_jwt": { "credentials": [key] } },
        });
        let (status, made) = api.post("/clients", given.clone()).await;
        assert_eq!(status, 201, "{made}");
        let id = made["client_id"].as_str().unwrap();
        let (_, listed) = api.get(&format!("/clients/{id}/credentials")).await;
        assert_eq!(made["client_authentication_methods"]["private_key_jwt"]["credentials"], json!([{ "id": listed[0]["id"] }]));
        let mut twice = given;
        let keys = &mut twice["client_authentication_methods"]["private_key_jwt"]["credentials"];
        let one = keys[0].clone();
        keys.as_array_mut().unwrap().push(one);
        assert_eq!(api.post("/clients", twice).await.0, 400);
        let deleted = scene.server.api("delete:clients").delete(&format!("/clients/{id}")).await;
        assert_eq!(deleted.0, 204);
        let left = scene.server.app.directory.client_credentials.list_by("client", id, None, 9).await.unwrap();
        assert!(left.is_empty());
    }
}
