//! What an Action asks the server to do, as texts that cross the sandbox's boundary: an input is lines, the first character of each
//! the call.
//!
//! - What is held never grows beyond the limits, whatever is asked and in whatever order.
//! - A denial is kept however much was asked before.
//! - What goes on into a token is no claim of the server's, and metadata that is taken fits its limit.

use anteroom::contract::{Effect, Trigger};
use anteroom::sandbox::Limits;
use anteroom::sandbox::fuzzing::Effects;
use anteroom::token::custom_claims::{MAX_CLAIMS, Target, admit};
use anteroom::triggers::metadata::{MAX_METADATA, MetadataChanges};
use anteroom::triggers::post_login::token_effects;
use serde_json::{Map, Value};

pub fn run(data: &[u8]) {
    let limits = Limits { effects_bytes: 4096, claims_bytes: 2048, ..Limits::default() };
    let mut effects = Effects::new(Trigger::PostLogin, &limits);
    let mut denied = false;
    for line in String::from_utf8_lossy(data).lines() {
        let mut rest = line.chars();
        let Some(call) = rest.next() else { continue };
        let (first, second) = rest.as_str().split_once('=').unwrap_or((rest.as_str(), ""));
        let (name, text) = (first.to_owned(), second.to_owned());
        let value = |claim| effects.parse(first, second, claim);
        let effect = match call {
            'i' => value(true).ok().map(|value| Effect::IdTokenClaim { name, value }),
            'a' => value(true).ok().map(|value| Effect::AccessTokenClaim { name, value }),
            'm' => value(false).ok().map(|value| Effect::SetAppMetadata { key: name, value }),
            'u' => value(false).ok().map(|value| Effect::SetUserMetadata { key: name, value }),
            's' => Some(Effect::AddScope { scope: name }),
            'r' => Some(Effect::RemoveScope { scope: name }),
            'v' => Some(Effect::ValidationError { code: name, message: text }),
            't' => value(false).ok().map(|value| Effect::TransactionMetadata { key: name, value }),
            'e' => Some(Effect::SessionMetadata { key: name, value: Some(text) }),
            'o' => Some(Effect::Redirect { url: rest.as_str().to_owned() }),
            // As an engine would hand it over.
            'j' => serde_json::from_str(rest.as_str()).ok().filter(|effect| !matches!(effect, Effect::AccessDeny { .. })),
            _ => {
                denied = true;
                Some(Effect::AccessDeny { reason: name, user_message: Some(text), code: None })
            }
        };
        if let Some(effect) = effect {
            let _ = effects.push(effect);
        }
    }
    if let Ok(list) = serde_json::from_slice::<Vec<serde_json::Value>>(data) {
        let _ = Effects::new(Trigger::CustomTokenExchange, &limits).accept(list.clone());
        let _ = Effects::new(Trigger::ClientRegistration, &limits).accept(list);
    }
    let effects = effects.take();
    assert_eq!(denied, effects.iter().any(|effect| matches!(effect, Effect::AccessDeny { .. })));
    let held: usize = effects.iter().map(weight).sum();
    assert!(held <= limits.effects_bytes, "{held} bytes are held");

    let (tokens, scopes) = token_effects(&effects, &["openid".to_owned()]);
    assert!(scopes.iter().all(|scope| !scope.is_empty() && !scope.contains(char::is_whitespace)), "{scopes:?}");
    for (claims, target) in [(&tokens.id_token_claims, Target::Id), (&tokens.access_token_claims, Target::Access)] {
        let Ok(admitted) = admit(claims, target) else { continue };
        for own in ["sub", "iss", "aud", "exp", "azp", "client_id", "nonce", "permissions", "sid", ""] {
            assert!(!admitted.contains_key(own), "{own} was admitted");
        }
        assert!(serde_json::to_vec(&admitted).unwrap().len() <= MAX_CLAIMS);
        let own = admit(claims, Target::OwnApi).unwrap();
        assert!(own.keys().all(|name| admitted.contains_key(name)), "more for the server's own APIs than for others");
    }
    let (mut app, mut user) = (Map::new(), Map::new());
    if MetadataChanges::collect(&effects).apply(&mut app, &mut user).is_ok() {
        for metadata in [app, user] {
            assert!(metadata.values().all(|value| !value.is_null()));
            assert!(serde_json::to_vec(&Value::Object(metadata)).unwrap().len() <= MAX_METADATA);
        }
    }
}

/// Bytes of an effect's texts. Values are left out: a number may be written in more bytes than it was read from.
fn weight(effect: &Effect) -> usize {
    match effect {
        Effect::IdTokenClaim { name, .. } | Effect::AccessTokenClaim { name, .. } => name.len(),
        Effect::SetAppMetadata { key, .. } | Effect::SetUserMetadata { key, .. } => key.len(),
        Effect::AddScope { scope } | Effect::RemoveScope { scope } => scope.len(),
        Effect::ValidationError { code, message } => code.len() + message.len(),
        _ => 0,
    }
}
