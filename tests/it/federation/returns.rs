//! What a browser may bring back from a provider, and what the login is worth that comes of it.

use super::{Fake, Ours, back};
use crate::support::browser::{Browser, authorize};

const SESSION: &str = "anteroom_session";

/// A whole login of this user of the provider.
async fn log_in(fake: &Fake, ours: &Ours, browser: &Browser<'_>, sub: &str) {
    let asked = fake.begin(browser, &ours.request(&[("prompt", "login")])).await;
    let mut claims = fake.claims(&asked);
    claims["sub"] = sub.into();
    fake.gives(ours, claims);
    assert!(browser.get(&back(&asked)).await.returned().contains_key("code"));
}

/// Whether the session of this browser answers for its user.
async fn answers(ours: &Ours, browser: &Browser<'_>) -> bool {
    browser.get(&authorize(&ours.client, &[("prompt", "none")])).await.returned().contains_key("code")
}

#[tokio::test]
async fn a_return_that_says_something_twice_is_refused_and_uses_nothing_up() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    fake.gives(&ours, fake.claims(&asked));
    let good = back(&asked);
    let state = asked["state"].as_str().unwrap();
    let issuer: String = url::form_urlencoded::byte_serialize(fake.url.as_bytes()).collect();
    for twice in [
        format!("{good}&code=c"),
        format!("{good}&code=another"),
        format!("{good}&code="),
        format!("{good}&c%6fde=another"),
        format!("{good}&state={state}"),
        format!("{good}&state="),
        format!("{good}&iss={issuer}&iss={issuer}"),
        format!("{good}&iss={issuer}&iss=https%3A%2F%2Fop.example"),
        format!("{good}&error=access_denied&error=access_denied"),
        format!("{good}&error=&error=access_denied"),
        format!("{good}&error_description=a&error_description=b"),
        format!("{good}&anything=1&anything=2"),
    ] {
        let page = browser.get(&twice).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None), "{twice}: {}", page.body);
    }
    assert_eq!(fake.heard("/token").len(), 0, "no code was tried");
    assert!(browser.get(&good).await.returned().contains_key("code"), "the login still waits");
}

#[tokio::test]
async fn a_return_with_a_code_and_an_error_is_an_error() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let browser = Browser::new(&ours.server);
    let asked = fake.begin(&browser, &ours.request(&[])).await;
    fake.gives(&ours, fake.claims(&asked));
    let answer = browser.get(&format!("{}&error=access_denied", back(&asked))).await.returned();
    assert_eq!(answer["error"], "access_denied");
    assert_eq!((fake.heard("/token").len(), browser.cookie(SESSION)), (0, None));
}

#[tokio::test]
async fn a_session_that_was_planted_before_the_return_is_worth_nothing_after_it() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let attacker = Browser::new(&ours.server);
    log_in(&fake, &ours, &attacker, "666").await;
    let theirs = attacker.cookie(SESSION).unwrap();
    for planted in ["A".repeat(43), theirs.clone()] {
        let victim = Browser::new(&ours.server);
        victim.plant(SESSION, &planted);
        log_in(&fake, &ours, &victim, "7").await;
        let own = victim.cookie(SESSION).unwrap();
        assert_ne!(own, planted);
        let thief = Browser::new(&ours.server);
        thief.plant(SESSION, &planted);
        assert!(!answers(&ours, &thief).await, "what was known before answers for nobody");
        assert!(answers(&ours, &victim).await);
        // Nor does the next login keep the name that the one before had.
        log_in(&fake, &ours, &victim, "7").await;
        thief.plant(SESSION, &own);
        assert!(!answers(&ours, &thief).await && victim.cookie(SESSION).unwrap() != own);
    }
    assert!(!answers(&ours, &attacker).await, "the attacker's own session ended when another user came to its place");
}
