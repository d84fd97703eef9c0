//! `credentials-exchange`: before an application gets a token for itself (reference 1.1, 1.5, 1.7).

use super::common;
use crate::contract::common::ResourceServer;
use crate::contract::credentials_exchange::{AccessToken, Event as Data, Transaction};
use crate::contract::{Effect, Event};
use crate::identity::{Client, Metadata, Origin};

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The application.
    pub client: &'a Client,
    /// The API's identifier.
    pub audience: &'a str,
    /// The scopes asked for; none where the request named none.
    pub requested: &'a [String],
    /// The scopes that would be granted.
    pub scope: &'a [String],
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The request's fields; [`common::public_fields`] are shown.
    pub fields: Metadata,
}

/// Builds the event.
pub fn event(facts: Facts<'_>) -> Event {
    Event::CredentialsExchange(Box::new(Data {
        access_token: AccessToken { custom_claims: Metadata::new(), scope: facts.scope.to_vec() },
        client: common::client(facts.client),
        custom_domain: None,
        organization: None,
        request: common::request(facts.origin, common::public_fields(facts.fields)),
        resource_server: ResourceServer { identifier: facts.audience.to_owned() },
        tenant: common::tenant(facts.tenant),
        transaction: Transaction { correlation_id: None, requested_scopes: facts.requested.to_vec(), target_scopes: facts.scope.to_vec() },
    }))
}

/// What the Actions made of the token: its claims, and its scopes out of those that the API names. A scope that the API does not
/// name would mean nothing there, so it is passed over.
pub fn apply(effects: &[Effect], scope: &[String], is_scope: impl Fn(&str) -> bool) -> (Metadata, Vec<String>) {
    let mut claims = Metadata::new();
    let mut target = scope.to_vec();
    for effect in effects {
        match effect {
            Effect::AccessTokenClaim { name, value } => common::set(&mut claims, name, value),
            Effect::AddTargetScope { scope } if !target.contains(scope) => target.push(scope.clone()),
            Effect::RemoveTargetScope { scope } => target.retain(|s| s != scope),
            Effect::SetTargetScopes { scopes } => {
                target.clear();
                scopes.iter().for_each(|scope| {
                    if !target.contains(scope) {
                        target.push(scope.clone())
                    }
                });
            }
            _ => {}
        }
    }
    target.retain(|scope| is_scope(scope));
    (claims, target)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn target_scopes_change_in_order_within_those_of_the_api() {
        let scope = |name: &str| name.to_owned();
        let effects = [
            Effect::AddTargetScope { scope: scope("admin") },
            Effect::RemoveTargetScope { scope: scope("read") },
            Effect::AddTargetScope { scope: scope("nonsense") },
            Effect::AccessTokenClaim { name: "plan".into(), value: json!("pro") },
        ];
        let (claims, target) = apply(&effects, &[scope("read"), scope("write")], |s| s != "nonsense");
        assert_eq!(target, ["write", "admin"]);
        assert_eq!(claims.get("plan"), Some(&json!("pro")));
        let effects = [Effect::SetTargetScopes { scopes: vec![scope("a"), scope("a")] }];
        assert_eq!(apply(&effects, &[scope("read")], |_| true).1, ["a"]);
        assert!(apply(&[Effect::SetTargetScopes { scopes: vec![] }], &[scope("read")], |_| true).1.is_empty());
    }
}
