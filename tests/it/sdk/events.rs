//! Events in which every field has a value of its own. They are written without `..Default::default()`: a new field of the contract
//! does not compile here until it has one, and then the tests find out whether it reaches an Action.

mod accounts;
mod exchanges;
mod messages;

use anteroom::contract::common::{
    Authentication, AuthenticationMethod, Client, Connection, CustomDomain, Device, GeoIp, Organization, Request, ResourceServer,
    SecurityContext, Tenant, Transaction,
};
use anteroom::contract::post_login::{Event as PostLogin, RefreshToken, Session, SessionClient, SessionCookie};
use anteroom::contract::pre_user_registration::{Event as PreUserRegistration, User as NewUser};
use anteroom::contract::user::{Authorization, Identity, Stats, User};
use anteroom::contract::{Event, Trigger};
use serde_json::{Map, Value, json};

/// The event of a trigger.
pub fn event(trigger: Trigger) -> Event {
    match trigger {
        Trigger::PostLogin => Event::PostLogin(Box::new(post_login())),
        Trigger::CredentialsExchange => Event::CredentialsExchange(Box::new(exchanges::credentials())),
        Trigger::PreUserRegistration => Event::PreUserRegistration(Box::new(pre_user_registration())),
        Trigger::PostUserRegistration => Event::PostUserRegistration(Box::new(accounts::registered())),
        Trigger::PostChangePassword => Event::PostChangePassword(Box::new(accounts::changed_password())),
        Trigger::SendPhoneMessage => Event::SendPhoneMessage(Box::new(messages::second_factor())),
        Trigger::PasswordResetPostChallenge => Event::PasswordResetPostChallenge(Box::new(accounts::password_reset())),
        Trigger::CustomPhoneProvider => Event::CustomPhoneProvider(Box::new(messages::phone())),
        Trigger::CustomEmailProvider => Event::CustomEmailProvider(Box::new(messages::email())),
        Trigger::CustomTokenExchange => Event::CustomTokenExchange(Box::new(exchanges::token())),
        Trigger::ClientRegistration => Event::ClientRegistration(Box::new(exchanges::registration())),
    }
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

/// A JSON object that says where it belongs.
fn object(place: &str) -> Map<String, Value> {
    [("place".to_owned(), json!(place)), ("deep".to_owned(), json!({ "list": [1, -2.5, null, true, "\u{e9}\"\\"] }))].into_iter().collect()
}

fn open(place: &str) -> Option<Value> {
    Some(Value::Object(object(place)))
}

pub fn post_login() -> PostLogin {
    PostLogin {
        rules: Vec::new(),
        agent: open("agent"),
        authentication: Some(authentication()),
        authorization: Some(authorization()),
        client: client(),
        connection: connection(),
        custom_domain: Some(custom_domain()),
        organization: Some(organization()),
        prompt: open("prompt"),
        refresh_token: Some(RefreshToken {
            id: "rt_1".to_owned(),
            client_id: text("rt-client"),
            created_at: "2026-01-01T00:00:00.001Z".to_owned(),
            device: Some(device("refresh")),
            expires_at: text("2026-01-01T00:00:00.002Z"),
            idle_expires_at: text("2026-01-01T00:00:00.003Z"),
            last_exchanged_at: text("2026-01-01T00:00:00.004Z"),
            metadata: Some(object("refresh_token")),
            resource_servers: Some(json!([{ "audience": "https://api.example.com/", "scopes": "read" }])),
            rotating: Some(true),
            session_id: text("rt-session"),
            session_transfer: open("refresh_token.session_transfer"),
            user_id: text("rt-user"),
        }),
        request: request(),
        resource_server: Some(resource_server()),
        security_context: Some(security_context()),
        session: Some(Session {
            id: "sess_1".to_owned(),
            authenticated_at: text("2026-01-01T00:00:00.005Z"),
            clients: vec![SessionClient { client_id: "a".to_owned() }, SessionClient { client_id: "b".to_owned() }],
            created_at: text("2026-01-01T00:00:00.006Z"),
            device: Some(device("session")),
            expires_at: text("2026-01-01T00:00:00.007Z"),
            idle_expires_at: text("2026-01-01T00:00:00.008Z"),
            last_interacted_at: text("2026-01-01T00:00:00.009Z"),
            updated_at: text("2026-01-01T00:00:00.010Z"),
            user_id: text("session-user"),
            cookie: Some(SessionCookie { mode: "persistent".to_owned() }),
            metadata: Some(object("session")),
            actor: open("session.actor"),
            session_transfer: open("session.session_transfer"),
        }),
        session_transfer_token: open("session_transfer_token"),
        stats: stats(),
        tenant: tenant(),
        transaction: Some(transaction()),
        user: user(),
    }
}

pub fn pre_user_registration() -> PreUserRegistration {
    PreUserRegistration {
        authentication: Some(authentication()),
        client: Some(client()),
        connection: connection(),
        custom_domain: Some(custom_domain()),
        request: request(),
        security_context: Some(security_context()),
        tenant: tenant(),
        transaction: Some(transaction()),
        user: NewUser {
            email: text("a@example.com"),
            username: text("user-name"),
            phone_number: text("+15550100"),
            name: text("Name"),
            nickname: text("Nick"),
            given_name: text("Given"),
            family_name: text("Family"),
            picture: text("https://example.com/picture"),
            app_metadata: Some(object("app_metadata")),
            user_metadata: Some(object("user_metadata")),
        },
    }
}

fn authentication() -> Authentication {
    let method =
        |name: &str| AuthenticationMethod { name: name.to_owned(), timestamp: "2026-01-01T00:00:00.014Z".to_owned(), kind: text("otp") };
    Authentication { methods: vec![method("pwd"), method("mfa")], risk_assessment: open("riskAssessment") }
}

fn authorization() -> Authorization {
    Authorization { roles: list(&["admin", "editor"]) }
}

fn stats() -> Stats {
    Stats { logins_count: u64::from(u32::MAX) + 1 }
}

fn tenant() -> Tenant {
    Tenant { id: "tenant".to_owned() }
}

fn organization() -> Organization {
    Organization {
        id: "org_1".to_owned(),
        name: "org-name".to_owned(),
        display_name: "Org Name".to_owned(),
        metadata: object("organization"),
    }
}

fn resource_server() -> ResourceServer {
    ResourceServer { identifier: "https://api.example.com/".to_owned() }
}

fn user() -> User {
    User {
        user_id: "auth0|1".to_owned(),
        created_at: "2026-01-01T00:00:00.011Z".to_owned(),
        updated_at: "2026-01-01T00:00:00.012Z".to_owned(),
        app_metadata: object("app_metadata"),
        user_metadata: object("user_metadata"),
        identities: vec![Identity {
            connection: "identity-connection".to_owned(),
            is_social: true,
            profile_data: Some(object("profile_data")),
            provider: "identity-provider".to_owned(),
            user_id: "identity-user".to_owned(),
        }],
        email: text("a@example.com"),
        email_verified: Some(true),
        family_name: text("Family"),
        given_name: text("Given"),
        last_password_reset: text("2026-01-01T00:00:00.013Z"),
        name: text("Name"),
        nickname: text("Nick"),
        phone_number: text("+15550100"),
        phone_verified: Some(false),
        picture: text("https://example.com/picture"),
        username: text("user-name"),
        enrolled_factors: Some(json!([{ "type": "otp" }])),
        multifactor: list(&["guardian"]),
    }
}

fn client() -> Client {
    Client {
        client_id: "client-id".to_owned(),
        name: "Client Name".to_owned(),
        metadata: object("client"),
        refresh_token: open("client.refresh_token"),
    }
}

fn connection() -> Connection {
    Connection { id: "con_1".to_owned(), name: "connection-name".to_owned(), strategy: "auth0".to_owned(), metadata: object("connection") }
}

fn custom_domain() -> CustomDomain {
    CustomDomain { domain: "login.example.com".to_owned(), domain_metadata: object("custom_domain") }
}

fn device(place: &str) -> Device {
    let field = |name: &str| Some(format!("{place} {name}"));
    Device {
        initial_asn: field("initial_asn"),
        initial_ip: field("initial_ip"),
        initial_user_agent: field("initial_user_agent"),
        last_asn: field("last_asn"),
        last_ip: field("last_ip"),
        last_user_agent: field("last_user_agent"),
    }
}

fn request() -> Request {
    Request {
        ip: "192.0.2.1".to_owned(),
        method: "POST".to_owned(),
        body: object("body"),
        query: Some([("q".to_owned(), "1".to_owned())].into_iter().collect()),
        hostname: text("host.example.com"),
        language: text("en"),
        user_agent: text("agent"),
        asn: text("64496"),
        geoip: GeoIp {
            city_name: text("City"),
            continent_code: text("EU"),
            country_code: text("PT"),
            country_code3: text("PRT"),
            country_name: text("Portugal"),
            latitude: Some(38.7),
            longitude: Some(-9.1),
            subdivision_code: text("11"),
            subdivision_name: text("Lisbon"),
            time_zone: text("Europe/Lisbon"),
        },
    }
}

fn security_context() -> SecurityContext {
    SecurityContext { ja3: text("ja3-value"), ja4: text("ja4-value") }
}

fn transaction() -> Transaction {
    Transaction {
        id: text("txn"),
        acr_values: list(&["acr"]),
        linking_id: text("linking"),
        locale: text("en-GB"),
        login_hint: text("hint"),
        prompt: list(&["login", "consent"]),
        protocol: text("oidc-basic-profile"),
        redirect_uri: text("https://app.example.com/callback"),
        requested_authorization_details: Some(json!([{ "type": "payment" }])),
        requested_scopes: list(&["openid", "email"]),
        response_mode: text("query"),
        response_type: list(&["code", "id_token"]),
        state: text("state"),
        ui_locales: list(&["en", "pt"]),
        correlation_id: text("correlation"),
        actor_token_type: text("actor-type"),
        subject_token_type: text("subject-type"),
        actor: open("transaction.actor"),
        metadata: object("transaction"),
    }
}
