//! Tokens that are not ours, tried where access tokens count: at `/userinfo`.

use std::time::Duration;

use anteroom::identity::SigningAlg;
use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::clients::TestClient;

struct Scene {
    server: TestServer,
    client: TestClient,
    user_id: String,
    kid: String,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let client = server.client(AppType::Spa).await;
        let user_id = server.user("ada@example.com").await.user_id;
        let kid = server.app.keys.list()[0].kid.clone();
        Self { server, client, user_id, kid }
    }

    fn claims(&self) -> Value {
        let now = self.server.app.clock.now().as_second();
        json!({
            "iss": format!("{}/", self.server.url), "sub": self.user_id, "aud": format!("{}/userinfo", self.server.url), "azp": self.client.id(),
            "iat": now, "exp": now + 3600, "scope": "openid email",
        })
    }

    /// Our own signature over these claims.
    fn signed(&self, typ: &str, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims();
        change(&mut claims);
        self.server.app.keys.sign(SigningAlg::Rs256, typ, claims.as_object().unwrap()).unwrap()
    }

    async fn status(&self, token: &str) -> u16 {
        let request = self.server.http.get(format!("{}/userinfo", self.server.url)).bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[tokio::test]
async fn a_token_of_ours_is_taken_and_one_with_a_changed_byte_is_not() {
    let scene = Scene::new().await;
    let token = scene.signed("JWT", |_| {});
    assert_eq!(scene.status(&token).await, 200);
    assert_eq!(scene.status(&scene.signed("at+jwt", |_| {})).await, 200);
    let parts: Vec<&str> = token.split('.').collect();
    let mut other = scene.claims();
    other["sub"] = "auth0|somebody-else".into();
    assert_eq!(scene.status(&format!("{}.{}.{}", parts[0], part(&other), parts[2])).await, 401);
    assert_eq!(scene.status(&format!("{}.{}.", parts[0], parts[1])).await, 401);
    for garbage in [".", "..", "...", "a.b.c", "a.b", "%%%.x.y"] {
        assert_eq!(scene.status(garbage).await, 401, "{garbage}");
    }
}

#[tokio::test]
async fn unsigned_tokens_and_unknown_algorithms_are_refused() {
    let scene = Scene::new().await;
    let signature = scene.signed("JWT", |_| {}).rsplit('.').next().unwrap().to_owned();
    for alg in ["none", "None", "NONE", "", "HS256", "RS384", "PS256", "ES256", "XX256"] {
        let header = json!({ "alg": alg, "typ": "JWT", "kid": scene.kid });
        for signature in ["", signature.as_str()] {
            assert_eq!(scene.status(&format!("{}.{}.{signature}", part(&header), part(&scene.claims()))).await, 401, "{alg}");
        }
    }
}

#[tokio::test]
async fn the_public_key_is_no_hmac_secret() {
    let scene = Scene::new().await;
    let keys: JwkSet = scene.server.get("/.well-known/jwks.json").await.json().await.unwrap();
    let AlgorithmParameters::RSA(rsa) = &keys.keys[0].algorithm else { panic!("not an RSA key") };
    let certificate = keys.keys[0].common.x509_chain.as_ref().unwrap()[0].clone();
    let der = STANDARD.decode(&certificate).unwrap();
    let pem = scene.server.app.keys.list()[0].certificate_pem();
    let secrets = [rsa.n.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(&rsa.n).unwrap(), certificate.into_bytes(), der, pem.into_bytes()];
    for secret in secrets {
        let header = Header { kid: Some(scene.kid.clone()), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &scene.claims(), &EncodingKey::from_secret(&secret)).unwrap();
        assert_eq!(scene.status(&token).await, 401);
    }
}

#[tokio::test]
async fn a_key_that_the_token_brings_itself_does_not_count() {
    let scene = Scene::new().await;
    // The attacker's own key: that of another server.
    let other = TestServer::start_with_own_keys().await;
    let attacker = &other.app.keys;
    let forged = attacker.sign(SigningAlg::Rs256, "JWT", scene.claims().as_object().unwrap()).unwrap();
    assert_eq!(scene.status(&forged).await, 401, "signed by an unknown kid");

    let jwk = serde_json::from_slice::<Value>(&attacker.jwks()).unwrap()["keys"][0].clone();
    let good = scene.signed("JWT", |_| {});
    let signature = good.rsplit('.').next().unwrap();
    for extra in [
        json!({ "jwk": jwk }),
        json!({ "jku": "https://evil.example/jwks.json" }),
        json!({ "x5u": "https://evil.example/cert.pem" }),
        json!({ "x5c": jwk["x5c"] }),
        json!({ "crit": ["exp"] }),
        json!({ "crit": ["b64"], "b64": false }),
        json!({ "kid": "../../../../dev/null" }),
        json!({ "kid": "' OR '1'='1" }),
        json!({ "kid": attacker.list()[0].kid }),
        json!({ "kid": null }),
    ] {
        let mut header = json!({ "alg": "RS256", "typ": "JWT", "kid": scene.kid });
        header.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        assert_eq!(scene.status(&format!("{}.{}.{signature}", part(&header), part(&scene.claims()))).await, 401, "{extra}");
    }
}

#[tokio::test]
async fn wrong_claims_under_our_own_signature_are_refused() {
    let scene = Scene::new().await;
    let now = scene.server.app.clock.now().as_second();
    let ours = format!("{}/", scene.server.url);
    let cases = [
        ("iss", json!("https://evil.example/")),
        ("iss", json!(scene.server.url)),
        ("iss", json!([ours, "https://evil.example/"])),
        ("iss", Value::Null),
        ("aud", json!("urn:other")),
        ("aud", json!(["urn:other"])),
        ("aud", json!(scene.client.id())),
        ("aud", Value::Null),
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!("9999999999")),
        ("exp", Value::Null),
        ("nbf", json!(now + 60)),
        ("nbf", json!("soon")),
        ("sub", json!("auth0|nobody")),
    ];
    for (name, value) in cases {
        let token = scene.signed("JWT", |claims| claims[name] = value.clone());
        assert_eq!(scene.status(&token).await, 401, "{name} = {value}");
    }
    for name in ["iss", "aud", "exp", "azp"] {
        let token = scene.signed("JWT", |claims| drop(claims.as_object_mut().unwrap().remove(name)));
        assert_eq!(scene.status(&token).await, 401, "without {name}");
    }
    assert_eq!(scene.status(&scene.signed("logout+jwt", |_| {})).await, 401);
    let token = scene.signed("JWT", |claims| claims["exp"] = json!(now + 1));
    assert_eq!(scene.status(&token).await, 200);
    scene.server.clock.advance(Duration::from_secs(1));
    assert_eq!(scene.status(&token).await, 401);
}

#[tokio::test]
async fn an_id_token_is_no_access_token_even_where_an_api_is_called_like_the_application() {
    let scene = Scene::new().await;
    let user = scene.server.app.directory.users.get(&scene.user_id).await.unwrap().unwrap().value;
    let code = scene.server.code(&scene.client, &user, "openid").await;
    let answer = scene.server.redeem(&scene.client, &code).await;
    let id_token = answer.text_of("id_token");
    assert_eq!(scene.status(id_token).await, 401);
    let verdict = scene.server.app.keys.verify(id_token, scene.client.id(), anteroom::token::TokenKind::Access);
    assert_eq!(verdict, Err(anteroom::token::VerifyError::Kind));
}

#[tokio::test]
async fn a_revoked_key_takes_its_tokens_with_it() {
    let scene = Scene::new().await;
    let token = scene.signed("JWT", |_| {});
    scene.server.app.keys.rotate().await.unwrap();
    assert_eq!(scene.status(&token).await, 200);
    scene.server.app.keys.revoke(&scene.kid).await.unwrap();
    assert_eq!(scene.status(&token).await, 401);
}
