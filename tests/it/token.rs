//! Tokens, over the wire: what a client gets, and what an attacker does not.

mod authorization_code;
mod backchannel;
mod claims;
mod client_authentication;
mod client_credentials;
mod cors;
mod documents;
mod dpop;
mod es256;
mod forgery;
mod introspection;
mod logout;
mod password;
pub mod private_key_jwt;
mod rbac;
mod refresh;
mod requests;
mod revocation;
mod userinfo;

use anteroom::identity::Connection;
use anteroom::identity::client::{AppType, RotationType};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};
use crate::support::story::DATABASE;

/// The claims of a token, verified as a client elsewhere would: with the published keys, for its own audience. The test's clock is
/// not the machine's, so the end is compared by hand.
pub async fn verified(server: &TestServer, token: &str, audience: &str) -> Map<String, Value> {
    let keys: JwkSet = server.get("/.well-known/jwks.json").await.json().await.unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = keys.find(header.kid.as_deref().unwrap()).expect("the key is published");
    assert!(matches!(header.alg, Algorithm::RS256 | Algorithm::ES256));
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.set_audience(&[audience]);
    validation.set_issuer(&[format!("{}/", server.url)]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    let claims = jsonwebtoken::decode::<Map<String, Value>>(token, &DecodingKey::from_jwk(key).unwrap(), &validation).unwrap().claims;
    assert!(claims["exp"].as_i64().unwrap() > server.app.clock.now().as_second());
    claims
}

/// A public application whose refresh tokens rotate, with `leeway` seconds.
async fn rotating(server: &TestServer, leeway: u64) -> TestClient {
    server
        .client_with(AppType::Spa, |client| {
            client.refresh_token.rotation_type = RotationType::Rotating;
            client.refresh_token.leeway = leeway;
        })
        .await
}

/// The database connection, enabled for the application.
async fn enabled(server: &TestServer, client: &TestClient) {
    let found = server.app.directory.connections.find("name", DATABASE).await.unwrap();
    match found {
        None => drop(server.with_database(&[&client.client]).await),
        Some(found) => {
            let enable = |connection: &mut Connection| connection.enabled_clients.push(client.id().to_owned());
            server.app.directory.connections.modify(&found.id, enable).await.unwrap();
        }
    }
}

/// The answer to a login with a refresh token.
async fn logged_in(server: &TestServer, client: &TestClient) -> Answer {
    enabled(server, client).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(client, &user, "openid profile email offline_access").await;
    let answer = server.redeem(client, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}
