//! `/oauth/revoke` (RFC 7009).

use anteroom::identity::client::AppType;
use serde_json::json;

use super::{logged_in, rotating};
use crate::support::TestServer;

#[tokio::test]
async fn a_revoked_refresh_token_takes_its_family_with_it() {
    let server = TestServer::start().await;
    let client = rotating(&server, 60).await;
    let login = logged_in(&server, &client).await;
    let second = server.refresh(&client, login.text_of("refresh_token")).await;
    // Giving back the older one ends the newer one as well.
    let answer = server.post_form("/oauth/revoke", &[("client_id", client.id()), ("token", login.text_of("refresh_token"))]).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    server.refresh(&client, second.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
    let userinfo = server.http.get(format!("{}/userinfo", server.url)).bearer_auth(second.text_of("access_token")).send().await.unwrap();
    assert_eq!(userinfo.status(), 401);
    assert_eq!(server.log_types().await, ["seacft", "sertft", "srrt", "fertft"]);
}

#[tokio::test]
async fn only_the_application_that_holds_a_token_may_revoke_it_and_must_prove_itself() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let other = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    let token = login.text_of("refresh_token");
    let as_other = [("client_id", other.id()), ("client_secret", other.secret.as_str()), ("token", token)];
    server.post_form("/oauth/revoke", &as_other).await.assert_error(400, "invalid_request");
    server.post_form("/oauth/revoke", &[("client_id", client.id()), ("token", token)]).await.assert_error(401, "invalid_client");
    assert_eq!(server.refresh(&client, token).await.status, 200);

    let body = json!({ "client_id": client.id(), "client_secret": client.secret, "token": token });
    assert_eq!(server.http.post(format!("{}/oauth/revoke", server.url)).json(&body).send().await.unwrap().status(), 200);
    server.refresh(&client, token).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn an_unknown_token_is_as_good_as_revoked_and_a_jwt_is_not_revocable() {
    let server = TestServer::start().await;
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&client, "urn:api", &["read"]).await;
    let mut form = client.credentials();
    form.push(("token", "nothing"));
    assert_eq!(server.post_form("/oauth/revoke", &form).await.status, 200);
    let answer = server.token(&client, &[("grant_type", "client_credentials"), ("audience", "urn:api")]).await;
    form.pop();
    form.push(("token", answer.text_of("access_token")));
    server.post_form("/oauth/revoke", &form).await.assert_error(400, "unsupported_token_type");
    form.pop();
    server.post_form("/oauth/revoke", &form).await.assert_error(400, "invalid_request");
}
