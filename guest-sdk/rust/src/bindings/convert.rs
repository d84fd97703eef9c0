//! Events out of their wire form: JSON texts become objects, everything else moves over.
//!
//! The server wrote these texts; one that does not parse is its fault, and the Action ends with a sentence that names the field
//! instead of deciding on half an event.

use serde::de::DeserializeOwned;

use super::post_login::anteroom::actions::post_login_types as login;
use super::post_login::anteroom::actions::types as wit;
use super::pre_user_registration::anteroom::actions::pre_user_registration_types as registration;
use crate::{Error, event, post_login as pl, pre_user_registration as pur};

/// The event of `post-login`.
pub(super) fn post_login(e: login::Event) -> Result<pl::Event, Error> {
    Ok(pl::Event {
        agent: optional("agent", e.agent)?,
        authentication: e.authentication.map(authentication).transpose()?,
        authorization: e.authorization.map(|a| pl::Authorization { roles: a.roles }),
        client: client(e.client)?,
        connection: connection(e.connection)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        organization: e.organization.map(organization).transpose()?,
        prompt: optional("prompt", e.prompt)?,
        refresh_token: e.refresh_token.map(refresh_token).transpose()?,
        request: request(e.request)?,
        resource_server: e.resource_server.map(|r| pl::ResourceServer { identifier: r.identifier }),
        security_context: e.security_context.map(security_context),
        session: e.session.map(session).transpose()?,
        session_transfer_token: optional("session_transfer_token", e.session_transfer_token)?,
        stats: pl::Stats { logins_count: e.stats.logins_count },
        tenant: event::Tenant { id: e.tenant.id },
        transaction: e.transaction.map(transaction).transpose()?,
        user: user(e.user)?,
    })
}

/// The event of `pre-user-registration`.
pub(super) fn pre_user_registration(e: registration::Event) -> Result<pur::Event, Error> {
    Ok(pur::Event {
        authentication: e.authentication.map(authentication).transpose()?,
        client: e.client.map(client).transpose()?,
        connection: connection(e.connection)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        request: request(e.request)?,
        security_context: e.security_context.map(security_context),
        tenant: event::Tenant { id: e.tenant.id },
        transaction: e.transaction.map(transaction).transpose()?,
        user: pur::User {
            email: e.user.email,
            username: e.user.username,
            phone_number: e.user.phone_number,
            name: e.user.name,
            nickname: e.user.nickname,
            given_name: e.user.given_name,
            family_name: e.user.family_name,
            picture: e.user.picture,
            app_metadata: optional("user.app_metadata", e.user.app_metadata)?,
            user_metadata: optional("user.user_metadata", e.user.user_metadata)?,
        },
    })
}

fn parse<T: DeserializeOwned>(field: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::new(format!("The server sent an event whose {field} is not as agreed: {error}")))
}

fn optional<T: DeserializeOwned>(field: &str, text: Option<String>) -> Result<Option<T>, Error> {
    text.map(|text| parse(field, &text)).transpose()
}

fn user(u: login::User) -> Result<pl::User, Error> {
    Ok(pl::User {
        user_id: u.user_id,
        created_at: u.created_at,
        updated_at: u.updated_at,
        app_metadata: parse("user.app_metadata", &u.app_metadata)?,
        user_metadata: parse("user.user_metadata", &u.user_metadata)?,
        identities: u.identities.into_iter().map(identity).collect::<Result<_, _>>()?,
        email: u.email,
        email_verified: u.email_verified,
        family_name: u.family_name,
        given_name: u.given_name,
        last_password_reset: u.last_password_reset,
        name: u.name,
        nickname: u.nickname,
        phone_number: u.phone_number,
        phone_verified: u.phone_verified,
        picture: u.picture,
        username: u.username,
        enrolled_factors: optional("user.enrolledFactors", u.enrolled_factors)?,
        multifactor: u.multifactor,
    })
}

fn identity(i: wit::Identity) -> Result<pl::Identity, Error> {
    Ok(pl::Identity {
        connection: i.connection,
        is_social: i.is_social,
        profile_data: optional("user.identities[].profileData", i.profile_data)?,
        provider: i.provider,
        user_id: i.user_id,
    })
}

fn session(s: login::Session) -> Result<pl::Session, Error> {
    Ok(pl::Session {
        id: s.id,
        authenticated_at: s.authenticated_at,
        clients: s.clients.into_iter().map(|client_id| pl::SessionClient { client_id }).collect(),
        created_at: s.created_at,
        device: s.device.map(device),
        expires_at: s.expires_at,
        idle_expires_at: s.idle_expires_at,
        last_interacted_at: s.last_interacted_at,
        updated_at: s.updated_at,
        user_id: s.user_id,
        cookie: s.cookie_mode.map(|mode| pl::SessionCookie { mode }),
        metadata: optional("session.metadata", s.metadata)?,
        actor: optional("session.actor", s.actor)?,
        session_transfer: optional("session.session_transfer", s.session_transfer)?,
    })
}

fn refresh_token(r: login::RefreshToken) -> Result<pl::RefreshToken, Error> {
    Ok(pl::RefreshToken {
        id: r.id,
        client_id: r.client_id,
        created_at: r.created_at,
        device: r.device.map(device),
        expires_at: r.expires_at,
        idle_expires_at: r.idle_expires_at,
        last_exchanged_at: r.last_exchanged_at,
        metadata: optional("refresh_token.metadata", r.metadata)?,
        resource_servers: optional("refresh_token.resource_servers", r.resource_servers)?,
        rotating: r.rotating,
        session_id: r.session_id,
        session_transfer: optional("refresh_token.session_transfer", r.session_transfer)?,
        user_id: r.user_id,
    })
}

fn device(d: wit::Device) -> pl::Device {
    pl::Device {
        initial_asn: d.initial_asn,
        initial_ip: d.initial_ip,
        initial_user_agent: d.initial_user_agent,
        last_asn: d.last_asn,
        last_ip: d.last_ip,
        last_user_agent: d.last_user_agent,
    }
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
