//! People at the Management API: a user's token does what the user was given, at an application that was let in, and nothing else.

use std::time::Duration;

use anteroom::bootstrap::{CLI_CLIENT, DEFAULT_CONNECTION};
use anteroom::identity::entitlements::change;
use anteroom::identity::{Client, ClientGrant, Connection, Permission, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;
use crate::support::browser::Browser;
use crate::support::clients::Answer;
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

struct Story {
    server: TestServer,
    user: User,
}

impl Story {
    /// A server after its first start, and a user who has nothing.
    async fn begin() -> Self {
        let (server, _) = TestServer::first_started().await;
        let connection: Connection = server.app.directory.connections.find("name", DEFAULT_CONNECTION).await.unwrap().unwrap().value;
        let user = server.with_user(&connection, EMAIL).await;
        // A token tells its time in whole seconds.
        server.clock.advance(Duration::from_secs(1));
        Self { server, user }
    }

    fn permission(&self, name: &str) -> Permission {
        Permission { resource_server_identifier: self.server.app.config.management_audience(), permission_name: name.to_owned() }
    }

    async fn give(&self, names: &[&str]) {
        let permissions: Vec<Permission> = names.iter().map(|name| self.permission(name)).collect();
        change::add_permissions(&self.server.app.directory, &self.user.user_id, &permissions).await.unwrap();
    }

    /// A token with these claims, of the user at the application of the command line if nothing else is said.
    fn token(&self, more: Value) -> String {
        let mut claims = json!({
            "sub": self.user.user_id, "azp": CLI_CLIENT, "aud": self.server.app.config.management_audience(),
            "scope": "read:clients update:clients delete:clients",
        });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.server.token_of(claims)
    }

    async fn get(&self, token: &str) -> (u16, Value) {
        self.server.api_with(Some(token.to_owned())).get("/clients").await
    }

    /// What a login at the command line gives, asked for with these scopes.
    async fn log_in(&self, scope: &str) -> Answer {
        let audience = self.server.app.config.management_audience();
        let form = [("client_id", CLI_CLIENT), ("audience", audience.as_str()), ("scope", scope)];
        let codes = self.server.post_form("/oauth/device/code", &form).await;
        let browser = Browser::new(&self.server);
        let page = browser.get(&format!("/activate?user_code={}", codes.text_of("user_code"))).await;
        let path = format!("/u/device-confirmation?user_code={}", codes.text_of("user_code").replace('-', ""));
        let login = browser.submit(&path, &page, &[("action", "confirm")]).await.location().to_owned();
        let page = browser.get(&login).await;
        let consent = browser.submit(&login, &page, &[("username", EMAIL), ("password", PASSWORD)]).await.location().to_owned();
        assert!(consent.starts_with("/u/consent"), "this API is given to nobody unasked: {consent}");
        let page = browser.get(&consent).await;
        browser.submit(&consent, &page, &[("action", "accept")]).await;
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let form = [("grant_type", grant), ("client_id", CLI_CLIENT), ("device_code", codes.text_of("device_code"))];
        self.server.post_form("/oauth/token", &form).await
    }
}

#[tokio::test]
async fn a_user_who_was_given_nothing_may_do_nothing() {
    let story = Story::begin().await;
    let answer = story.log_in("read:clients create:clients offline_access").await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("offline_access")), "{}", answer.text);
    assert_eq!(answer.json["expires_in"], 3600);
    let refused = story.get(answer.text_of("access_token")).await;
    assert_eq!((refused.0, &refused.1["errorCode"]), (403, &json!("insufficient_scope")));
    // Nor may the one whom the first start made.
    for user in story.server.app.directory.users.all().await.unwrap() {
        let token = story.token(json!({ "sub": user.user_id }));
        assert_eq!(story.get(&token).await.0, 403);
    }
}

