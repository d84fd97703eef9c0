//! Bad tokens count against the address that brings them (reference 1.7).

use std::time::Duration;

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use super::{Scene, by_id};

fn bad() -> Value {
    json!([["access.rejectInvalidSubjectToken", "It is forged."]])
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_bad_tokens_hold_their_address_back() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    for _ in 0..10 {
        let answer = scene.exchange(bad(), &[]).await;
        answer.assert_error(400, "invalid_request");
        assert_eq!(answer.json["error_description"], "It is forged.");
    }
    let ran = scene.server.app.audit.executions.all().await.unwrap().len();
    let good = json!([by_id(&user.user_id)]);
    scene.exchange(good.clone(), &[]).await.assert_error(429, "too_many_attempts");
    scene.exchange(bad(), &[]).await.assert_error(429, "too_many_attempts");
    assert_eq!(scene.server.app.audit.executions.all().await.unwrap().len(), ran, "no Action runs for who is held back");
    assert_eq!(scene.server.log_types().await.iter().filter(|kind| *kind == "limit_mu").count(), 1);
    scene.server.clock.advance(Duration::from_secs(600));
    assert_eq!(scene.exchange(good, &[]).await.status, 200);
    scene.exchange(bad(), &[]).await.assert_error(400, "invalid_request");
    scene.exchange(bad(), &[]).await.assert_error(429, "too_many_attempts");
}

#[tokio::test(flavor = "multi_thread")]
async fn denials_and_good_tokens_count_for_nothing() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    for _ in 0..12 {
        scene.exchange(json!([["access.deny", "access_denied", "no"]]), &[]).await.assert_error(400, "access_denied");
    }
    assert_eq!(scene.exchange(json!([by_id(&user.user_id)]), &[]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_backend_says_whose_address_it_is_and_is_not_held_back_itself() {
    let trusted =
        |client: &mut anteroom::identity::Client| drop(client.extra.insert("is_token_endpoint_ip_header_trusted".into(), json!(true)));
    let scene = Scene::with(AppType::RegularWeb, trusted).await;
    let from = async |ip: &str| {
        let mut form = scene.client.credentials();
        let token = bad().to_string();
        form.extend([("grant_type", super::GRANT), ("subject_token_type", super::TYPE), ("subject_token", token.as_str())]);
        let request = scene.server.http.post(format!("{}/oauth/token", scene.server.url)).header("auth0-forwarded-for", ip);
        request.form(&form).send().await.unwrap().status().as_u16()
    };
    for _ in 0..10 {
        assert_eq!(from("192.0.2.7").await, 400);
    }
    assert_eq!(from("192.0.2.7").await, 429);
    assert_eq!(from("192.0.2.8").await, 400);
}
