//! The harness does at the call what the server does.

use std::time::Duration;

use anteroom_guest::cache::Refused;
use anteroom_guest::effect::{Effect, Refusal};
use anteroom_guest::log::Level;
use anteroom_guest::testing::{Run, json_response, post_login_event, pre_user_registration_event, response};
use anteroom_guest::{Error, Result, clock, http, log, post_login, pre_user_registration, random, secrets};
use serde_json::{Value, json};

const HOUR: u64 = 60 * 60 * 1000;

/// Runs a `post-login` Action that only needs the api.
fn login(action: impl FnOnce(&mut post_login::Api<'_>) -> Result) -> anteroom_guest::testing::Outcome {
    Run::new(post_login_event()).call(|_: &post_login::Event, api: &mut post_login::Api<'_>| action(api))
}

#[test]
fn everything_that_a_login_may_ask_for_is_seen_in_order() {
    let outcome = login(|api| {
        api.id_token().set_custom_claim("https://example.com/n", 1)?;
        api.access_token().set_custom_claim("https://example.com/n", None::<u8>)?;
        api.access_token().add_scope(" read:all ")?;
        api.access_token().remove_scope("write:all")?;
        api.user().set_app_metadata("plan", "gold")?;
        api.user().set_user_metadata("colour", json!(["red"]))?;
        api.validation().error("late", "Come earlier.")?;
        api.access().deny("too late");
        Ok(())
    });
    assert_eq!(outcome.error(), None);
    assert_eq!(outcome.id_token_claims()["https://example.com/n"], 1);
    assert_eq!(outcome.access_token_claims()["https://example.com/n"], Value::Null);
    assert_eq!(outcome.added_scopes(), ["read:all"]);
    assert_eq!(outcome.removed_scopes(), ["write:all"]);
    assert_eq!(outcome.app_metadata()["plan"], "gold");
    assert_eq!(outcome.user_metadata()["colour"], json!(["red"]));
    assert_eq!(outcome.validation_error(), Some(("late", "Come earlier.")));
    assert_eq!(outcome.denied().unwrap().reason, "too late");
    assert_eq!(outcome.effects().len(), 8);
    assert_eq!(outcome.effects()[7], Effect::AccessDeny { reason: "too late".to_owned(), user_message: None, code: None });
}

#[test]
fn what_the_server_refuses_is_refused_and_not_kept() {
    let outcome = login(|api| {
        for scope in ["", " ", "a b", "a\"b", "a\\b", &"x".repeat(281)] {
            assert!(matches!(api.access_token().add_scope(scope), Err(Refusal::InvalidScope(_))), "{scope:?}");
            assert!(matches!(api.access_token().remove_scope(scope), Err(Refusal::InvalidScope(_))), "{scope:?}");
        }
        assert!(matches!(api.id_token().set_custom_claim("scope", 1), Err(Refusal::ReservedClaim(_))));
        for (code, message) in [("", "m"), ("c", ""), (&*"x".repeat(101), "m"), ("c", &*"x".repeat(1001))] {
            assert!(matches!(api.validation().error(code, message), Err(Refusal::InvalidValidation(_))));
        }
        let no_json = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(matches!(api.user().set_app_metadata("k", no_json), Err(Refusal::InvalidJson(_))));
        assert_eq!(api.user().set_app_metadata("k", "x".repeat(65_536)), Err(Refusal::TooLarge(65_536)));
        Ok(())
    });
    assert!(outcome.effects().is_empty());
}

#[test]
fn a_registration_is_denied_with_two_texts() {
    let action = |event: &pre_user_registration::Event, api: &mut pre_user_registration::Api<'_>| -> Result {
        api.user().set_user_metadata("mail", &event.user.email)?;
        assert!(matches!(api.validation().error("c", "x".repeat(101)), Err(Refusal::InvalidValidation(_))));
        api.access().deny("blocked domain", "Please use another address.");
        Ok(())
    };
    let outcome = Run::new(pre_user_registration_event()).call(action);
    let denial = outcome.denied().unwrap();
    assert_eq!((denial.reason.as_str(), denial.user_message.as_deref()), ("blocked domain", Some("Please use another address.")));
    assert_eq!(outcome.user_metadata()["mail"], "ada@example.com");
}

#[test]
fn an_error_carries_its_causes() {
    let outcome = login(|_| {
        serde_json::from_str::<u8>("x")?;
        Ok(())
    });
    assert_eq!(outcome.error(), Some("expected value at line 1 column 1"));
    let outcome = login(|_| Err(Error::new("No.")));
    assert_eq!(outcome.error(), Some("No."));
}

#[test]
fn secrets_and_console_are_the_runs_own() {
    let action = |_: &post_login::Event, _: &mut post_login::Api<'_>| -> Result {
        assert_eq!(secrets::names(), ["A"]);
        assert_eq!(secrets::get("B"), None);
        log::debug(secrets::require("A")?);
        secrets::require("B").map(drop)
    };
    let outcome = Run::new(post_login_event()).secret("A", "1").call(action);
    assert_eq!(outcome.error(), Some("The Action has no secret named B."));
    assert_eq!((outcome.console()[0].level, outcome.console()[0].message.as_str()), (Level::Debug, "1"));
}

#[test]
fn time_passes_only_while_the_action_waits() {
    let action = |_: &post_login::Event, _: &mut post_login::Api<'_>| -> Result {
        assert_eq!((clock::now(), clock::now()), (HOUR, HOUR));
        clock::sleep(Duration::from_millis(1500));
        assert_eq!(clock::now(), HOUR + 1500);
        Ok(())
    };
    let outcome = Run::new(post_login_event()).now(HOUR).call(action);
    assert_eq!((outcome.error(), outcome.now()), (None, HOUR + 1500));
}

