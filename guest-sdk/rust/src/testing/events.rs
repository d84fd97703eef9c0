//! Events of an ordinary day, to be changed where a test differs. All names and addresses are reserved for documentation.
//!
//! For an event that the server recorded: `serde_json::from_str::<Event>(…)`.

use crate::event::{
    Authentication, AuthenticationMethod, Authorization, Client, Connection, GeoIp, Identity, Request, ResourceServer, Stats, Tenant,
    Transaction, User, delivery,
};
use crate::{
    client_registration, credentials_exchange, custom_email_provider, custom_phone_provider, custom_token_exchange,
    password_reset_post_challenge, post_change_password, post_login, post_user_registration, pre_user_registration, send_phone_message,
};

const NOW: &str = "2026-01-01T00:00:00.000Z";
const PHONE: &str = "+15550100";
const USER_ID: &str = "auth0|6595a1b2c3d4e5f60718293a";

/// A user of a database connection logs in with a password, through a browser, for the third time.
pub fn post_login_event() -> post_login::Event {
    post_login::Event {
        authentication: Some(authentication("pwd")),
        authorization: Some(Authorization::default()),
        client: client(),
        connection: connection(),
        request: request("POST"),
        session: Some(post_login::Session {
            id: "sess_example".to_owned(),
            authenticated_at: Some(NOW.to_owned()),
            user_id: Some(USER_ID.to_owned()),
            ..Default::default()
        }),
        stats: Stats { logins_count: 3 },
        tenant: tenant(),
        transaction: Some(transaction()),
        user: user(),
        ..Default::default()
    }
}

/// An application asks for a token for an API, with one scope.
pub fn credentials_exchange_event() -> credentials_exchange::Event {
    let scopes = vec!["read:orders".to_owned()];
    credentials_exchange::Event {
        access_token: credentials_exchange::AccessToken { scope: scopes.clone(), ..Default::default() },
        client: client(),
        request: request("POST"),
        resource_server: resource_server(),
        tenant: tenant(),
        transaction: credentials_exchange::Transaction { requested_scopes: scopes.clone(), target_scopes: scopes, ..Default::default() },
        ..Default::default()
    }
}

/// Somebody signs up in a database connection, on the page of an application.
pub fn pre_user_registration_event() -> pre_user_registration::Event {
    pre_user_registration::Event {
        client: Some(client()),
        connection: connection(),
        request: request("POST"),
        tenant: tenant(),
        transaction: Some(transaction()),
        user: pre_user_registration::User { email: Some("ada@example.com".to_owned()), ..Default::default() },
        ..Default::default()
    }
}

/// Somebody has signed up in a database connection, on the page of an application.
pub fn post_user_registration_event() -> post_user_registration::Event {
    post_user_registration::Event {
        connection: connection(),
        request: Some(request("POST")),
        tenant: tenant(),
        transaction: Some(transaction()),
        user: user(),
        ..Default::default()
    }
}

/// A user has changed the password.
pub fn post_change_password_event() -> post_change_password::Event {
    post_change_password::Event {
        connection: connection(),
        request: request("POST"),
        tenant: tenant(),
        user: post_change_password::User {
            user_id: Some(USER_ID.to_owned()),
            email: Some("ada@example.com".to_owned()),
            email_verified: Some(true),
            last_password_reset: Some(NOW.to_owned()),
            ..Default::default()
        },
        ..Default::default()
    }
}

/// A user enrols a phone by text.
pub fn send_phone_message_event() -> send_phone_message::Event {
    send_phone_message::Event {
        client: Some(client()),
        message_options: send_phone_message::MessageOptions {
            action: "enrollment".to_owned(),
            code: "123456".to_owned(),
            message_type: "sms".to_owned(),
            recipient: PHONE.to_owned(),
            text: "123456 is your code.".to_owned(),
        },
        request: request("POST"),
        tenant: tenant(),
        user: user(),
        ..Default::default()
    }
}

