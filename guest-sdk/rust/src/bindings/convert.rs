//! Events out of their wire form: JSON texts become objects, everything else moves over. One file per trigger; what they share is
//! here and in `user`.
//!
//! The server wrote these texts; one that does not parse is its fault, and the Action ends with a sentence that names the field
//! instead of deciding on half an event.

mod client_registration;
mod credentials_exchange;
mod custom_email_provider;
mod custom_phone_provider;
mod custom_token_exchange;
mod password_reset_post_challenge;
mod post_change_password;
mod post_login;
mod post_user_registration;
mod pre_user_registration;
mod send_phone_message;
mod user;

pub(super) use client_registration::client_registration;
pub(super) use credentials_exchange::credentials_exchange;
pub(super) use custom_email_provider::custom_email_provider;
pub(super) use custom_phone_provider::custom_phone_provider;
pub(super) use custom_token_exchange::custom_token_exchange;
pub(super) use password_reset_post_challenge::password_reset_post_challenge;
pub(super) use post_change_password::post_change_password;
pub(super) use post_login::post_login;
pub(super) use post_user_registration::post_user_registration;
pub(super) use pre_user_registration::pre_user_registration;
pub(super) use send_phone_message::send_phone_message;

use serde::de::DeserializeOwned;

use super::post_login::anteroom::actions::types as wit;
use crate::{Error, event};

fn parse<T: DeserializeOwned>(field: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::new(format!("The server sent an event whose {field} is not as agreed: {error}")))
}

fn optional<T: DeserializeOwned>(field: &str, text: Option<String>) -> Result<Option<T>, Error> {
    text.map(|text| parse(field, &text)).transpose()
}

fn client(c: wit::Client) -> Result<event::Client, Error> {
    Ok(event::Client {
        client_id: c.client_id,
        name: c.name,
        metadata: parse("client.metadata", &c.metadata)?,
        refresh_token: optional("client.refresh_token", c.refresh_token)?,
    })
}

fn connection(c: wit::Connection) -> Result<event::Connection, Error> {
    Ok(event::Connection { id: c.id, name: c.name, strategy: c.strategy, metadata: parse("connection.metadata", &c.metadata)? })
}

fn custom_domain(c: wit::CustomDomain) -> Result<event::CustomDomain, Error> {
    Ok(event::CustomDomain { domain: c.domain, domain_metadata: parse("custom_domain.domain_metadata", &c.domain_metadata)? })
}

fn organization(o: wit::Organization) -> Result<event::Organization, Error> {
    Ok(event::Organization { id: o.id, name: o.name, display_name: o.display_name, metadata: parse("organization.metadata", &o.metadata)? })
}

fn security_context(s: wit::SecurityContext) -> event::SecurityContext {
    event::SecurityContext { ja3: s.ja3, ja4: s.ja4 }
}

fn authentication(a: wit::Authentication) -> Result<event::Authentication, Error> {
    Ok(event::Authentication {
        methods: a
            .methods
            .into_iter()
            .map(|m| event::AuthenticationMethod { name: m.name, timestamp: m.timestamp, kind: m.kind })
            .collect(),
        risk_assessment: optional("authentication.riskAssessment", a.risk_assessment)?,
    })
}

fn request(r: wit::Request) -> Result<event::Request, Error> {
    Ok(event::Request {
        ip: r.ip,
        method: r.method,
        body: parse("request.body", &r.body)?,
        query: parse("request.query", &r.query)?,
        hostname: r.hostname,
        language: r.language,
        user_agent: r.user_agent,
        asn: r.asn,
        geoip: event::GeoIp {
            city_name: r.geoip.city_name,
            continent_code: r.geoip.continent_code,
            country_code: r.geoip.country_code,
            country_code3: r.geoip.country_code3,
            country_name: r.geoip.country_name,
            latitude: r.geoip.latitude,
            longitude: r.geoip.longitude,
            subdivision_code: r.geoip.subdivision_code,
            subdivision_name: r.geoip.subdivision_name,
            time_zone: r.geoip.time_zone,
        },
    })
}

fn transaction(t: wit::Transaction) -> Result<event::Transaction, Error> {
    Ok(event::Transaction {
        id: t.id,
        acr_values: t.acr_values,
        linking_id: t.linking_id,
        locale: t.locale,
        login_hint: t.login_hint,
        prompt: t.prompt,
        protocol: t.protocol,
        redirect_uri: t.redirect_uri,
        requested_authorization_details: optional("transaction.requested_authorization_details", t.requested_authorization_details)?,
        requested_scopes: t.requested_scopes,
        response_mode: t.response_mode,
        response_type: t.response_type,
        state: t.state,
        ui_locales: t.ui_locales,
        correlation_id: t.correlation_id,
        actor_token_type: t.actor_token_type,
        subject_token_type: t.subject_token_type,
        actor: optional("transaction.actor", t.actor)?,
        metadata: parse("transaction.metadata", &t.metadata)?,
    })
}

fn tenant(t: wit::Tenant) -> event::Tenant {
    event::Tenant { id: t.id }
}

fn resource_server(r: wit::ResourceServer) -> event::ResourceServer {
    event::ResourceServer { identifier: r.identifier }
}

fn device(d: wit::Device) -> event::Device {
    event::Device {
        initial_asn: d.initial_asn,
        initial_ip: d.initial_ip,
        initial_user_agent: d.initial_user_agent,
        last_asn: d.last_asn,
        last_ip: d.last_ip,
        last_user_agent: d.last_user_agent,
    }
}
