//! One record of every kind, and the paths that lead to them.

use serde_json::{Value, json};

use super::super::settings::theme;
use crate::support::api::Api;

/// Values of the parameters in paths: those that begin so have these.
pub struct Records(Vec<(&'static str, Vec<(&'static str, String)>)>);

impl Records {
    /// The path with its parameters filled in; with an id of nothing where there is no record.
    pub fn path(&self, path: &str) -> String {
        let known = self.0.iter().filter(|(prefix, _)| path == *prefix || path.starts_with(&format!("{prefix}/")));
        let known = known.max_by_key(|(prefix, _)| prefix.len()).map_or(&[][..], |(_, values)| values);
        let value = |name: &str| known.iter().find(|(known, _)| *known == name).map_or("nothing", |(_, value)| value);
        with(path, value)
    }
}

/// The path with its parameters filled in, encoded.
pub fn with<'a>(path: &str, value: impl Fn(&str) -> &'a str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => url::form_urlencoded::byte_serialize(value(name).as_bytes()).collect::<String>().replace('+', "%20"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_else(|| panic!("no {member}: {value}")).to_owned()
}

async fn make(api: &Api<'_>, path: &str, body: Value) -> Value {
    let (status, made) = api.post(path, body).await;
    assert!((200..300).contains(&status), "{path}: {made}");
    made
}