/// A user has followed the link of a forgotten password.
pub fn password_reset_post_challenge_event() -> password_reset_post_challenge::Event {
    password_reset_post_challenge::Event {
        authentication: Some(authentication("email")),
        authorization: Some(Authorization::default()),
        client: Some(client()),
        connection: connection(),
        request: request("POST"),
        stats: Stats { logins_count: 3 },
        tenant: tenant(),
        transaction: Some(transaction()),
        user: user(),
        ..Default::default()
    }
}

/// A user is to get a one-time code by text.
pub fn custom_phone_provider_event() -> custom_phone_provider::Event {
    custom_phone_provider::Event {
        client: Some(client()),
        notification: custom_phone_provider::Notification {
            as_text: "123456 is your code.".to_owned(),
            as_voice: "1 2 3 4 5 6 is your code.".to_owned(),
            code: Some("123456".to_owned()),
            delivery_method: "text".to_owned(),
            recipient: PHONE.to_owned(),
            message_type: "otp_verify".to_owned(),
            ..Default::default()
        },
        request: request("POST"),
        tenant: messages_tenant(),
        user: user(),
        ..Default::default()
    }
}

/// A user is to be welcomed by e-mail.
pub fn custom_email_provider_event() -> custom_email_provider::Event {
    custom_email_provider::Event {
        client: client(),
        connection: Some(connection()),
        notification: custom_email_provider::Notification {
            from: "login@example.com".to_owned(),
            to: "ada@example.com".to_owned(),
            subject: "Welcome".to_owned(),
            html: "<p>Welcome</p>".to_owned(),
            text: "Welcome".to_owned(),
            locale: Some("en".to_owned()),
            message_type: "welcome_email".to_owned(),
        },
        request: request("POST"),
        tenant: messages_tenant(),
        user: user(),
        ..Default::default()
    }
}

/// An application brings the token of a partner.
pub fn custom_token_exchange_event() -> custom_token_exchange::Event {
    custom_token_exchange::Event {
        client: client(),
        request: request("POST"),
        resource_server: resource_server(),
        tenant: tenant(),
        transaction: custom_token_exchange::Transaction {
            subject_token: "opaque".to_owned(),
            subject_token_type: "urn:example:token".to_owned(),
            requested_scopes: vec!["openid".to_owned()],
            ..Default::default()
        },
        ..Default::default()
    }
}

/// An application registers itself.
pub fn client_registration_event() -> client_registration::Event {
    client_registration::Event {
        client: client_registration::Metadata {
            client_name: "Calendar sync".to_owned(),
            redirect_uris: vec!["https://calendar.example.com/callback".to_owned()],
            token_endpoint_auth_method: "client_secret_post".to_owned(),
            grant_types: vec!["authorization_code".to_owned()],
            response_types: vec!["code".to_owned()],
            application_type: "web".to_owned(),
            third_party_security_mode: "permissive".to_owned(),
            ..Default::default()
        },
        request: request("POST"),
        tenant: tenant(),
        ..Default::default()
    }
}

fn user() -> User {
    User {
        user_id: USER_ID.to_owned(),
        created_at: "2025-06-01T12:00:00.000Z".to_owned(),
        updated_at: NOW.to_owned(),
        email: Some("ada@example.com".to_owned()),
        email_verified: Some(true),
        name: Some("Ada Example".to_owned()),
        nickname: Some("ada".to_owned()),
        identities: vec![Identity {
            connection: connection().name,
            is_social: false,
            profile_data: None,
            provider: "auth0".to_owned(),
            user_id: "6595a1b2c3d4e5f60718293a".to_owned(),
        }],
        ..Default::default()
    }
}

fn authentication(method: &str) -> Authentication {
    Authentication {
        methods: vec![AuthenticationMethod { name: method.to_owned(), timestamp: NOW.to_owned(), kind: None }],
        risk_assessment: None,
    }
}

fn tenant() -> Tenant {
    Tenant { id: "example".to_owned() }
}

fn messages_tenant() -> delivery::Tenant {
    delivery::Tenant { id: "example".to_owned(), friendly_name: Some("Example".to_owned()), ..Default::default() }
}

fn resource_server() -> ResourceServer {
    ResourceServer { identifier: "https://api.example.com/".to_owned() }
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
