//! What Rules and Actions are told of how a login looks beside the ones before it.

use serde_json::{Value, json};

use crate::redirects::Story;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";
const TELL: &str = "exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim('risk', event.authentication.riskAssessment);
};";

/// A login in this browser, which calls itself so; what was told of it.
async fn told(story: &Story, browser: &Browser<'_>, agent: &str) -> Value {
    let (path, page) = browser.begin(&authorize(&story.client, &[("prompt", "login")])).await;
    let form = [("csrf", page.field("csrf")), ("username", EMAIL.to_owned()), ("password", PASSWORD.to_owned())];
    let post = story.server.http.post(format!("{}{path}", story.server.url)).header("origin", &story.server.url);
    let returned = browser.send(post.header("user-agent", agent).form(&form)).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
    story.server.clock.advance(std::time::Duration::from_secs(1));
    story.claims().await["risk"].clone()
}

fn short(risk: &Value) -> (&str, &str) {
    let code = risk["assessments"]["NewDevice"]["code"].as_str().unwrap();
    assert_eq!(risk["confidence"], risk["assessments"]["NewDevice"]["confidence"], "it is all that is known");
    (code, risk["confidence"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_known_by_its_cookie_and_by_its_name() {
    let story = Story::begin(&[TELL]).await;
    let (own, other) = (Browser::new(&story.server), Browser::new(&story.server));
    let first = told(&story, &own, "Firefox/1").await;
    assert_eq!(short(&first), ("initial_login", "neutral"));
    assert_eq!(first["version"], "1");
    assert_eq!(first["assessments"]["ImpossibleTravel"]["code"], "assessment_not_available");
    assert_eq!(first["assessments"]["UntrustedIP"]["details"]["ip"], "127.0.0.1");
    let again = told(&story, &own, "Firefox/1").await;
    assert_eq!(short(&again), ("match", "high"));
    assert_eq!(again["assessments"]["NewDevice"]["details"], json!({ "device": "known", "useragent": "known" }));
    assert_eq!(short(&told(&story, &own, "Firefox/2").await), ("partial_match", "medium"));
    assert_eq!(short(&told(&story, &own, "Firefox/2").await), ("match", "high"), "it was noted under its new name");
    assert_eq!(short(&told(&story, &other, "Firefox/2").await), ("partial_match", "medium"));
    assert_eq!(short(&told(&story, &Browser::new(&story.server), "Curl/8").await), ("no_match", "low"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_forgotten_after_thirty_days_and_with_its_user() {
    let story = Story::begin(&[TELL]).await;
    let browser = Browser::new(&story.server);
    told(&story, &browser, "Firefox/1").await;
    story.server.clock.advance(std::time::Duration::from_secs(29 * 24 * 3600));
    assert_eq!(short(&told(&story, &browser, "Firefox/1").await), ("match", "high"));
    story.server.clock.advance(std::time::Duration::from_secs(29 * 24 * 3600));
    assert_eq!(short(&told(&story, &browser, "Firefox/1").await), ("match", "high"), "it was seen meanwhile");
    story.server.clock.advance(std::time::Duration::from_secs(30 * 24 * 3600));
    assert_eq!(short(&told(&story, &browser, "Firefox/1").await), ("no_device_history", "low"));
    assert_eq!(story.server.api("delete:users").delete(&format!("/users/{}", story.user.user_id)).await.0, 204);
    assert!(story.server.app.directory.known_devices.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_planted_or_is_anothers_makes_no_browser_known() {
    let story = Story::begin(&[TELL]).await;
    let (own, victim) = (Browser::new(&story.server), Browser::new(&story.server));
    told(&story, &own, "Firefox/1").await;
    let planted = "A".repeat(43);
    victim.plant("anteroom_device", &planted);
    assert_eq!(short(&told(&story, &victim, "Other/1").await), ("no_match", "low"));
    let thief = Browser::new(&story.server);
    thief.plant("anteroom_device", &planted);
    assert_eq!(short(&told(&story, &thief, "Strange/1").await), ("no_match", "low"), "what was planted did not become known");
    // Another user's browser is nobody else's.
    let bob = story.server.with_user(&story.connection, "bob@example.com").await;
    for device in story.server.app.directory.known_devices.all().await.unwrap() {
        let theirs = anteroom::identity::KnownDevice { user_id: bob.user_id.clone(), ..device.value.clone() };
        story.server.app.directory.known_devices.update(&device, theirs).await.unwrap();
    }
    assert_eq!(short(&told(&story, &own, "Firefox/1").await), ("no_device_history", "low"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_is_known_in_a_bounded_number_of_browsers() {
    let story = Story::begin(&[TELL]).await;
    for _ in 0..23 {
        story.server.clock.advance(std::time::Duration::from_secs(60));
        told(&story, &Browser::new(&story.server), "Firefox/1").await;
    }
    assert_eq!(story.server.app.directory.known_devices.all().await.unwrap().len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_told_the_same() {
    let story = Story::begin(&[]).await;
    let rule = "function (user, context, callback) {
      context.idToken.risk = context.riskAssessment && context.riskAssessment.confidence; callback(null, user, context);
    }";
    let (status, made) = story.server.api("create:rules").post("/rules", json!({ "name": "risk", "script": rule })).await;
    assert_eq!(status, 201, "{made}");
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
    assert_eq!(story.claims().await["risk"], "neutral");
}
