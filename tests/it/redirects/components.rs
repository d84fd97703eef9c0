//! Components that send the user away, and go on by a second function.

use anteroom::contract::Trigger;
use serde_json::json;

use super::{EMAIL, Story, back, refused, state};
use crate::support::browser::{Browser, authorize};
use crate::support::examples::example;
use crate::support::story::{Bound, PASSWORD};

async fn story() -> Story {
    let story = Story::begin(&[]).await;
    let secrets = [("TERMS_URL", super::AWAY)];
    let bound = Bound { secrets: &secrets, ..Bound::default() };
    story.server.with_action(Trigger::PostLogin, "accept-terms", example("accept-terms"), bound).await;
    story
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_goes_on_with_what_the_users_form_says() {
    let story = story().await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    assert!(url.contains("version=2026-10&state="), "{url}");
    let laid_down = browser.post("/continue", &[("state", &state(&url)), ("terms", "2026-10"), ("answer", "accept")]).await;
    assert!(browser.get(laid_down.location()).await.returned().contains_key("code"));
    assert_eq!(json!(story.account().await.app_metadata)["terms"]["version"], "2026-10");
    // Who has accepted is not asked again.
    let again = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    assert!(again.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_denies_what_comes_back_without_a_yes() {
    let story = story().await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let returned = browser.get(&back(&url, "&terms=2026-10&answer=accept")).await.returned();
    assert_eq!(refused(&returned), ("access_denied", "The terms of use were not accepted."));
    assert_eq!(json!(story.account().await.app_metadata), json!({}));
}
