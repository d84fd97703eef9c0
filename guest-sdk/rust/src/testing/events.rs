//! Events of an ordinary day, to be changed where a test differs. All names and addresses are reserved for documentation.
//!
//! For an event that the server recorded: `serde_json::from_str::<Event>(…)`.

use crate::event::{AuthenticationMethod, Client, Connection, GeoIp, Request, Tenant, Transaction};
use crate::{event, post_login as pl, pre_user_registration as pur};

const NOW: &str = "2026-01-01T00:00:00.000Z";
const USER_ID: &str = "auth0|6595a1b2c3d4e5f60718293a";

/// A user of a database connection logs in with a password, through a browser, for the third time.
pub fn post_login_event() -> pl::Event {
    pl::Event {
        authentication: Some(event::Authentication {
            methods: vec![AuthenticationMethod { name: "pwd".to_owned(), timestamp: NOW.to_owned(), kind: None }],
            risk_assessment: None,
        }),
        authorization: Some(pl::Authorization::default()),
        client: client(),
        connection: connection(),
        request: request("POST"),
        session: Some(pl::Session {
            id: "sess_example".to_owned(),
            authenticated_at: Some(NOW.to_owned()),
            user_id: Some(USER_ID.to_owned()),
            ..Default::default()
        }),
        stats: pl::Stats { logins_count: 3 },
        tenant: Tenant { id: "example".to_owned() },
        transaction: Some(transaction()),
        user: pl::User {
            user_id: USER_ID.to_owned(),
            created_at: "2025-06-01T12:00:00.000Z".to_owned(),
            updated_at: NOW.to_owned(),
            email: Some("ada@example.com".to_owned()),
            email_verified: Some(true),
            name: Some("Ada Example".to_owned()),
            nickname: Some("ada".to_owned()),
            identities: vec![pl::Identity {
                connection: connection().name,
                is_social: false,
                profile_data: None,
                provider: "auth0".to_owned(),
                user_id: "6595a1b2c3d4e5f60718293a".to_owned(),
            }],
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Somebody signs up in a database connection, on the page of an application.
pub fn pre_user_registration_event() -> pur::Event {
    pur::Event {
        client: Some(client()),
        connection: connection(),
        request: request("POST"),
        tenant: Tenant { id: "example".to_owned() },
        transaction: Some(transaction()),
        user: pur::User { email: Some("ada@example.com".to_owned()), ..Default::default() },
        ..Default::default()
    }
}

fn client() -> Client {
    Client { client_id: "example-client".to_owned(), name: "Example App".to_owned(), ..Default::default() }
}

fn connection() -> Connection {
    Connection {
        id: "con_example".to_owned(),
        name: "Username-Password-Authentication".to_owned(),
        strategy: "auth0".to_owned(),
        ..Default::default()
    }
}

fn request(method: &str) -> Request {
    Request {
        ip: "192.0.2.1".to_owned(),
        method: method.to_owned(),
        hostname: Some("login.example.com".to_owned()),
        language: Some("en".to_owned()),
        user_agent: Some("Mozilla/5.0".to_owned()),
        geoip: GeoIp::default(),
        ..Default::default()
    }
}

fn transaction() -> Transaction {
    Transaction {
        protocol: Some("oidc-basic-profile".to_owned()),
        redirect_uri: Some("https://app.example.com/callback".to_owned()),
        requested_scopes: vec!["openid".to_owned(), "profile".to_owned()],
        response_mode: Some("query".to_owned()),
        response_type: vec!["code".to_owned()],
        ..Default::default()
    }
}
