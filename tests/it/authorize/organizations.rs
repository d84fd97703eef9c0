//! Logins with an organization: who comes in, by what, and what the tokens say.

use anteroom::identity::client::AppType;
use anteroom::identity::entitlements::change as entitle;
use anteroom::identity::organization::{OrganizationConnection, change};
use anteroom::identity::{Client, Connection, Organization, Permission, Role, User};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::clients::Answer;
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::verified;

const EMAIL: &str = "ann@example.com";
const ACME: &str = "org_acme000000000000";
const API: &str = "https://orders.example.com";

struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
    user: User,
}

/// An application that may log in with organizations, one organization with the database, and a user who is no member.
async fn story(usage: &str) -> Story {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::Spa).await;
    let allow = |client: &mut Client| drop(client.extra.insert("organization_usage".to_owned(), json!(usage)));
    let client = server.app.directory.clients.modify(&client.client_id, allow).await.unwrap().unwrap().value;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    let organization = Organization {
        id: ACME.to_owned(),
        name: "acme".to_owned(),
        display_name: "Acme Inc.".to_owned(),
        branding: None,
        metadata: json!({ "plan": "gold" }).as_object().cloned().unwrap(),
        token_quota: None,
        connections: vec![OrganizationConnection {
            connection_id: connection.id.clone(),
            assign_membership_on_login: false,
            show_as_button: true,
            is_signup_enabled: false,
            is_enabled: true,
            extra: Default::default(),
        }],
    };
    server.app.directory.organizations.insert(organization).await.unwrap();
    Story { server, client, connection, user }
}

impl Story {
    async fn organization(&self, change: impl FnMut(&mut Organization)) {
        self.server.app.directory.organizations.modify(ACME, change).await.unwrap();
    }

    async fn join(&self, roles: &[String]) {
        change::add(&self.server.app.directory, ACME, std::slice::from_ref(&self.user.user_id), roles).await.unwrap();
    }

    /// What the application gets back from a login with a password.
    async fn log_in(&self, more: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
        Browser::new(&self.server).log_in(&authorize(&self.client, more), EMAIL, PASSWORD).await.returned()
    }

    async fn redeem(&self, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client.client_id.as_str()),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.server.post_form("/oauth/token", &form).await
    }

    async fn refresh(&self, token: &str) -> Answer {
        let client_id = self.client.client_id.as_str();
        self.server.post_form("/oauth/token", &[("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", token)]).await
    }

    /// The error of a request that is refused at once.
    async fn refused(&self, more: &[(&str, &str)]) -> String {
        let back = Browser::new(&self.server).get(&authorize(&self.client, more)).await.returned();
        assert_eq!(back["error"], "invalid_request", "{back:?}");
        back["error_description"].clone()
    }
}

