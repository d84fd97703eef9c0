//! `post-login`: after the user has proved who they are, before tokens; and at each exchange of a refresh token (reference 1.3, 1.6).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::common;
use crate::clock::iso_millis;
use crate::contract::common::{Device, Request, ResourceServer, Transaction};
use crate::contract::post_login::{Event as Data, RefreshToken, Session, SessionClient, SessionCookie};
use crate::contract::user::{Authorization, Stats};
use crate::contract::{Effect, Event};
use crate::identity::authenticator::FactorKind;
use crate::identity::authorization_code::TokenEffects;
use crate::identity::session::AuthenticationMethod;
use crate::identity::{self, Client, Connection, LoginTransaction, Metadata, Origin};

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The application.
    pub client: &'a Client,
    /// The source of the user.
    pub connection: &'a Connection,
    /// The user, with this login counted.
    pub user: &'a identity::User,
    /// The organization that the login is with.
    pub organization: Option<&'a identity::Organization>,
    /// The names of the user's roles.
    pub roles: &'a [String],
    /// The browser session.
    pub session: Option<&'a identity::Session>,
    /// The login at `/authorize`; none for a refresh.
    pub transaction: Option<&'a LoginTransaction>,
    /// The refresh token that is exchanged.
    pub refresh_token: Option<&'a identity::RefreshToken>,
    /// Whether it rotates.
    pub rotating: bool,
    /// `event.transaction.protocol` where there is no transaction.
    pub protocol: &'static str,
    /// The API that the access token is for.
    pub audience: Option<&'a str>,
    /// The scopes asked for.
    pub scope: &'a [String],
    /// Where the request came from.
    pub origin: &'a Origin,
    /// What the user came back with, where the login goes on after a redirect.
    pub returned: Option<&'a Returned>,
    /// The foreign token that the login is by, where it is.
    pub exchanged: Option<&'a Exchanged>,
    /// The second factors that the user has enrolled.
    pub factors: &'a [FactorKind],
    /// How the login looks beside earlier ones.
    pub risk: Option<&'a serde_json::Value>,
}

/// What a login by a foreign token tells of it: never the token.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchanged {
    /// `event.transaction.subject_token_type`.
    pub subject_token_type: String,
    /// `event.transaction.actor_token_type`.
    pub actor_token_type: Option<String>,
    /// `event.transaction.actor`: who acts for the user, as the Action of the exchange said.
    pub actor: Option<serde_json::Value>,
}

/// The fields of the request by which a user comes back: `event.request.query` and `event.request.body`. They are the page's that the
/// user was sent to, so nothing is left out of them; an Action believes of them what `api.redirect.validateToken` does.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Returned {
    /// The query.
    pub query: BTreeMap<String, String>,
    /// The body.
    pub body: Metadata,
}

/// The request by which the login began, or by which its user came back.
pub fn request(facts: &Facts<'_>) -> Request {
    let (query, body) = match facts.returned {
        Some(returned) => (returned.query.clone(), returned.body.clone()),
        None => (facts.transaction.map(|t| t.request.query.clone()).unwrap_or_default(), Metadata::new()),
    };
    let mut request = common::request(facts.origin, body);
    request.query = Some(query);
    request
}

/// Builds the event.
pub fn event(facts: &Facts<'_>) -> Event {
    let transaction = match facts.transaction {
        Some(t) => common::transaction(&t.id, &t.request),
        None => Transaction {
            protocol: Some(facts.protocol.to_owned()),
            requested_scopes: facts.scope.to_vec(),
            subject_token_type: facts.exchanged.map(|exchanged| exchanged.subject_token_type.clone()),
            actor_token_type: facts.exchanged.and_then(|exchanged| exchanged.actor_token_type.clone()),
            actor: facts.exchanged.and_then(|exchanged| exchanged.actor.clone()),
            ..Transaction::default()
        },
    };
    Event::PostLogin(Box::new(Data {
        rules: Vec::new(),
        agent: None,
        authentication: facts.session.map(|s| common::authentication(&s.methods, facts.risk)),
        authorization: Some(Authorization { roles: facts.roles.to_vec() }),
        client: common::client(facts.client),
        connection: common::connection(facts.connection),
        custom_domain: None,
        organization: facts.organization.map(common::organization),
        prompt: None,
        refresh_token: facts.refresh_token.map(|t| refresh_token(t, facts.rotating)),
        request: request(facts),
        resource_server: facts.audience.map(|identifier| ResourceServer { identifier: identifier.to_owned() }),
        security_context: None,
        session: facts.session.map(|s| session(s, facts.origin)),
        session_transfer_token: None,
        stats: Stats { logins_count: facts.user.logins_count },
        tenant: common::tenant(facts.tenant),
        transaction: Some(transaction),
        user: common::with_factors(common::user(facts.user), facts.factors),
    }))
}

/// Tells the Actions that follow of the user whom the login goes on as.
pub fn go_on_as(event: &mut Event, user: &identity::User) {
    let Event::PostLogin(event) = event else { return };
    // An exchange of a refresh token is no login, and is not counted.
    event.stats = Stats { logins_count: user.logins_count + u64::from(event.refresh_token.is_none()) };
    event.user = common::user(user);
    if let Some(session) = &mut event.session {
        session.user_id = Some(user.user_id.clone());
    }
}

