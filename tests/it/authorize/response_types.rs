//! What each response type brings, and to whom (OpenID Connect Core sections 3.1 to 3.3). Named beside the tests are the modules of
//! the OpenID Foundation's conformance suite for the Implicit and Hybrid profiles that ask the same.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, ResourceServer, User, response_type};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::clients::{Answer, half_hash};
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::verified;

const EMAIL: &str = "ann@example.com";
const API: &str = "https://api.example.com/";

struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
    user: User,
}

impl Story {
    async fn begin() -> Self {
        Self::begin_at(TestServer::start().await).await
    }

    /// A confidential application that may have tokens by redirect.
    async fn begin_at(server: TestServer) -> Self {
        let client = server.with_client("App", AppType::RegularWeb).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        let story = Self { server, client, connection, user };
        story.change_client(|client| client.grant_types.push("implicit".to_owned())).await;
        story
    }

    async fn change_client(&self, change: impl FnMut(&mut Client)) {
        self.server.app.directory.clients.modify(&self.client.client_id, change).await.unwrap().unwrap();
    }

    async fn with_api(&self, change: impl FnOnce(&mut ResourceServer)) {
        let mut api: ResourceServer = serde_json::from_value(json!({
            "id": "64f0c0ffee64f0c0ffee64f0", "identifier": API, "name": "Notes", "signing_alg": "RS256",
            "scopes": [{ "value": "read:notes" }], "token_lifetime": 86400, "token_lifetime_for_web": 600, "allow_offline_access": true,
            "skip_consent_for_verifiable_first_party_clients": true, "token_dialect": "access_token",
        }))
        .unwrap();
        change(&mut api);
        self.server.app.directory.resource_servers.insert(api).await.unwrap();
    }

    /// A login with pages, and what it brings to the callback.
    async fn log_in(&self, more: &[(&str, &str)]) -> BTreeMap<String, String> {
        Browser::new(&self.server).log_in(&authorize(&self.client, more), EMAIL, PASSWORD).await.returned()
    }

    /// Where a request that is refused at once is answered, and with which error.
    async fn refused(&self, more: &[(&str, &str)]) -> (char, String) {
        let answer = Browser::new(&self.server).get(&authorize(&self.client, more)).await;
        let joint = answer.location().strip_prefix(CALLBACK).unwrap().chars().next().unwrap();
        let returned = answer.returned();
        assert_eq!(returned["state"], "xyz", "{more:?}");
        assert_eq!(returned["iss"], format!("{}/", self.server.url), "{more:?}");
        assert!(["code", "access_token", "id_token"].iter().all(|name| !returned.contains_key(*name)), "{more:?} {returned:?}");
        (joint, returned["error"].clone())
    }

    async fn redeem(&self, code: &str) -> Answer {
        self.server.redeem_code(&self.client, code).await
    }

    async fn userinfo(&self, token: &str) -> Answer {
        Answer::of(self.server.http.get(format!("{}/userinfo", self.server.url)).bearer_auth(token).send().await.unwrap()).await
    }
}

/// `oidcc-server` of each profile; `oidcc-idtoken-signature`, `oidcc-codereuse` of Hybrid; OpenID Connect Core sections 3.2.2.10 and
/// 3.3.2.11 for the hashes.
#[tokio::test]
async fn each_response_type_brings_what_it_names_and_nothing_else() {
    let story = Story::begin().await;
    let backwards = "id_token token code";
    for asked in response_type::ALL.into_iter().chain([backwards, "id_token code"]) {
        let answer = Browser::new(&story.server).log_in(&authorize(&story.client, &[("response_type", asked)]), EMAIL, PASSWORD).await;
        let words: BTreeSet<&str> = asked.split(' ').collect();
        let joint = if asked == "code" { "?" } else { "#" };
        assert!(answer.location().starts_with(&format!("{CALLBACK}{joint}")), "{asked}: {}", answer.location());
        assert_eq!(answer.header("cache-control"), "no-store");
        let returned = answer.returned();
        let mut expected = BTreeSet::from(["state", "iss"]);
        expected.extend(words.contains("code").then_some("code"));
        expected.extend(words.contains("id_token").then_some("id_token"));
        if words.contains("token") {
            expected.extend(["access_token", "expires_in", "token_type", "scope"]);
            assert_eq!((returned["token_type"].as_str(), returned["expires_in"].as_str()), ("Bearer", "7200"));
            assert_eq!(returned["scope"], "openid email");
        }
        assert_eq!(returned.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected, "{asked}");
        let Some(id_token) = returned.get("id_token") else { continue };
        let claims = verified(&story.server, id_token, &story.client.client_id).await;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        assert_eq!(text("nonce").as_deref(), Some("n-0S6_WzA2Mj"), "{asked}");
        assert_eq!(text("sub").as_ref(), Some(&story.user.user_id), "{asked}");
        assert_eq!(text("email").as_deref(), Some(EMAIL), "claims of scopes are in the ID token");
        assert_eq!(text("at_hash"), returned.get("access_token").map(|token| half_hash(token)), "{asked}");
        assert_eq!(text("c_hash"), returned.get("code").map(|code| half_hash(code)), "{asked}");
    }
}

