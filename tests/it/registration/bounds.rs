//! How many, how often, how long.

use std::sync::Arc;
use std::time::Duration;

use anteroom::clock::Clock;
use anteroom::registration::unused::Unused;
use anteroom::storage::sweeper::{self, Sweep};
use serde_json::json;

use super::Story;
use crate::support::browser::Browser;
use crate::support::story::CALLBACK;

const DAY: Duration = Duration::from_secs(86_400);

impl Story {
    async fn sweep(&self) {
        let collections: Vec<Arc<dyn Sweep>> = vec![Arc::new(Unused::of(&self.server.app))];
        while sweeper::round(&collections, self.server.clock.now(), 2).await {}
    }
}

#[tokio::test]
async fn one_address_registers_ten_and_then_one_a_minute() {
    let story = Story::begin().await;
    let body = json!({ "redirect_uris": [CALLBACK] });
    for _ in 0..10 {
        assert_eq!(story.register(body.clone()).await.status, 201);
    }
    let answer = story.register(body.clone()).await;
    answer.assert_error(429, "too_many_requests");
    assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 60);
    assert!(story.server.last_log("limit_mu").await.is_some());
    story.server.clock.advance(Duration::from_secs(60));
    assert_eq!(story.register(body.clone()).await.status, 201);
    assert_eq!(story.register(body).await.status, 429);
    assert_eq!(story.applications().await, 11);
}

#[tokio::test]
async fn what_is_refused_counts_as_an_attempt() {
    let story = Story::begin().await;
    for _ in 0..10 {
        assert_eq!(story.register(json!({})).await.status, 400);
    }
    assert_eq!(story.register(json!({ "redirect_uris": [CALLBACK] })).await.status, 429);
}

#[tokio::test]
async fn where_all_places_are_taken_those_that_nobody_used_give_way() {
    let story = Story::configured(|config| config.registration.max_applications = 3).await;
    let (registered, used) = story.application(json!({})).await;
    let code = story.code(&Browser::new(&story.server), &used, &[]).await;
    assert_eq!(story.redeem(&registered, &code).await.status, 200);
    let (_, second) = story.application(json!({})).await;
    let (_, third) = story.application(json!({})).await;
    let body = json!({ "redirect_uris": [CALLBACK] });
    // In their first hour they do not.
    story.register(body.clone()).await.assert_error(503, "temporarily_unavailable");
    story.server.clock.advance(Duration::from_secs(3600));
    assert_eq!(story.register(body).await.status, 201);
    let left = story.server.app.directory.clients.all().await.unwrap();
    let is_left = |id: &str| left.iter().any(|client| client.client_id == id);
    assert_eq!(left.len(), 3);
    assert!(is_left(&used.client_id) && !is_left(&second.client_id) && is_left(&third.client_id), "the oldest of the unused went");
}

#[tokio::test]
async fn as_many_as_ask_at_once_share_the_places() {
    let story = Story::configured(|config| config.registration.max_applications = 4).await;
    let answers = futures_util::future::join_all((0..10).map(|_| story.register(json!({ "redirect_uris": [CALLBACK] })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 4);
    assert_eq!(story.applications().await, 4);
}

#[tokio::test]
async fn an_application_that_nobody_uses_goes_and_one_in_use_stays() {
    let story = Story::begin().await;
    let (registered, client) = story.application(json!({ "grant_types": ["authorization_code", "refresh_token"] })).await;
    let (_, idle) = story.application(json!({})).await;
    let (_, adopted) = story.application(json!({})).await;
    let other = story.server.with_client("Our own", anteroom::identity::AppType::Spa).await;
    let api = story.server.api("update:clients");
    assert_eq!(api.patch(&format!("/clients/{}", adopted.client_id), json!({ "is_first_party": true })).await.0, 200);
    let browser = Browser::new(&story.server);
    let code = story.code(&browser, &client, &[("scope", "openid offline_access")]).await;
    let mut token = story.redeem(&registered, &code).await.text_of("refresh_token").to_owned();
    story.server.clock.advance(6 * DAY);
    story.sweep().await;
    assert_eq!(story.applications().await, 4);
    story.server.clock.advance(2 * DAY);
    story.sweep().await;
    let directory = &story.server.app.directory;
    assert!(directory.clients.get(&idle.client_id).await.unwrap().is_none(), "never used within a week");
    assert!(story.server.last_log("sapi").await.unwrap().description.unwrap().contains("is not used"));
    for id in [&client.client_id, &adopted.client_id, &other.client_id] {
        assert!(directory.clients.get(id).await.unwrap().is_some());
    }
    // Used now and then it stays for good.
    for _ in 0..5 {
        story.server.clock.advance(14 * DAY);
        story.sweep().await;
        token = story.refresh_or_login(&registered, &token).await;
    }
    assert!(directory.clients.get(&client.client_id).await.unwrap().is_some());
    story.server.clock.advance(31 * DAY);
    story.sweep().await;
    assert!(directory.clients.get(&client.client_id).await.unwrap().is_none());
    assert_eq!(directory.registrations.all().await.unwrap().len(), 0);
    assert!(directory.clients.get(&adopted.client_id).await.unwrap().is_some(), "what the tenant made its own is nobody else's");
}

impl Story {
    /// The next refresh token; that of a new login where the old one has ended.
    async fn refresh_or_login(&self, registered: &crate::support::clients::Answer, token: &str) -> String {
        let answer = self.refresh(registered, token).await;
        if answer.status == 200 {
            return answer.text_of("refresh_token").to_owned();
        }
        let client = self.client(registered.text_of("client_id")).await;
        let browser = Browser::new(&self.server);
        let request = crate::support::browser::authorize(&client, &[("scope", "openid offline_access")]);
        let answer = browser.log_in(&request, super::EMAIL, crate::support::story::PASSWORD).await;
        let code = answer.returned()["code"].clone();
        self.redeem(registered, &code).await.text_of("refresh_token").to_owned()
    }
}

#[tokio::test]
async fn a_use_is_written_down_once_a_day() {
    let story = Story::begin().await;
    let (registered, client) = story.application(json!({ "grant_types": ["authorization_code", "refresh_token"] })).await;
    let code = story.code(&Browser::new(&story.server), &client, &[("scope", "openid offline_access")]).await;
    let token = story.redeem(&registered, &code).await.text_of("refresh_token").to_owned();
    let used = async || story.server.app.directory.registrations.get(&client.client_id).await.unwrap().unwrap().used_at.unwrap();
    let first = used().await;
    story.server.clock.advance(Duration::from_secs(3600));
    let token = story.refresh(&registered, &token).await.text_of("refresh_token").to_owned();
    assert_eq!(used().await, first);
    story.server.clock.advance(DAY);
    assert_eq!(story.refresh(&registered, &token).await.status, 200);
    assert_ne!(used().await, first);
}
