//! Tokens that claim to be ours. The first byte of an input chooses what the rest is:
//!
//! - claims, signed with our key: what is accepted has our issuer, an audience, a time that has not passed, and is of one kind alone;
//! - a token as it stands: never accepted, for who made it has not our key;
//! - changes to a good token (position, byte): never accepted, unless they change nothing.
//!
//! And the forms around them: PKCE verifiers and challenges.

use anteroom::token::{TokenKind, pkce};
use serde_json::{Value, json};

use super::world;

const AUDIENCE: &str = "https://api.example.com";

pub fn run(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    world::with(|world| match choice % 4 {
        0 => claims(world, rest),
        1 => foreign(world, &String::from_utf8_lossy(rest)),
        2 => changed(world, rest),
        _ => proof(&String::from_utf8_lossy(rest)),
    });
}

fn claims(world: &world::World, json: &[u8]) {
    let Ok(claims @ Value::Object(_)) = serde_json::from_slice::<Value>(json) else { return };
    let token = world.sign(claims);
    let access = world.app.keys.verify(&token, AUDIENCE, TokenKind::Access);
    let hint = world.app.keys.verify(&token, AUDIENCE, TokenKind::IdHint);
    assert!(access.is_err() || hint.is_err(), "both an access token and an ID token");
    let now = world.app.clock.now().as_second();
    for (claims, is_access) in [(access, true), (hint, false)] {
        let Ok(claims) = claims else { continue };
        assert_eq!(claims.text("iss"), Some(world.app.config.issuer().as_str()));
        assert!(claims.audiences().contains(&AUDIENCE));
        assert!(claims.get("nbf").is_none_or(|nbf| nbf.as_i64().is_some_and(|nbf| nbf <= now)));
        assert!(!is_access || claims.get("exp").and_then(Value::as_i64).is_some_and(|exp| exp > now));
        assert!(claims.scopes().all(|scope| claims.has_scope(scope)));
    }
}

fn foreign(world: &world::World, token: &str) {
    for kind in [TokenKind::Access, TokenKind::IdHint] {
        assert!(world.app.keys.verify(token, AUDIENCE, kind).is_err(), "somebody else's token was accepted");
    }
}

fn changed(world: &world::World, changes: &[u8]) {
    let good = world.sign(json!({ "sub": "auth0|1", "azp": world::APP, "aud": AUDIENCE }));
    assert!(world.app.keys.verify(&good, AUDIENCE, TokenKind::Access).is_ok());
    let mut bytes = good.clone().into_bytes();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]]));
        let length = bytes.len();
        bytes[at % length] = change[2];
    }
    let Ok(token) = String::from_utf8(bytes) else { return };
    if token != good {
        assert!(world.app.keys.verify(&token, AUDIENCE, TokenKind::Access).is_err(), "a changed token was accepted: {token}");
    }
}

fn proof(text: &str) {
    let (verifier, challenge) = text.split_once('\n').unwrap_or((text, ""));
    if pkce::matches(challenge, verifier) {
        assert!(pkce::is_challenge(challenge), "what matches is a challenge");
    }
    assert!(!pkce::is_verifier(verifier) || (43..=128).contains(&verifier.len()));
}
