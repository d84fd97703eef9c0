//! `id_token_hint` at `/authorize` (OpenID Connect Core section 3.1.2.1): the login is of that user, or there is none.

use std::time::Duration;

use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

use super::Story;

const OTHER: &str = "ben@example.com";

impl Story {
    /// An ID token of the user.
    async fn id_token(&self) -> String {
        let tokens = self.tokens(&self.log_in(&Browser::new(&self.server), &[]).await).await;
        tokens.text_of("id_token").to_owned()
    }
}

/// `oidcc-id-token-hint`.
#[tokio::test]
async fn a_silent_request_with_the_users_own_id_token_is_answered() {
    let story = Story::begin().await;
    let hint = story.id_token().await;
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &[]).await.returned();
    // The token may have expired, and the session not.
    story.server.clock.advance(Duration::from_secs(40_000));
    let answer = browser.get(&authorize(&story.client, &[("prompt", "none"), ("id_token_hint", &hint)])).await;
    let claims = story.claims(&story.tokens(&answer).await).await;
    assert_eq!(claims["sub"], story.user.user_id);
}

/// Section 3.1.2.1: "it SHOULD return an error, such as `login_required`".
#[tokio::test]
async fn a_silent_request_with_the_id_token_of_somebody_else_is_login_required() {
    let story = Story::begin().await;
    story.server.with_user(&story.connection, OTHER).await;
    let hint = story.id_token().await;
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client, &[]), OTHER, PASSWORD).await.returned();
    for asked in ["code", "id_token token"] {
        let request = authorize(&story.client, &[("prompt", "none"), ("id_token_hint", &hint), ("response_type", asked)]);
        let returned = browser.get(&request).await.returned();
        assert_eq!((returned["error"].as_str(), returned.get("code")), ("login_required", None), "{asked}");
    }
}

/// The same where there are pages: the session of somebody else does not answer, and who logs in as somebody else gives nothing.
#[tokio::test]
async fn a_login_as_somebody_else_than_the_hint_names_gives_nothing() {
    let story = Story::begin().await;
    story.server.with_user(&story.connection, OTHER).await;
    let hint = story.id_token().await;
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client, &[]), OTHER, PASSWORD).await.returned();
    for (asked, joint) in [("code", "?"), ("code id_token token", "#")] {
        let request = authorize(&story.client, &[("id_token_hint", &hint), ("response_type", asked)]);
        let answer = browser.log_in(&request, OTHER, PASSWORD).await;
        assert!(answer.location().contains(&format!("{joint}error=login_required&")), "{}", answer.location());
    }
    assert!(story.server.app.directory.transactions.all().await.unwrap().is_empty());
    let answer = story.log_in(&browser, &[("id_token_hint", &hint)]).await;
    assert_eq!(story.claims(&story.tokens(&answer).await).await["sub"], story.user.user_id);
}

#[tokio::test]
async fn a_hint_that_is_no_id_token_of_ours_is_refused_and_one_of_ours_is_kept_nowhere() {
    let story = Story::begin().await;
    let hint = story.id_token().await;
    let forged = format!("{}AAAA", &hint[..hint.len() - 4]);
    let long = "x".repeat(9000);
    for wrong in [forged.as_str(), "nothing", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", &long] {
        let returned = Browser::new(&story.server).get(&authorize(&story.client, &[("id_token_hint", wrong)])).await.returned();
        assert_eq!(returned["error"], "invalid_request", "{wrong}");
    }
    let (_, page) = Browser::new(&story.server).begin(&authorize(&story.client, &[("id_token_hint", &hint)])).await;
    assert_eq!(page.status, 200);
    let kept = story.server.app.directory.transactions.all().await.unwrap().remove(0).value;
    assert_eq!(kept.request.hinted_user.as_ref(), Some(&story.user.user_id));
    assert!(!serde_json::to_string(&kept).unwrap().contains(&hint));
}
