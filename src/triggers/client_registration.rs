//! `client-registration`, which is ours: before an application that registers itself is written (RFC 7591), and before its makers change
//! what they said of it (RFC 7592): what was refused at the first must not be had by the second.

use super::common;
use crate::contract::client_registration::{Client, Event as Data};
use crate::contract::{Effect, Event};
use crate::identity::client::ClientAuthMethod;
use crate::identity::client::third_party::SecurityMode;
use crate::identity::registration::{ApplicationType, ClientMetadata};
use crate::identity::{Metadata, Origin};

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The rules that the application is bound by.
    pub mode: SecurityMode,
    /// Its id, where it is registered already.
    pub client_id: Option<&'a str>,
    /// What it says of itself.
    pub metadata: &'a ClientMetadata,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// All that the request says, known or not; [`common::public_fields`] are shown.
    pub members: Metadata,
}

/// Builds the event.
pub fn event(facts: Facts<'_>) -> Event {
    let said = facts.metadata.clone();
    Event::ClientRegistration(Box::new(Data {
        client: Client {
            client_id: facts.client_id.map(str::to_owned),
            client_name: said.client_name,
            redirect_uris: said.redirect_uris,
            token_endpoint_auth_method: method(said.token_endpoint_auth_method).to_owned(),
            grant_types: said.grant_types,
            response_types: said.response_types,
            application_type: kind(said.application_type).to_owned(),
            logo_uri: said.logo_uri,
            client_uri: said.client_uri,
            policy_uri: said.policy_uri,
            tos_uri: said.tos_uri,
            contacts: said.contacts,
            software_id: said.software_id,
            software_version: said.software_version,
            third_party_security_mode: facts.mode.name().to_owned(),
        },
        custom_domain: None,
        request: common::request(facts.origin, common::public_fields(facts.members)),
        tenant: common::tenant(facts.tenant),
    }))
}

fn method(method: ClientAuthMethod) -> &'static str {
    match method {
        ClientAuthMethod::None => "none",
        ClientAuthMethod::ClientSecretPost => "client_secret_post",
        ClientAuthMethod::ClientSecretBasic => "client_secret_basic",
    }
}

fn kind(kind: ApplicationType) -> &'static str {
    match kind {
        ApplicationType::Web => "web",
        ApplicationType::Native => "native",
    }
}

/// What the Actions made of what the application said: each change laid over what was there, in order. It is read again as if the
/// application had said it.
pub fn lay_over(effects: &[Effect], members: &mut Metadata) {
    for effect in effects {
        if let Effect::SetClientMetadata { name, value } = effect {
            common::set(members, name, value);
        }
    }
}

/// Whether the Actions changed what the application says.
pub fn changes(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::SetClientMetadata { .. }))
}

/// Seconds that the application is kept at most: the shortest time that an Action asked for.
pub fn lifetime(effects: &[Effect]) -> Option<u64> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::SetClientLifetime { seconds } => Some(*seconds),
        _ => None,
    });
    asked.min()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn changes_are_laid_over_in_order_and_null_removes() {
        let set = |name: &str, value: Value| Effect::SetClientMetadata { name: name.into(), value };
        let mut members = json!({ "client_name": "a", "logo_uri": "https://a.example/" }).as_object().cloned().unwrap();
        let effects = [set("client_name", json!("b")), set("client_name", json!("c")), set("logo_uri", Value::Null)];
        lay_over(&effects, &mut members);
        assert_eq!(json!(members), json!({ "client_name": "c" }));
        assert!(changes(&effects) && !changes(&[]));
    }

    #[test]
    fn of_two_lifetimes_the_shorter_counts() {
        let of = |seconds| Effect::SetClientLifetime { seconds };
        assert_eq!(lifetime(&[of(600), of(60), of(3600)]), Some(60));
        assert_eq!(lifetime(&[]), None);
    }
}
