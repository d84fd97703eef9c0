//! Exchanges that a component decides.

use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;

use super::{GRANT, TYPE, allowed, profile};
use crate::support::TestServer;
use crate::support::guests::Guest;
use crate::support::story::Bound;
use crate::token::verified;

#[tokio::test]
async fn a_component_names_the_user_and_another_rejects_the_token() {
    let server = TestServer::start().await;
    let client = server.client_with(AppType::RegularWeb, allowed).await;
    let connection = server.with_database(&[&client.client]).await;
    let user = server.with_user(&connection, "ann@example.com").await;
    let names = Guest::new(&format!("(call $user (local.get $api) (i32.const 1024) (i32.const {}) (i32.const 64))", user.user_id.len()))
        .for_trigger(Trigger::CustomTokenExchange)
        .import("custom-token-exchange-types", "[method]api.authentication-set-user-by-id", "user", "(param i32 i32 i32 i32)")
        .data(1024, &user.user_id);
    let rejects = Guest::new("(call $reject (local.get $api) (i32.const 1024) (i32.const 6))")
        .for_trigger(Trigger::CustomTokenExchange)
        .import("custom-token-exchange-types", "[method]api.access-reject-invalid-subject-token", "reject", "(param i32 i32 i32)")
        .data(1024, "forged");
    for (name, kind, guest) in [("names", TYPE, &names), ("rejects", "urn:acme:other", &rejects)] {
        let action = server.with_action(Trigger::CustomTokenExchange, name, guest.component().to_vec(), Bound::default()).await;
        profile(&server, kind, &action).await;
    }
    let ask = async |kind| {
        let form = [("grant_type", GRANT), ("subject_token_type", kind), ("subject_token", "t"), ("scope", "openid")];
        server.token(&client, &form).await
    };
    let answer = ask(TYPE).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(verified(&server, answer.text_of("id_token"), client.id()).await["sub"], user.user_id);
    let answer = ask("urn:acme:other").await;
    answer.assert_error(400, "invalid_request");
    assert_eq!(answer.json["error_description"], "forged");
}