#[test]
fn random_bytes_differ_within_a_run_and_repeat_over_runs() {
    let draw = || {
        let mut drawn = Vec::new();
        let outcome = login(|_| {
            drawn = random::bytes(10_000);
            assert_ne!(random::u64(), random::u64());
            Ok(())
        });
        assert_eq!(outcome.error(), None);
        drawn
    };
    let first = draw();
    assert_eq!(first, draw());
    assert!((0..=255).all(|byte| first.contains(&byte)));
}

#[test]
fn the_cache_ends_at_the_earlier_end_and_knows_its_limits() {
    let action = |_: &post_login::Event, api: &mut post_login::Api<'_>| -> Result {
        let mut cache = api.cache();
        assert_eq!(cache.get("old").unwrap().value, "kept");
        assert_eq!(cache.set("a", "1")?.expires_at, HOUR + HOUR / 4);
        assert_eq!(cache.set_for("a", "1", Duration::MAX)?.expires_at, HOUR + 24 * HOUR);
        assert_eq!(cache.set_until("a", "1", HOUR), Err(Refused::ItemAlreadyExpired));
        assert_eq!(cache.set(&"k".repeat(65), "1"), Err(Refused::CacheKeySizeExceeded));
        assert_eq!(cache.set("k", &"v".repeat(4097)), Err(Refused::CacheValueSizeExceeded));
        cache.set_for("short", "1", Duration::from_secs(1))?;
        clock::sleep(Duration::from_secs(1));
        assert_eq!(cache.get("short"), None);
        assert_eq!(cache.delete("none"), Err(Refused::CacheKeyDoesNotExist));
        cache.delete("old")?;
        let writes = (0..20).take_while(|_| cache.set("a", "1").is_ok()).count();
        assert_eq!((writes, cache.set("a", "1")), (12, Err(Refused::MaxSideEffectsExceeded)));
        Ok(())
    };
    let outcome = Run::new(post_login_event()).now(HOUR).cached("old", "kept").call(action);
    assert_eq!(outcome.error(), None);
    assert_eq!(outcome.cache().keys().collect::<Vec<_>>(), ["a", "short"]);
}

#[test]
fn requests_run_side_by_side_and_are_answered_in_the_order_of_their_ends() {
    let action = |_: &post_login::Event, _: &mut post_login::Api<'_>| -> Result {
        let slow = http::get("https://slow.example/").start()?;
        let fast = http::get("https://fast.example/").start()?;
        let mut both = vec![slow, fast];
        let (at, answer) = http::wait_any(&mut both).unwrap();
        assert_eq!((at, answer?.text()?), (1, "fast"));
        let (at, answer) = http::wait_any(&mut both).unwrap();
        assert_eq!((at, answer?.text()?), (0, "slow"));
        assert!(http::wait_any(&mut both).is_none());
        assert_eq!(clock::now(), HOUR + 2000);

        // An end that came while another was waited for is not lost.
        let fast = http::get("https://fast.example/").start()?;
        let slow = http::get("https://slow.example/").send()?;
        assert_eq!((slow.text()?, fast.wait()?.text()?), ("slow", "fast"));
        drop(http::get("https://slow.example/").start()?);
        clock::sleep(Duration::from_secs(60));
        Ok(())
    };
    let outcome = Run::new(post_login_event())
        .now(HOUR)
        .answer_after(Duration::from_secs(2), "https://slow.example/", response(200, "slow"))
        .answer_after(Duration::from_secs(1), "https://fast.example/", response(200, "fast"))
        .call(action);
    assert_eq!(outcome.error(), None);
    assert_eq!(outcome.requests().len(), 5);
}

#[test]
fn a_request_arrives_as_it_was_built_and_answers_come_in_turn() {
    let url = "https://risk.example/score";
    let action = |_: &post_login::Event, _: &mut post_login::Api<'_>| -> Result {
        let ask = || http::post(url).header("authorization", "Bearer t").json(&json!({ "ip": "192.0.2.1" })).send();
        assert_eq!(ask()?.error_for_status().unwrap_err().message(), "The other server answered 503.");
        for _ in 0..2 {
            let answer = ask()?;
            assert!(answer.ok() && answer.url == url && answer.header("Content-Type") == Some("application/json"));
            assert_eq!(answer.json::<Vec<u8>>()?, [1, 2]);
        }
        assert_eq!(http::get("/relative").send(), Err(http::Error::InvalidRequest("/relative is not an absolute URL".to_owned())));
        assert!(matches!(http::get("https://other.example").send(), Err(http::Error::ConnectionFailed(_))));
        assert_eq!(http::put("https://down.example").send(), Err(http::Error::TimedOut));
        Ok(())
    };
    let outcome = Run::new(post_login_event())
        .answer(url, response(503, ""))
        .answer(url, json_response(200, &[1, 2]))
        .fail("https://down.example", http::Error::TimedOut)
        .call(action);
    assert_eq!(outcome.error(), None);
    let sent = &outcome.requests()[0];
    assert_eq!((sent.method.as_str(), sent.url.as_str(), sent.body.as_slice()), ("POST", url, br#"{"ip":"192.0.2.1"}"#.as_slice()));
    assert!(sent.headers.contains(&("authorization".to_owned(), "Bearer t".to_owned())));
}

#[test]
#[should_panic(expected = "run the Action through `anteroom_guest::testing::Run`")]
fn without_a_run_there_is_no_server() {
    log::info("nobody hears this");
}

#[test]
fn a_panic_of_an_action_leaves_no_server_behind() {
    let panicked = std::panic::catch_unwind(|| login(|_| panic!("on purpose")));
    assert!(panicked.is_err());
    assert!(std::panic::catch_unwind(clock::now).is_err());
}