/// Fills the tenant.
pub async fn fill(api: &Api<'_>) -> Records {
    let (_, connections) = api.get("/connections").await;
    let connection = &connections[0];
    let (name, connection_id) = (text(connection, "name"), text(connection, "id"));
    let user = make(api, "/users", json!({ "connection": name, "email": "ada@example.com", "password": "Correct-Horse-9" })).await;
    let user_id = text(&user, "user_id");
    let client = make(
        api,
        "/clients",
        json!({ "name": "An application", "app_type": "regular_web", "organization_usage": "allow",
        "initiate_login_uri": "https://app.example.com/login" }),
    )
    .await;
    let client_id = text(&client, "client_id");
    let key = json!({ "credential_type": "public_key", "pem": crate::token::private_key_jwt::keys().public, "alg": "RS256" });
    let credential = make(api, &format!("/clients/{client_id}/credentials"), key).await;
    let robot = make(api, "/clients", json!({ "name": "A robot", "app_type": "non_interactive" })).await;
    let server = make(api, "/resource-servers", json!({ "identifier": "https://api.example.com", "scopes": [{ "value": "read" }] })).await;
    let grant = json!({ "client_id": robot["client_id"], "audience": server["identifier"], "scope": ["read"] });
    let grant = make(api, "/client-grants", grant).await;
    let permissions = json!({ "permissions": [{ "permission_name": "read", "resource_server_identifier": server["identifier"] }] });
    let role = make(api, "/roles", json!({ "name": "A role" })).await;
    let role_id = text(&role, "id");
    make(api, &format!("/roles/{role_id}/permissions"), permissions.clone()).await;
    let user_path = format!("/users/{}", user_id.replace('|', "%7C"));
    make(api, &format!("{user_path}/roles"), json!({ "roles": [role_id] })).await;
    make(api, &format!("{user_path}/permissions"), permissions).await;
    let organization = make(api, "/organizations", json!({ "name": "an-organization" })).await;
    let organization_id = text(&organization, "id");
    let below = format!("/organizations/{organization_id}");
    make(api, &format!("{below}/enabled_connections"), json!({ "connection_id": connection_id })).await;
    make(api, &format!("{below}/members"), json!({ "members": [user_id] })).await;
    make(api, &format!("{below}/members/{}/roles", user_id.replace('|', "%7C")), json!({ "roles": [role_id] })).await;
    let invitation = json!({ "inviter": { "name": "Ada" }, "invitee": { "email": "bob@example.com" }, "client_id": client_id });
    let invitation = make(api, &format!("{below}/invitations"), invitation).await;
    let script = "function (user, context, callback) { callback(null, user, context); }";
    let rule = make(api, "/rules", json!({ "name": "a-rule", "script": script })).await;
    assert_eq!(api.send("PUT", "/rules-configs/A_KEY", Some(json!({ "value": "a value" }))).await.0, 200);
    let hook = "module.exports = function (user, context, cb) { cb(null, { user }); };";
    let hook = make(api, "/hooks", json!({ "name": "a-hook", "triggerId": "pre-user-registration", "script": hook })).await;
    let module = make(api, "/actions/modules", json!({ "name": "a-module", "code": "module.exports = 1;", "publish": true })).await;
    let (_, versions) = api.get(&format!("/actions/modules/{}/versions", text(&module, "id"))).await;
    let (action_id, version) = action(api, "an action", "post-login", "v3", "onExecutePostLogin").await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action_id } }] });
    let (status, bound) = api.patch("/actions/triggers/post-login/bindings", bindings).await;
    assert_eq!(status, 200, "{bound}");
    let (exchanging, _) = action(api, "an exchange", "custom-token-exchange", "v1", "onExecuteCustomTokenExchange").await;
    let profile =
        json!({ "name": "A profile", "subject_token_type": "urn:acme:token", "action_id": exchanging, "type": "custom_authentication" });
    let profile = make(api, "/token-exchange-profiles", profile).await;
    let domain = make(api, "/custom-domains", json!({ "domain": "login.example.com", "type": "self_managed_certs" })).await;
    let sink = json!({ "httpEndpoint": "https://logs.example.invalid/in", "httpContentFormat": "JSONLINES" });
    let stream = make(api, "/log-streams", json!({ "name": "a stream", "type": "http", "sink": sink })).await;
    // Paused: a stream that fails in the meantime would read otherwise.
    assert_eq!(api.patch(&format!("/log-streams/{}", text(&stream, "id")), json!({ "status": "paused" })).await.0, 200);
    let template = json!({ "template": "verify_email", "body": "{{ url }}", "from": "", "subject": "Hello", "syntax": "liquid",
        "enabled": true });
    make(api, "/email-templates", template).await;
    let provider = json!({ "name": "sendgrid", "default_from_address": "id@example.com", "credentials": { "api_key": "key" } });
    make(api, "/emails/provider", provider).await;
    let theme = make(api, "/branding/themes", theme()).await;
    let (_, keys) = api.get("/keys/signing").await;
    let (_, events) = api.get("/logs").await;
    let inner = user_id.split('|').nth(1).unwrap().to_owned();
    Records(vec![
        (
            "/users/{id}",
            vec![("id", user_id.clone()), ("method", format!("password|{inner}")), ("provider", "auth0".to_owned()), ("user_id", inner)],
        ),
        ("/user-blocks/{id}", vec![("id", user_id.clone())]),
        ("/roles/{id}", vec![("id", role_id)]),
        (
            "/organizations/{id}",
            vec![
                ("id", organization_id),
                ("connection_id", connection_id.clone()),
                ("user_id", user_id),
                ("invitation_id", text(&invitation, "id")),
            ],
        ),
        ("/organizations/name/{name}", vec![("name", text(&organization, "name"))]),
        ("/connections/{id}", vec![("id", connection_id)]),
        ("/clients/{id}", vec![("id", client_id), ("credential_id", text(&credential, "id"))]),
        ("/resource-servers/{id}", vec![("id", text(&server, "id"))]),
        ("/client-grants/{id}", vec![("id", text(&grant, "id"))]),
        ("/rules/{id}", vec![("id", text(&rule, "id"))]),
        ("/rules-configs/{key}", vec![("key", "A_KEY".to_owned())]),
        ("/hooks/{id}", vec![("id", text(&hook, "id"))]),
        ("/actions/actions/{id}", vec![("id", action_id), ("version", version)]),
        ("/actions/modules/{id}", vec![("id", text(&module, "id")), ("version", text(&versions["versions"][0], "id"))]),
        ("/actions/triggers/{id}", vec![("id", "post-login".to_owned())]),
        ("/token-exchange-profiles/{id}", vec![("id", text(&profile, "id"))]),
        ("/custom-domains/{id}", vec![("id", text(&domain, "custom_domain_id"))]),
        ("/log-streams/{id}", vec![("id", text(&stream, "id"))]),
        ("/email-templates/{name}", vec![("name", "verify_email".to_owned())]),
        ("/branding/themes/{id}", vec![("id", text(&theme, "themeId"))]),
        ("/guardian/factors/{name}", vec![("name", "otp".to_owned())]),
        ("/prompts/{prompt}", vec![("prompt", "login".to_owned()), ("language", "en".to_owned())]),
        ("/keys/signing/{kid}", vec![("kid", text(&keys[0], "kid"))]),
        ("/logs/{id}", vec![("id", text(&events[0], "log_id"))]),
    ])
}

/// An Action that is deployed, and its version.
async fn action(api: &Api<'_>, name: &str, trigger: &str, version: &str, handler: &str) -> (String, String) {
    let draft = json!({ "name": name, "supported_triggers": [{ "id": trigger, "version": version }],
        "code": format!("exports.{handler} = async () => {{}};"), "secrets": [{ "name": "KEY", "value": "a value" }] });
    let id = text(&make(api, "/actions/actions", draft).await, "id");
    let deployed = async {
        loop {
            match api.post(&format!("/actions/actions/{id}/deploy"), json!({})).await {
                (200, version) => return text(&version, "id"),
                (status, answer) => assert_eq!((status, answer["message"].as_str().is_some()), (400, true), "{answer}"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let version = tokio::time::timeout(std::time::Duration::from_secs(60), deployed).await.expect("the Action is built");
    (id, version)
}
