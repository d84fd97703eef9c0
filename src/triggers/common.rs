//! Parts of events that several triggers share, made from the identity data.

use serde_json::json;

use crate::clock::iso_millis;
use crate::contract::common::{
    Authentication, AuthenticationMethod, Client, Connection, GeoIp, Organization, Request, Tenant, Transaction,
};
use crate::contract::user::{Identity, User};
use crate::identity::authenticator::FactorKind;
use crate::identity::session::AuthenticationMethod as Method;
use crate::identity::transaction::AuthorizeRequest;
use crate::identity::{self, Metadata, Origin};

/// `event.client`.
pub fn client(client: &identity::Client) -> Client {
    Client { client_id: client.client_id.clone(), name: client.name.clone(), metadata: client.client_metadata.clone(), refresh_token: None }
}

/// `event.connection`.
pub fn connection(connection: &identity::Connection) -> Connection {
    Connection {
        id: connection.id.clone(),
        name: connection.name.clone(),
        strategy: connection.strategy.clone(),
        metadata: connection.metadata.clone(),
    }
}

/// `event.organization`.
pub fn organization(organization: &identity::Organization) -> Organization {
    Organization {
        id: organization.id.clone(),
        name: organization.name.clone(),
        display_name: organization.display_name.clone(),
        metadata: organization.metadata.clone(),
    }
}

/// `event.tenant`.
pub fn tenant(id: &str) -> Tenant {
    Tenant { id: id.to_owned() }
}

/// `event.request`, without a query; `body` must hold no password, secret, code or token.
pub fn request(origin: &Origin, body: Metadata) -> Request {
    Request {
        ip: origin.ip.clone(),
        method: origin.method.clone(),
        body,
        query: None,
        hostname: Some(origin.hostname.clone()),
        language: origin.language.clone(),
        user_agent: origin.user_agent.clone(),
        asn: None,
        geoip: GeoIp::default(),
    }
}

/// The fields without what proves who asks: an Action has no use for a secret, and its record must not keep one.
pub fn public_fields(mut fields: Metadata) -> Metadata {
    let secret = |name: &str| ["secret", "password", "assertion", "token"].iter().any(|word| name.to_lowercase().contains(word));
    fields.retain(|name, _| !secret(name));
    fields
}

/// `event.authentication`.
pub fn authentication(methods: &[Method], risk: Option<&serde_json::Value>) -> Authentication {
    let methods = methods
        .iter()
        .map(|m| AuthenticationMethod { name: m.name.clone(), timestamp: crate::clock::iso_millis(m.timestamp), kind: m.kind.clone() })
        .collect();
    Authentication { methods, risk_assessment: risk.cloned() }
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

/// `event.transaction` of a login that began at `/authorize`, or with the code of a device.
pub fn transaction(id: &str, request: &AuthorizeRequest) -> Transaction {
    Transaction {
        id: Some(id.to_owned()),
        acr_values: words(request.acr_values.as_deref()),
        locale: words(request.ui_locales.as_deref()).first().cloned().or_else(|| Some("en".to_owned())),
        login_hint: request.login_hint.clone(),
        prompt: request.prompt.clone(),
        protocol: Some(request.protocol().to_owned()),
        redirect_uri: request.device.is_none().then(|| request.redirect_uri.clone()),
        requested_scopes: request.scope.clone(),
        response_mode: request.response_mode.clone(),
        response_type: words(Some(&request.response_type)),
        state: request.state.clone(),
        ui_locales: words(request.ui_locales.as_deref()),
        correlation_id: Some(id.to_owned()),
        ..Transaction::default()
    }
}

/// `event.user`.
pub fn user(user: &identity::User) -> User {
    let identities = user
        .identities
        .iter()
        .map(|i| Identity {
            connection: i.connection.clone(),
            is_social: i.is_social,
            profile_data: i.profile_data.clone(),
            provider: i.provider.clone(),
            user_id: i.user_id.clone(),
        })
        .collect();
    User {
        user_id: user.user_id.clone(),
        created_at: iso_millis(user.created_at),
        updated_at: iso_millis(user.updated_at),
        app_metadata: user.app_metadata.clone(),
        user_metadata: user.user_metadata.clone(),
        identities,
        email: user.email.clone(),
        email_verified: user.email.is_some().then_some(user.email_verified),
        family_name: user.family_name.clone(),
        given_name: user.given_name.clone(),
        last_password_reset: user.last_password_reset.map(iso_millis),
        name: user.name.clone(),
        nickname: user.nickname.clone(),
        phone_number: user.phone_number.clone(),
        phone_verified: user.phone_number.is_some().then_some(user.phone_verified),
        picture: user.picture.clone(),
        username: user.username.clone(),
        enrolled_factors: None,
        multifactor: Vec::new(),
    }
}

/// The same with the second factors that the user has enrolled, and the one word that Rules know for all of them.
pub fn with_factors(user: User, factors: &[FactorKind]) -> User {
    let named = factors.iter().map(|kind| json!({ "type": kind.name() })).collect::<Vec<_>>();
    let multifactor = if factors.contains(&FactorKind::Otp) { vec!["guardian".to_owned()] } else { Vec::new() };
    User { enrolled_factors: Some(named.into()), multifactor, ..user }
}

/// Sets a claim; `null` removes it.
pub fn set(claims: &mut Metadata, name: &str, value: &serde_json::Value) {
    if value.is_null() {
        claims.shift_remove(name);
    } else {
        claims.insert(name.to_owned(), value.clone());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_proves_who_asks_is_not_shown() {
        let fields = json!({ "grant_type": "client_credentials", "client_secret": "s", "client_assertion": "a", "region": "eu" });
        let shown = public_fields(fields.as_object().unwrap().clone());
        assert_eq!(json!(shown), json!({ "grant_type": "client_credentials", "region": "eu" }));
    }
}