#[tokio::test]
async fn nobody_signs_up_at_the_application_for_operators() {
    let story = Story::begin().await;
    let form = [("client_id", CLI_CLIENT), ("email", "new@example.com"), ("password", PASSWORD), ("connection", DEFAULT_CONNECTION)];
    let answer = story.server.post_form("/dbconnections/signup", &form).await;
    assert_eq!((answer.status, &answer.json["code"]), (400, &json!("signup_disabled")), "{}", answer.text);
    let codes = story.server.post_form("/oauth/device/code", &[("client_id", CLI_CLIENT)]).await;
    let browser = Browser::new(&story.server);
    let page = browser.get(&format!("/activate?user_code={}", codes.text_of("user_code"))).await;
    let path = format!("/u/device-confirmation?user_code={}", codes.text_of("user_code").replace('-', ""));
    let login = browser.submit(&path, &page, &[("action", "confirm")]).await.location().to_owned();
    assert!(!browser.get(&login).await.body.contains("/u/signup"));
    let signup = login.replace("/u/login", "/u/signup");
    let page = browser.get(&login).await;
    let refused = browser.submit(&signup, &page, &[("email", "new@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, 403);
    assert_eq!(story.server.app.directory.users.all().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_user_may_do_what_they_were_given_and_the_log_names_them() {
    let story = Story::begin().await;
    story.give(&["read:clients", "create:clients"]).await;
    let answer = story.log_in("read:clients create:clients delete:clients offline_access").await;
    assert_eq!(answer.json["scope"], "read:clients create:clients offline_access");
    let api = story.server.api_with(Some(answer.text_of("access_token").to_owned()));
    assert_eq!(api.get("/clients").await.0, 200);
    assert_eq!(api.post("/clients", json!({ "name": "Made by Ann" })).await.0, 201);
    assert_eq!(api.delete("/clients/x").await.0, 403);
    let event = story.server.last_log("sapi").await.expect("an event");
    assert_eq!((event.user_id.as_deref(), event.client_id.as_deref()), (Some(story.user.user_id.as_str()), Some(CLI_CLIENT)));
    let form = [("grant_type", "refresh_token"), ("client_id", CLI_CLIENT), ("refresh_token", answer.text_of("refresh_token"))];
    let again = story.server.post_form("/oauth/token", &form).await;
    assert_eq!(story.get(again.text_of("access_token")).await.0, 200);
    assert!(again.json["refresh_token"].is_string() && again.json["refresh_token"] != answer.json["refresh_token"], "{}", again.text);
}

#[tokio::test]
async fn what_a_token_says_counts_only_as_far_as_the_user_holds_it() {
    let story = Story::begin().await;
    // As an Action would have added it, or as it was before the role was taken.
    let token = story.token(json!({}));
    assert_eq!(story.get(&token).await.0, 403);
    story.give(&["read:clients"]).await;
    assert_eq!(story.get(&token).await.0, 200);
    let delete = story.server.api_with(Some(token.clone())).delete("/clients/x").await;
    assert_eq!(delete.0, 403);
    change::remove_permissions(&story.server.app.directory, &story.user.user_id, &[story.permission("read:clients")]).await.unwrap();
    assert_eq!(story.get(&token).await.0, 403);
}

#[tokio::test]
async fn a_token_ends_with_the_users_right_to_log_in() {
    let story = Story::begin().await;
    story.give(&["read:clients"]).await;
    let token = story.token(json!({}));
    let users = &story.server.app.directory.users;
    assert_eq!(story.get(&token).await.0, 200);
    users.modify(&story.user.user_id, |user| user.blocked = true).await.unwrap();
    assert_eq!(story.get(&token).await.0, 401);
    users.modify(&story.user.user_id, |user| user.blocked = false).await.unwrap();
    story.server.clock.advance(Duration::from_secs(1));
    let now = story.server.app.clock.now();
    users.modify(&story.user.user_id, |user| user.last_password_reset = Some(now)).await.unwrap();
    assert_eq!(story.get(&token).await.0, 401);
    assert_eq!(story.get(&story.token(json!({}))).await.0, 200);
    story.server.app.directory.users.delete(&users.get(&story.user.user_id).await.unwrap().unwrap()).await.unwrap();
    assert_eq!(message(&story.get(&story.token(json!({}))).await), "Invalid token");
}

#[tokio::test]
async fn an_application_that_was_not_let_in_acts_for_nobody() {
    let story = Story::begin().await;
    story.give(&["read:clients", "update:clients"]).await;
    let directory = &story.server.app.directory;
    let other = story.server.with_client("Other", anteroom::identity::client::AppType::Spa).await;
    let token = story.token(json!({ "azp": other.client_id }));
    assert_eq!(story.get(&token).await.0, 401);
    let audience = story.server.app.config.management_audience();
    let grant = |subject_type: &str, scope: &str| ClientGrant {
        id: format!("cgr_{subject_type}"),
        client_id: other.client_id.clone(),
        audience: audience.clone(),
        scope: vec![scope.to_owned()],
        subject_type: subject_type.to_owned(),
        extra: Default::default(),
    };
    // What it may have by itself says nothing of users.
    directory.client_grants.insert(grant("client", "read:clients")).await.unwrap();
    assert_eq!(story.get(&token).await.0, 401);
    directory.client_grants.insert(grant("user", "update:clients")).await.unwrap();
    assert_eq!(story.get(&token).await.0, 403, "the grant bounds what it may do for them");
    let change = |grant: &mut ClientGrant| grant.scope = vec!["read:clients".to_owned()];
    directory.client_grants.modify("cgr_user", change).await.unwrap();
    assert_eq!(story.get(&token).await.0, 200);
    let third_party = |client: &mut Client| client.is_first_party = false;
    directory.clients.modify(&other.client_id, third_party).await.unwrap();
    assert_eq!(story.get(&token).await.0, 401);
}

#[tokio::test]
async fn a_token_that_is_for_userinfo_as_well_is_not_taken() {
    let story = Story::begin().await;
    story.give(&["read:clients"]).await;
    let (management, userinfo) = (story.server.app.config.management_audience(), story.server.app.config.userinfo_audience());
    for audience in [json!([management, userinfo]), json!([userinfo]), json!([]), json!([management, "https://x.example/"])] {
        assert_eq!(story.get(&story.token(json!({ "aud": audience }))).await.0, 401, "{audience}");
    }
    assert_eq!(story.get(&story.token(json!({ "iat": "now" }))).await.0, 401);
}

#[tokio::test]
async fn roles_inside_an_organization_give_nothing_here() {
    use anteroom::identity::organization::change as organizations;
    use anteroom::identity::{Organization, Role};
    let story = Story::begin().await;
    let directory = &story.server.app.directory;
    let role = Role { id: "rol_a".into(), name: "A".into(), description: None, permissions: vec![story.permission("read:clients")] };
    directory.roles.insert(role).await.unwrap();
    let organization = Organization {
        id: "org_acme000000000000".to_owned(),
        name: "acme".to_owned(),
        display_name: "Acme".to_owned(),
        branding: None,
        metadata: Default::default(),
        token_quota: None,
        connections: Vec::new(),
    };
    directory.organizations.insert(organization).await.unwrap();
    organizations::add(directory, "org_acme000000000000", std::slice::from_ref(&story.user.user_id), &["rol_a".to_owned()]).await.unwrap();
    let token = story.token(json!({ "org_id": "org_acme000000000000" }));
    assert_eq!(story.get(&token).await.0, 403);
    change::assign_roles(directory, std::slice::from_ref(&story.user.user_id), &["rol_a".to_owned()]).await.unwrap();
    assert_eq!(story.get(&token).await.0, 200);
}