/// `oidcc-idtoken-rs256`, and OpenID Connect Core section 3.3.3.6: both ID tokens name the same subject and issuer.
#[tokio::test]
async fn the_code_of_a_hybrid_answer_gives_tokens_about_the_same_login() {
    let story = Story::begin().await;
    let returned = story.log_in(&[("response_type", "code id_token token"), ("scope", "openid email offline_access")]).await;
    let front = verified(&story.server, &returned["id_token"], &story.client.client_id).await;
    let answer = story.redeem(&returned["code"]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let back = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
    for name in ["iss", "sub", "aud", "nonce", "sid", "auth_time"] {
        assert_eq!(front[name], back[name], "{name}");
    }
    assert_eq!(back["at_hash"], half_hash(answer.text_of("access_token")));
    assert!(!back.contains_key("c_hash"));
    assert_ne!(answer.text_of("access_token"), returned["access_token"]);
    assert!(!answer.text_of("refresh_token").is_empty());
    story.redeem(&returned["code"]).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn a_redirect_brings_no_refresh_token_and_does_not_speak_of_one() {
    let story = Story::begin().await;
    story.with_api(|_| {}).await;
    for asked in ["token", "id_token token", "code token"] {
        let returned = story.log_in(&[("response_type", asked), ("scope", "openid offline_access"), ("audience", API)]).await;
        assert_eq!(returned["scope"], "openid", "{asked}");
        assert!(!returned.contains_key("refresh_token"));
        let claims = verified(&story.server, &returned["access_token"], API).await;
        assert_eq!(claims["scope"], "openid");
    }
    assert!(story.server.app.directory.refresh_tokens.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_access_token_of_a_redirect_lives_as_long_as_its_api_says_for_the_web() {
    let story = Story::begin().await;
    story.with_api(|_| {}).await;
    let returned = story.log_in(&[("response_type", "token"), ("scope", "read:notes"), ("audience", API), ("nonce", "")]).await;
    assert_eq!(returned["expires_in"], "600");
    let claims = verified(&story.server, &returned["access_token"], API).await;
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
    assert_eq!((&claims["scope"], &claims["azp"]), (&json!("read:notes"), &json!(story.client.client_id)));
    assert!(!claims.contains_key("gty"));

    let opaque = story.log_in(&[("response_type", "token")]).await["access_token"].clone();
    assert_eq!(story.userinfo(&opaque).await.json["email"], EMAIL);
    story.server.clock.advance(Duration::from_secs(7201));
    assert_eq!(story.userinfo(&opaque).await.status, 401);
}

/// `oidcc-ensure-request-without-nonce-fails` of Implicit and Hybrid.
#[tokio::test]
async fn an_id_token_by_redirect_needs_a_nonce_and_the_scope_openid() {
    let story = Story::begin().await;
    for asked in ["id_token", "id_token token", "code id_token", "code id_token token"] {
        assert_eq!(story.refused(&[("response_type", asked), ("nonce", "")]).await, ('#', "invalid_request".to_owned()), "{asked}");
        assert_eq!(story.refused(&[("response_type", asked), ("scope", "email")]).await, ('#', "invalid_request".to_owned()), "{asked}");
    }
    // Section 3.3.2.11 asks for it only where an ID token comes by the redirect.
    for asked in ["token", "code token"] {
        assert!(story.log_in(&[("response_type", asked), ("nonce", "")]).await.contains_key("access_token"));
    }
}

#[tokio::test]
async fn tokens_never_go_into_a_query_not_even_for_who_is_logged_in() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
    for asked in response_type::ALL.into_iter().filter(|asked| *asked != "code") {
        let answer = browser.get(&authorize(&story.client, &[("response_type", asked), ("response_mode", "query")])).await;
        assert!(answer.location().starts_with(&format!("{CALLBACK}#error=invalid_request&")), "{asked}: {}", answer.location());
        assert!(!answer.location().contains("token="));
        assert_eq!(story.refused(&[("response_type", asked), ("response_mode", "query")]).await.0, '#');
    }
}

#[tokio::test]
async fn what_resembles_a_response_type_is_refused_where_its_answer_would_have_been() {
    let story = Story::begin().await;
    let unknown = |joint| (joint, "unsupported_response_type".to_owned());
    for asked in ["code ", "code code", "CODE", "none", "code\u{a0}id_token", "code,id_token", "code\nid_token", "tokens"] {
        assert_eq!(story.refused(&[("response_type", asked)]).await, unknown('?'), "{asked:?}");
    }
    for asked in ["id_token id_token", "code  token", " token", "token none", "code id_token TOKEN"] {
        assert_eq!(story.refused(&[("response_type", asked)]).await, unknown('#'), "{asked:?}");
        assert_eq!(story.refused(&[("response_type", asked), ("response_mode", "query")]).await, unknown('#'), "{asked:?}");
    }
    let twice = Browser::new(&story.server).get(&format!("{}&response_type=token", authorize(&story.client, &[]))).await;
    assert_eq!((twice.status, twice.headers.get("location")), (400, None));
}

#[tokio::test]
async fn an_application_gets_by_redirect_only_what_its_grant_types_allow() {
    let story = Story::begin().await;
    let refused = |joint| (joint, "unauthorized_client".to_owned());
    story.change_client(|client| client.grant_types = vec!["authorization_code".to_owned()]).await;
    for asked in response_type::ALL.into_iter().filter(|asked| *asked != "code") {
        assert_eq!(story.refused(&[("response_type", asked)]).await, refused('#'), "{asked}");
    }
    story.change_client(|client| client.grant_types = vec!["implicit".to_owned()]).await;
    assert_eq!(story.refused(&[]).await, refused('?'));
    for asked in ["code id_token", "code token", "code id_token token"] {
        assert_eq!(story.refused(&[("response_type", asked)]).await, refused('#'), "{asked}");
    }
    assert!(story.log_in(&[("response_type", "id_token")]).await.contains_key("id_token"));
}

#[tokio::test]
async fn an_application_that_lost_the_grant_during_a_login_gets_no_tokens() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    let (path, page) = browser.begin(&authorize(&story.client, &[("response_type", "code id_token token")])).await;
    story.change_client(|client| client.grant_types.retain(|grant| grant != "implicit")).await;
    let answer = browser.submit(&path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await;
    assert!(answer.location().starts_with(&format!("{CALLBACK}#error=unauthorized_client&")), "{}", answer.location());
    assert!(story.server.app.directory.codes.all().await.unwrap().is_empty());
    assert!(story.server.app.opaque_tokens.all().await.unwrap().is_empty());
    assert!(story.server.app.directory.transactions.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_public_application_needs_pkce_for_a_code_and_for_nothing_else() {
    let story = Story::begin().await;
    let spa = story.server.with_client("Spa", AppType::Spa).await;
    story.server.app.directory.clients.modify(&spa.client_id, |c| c.grant_types.push("implicit".to_owned())).await.unwrap();
    let id = story.connection.id.clone();
    story.server.app.directory.connections.modify(&id, |c| c.enabled_clients.push(spa.client_id.clone())).await.unwrap();
    let without = |asked| authorize(&spa, &[("response_type", asked), ("code_challenge", ""), ("code_challenge_method", "")]);
    for asked in ["code", "code id_token", "code token"] {
        let answer = Browser::new(&story.server).get(&without(asked)).await;
        assert_eq!(answer.returned()["error"], "invalid_request", "{asked}");
    }
    let answer = Browser::new(&story.server).log_in(&without("id_token"), EMAIL, PASSWORD).await;
    assert!(answer.returned().contains_key("id_token"));
}

#[tokio::test]
async fn a_token_for_the_management_api_is_not_shown_to_a_browser() {
    let story = Story::begin().await;
    story.with_api(|api| api.is_system = true).await;
    for asked in ["token", "id_token token", "code token", "code id_token token"] {
        assert_eq!(story.refused(&[("response_type", asked), ("audience", API)]).await, ('#', "access_denied".to_owned()), "{asked}");
    }
    let tenant = &story.server.app.config.tenant;
    story.server.app.directory.tenants.modify(tenant, |tenant| tenant.default_audience = Some(API.to_owned())).await.unwrap();
    assert_eq!(story.refused(&[("response_type", "token")]).await, ('#', "access_denied".to_owned()));
    assert!(story.log_in(&[("response_type", "code id_token")]).await.contains_key("id_token"));
}

#[tokio::test]
async fn rbac_bounds_the_tokens_of_a_redirect() {
    let story = Story::begin().await;
    story.with_api(|api| (api.enforce_policies, api.token_dialect) = (true, "access_token_authz".to_owned())).await;
    let returned = story.log_in(&[("response_type", "token"), ("scope", "openid read:notes"), ("audience", API)]).await;
    assert_eq!(returned["scope"], "openid");
    let claims = verified(&story.server, &returned["access_token"], API).await;
    assert_eq!((&claims["scope"], &claims["permissions"]), (&json!("openid"), &json!([])));
}

#[tokio::test]
async fn a_session_answers_without_a_page_and_without_one_the_error_is_in_the_fragment() {
    let story = Story::begin().await;
    let silent = authorize(&story.client, &[("response_type", "id_token token"), ("prompt", "none")]);
    let browser = Browser::new(&story.server);
    let answer = browser.get(&silent).await;
    assert!(answer.location().starts_with(&format!("{CALLBACK}#error=login_required&")), "{}", answer.location());
    browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
    let returned = browser.get(&silent).await.returned();
    verified(&story.server, &returned["id_token"], &story.client.client_id).await;
    assert_eq!(story.userinfo(&returned["access_token"]).await.json["sub"], story.user.user_id);
}

#[tokio::test]
async fn a_third_party_gets_tokens_after_consent_and_a_no_in_the_fragment() {
    let story = Story::begin().await;
    story.change_client(|client| client.is_first_party = false).await;
    story.server.app.directory.connections.modify(&story.connection.id, |c| c.is_domain_connection = true).await.unwrap();
    for (action, brings) in [("deny", "error"), ("accept", "access_token")] {
        let browser = Browser::new(&story.server);
        let path = browser.log_in(&authorize(&story.client, &[("response_type", "id_token token")]), EMAIL, PASSWORD).await;
        let path = path.location().to_owned();
        assert!(path.starts_with("/u/consent?state="), "{path}");
        assert!(story.server.app.opaque_tokens.all().await.unwrap().is_empty(), "tokens before consent");
        let page = browser.get(&path).await;
        let answer = browser.submit(&path, &page, &[("action", action)]).await;
        assert!(answer.location().starts_with(&format!("{CALLBACK}#")));
        assert!(answer.returned().contains_key(brings), "{answer:?}");
        assert_eq!(answer.returned().contains_key("id_token"), action == "accept");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_actions_run_once_and_know_the_flow() {
    let story = Story::begin_at(TestServer::start_for_scripts().await).await;
    let code = "exports.onExecutePostLogin = async (event, api) => {
      api.idToken.setCustomClaim('flow', [event.transaction.protocol, ...event.transaction.response_type].join(' '));
      api.idToken.setCustomClaim('mode', event.transaction.response_mode ?? 'none');
    };";
    let api = story.server.api("create:actions update:actions");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let given = json!({ "name": "Flow", "code": code, "supported_triggers": triggers, "deploy": true });
    let (_, action) = api.post("/actions/actions", given).await;
    assert_eq!(action["status"], "built", "{action}");
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200);

    let cases = [
        ("id_token", "oidc-implicit-profile id_token"),
        ("token id_token", "oidc-implicit-profile token id_token"),
        ("code id_token", "oidc-hybrid-profile code id_token"),
    ];
    for (number, (asked, flow)) in cases.into_iter().enumerate() {
        let returned = story.log_in(&[("response_type", asked), ("response_mode", "fragment")]).await;
        let claims = verified(&story.server, &returned["id_token"], &story.client.client_id).await;
        assert_eq!((&claims["flow"], &claims["mode"]), (&json!(flow), &json!("fragment")));
        if let Some(code) = returned.get("code") {
            let answer = story.redeem(code).await;
            let claims = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
            assert_eq!(claims["flow"], flow, "the code's tokens say what was decided then");
        }
        assert_eq!(story.server.app.audit.executions.all().await.unwrap().len(), number + 1, "{asked}");
    }
}

#[tokio::test]
async fn discovery_lists_the_types_and_modes_that_there_are() {
    let server = TestServer::start().await;
    let document: Value = server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document["response_types_supported"], json!(response_type::ALL));
    assert_eq!(document["response_modes_supported"], json!(["query", "fragment", "form_post", "web_message"]));
    assert!(document["grant_types_supported"].as_array().unwrap().contains(&json!("implicit")));
}
