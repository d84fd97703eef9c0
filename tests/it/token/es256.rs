//! Tokens that are signed with ES256, where an application or an API asks for it.

use anteroom::identity::SigningAlg;
use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::verified;
use crate::support::TestServer;

fn algorithm(token: &str) -> Algorithm {
    jsonwebtoken::decode_header(token).unwrap().alg
}

#[tokio::test]
async fn an_api_and_an_application_each_decide_what_their_tokens_are_signed_with() {
    let server = TestServer::start().await;
    server.with_database(&[]).await;
    let api = server.api("read:clients update:clients create:resource_servers");
    let body = json!({ "identifier": "urn:api", "name": "Api", "signing_alg": "ES256", "scopes": [{ "value": "read" }] });
    let (status, made) = api.post("/resource-servers", body).await;
    assert_eq!((status, &made["signing_alg"]), (201, &json!("ES256")));
    let client = server.client(AppType::RegularWeb).await;
    let user = server.user("ada@example.com").await;

    for (asked, id_alg) in [("RS256", Algorithm::RS256), ("ES256", Algorithm::ES256)] {
        let change = json!({ "jwt_configuration": { "alg": asked } });
        let (status, changed) = api.patch(&format!("/clients/{}", client.id()), change).await;
        assert_eq!((status, &changed["jwt_configuration"]["alg"]), (200, &json!(asked)));
        let code = server.code_with(&client, &user, "openid read", |code| code.audience = Some("urn:api".to_owned())).await;
        let answer = server.redeem(&client, &code).await;
        let (access, id) = (answer.text_of("access_token"), answer.text_of("id_token"));
        assert_eq!((algorithm(access), algorithm(id)), (Algorithm::ES256, id_alg));
        verified(&server, access, "urn:api").await;
        let claims = verified(&server, id, client.id()).await;
        assert_eq!(claims["sub"], json!(user.user_id));
        // What is ours is known again as ours: the API's token at /userinfo, the ID token as a hint.
        let told = server.http.get(format!("{}/userinfo", server.url)).bearer_auth(access).send().await.unwrap();
        assert_eq!(told.status(), 200);
        let out = server.get(&format!("/oidc/logout?id_token_hint={id}")).await;
        assert!(out.status().is_redirection() || out.status().is_success(), "{}", out.status());
    }
}

#[tokio::test]
async fn a_token_under_the_key_of_another_algorithm_is_refused() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let now = server.app.clock.now().as_second();
    let claims = json!({
        "iss": format!("{}/", server.url), "sub": user.user_id, "aud": format!("{}/userinfo", server.url), "azp": client.id(),
        "iat": now, "exp": now + 3600, "scope": "openid",
    });
    let status = async |token: String| {
        let request = server.http.get(format!("{}/userinfo", server.url)).bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    };
    let signed = |alg| server.app.keys.sign(alg, "JWT", claims.as_object().unwrap()).unwrap();
    let kid = |alg: SigningAlg| server.app.keys.list().iter().find(|key| key.alg == alg).unwrap().kid.clone();
    for (alg, other) in [(SigningAlg::Es256, SigningAlg::Rs256), (SigningAlg::Rs256, SigningAlg::Es256)] {
        let good = signed(alg);
        assert_eq!(status(good.clone()).await, 200);
        let parts: Vec<&str> = good.split('.').collect();
        for (named, kid) in [(other, kid(other)), (other, kid(alg)), (alg, kid(other))] {
            let header = URL_SAFE_NO_PAD.encode(json!({ "alg": named.name(), "typ": "JWT", "kid": kid }).to_string());
            assert_eq!(status(format!("{header}.{}.{}", parts[1], parts[2])).await, 401, "{named:?}");
        }
        // The empty signature, and r = s = 0, which careless verifiers of ECDSA take.
        for signature in [String::new(), URL_SAFE_NO_PAD.encode([0; 64])] {
            assert_eq!(status(format!("{}.{}.{signature}", parts[0], parts[1])).await, 401);
        }
    }
}

#[tokio::test]
async fn a_rotation_changes_the_keys_of_both_algorithms() {
    let server = TestServer::start().await;
    let signing = |alg| {
        let token = server.app.keys.sign(alg, "JWT", &serde_json::Map::new()).unwrap();
        jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
    };
    let before = SigningAlg::ALL.map(signing);
    server.app.keys.rotate().await.unwrap();
    let after = SigningAlg::ALL.map(signing);
    assert!(before.iter().all(|kid| !after.contains(kid)));
}