fn session(session: &identity::Session, origin: &Origin) -> Session {
    let device = Device {
        initial_ip: session.initial_ip.clone(),
        initial_user_agent: session.initial_user_agent.clone(),
        last_ip: Some(origin.ip.clone()),
        last_user_agent: origin.user_agent.clone(),
        ..Device::default()
    };
    Session {
        id: session.id.clone(),
        authenticated_at: Some(iso_millis(session.authenticated_at)),
        clients: session.clients.iter().map(|id| SessionClient { client_id: id.clone() }).collect(),
        created_at: Some(iso_millis(session.created_at)),
        device: Some(device),
        expires_at: Some(iso_millis(session.expires_at)),
        idle_expires_at: Some(iso_millis(session.idle_expires_at)),
        last_interacted_at: Some(iso_millis(session.last_interacted_at)),
        updated_at: Some(iso_millis(session.last_interacted_at)),
        user_id: Some(session.user_id.clone()),
        cookie: Some(SessionCookie { mode: "persistent".to_owned() }),
        metadata: Some(Metadata::new()),
        actor: None,
        session_transfer: None,
    }
}

fn refresh_token(token: &identity::RefreshToken, rotating: bool) -> RefreshToken {
    RefreshToken {
        id: token.family.clone(),
        client_id: Some(token.client_id.clone()),
        created_at: iso_millis(token.created_at),
        device: None,
        expires_at: token.expires_at.map(iso_millis),
        idle_expires_at: token.idle_expires_at.map(iso_millis),
        last_exchanged_at: token.last_exchanged_at.map(iso_millis),
        metadata: Some(Metadata::new()),
        resource_servers: None,
        rotating: Some(rotating),
        session_id: token.session_id.clone(),
        session_transfer: None,
        user_id: Some(token.user_id.clone()),
    }
}

/// What the Actions asked of the tokens: claims (rules of the reference, 5.9, are applied when tokens are made) and scopes.
pub fn token_effects(effects: &[Effect], requested: &[String]) -> (TokenEffects, Vec<String>) {
    let mut out = TokenEffects::default();
    let mut scope = requested.to_vec();
    for effect in effects {
        match effect {
            Effect::IdTokenClaim { name, value } => common::set(&mut out.id_token_claims, name, value),
            Effect::AccessTokenClaim { name, value } => common::set(&mut out.access_token_claims, name, value),
            Effect::AddScope { scope: added } => {
                for list in [&mut scope, &mut out.added_scope] {
                    if !list.contains(added) {
                        list.push(added.clone());
                    }
                }
            }
            Effect::RemoveScope { scope: removed } => {
                for list in [&mut scope, &mut out.added_scope] {
                    list.retain(|s| s != removed);
                }
            }
            Effect::RefreshTokenExpiresAt { at } => out.refresh_token_expires_at = time(*at),
            Effect::RefreshTokenIdleExpiresAt { at } => out.refresh_token_idle_expires_at = time(*at),
            _ => {}
        }
    }
    (out, scope)
}

/// What the Actions asked of the session: an earlier end, and methods that they have seen proved.
pub fn apply_to_session(effects: &[Effect], session: &mut identity::Session, now: Timestamp) {
    for effect in effects {
        match effect {
            Effect::SessionExpiresAt { at } => session.expires_at = time(*at).map_or(session.expires_at, |at| at.min(session.expires_at)),
            Effect::SessionIdleExpiresAt { at } => {
                session.idle_expires_at = time(*at).map_or(session.idle_expires_at, |at| at.min(session.idle_expires_at));
            }
            Effect::RecordMethod { url } if !session.methods.iter().any(|method| method.name == *url) => {
                session.methods.push(AuthenticationMethod { name: url.clone(), timestamp: now, kind: None });
            }
            _ => {}
        }
    }
    session.idle_expires_at = session.idle_expires_at.min(session.expires_at);
}

/// Whom the tokens are for, where an Action said so.
pub fn primary_user(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::SetPrimaryUser { user_id } => Some(user_id.as_str()),
        _ => None,
    })
}

/// Milliseconds since 1970; none where that is no time.
fn time(at: u64) -> Option<Timestamp> {
    i64::try_from(at).ok().and_then(|at| Timestamp::from_millisecond(at).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scopes_are_added_once_and_removed_in_order() {
        let effects = [
            Effect::AddScope { scope: "a".into() },
            Effect::AddScope { scope: "openid".into() },
            Effect::RemoveScope { scope: "profile".into() },
            Effect::IdTokenClaim { name: "x".into(), value: json!(1) },
            Effect::IdTokenClaim { name: "x".into(), value: json!(null) },
            Effect::AccessTokenClaim { name: "y".into(), value: json!([1]) },
        ];
        let (tokens, scope) = token_effects(&effects, &["openid".into(), "profile".into()]);
        assert_eq!(scope, ["openid", "a"]);
        assert_eq!(tokens.added_scope, ["a", "openid"]);
        assert!(tokens.id_token_claims.is_empty());
        assert_eq!(tokens.access_token_claims.get("y"), Some(&json!([1])));
    }
}