#[tokio::test]
async fn a_member_logs_in_and_the_tokens_name_the_organization() {
    let story = story("allow").await;
    story.join(&[]).await;
    let server = &story.server;
    server.resource_server(API, &["read:orders"]).await;
    let back = story.log_in(&[("organization", ACME), ("audience", API), ("scope", "openid offline_access read:orders")]).await;
    let answer = story.redeem(&back["code"]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    for (token, audience) in [("id_token", story.client.client_id.as_str()), ("access_token", API)] {
        let claims = verified(server, answer.text_of(token), audience).await;
        assert_eq!(claims["org_id"], ACME);
        assert!(!claims.contains_key("org_name"), "named only where the tenant says so");
    }
    let event = server.last_log("s").await.unwrap();
    assert_eq!((event.organization_id.as_deref(), event.organization_name.as_deref()), (Some(ACME), Some("acme")));

    let tenant = server.app.config.tenant.clone();
    let named = |tenant: &mut anteroom::identity::Tenant| {
        tenant.extra.insert("allow_organization_name_in_authentication_api".to_owned(), json!(true));
    };
    server.app.directory.tenants.modify(&tenant, named).await.unwrap();
    let again = story.refresh(answer.text_of("refresh_token")).await;
    for (token, audience) in [("id_token", story.client.client_id.as_str()), ("access_token", API)] {
        let claims = verified(server, again.text_of(token), audience).await;
        assert_eq!((&claims["org_id"], &claims["org_name"]), (&json!(ACME), &json!("acme")));
    }
    let back = story.log_in(&[("organization", "Acme")]).await;
    assert!(back.contains_key("code"), "by its name, too: {back:?}");
}

#[tokio::test]
async fn who_is_no_member_does_not_come_in() {
    let story = story("allow").await;
    let back = story.log_in(&[("organization", ACME)]).await;
    let reason = format!("user {} is not part of the {ACME} organization", story.user.user_id);
    assert_eq!((back["error"].as_str(), &back["error_description"]), ("access_denied", &reason));
    let directory = &story.server.app.directory;
    assert!(directory.sessions.all().await.unwrap().is_empty() && directory.codes.all().await.unwrap().is_empty());
    assert_eq!(directory.users.get(&story.user.user_id).await.unwrap().unwrap().logins_count, 0);
    assert_eq!(story.server.last_log("f").await.unwrap().description.as_deref(), Some(reason.as_str()));
    assert!(story.log_in(&[]).await.contains_key("code"), "without the organization they do");
}

#[tokio::test]
async fn the_application_says_whether_logins_are_with_an_organization() {
    let denying = story("deny").await;
    assert_eq!(denying.refused(&[("organization", ACME)]).await, "parameter organization is not allowed for this client");
    let requiring = story("require").await;
    assert_eq!(requiring.refused(&[]).await, "parameter organization is required for this client");
    requiring.join(&[]).await;
    assert!(requiring.log_in(&[("organization", ACME)]).await.contains_key("code"));
    for unknown in ["org_0000000000000000", "acme"] {
        assert_eq!(requiring.refused(&[("organization", unknown)]).await, "parameter organization is invalid");
    }
}

#[tokio::test]
async fn a_connection_that_the_organization_does_not_use_lets_nobody_in() {
    let story = story("allow").await;
    story.join(&[]).await;
    story.organization(|organization| organization.connections[0].is_enabled = false).await;
    assert_eq!(story.refused(&[("organization", ACME)]).await, "no connections enabled for the client");
    let named = [("organization", ACME), ("connection", story.connection.name.as_str())];
    assert_eq!(story.refused(&named).await, "the connection was not found or is not enabled for the client");
}

#[tokio::test]
async fn a_connection_may_make_members_of_those_who_log_in_and_open_the_sign_up() {
    let story = story("allow").await;
    let (server, directory) = (&story.server, &story.server.app.directory);
    let asked = authorize(&story.client, &[("organization", ACME), ("screen_hint", "signup")]);
    let browser = Browser::new(server);
    let (path, page) = browser.begin(&asked).await;
    assert!(path.starts_with("/u/login"), "nobody signs up where the organization does not say so: {path}");
    let form = [("email", "new@example.com"), ("password", PASSWORD)];
    let closed = browser.submit(&path.replace("/u/login", "/u/signup"), &page, &form).await;
    assert_eq!((closed.status, directory.users.all().await.unwrap().len()), (403, 1));

    story
        .organization(|organization| {
            organization.connections[0].assign_membership_on_login = true;
            organization.connections[0].is_signup_enabled = true;
        })
        .await;
    assert!(story.log_in(&[("organization", ACME)]).await.contains_key("code"));
    let browser = Browser::new(server);
    let (path, page) = browser.begin(&asked).await;
    assert!(path.starts_with("/u/signup"), "{path}");
    assert!(browser.submit(&path, &page, &form).await.returned().contains_key("code"));
    assert_eq!(directory.members.all().await.unwrap().len(), 2);
    let event = server.last_log("organization_member_added").await.unwrap();
    assert_eq!((event.user_name.as_deref(), event.organization_id.as_deref()), (Some("new@example.com"), Some(ACME)));
}

#[tokio::test]
async fn a_session_answers_for_an_organization_only_if_its_user_is_a_member() {
    let story = story("allow").await;
    let browser = Browser::new(&story.server);
    assert!(browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned().contains_key("code"));
    let silent = authorize(&story.client, &[("organization", ACME), ("prompt", "none")]);
    assert_eq!(browser.get(&silent).await.returned()["error"], "login_required");
    story.join(&[]).await;
    assert!(browser.get(&silent).await.returned().contains_key("code"));
}

#[tokio::test]
async fn a_membership_that_ends_takes_codes_and_refresh_tokens_along() {
    let story = story("allow").await;
    story.join(&[]).await;
    let directory = &story.server.app.directory;
    let more = [("organization", ACME), ("scope", "openid offline_access")];
    let back = story.log_in(&more).await;
    let login = story.redeem(&back["code"]).await;
    assert_eq!(story.refresh(login.text_of("refresh_token")).await.status, 200);

    let back = story.log_in(&more).await;
    change::remove(directory, ACME, &story.user.user_id).await.unwrap();
    story.redeem(&back["code"]).await.assert_error(403, "invalid_grant");
    story.refresh(login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");

    story.join(&[]).await;
    assert_eq!(story.refresh(login.text_of("refresh_token")).await.status, 200);
    directory.organizations.delete(&directory.organizations.get(ACME).await.unwrap().unwrap()).await.unwrap();
    story.refresh(login.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn roles_inside_the_organization_count_for_logins_with_it_alone() {
    let story = story("allow").await;
    let (server, directory) = (&story.server, &story.server.app.directory);
    let api = |api: &mut anteroom::identity::ResourceServer| {
        api.enforce_policies = true;
        api.token_dialect = "access_token_authz".to_owned();
    };
    server.resource_server_with(API, &["read:orders", "write:orders"], api).await;
    for (id, name, scope) in [("rol_r", "Reader", "read:orders"), ("rol_w", "Writer", "write:orders")] {
        let permission = Permission { resource_server_identifier: API.to_owned(), permission_name: scope.to_owned() };
        let role = Role { id: id.to_owned(), name: name.to_owned(), description: None, permissions: vec![permission] };
        directory.roles.insert(role).await.unwrap();
    }
    entitle::assign_roles(directory, std::slice::from_ref(&story.user.user_id), &["rol_r".to_owned()]).await.unwrap();
    story.join(&["rol_w".to_owned()]).await;
    let asked = [("audience", API), ("scope", "openid offline_access read:orders write:orders")];
    let with = [asked[0], asked[1], ("organization", ACME)];

    let alone = story.redeem(&story.log_in(&asked).await["code"]).await;
    let claims = verified(server, alone.text_of("access_token"), API).await;
    assert_eq!((&claims["scope"], &claims["permissions"]), (&json!("openid offline_access read:orders"), &json!(["read:orders"])));
    let member = story.redeem(&story.log_in(&with).await["code"]).await;
    let claims = verified(server, member.text_of("access_token"), API).await;
    assert_eq!(claims["permissions"], json!(["read:orders", "write:orders"]));
    assert_eq!(claims["scope"], "openid offline_access read:orders write:orders");

    change::remove_roles(directory, ACME, &story.user.user_id, &["rol_w".to_owned()]).await.unwrap();
    let again = story.refresh(member.text_of("refresh_token")).await;
    assert_eq!(verified(server, again.text_of("access_token"), API).await["permissions"], json!(["read:orders"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_and_rules_see_the_organization_and_the_roles_inside_it() {
    let story = story("allow").await;
    let (server, directory) = (&story.server, &story.server.app.directory);
    for (id, name) in [("rol_r", "Reader"), ("rol_w", "Writer")] {
        directory
            .roles
            .insert(Role { id: id.to_owned(), name: name.to_owned(), description: None, permissions: Vec::new() })
            .await
            .unwrap();
    }
    entitle::assign_roles(directory, std::slice::from_ref(&story.user.user_id), &["rol_w".to_owned()]).await.unwrap();
    story.join(&["rol_r".to_owned()]).await;
    let api = server.api("create:actions update:actions");
    let code = "exports.onExecutePostLogin = async (event, api) => {
        api.access.deny(JSON.stringify([event.organization, event.authorization.roles]));
    };";
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let given = json!({ "name": "Telling", "code": code, "supported_triggers": triggers, "deploy": true });
    assert_eq!(api.post("/actions/actions", given).await.1["status"], "built");
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "Telling" } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200);

    let told: serde_json::Value = serde_json::from_str(&story.log_in(&[("organization", ACME)]).await["error_description"]).unwrap();
    let organization = json!({ "id": ACME, "name": "acme", "display_name": "Acme Inc.", "metadata": { "plan": "gold" } });
    assert_eq!(told, json!([organization, ["Reader", "Writer"]]));
    let told: serde_json::Value = serde_json::from_str(&story.log_in(&[]).await["error_description"]).unwrap();
    assert_eq!(told, json!([null, ["Writer"]]));

    let script = "function (user, context, callback) {
        callback(new UnauthorizedError(JSON.stringify([context.organization, context.authorization.roles])));
    }";
    assert_eq!(server.api("create:rules").post("/rules", json!({ "name": "Telling", "script": script })).await.0, 201);
    let told: serde_json::Value = serde_json::from_str(&story.log_in(&[("organization", ACME)]).await["error_description"]).unwrap();
    assert_eq!(told, json!([{ "id": ACME, "name": "acme", "metadata": { "plan": "gold" } }, ["Reader", "Writer"]]));
}

/// An invitation of `email` to the organization: its ticket.
async fn invited(story: &Story, email: &str) -> String {
    let uri = |client: &mut Client| client.initiate_login_uri = Some("https://shop.example.com/login".to_owned());
    story.server.app.directory.clients.modify(&story.client.client_id, uri).await.unwrap();
    let reader = Role { id: "rol_r".to_owned(), name: "Reader".to_owned(), description: None, permissions: Vec::new() };
    story.server.app.directory.roles.insert(reader).await.unwrap();
    let body = json!({
        "inviter": { "name": "Ada" }, "invitee": { "email": email }, "client_id": story.client.client_id, "roles": ["rol_r"],
        "app_metadata": { "seat": 7 }, "user_metadata": { "colour": "blue" },
    });
    let api = story.server.api("create:organization_invitations");
    let (status, made) = api.post(&format!("/organizations/{ACME}/invitations"), body).await;
    assert_eq!(status, 201, "{made}");
    made["ticket_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_invitation_makes_a_member_once_and_gives_what_it_holds() {
    let story = story("allow").await;
    let ticket = invited(&story, "Ann@Example.com").await;
    let directory = &story.server.app.directory;
    let back = story.log_in(&[("organization", ACME), ("invitation", &ticket)]).await;
    assert!(back.contains_key("code"), "{back:?}");
    let member = directory.members.all().await.unwrap().remove(0);
    assert_eq!((&member.user_id, &member.roles), (&story.user.user_id, &vec!["rol_r".to_owned()]));
    let user = directory.users.get(&story.user.user_id).await.unwrap().unwrap();
    assert_eq!((&user.app_metadata["seat"], &user.user_metadata["colour"]), (&json!(7), &json!("blue")));
    assert!(directory.invitations.all().await.unwrap().is_empty());

    change::remove(directory, ACME, &story.user.user_id).await.unwrap();
    let back = story.log_in(&[("organization", ACME), ("invitation", &ticket)]).await;
    assert_eq!(back["error"], "access_denied", "the ticket is used up");
}

#[tokio::test]
async fn somebody_elses_invitation_lets_nobody_in() {
    let story = story("allow").await;
    let ticket = invited(&story, "bob@example.com").await;
    for ticket in [ticket.as_str(), "no-ticket-at-all"] {
        let back = story.log_in(&[("organization", ACME), ("invitation", ticket)]).await;
        assert_eq!(back["error"], "access_denied");
    }
    assert_eq!(story.server.app.directory.invitations.all().await.unwrap().len(), 1);
    story.server.clock.advance(std::time::Duration::from_secs(604_800));
    let browser = Browser::new(&story.server);
    let asked = authorize(&story.client, &[("organization", ACME), ("invitation", &ticket), ("screen_hint", "signup")]);
    let (path, _) = browser.begin(&asked).await;
    assert!(path.starts_with("/u/login"), "an invitation that has ended opens no sign-up: {path}");
}

#[tokio::test]
async fn who_is_invited_may_sign_up() {
    let story = story("allow").await;
    let ticket = invited(&story, "new@example.com").await;
    let browser = Browser::new(&story.server);
    let asked = authorize(&story.client, &[("organization", ACME), ("invitation", &ticket), ("screen_hint", "signup")]);
    let (path, page) = browser.begin(&asked).await;
    let answer = browser.submit(&path, &page, &[("email", "new@example.com"), ("password", PASSWORD)]).await;
    assert!(answer.returned().contains_key("code"), "{answer:?}");
    assert_eq!(story.server.app.directory.members.all().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_cannot_put_a_user_who_is_no_member_in_the_place_of_one_who_is() {
    let story = story("allow").await;
    story.join(&[]).await;
    let primary = story.server.with_user(&story.connection, "ann@work.example.com").await;
    story.server.link(&story.user, &primary).await;
    let code = format!("exports.onExecutePostLogin = async (event, api) => api.authentication.setPrimaryUser('{}');", primary.user_id);
    let api = story.server.api("create:actions update:actions");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let made = json!({ "name": "primary", "code": code, "supported_triggers": triggers, "deploy": true });
    let (_, action) = api.post("/actions/actions", made).await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200, "{action}");

    let back = story.log_in(&[("organization", ACME)]).await;
    let told = "The primary user is not a member of the organization.";
    assert_eq!((back["error"].as_str(), back["error_description"].as_str()), ("access_denied", told));
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty());
    change::add(&story.server.app.directory, ACME, std::slice::from_ref(&primary.user_id), &[]).await.unwrap();
    assert!(story.log_in(&[("organization", ACME)]).await.contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!((code.user_id, code.organization_id.as_deref()), (primary.user_id, Some(ACME)));
}

#[tokio::test]
async fn a_callback_with_the_organizations_name_is_good_for_its_logins_alone() {
    let story = story("allow").await;
    story.join(&[]).await;
    let path = format!("/clients/{}", story.client.client_id);
    let api = story.server.api("update:clients");
    for bad in [
        "https://*.com/cb",
        "https://*.example.com:x/cb",
        "https://a.*.example.com/cb",
        "http://*.example.com/cb",
        "https://*x.example.com/cb",
    ] {
        let (status, answer) = api.patch(&path, json!({ "callbacks": [bad] })).await;
        assert_eq!(status, 400, "{bad}: {answer}");
    }
    let callbacks = json!({ "callbacks": ["https://{organization_name}.example.com/cb", "https://*.example.org/cb"] });
    assert_eq!(api.patch(&path, callbacks).await.0, 200);
    let at = |redirect: &str, more: &[(&str, &str)]| {
        let mut all = vec![("redirect_uri", redirect)];
        all.extend(more);
        authorize(&story.client, &all)
    };
    let browser = Browser::new(&story.server);
    let good = at("https://acme.example.com/cb", &[("organization", ACME)]);
    let answer = browser.log_in(&good, EMAIL, PASSWORD).await;
    assert!(answer.location().starts_with("https://acme.example.com/cb?code="), "{}", answer.location());
    assert!(browser.get(&at("https://any.example.org/cb", &[])).await.location().starts_with("https://any.example.org/cb?code="));
    for bad in [
        at("https://acme.example.com/cb", &[]),
        at("https://other.example.com/cb", &[("organization", ACME)]),
        at("https://acme.example.com/cb", &[("organization", "org_other00000000000")]),
        at("https://{organization_name}.example.com/cb", &[("organization", ACME)]),
        at("https://*.example.org/cb", &[]),
        at("https://a.b.example.org/cb", &[]),
    ] {
        let page = browser.get(&bad).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None), "{bad}");
    }
    // A name that the organization loses ends what was begun under it.
    let (path, page) = Browser::new(&story.server).begin(&at("https://acme.example.com/cb", &[("organization", ACME)])).await;
    story.organization(|organization| organization.name = "acme-2".to_owned()).await;
    assert!(path.starts_with("/u/login") && page.status == 200);
    let answer = browser.get(&at("https://acme.example.com/cb", &[("organization", ACME)])).await;
    assert_eq!(answer.status, 400);
}
