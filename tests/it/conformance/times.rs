//! When the user proved who they are (OpenID Connect Core sections 2 and 3.1.2.1).

use std::time::Duration;

use serde_json::Value;

use crate::support::browser::{Browser, authorize};

use super::Story;

/// The ID token of a first login, and of a second one in the same browser ten seconds later.
async fn twice(more: &[(&str, &str)], page: bool) -> (Story, [serde_json::Map<String, Value>; 2]) {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    let first = story.claims(&story.tokens(&story.log_in(&browser, &[]).await).await).await;
    story.server.clock.advance(Duration::from_secs(10));
    let answer = match page {
        true => story.log_in(&browser, more).await,
        false => browser.get(&authorize(&story.client, more)).await,
    };
    let second = story.claims(&story.tokens(&answer).await).await;
    (story, [first, second])
}

/// `oidcc-prompt-login`: the user is asked again, and the second ID token says so.
#[tokio::test]
async fn a_login_that_was_asked_for_again_has_a_later_auth_time() {
    let (_, [first, second]) = twice(&[("prompt", "login")], true).await;
    assert_eq!(first["sub"], second["sub"]);
    assert!(second["auth_time"].as_i64() >= first["auth_time"].as_i64().map(|time| time + 10), "{first:?} {second:?}");
}

/// `oidcc-max-age-1`: the same where the session is older than asked for.
#[tokio::test]
async fn a_session_older_than_max_age_is_not_enough() {
    let (_, [first, second]) = twice(&[("max_age", "1")], true).await;
    assert_eq!(first["sub"], second["sub"]);
    assert!(second["auth_time"].as_i64() >= first["auth_time"].as_i64().map(|time| time + 10), "{first:?} {second:?}");
}

/// `oidcc-max-age-10000`, `oidcc-prompt-none-logged-in`: nobody is asked, and the ID token tells of the proof that there was.
#[tokio::test]
async fn a_session_that_is_young_enough_answers_with_its_own_auth_time() {
    for more in [[("max_age", "10000")], [("prompt", "none")]] {
        let (_, [first, second]) = twice(&more, false).await;
        for name in ["sub", "auth_time", "sid"] {
            assert_eq!(first[name], second[name], "{more:?}");
        }
        assert!(second["iat"].as_i64() > first["iat"].as_i64());
    }
}
