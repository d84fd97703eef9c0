//! What other providers say. The first byte of an input chooses what the rest is:
//!
//! - claims, signed with a key of the provider: what is accepted is from it, for us, for this request and for now, and has a `sub` that can
//!   be part of an id; whatever else is in it becomes no more of a user than a profile, within its bounds;
//! - a key set and a token, apart by a line: never accepted, for who made the token has none of the keys.

use anteroom::federation::apply_profile;
use anteroom::identity::User;
use anteroom::token::foreign::{self, ALGORITHMS, Expected};
use serde_json::{Value, json};

use super::world;

const NONCE: &str = "n-0S6_WzA2Mj";

pub fn run(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    world::with(|world| {
        let issuer = world.app.config.issuer();
        let algorithms: Vec<String> = ALGORITHMS.iter().map(|name| (*name).to_owned()).collect();
        let now = world.app.clock.now();
        let expected =
            Expected { issuer: &issuer, client_id: world::APP, nonce: NONCE, algorithms: &algorithms, proved_after: Some(now), now };
        match choice % 2 {
            0 => claims(world, rest, &expected),
            _ => strangers(&String::from_utf8_lossy(rest), &expected),
        }
    });
}

fn claims(world: &world::World, json: &[u8], expected: &Expected<'_>) {
    let Ok(given @ Value::Object(_)) = serde_json::from_slice::<Value>(json) else { return };
    let keys: Value = serde_json::from_slice(&world.app.keys.jwks()).unwrap();
    let Ok(claims) = foreign::verify(&world.sign(given), &keys, expected) else { return };
    let now = expected.now.as_second();
    assert_eq!((claims["iss"].as_str(), claims["nonce"].as_str()), (Some(expected.issuer), Some(NONCE)));
    assert!(claims["aud"] == world::APP || claims["aud"].as_array().is_some_and(|all| all.contains(&json!(world::APP))));
    assert!(claims["exp"].as_f64().is_some_and(|end| end > (now - 61) as f64));
    let sub = claims["sub"].as_str().unwrap();
    assert!((1..=255).contains(&sub.len()) && sub.bytes().all(|b| b.is_ascii_graphic()));

    let before: User = serde_json::from_value(json!({
        "user_id": "oidc|partner|7", "connection": "partner", "email_verified": false, "phone_verified": false, "blocked": false,
        "user_metadata": {}, "app_metadata": {}, "identities": [], "logins_count": 0,
        "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:00Z",
    }))
    .unwrap();
    let mut user = before.clone();
    apply_profile(&claims, &mut user);
    for text in [&user.name, &user.nickname, &user.given_name, &user.family_name, &user.email].into_iter().flatten() {
        assert!(text.chars().count() <= 320 && !text.chars().any(char::is_control) && !text.trim().is_empty(), "{text:?}");
    }
    assert!(user.picture.as_deref().is_none_or(|url| url.len() <= 2048 && url.trim_start().to_lowercase().starts_with("http")));
    assert!(user.email.is_some() || !user.email_verified);
    let told =
        User { name: None, nickname: None, given_name: None, family_name: None, email: None, email_verified: false, picture: None, ..user };
    assert_eq!(told, before, "something else of the user has changed");
}

fn strangers(text: &str, expected: &Expected<'_>) {
    let (keys, token) = text.split_once('\n').unwrap_or((text, ""));
    let keys: Value = serde_json::from_str(keys).unwrap_or_default();
    assert!(foreign::verify(token, &keys, expected).is_err(), "a token of nobody's was accepted");
}
