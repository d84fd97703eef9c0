//! Records that the events of several triggers share.

use serde::Serialize;

use super::host::types;
use crate::contract::common as ours;
use crate::contract::user;

/// A shared record as a guest gets it.
pub fn convert<A, B: for<'a> From<&'a A>>(ours: &A) -> B {
    B::from(ours)
}

/// A JSON text. Maps and values of `serde_json` always have one.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// A JSON text, if there is something.
pub fn json_opt(value: Option<&impl Serialize>) -> Option<String> {
    value.map(json)
}

impl From<&ours::GeoIp> for types::Geoip {
    fn from(geo: &ours::GeoIp) -> Self {
        Self {
            city_name: geo.city_name.clone(),
            continent_code: geo.continent_code.clone(),
            country_code: geo.country_code.clone(),
            country_code3: geo.country_code3.clone(),
            country_name: geo.country_name.clone(),
            latitude: geo.latitude,
            longitude: geo.longitude,
            subdivision_code: geo.subdivision_code.clone(),
            subdivision_name: geo.subdivision_name.clone(),
            time_zone: geo.time_zone.clone(),
        }
    }
}

impl From<&ours::Request> for types::Request {
    fn from(request: &ours::Request) -> Self {
        Self {
            ip: request.ip.clone(),
            method: request.method.clone(),
            body: json(&request.body),
            query: request.query.as_ref().map_or_else(|| "{}".to_owned(), json),
            hostname: request.hostname.clone(),
            language: request.language.clone(),
            user_agent: request.user_agent.clone(),
            asn: request.asn.clone(),
            geoip: convert(&request.geoip),
        }
    }
}

impl From<&ours::Client> for types::Client {
    fn from(client: &ours::Client) -> Self {
        Self {
            client_id: client.client_id.clone(),
            name: client.name.clone(),
            metadata: json(&client.metadata),
            refresh_token: json_opt(client.refresh_token.as_ref()),
        }
    }
}

impl From<&ours::Connection> for types::Connection {
    fn from(connection: &ours::Connection) -> Self {
        Self {
            id: connection.id.clone(),
            name: connection.name.clone(),
            strategy: connection.strategy.clone(),
            metadata: json(&connection.metadata),
        }
    }
}

impl From<&ours::Tenant> for types::Tenant {
    fn from(tenant: &ours::Tenant) -> Self {
        Self { id: tenant.id.clone() }
    }
}

impl From<&ours::CustomDomain> for types::CustomDomain {
    fn from(domain: &ours::CustomDomain) -> Self {
        Self { domain: domain.domain.clone(), domain_metadata: json(&domain.domain_metadata) }
    }
}

impl From<&ours::Organization> for types::Organization {
    fn from(organization: &ours::Organization) -> Self {
        Self {
            id: organization.id.clone(),
            name: organization.name.clone(),
            display_name: organization.display_name.clone(),
            metadata: json(&organization.metadata),
        }
    }
}

impl From<&ours::SecurityContext> for types::SecurityContext {
    fn from(context: &ours::SecurityContext) -> Self {
        Self { ja3: context.ja3.clone(), ja4: context.ja4.clone() }
    }
}

impl From<&ours::Authentication> for types::Authentication {
    fn from(authentication: &ours::Authentication) -> Self {
        let method = |m: &ours::AuthenticationMethod| types::AuthenticationMethod {
            name: m.name.clone(),
            timestamp: m.timestamp.clone(),
            kind: m.kind.clone(),
        };
        Self {
            methods: authentication.methods.iter().map(method).collect(),
            risk_assessment: json_opt(authentication.risk_assessment.as_ref()),
        }
    }
}

impl From<&user::Identity> for types::Identity {
    fn from(identity: &user::Identity) -> Self {
        Self {
            connection: identity.connection.clone(),
            is_social: identity.is_social,
            profile_data: json_opt(identity.profile_data.as_ref()),
            provider: identity.provider.clone(),
            user_id: identity.user_id.clone(),
        }
    }
}

impl From<&ours::Device> for types::Device {
    fn from(device: &ours::Device) -> Self {
        Self {
            initial_asn: device.initial_asn.clone(),
            initial_ip: device.initial_ip.clone(),
            initial_user_agent: device.initial_user_agent.clone(),
            last_asn: device.last_asn.clone(),
            last_ip: device.last_ip.clone(),
            last_user_agent: device.last_user_agent.clone(),
        }
    }
}

impl From<&ours::Transaction> for types::Transaction {
    fn from(transaction: &ours::Transaction) -> Self {
        Self {
            id: transaction.id.clone(),
            acr_values: transaction.acr_values.clone(),
            linking_id: transaction.linking_id.clone(),
            locale: transaction.locale.clone(),
            login_hint: transaction.login_hint.clone(),
            prompt: transaction.prompt.clone(),
            protocol: transaction.protocol.clone(),
            redirect_uri: transaction.redirect_uri.clone(),
            requested_authorization_details: json_opt(transaction.requested_authorization_details.as_ref()),
            requested_scopes: transaction.requested_scopes.clone(),
            response_mode: transaction.response_mode.clone(),
            response_type: transaction.response_type.clone(),
            state: transaction.state.clone(),
            ui_locales: transaction.ui_locales.clone(),
            correlation_id: transaction.correlation_id.clone(),
            actor_token_type: transaction.actor_token_type.clone(),
            subject_token_type: transaction.subject_token_type.clone(),
            actor: json_opt(transaction.actor.as_ref()),
            metadata: json(&transaction.metadata),
        }
    }
}

impl From<&user::User> for types::User {
    fn from(user: &user::User) -> Self {
        Self {
            user_id: user.user_id.clone(),
            created_at: user.created_at.clone(),
            updated_at: user.updated_at.clone(),
            app_metadata: json(&user.app_metadata),
            user_metadata: json(&user.user_metadata),
            identities: user.identities.iter().map(convert).collect(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            family_name: user.family_name.clone(),
            given_name: user.given_name.clone(),
            last_password_reset: user.last_password_reset.clone(),
            name: user.name.clone(),
            nickname: user.nickname.clone(),
            phone_number: user.phone_number.clone(),
            phone_verified: user.phone_verified,
            picture: user.picture.clone(),
            username: user.username.clone(),
            enrolled_factors: json_opt(user.enrolled_factors.as_ref()),
            multifactor: user.multifactor.clone(),
        }
    }
}

impl From<&user::Authorization> for types::Authorization {
    fn from(authorization: &user::Authorization) -> Self {
        Self { roles: authorization.roles.clone() }
    }
}

impl From<&user::Stats> for types::Stats {
    fn from(stats: &user::Stats) -> Self {
        Self { logins_count: stats.logins_count }
    }
}

impl From<&ours::ResourceServer> for types::ResourceServer {
    fn from(api: &ours::ResourceServer) -> Self {
        Self { identifier: api.identifier.clone() }
    }
}
