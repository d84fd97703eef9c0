//! Authorization requests that the application has signed (RFC 9101), at `/authorize` and pushed, and objects that are none.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, User};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, CHALLENGE, authorize};
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::private_key_jwt::{Keys, keys, others};

const EMAIL: &str = "ann@example.com";
const SCOPES: &str =
    "create:client_credentials read:client_credentials delete:client_credentials update:clients read:clients create:clients";

struct Story {
    server: TestServer,
    client: Client,
    user: User,
    credential: String,
    kid: String,
}

impl Story {
    /// An application that may sign its requests with [`keys`].
    async fn begin() -> Self {
        let server = TestServer::start().await;
        let client = server.with_client("App", AppType::RegularWeb).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        let api = server.api(SCOPES);
        let given = json!({ "credential_type": "public_key", "pem": keys().public, "alg": "RS256" });
        let (status, made) = api.post(&format!("/clients/{}/credentials", client.client_id), given).await;
        assert_eq!(status, 201, "{made}");
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        let story = Self { credential: text("id"), kid: text("kid"), server, client, user };
        story.set(json!({ "credentials": [{ "id": story.credential }] })).await;
        story
    }

    async fn set(&self, setting: Value) {
        let change = json!({ "signed_request_object": setting });
        let (status, changed) = self.server.api(SCOPES).patch(&format!("/clients/{}", self.client.client_id), change).await;
        assert_eq!((status, &changed["signed_request_object"]), (200, &setting), "{changed}");
    }

    fn claims(&self) -> Value {
        let now = self.server.app.clock.now().as_second();
        json!({
            "iss": self.client.client_id, "aud": format!("{}/", self.server.url), "iat": now, "nbf": now, "exp": now + 300, "jti": "1",
            "client_id": self.client.client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid email",
            "state": "in the object", "nonce": "n-0S6_WzA2Mj", "code_challenge": CHALLENGE, "code_challenge_method": "S256", "max_age": 3600,
        })
    }

    /// The claims with these in the place of others; null takes one away.
    fn with(&self, more: Value) -> Value {
        let mut claims = self.claims();
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    fn header(&self) -> Header {
        Header { kid: Some(self.kid.clone()), typ: Some("oauth-authz-req+jwt".to_owned()), ..Header::new(Algorithm::RS256) }
    }

    fn signed(&self, claims: &Value) -> String {
        sign(&self.header(), claims, keys())
    }

    /// A request that is nothing but the object.
    fn bare(&self, object: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("client_id", &self.client.client_id).append_pair("request", object);
        format!("/authorize?{}", query.finish())
    }

    async fn push(&self, object: &str, more: &[(&str, &str)]) -> crate::support::clients::Answer {
        let mut form = vec![("client_id", self.client.client_id.as_str()), ("client_secret", "App secret")];
        form.extend([("request", object)].into_iter().filter(|(_, value)| !value.is_empty()));
        form.extend_from_slice(more);
        self.server.post_form("/oauth/par", &form).await
    }

    async fn transactions(&self) -> usize {
        self.server.app.directory.transactions.all().await.unwrap().len()
    }
}

fn sign(header: &Header, claims: &Value, keys: &Keys) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_rsa_pem(keys.private.as_bytes()).unwrap()).unwrap()
}

/// RFC 9101 sections 5 and 6.3; `oidcc-request-object-*` of the conformance suite.
#[tokio::test]
async fn what_the_application_signed_counts_and_what_stands_beside_it_does_not() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    let beside = [
        ("request", &*story.signed(&story.claims())),
        ("redirect_uri", "https://evil.example/"),
        ("state", "beside the object"),
        ("scope", "openid email offline_access"),
        ("response_type", "id_token"),
    ];
    let returned = browser.log_in(&authorize(&story.client, &beside), EMAIL, PASSWORD).await.returned();
    assert_eq!(returned["state"], "in the object");
    let tokens = story.server.redeem_code(&story.client, &returned["code"]).await;
    assert_eq!(tokens.json.get("refresh_token"), None, "the scope is the object's");
    let claims = crate::token::verified(&story.server, tokens.text_of("id_token"), &story.client.client_id).await;
    assert_eq!((&claims["sub"], &claims["nonce"]), (&json!(story.user.user_id), &json!("n-0S6_WzA2Mj")));
    // The object alone is enough, and the session answers it.
    let again = browser.get(&story.bare(&story.signed(&story.with(json!({ "prompt": "none" }))))).await.returned();
    assert_eq!((again["state"].as_str(), again.contains_key("code")), ("in the object", true));
    // A fault in what was signed goes back, to the redirect that was signed.
    let fault = browser.get(&story.bare(&story.signed(&story.with(json!({ "response_type": "CODE" }))))).await.returned();
    assert_eq!((fault["error"].as_str(), fault["state"].as_str()), ("unsupported_response_type", "in the object"));

    let document: Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!((&document["request_parameter_supported"], &document["request_uri_parameter_supported"]), (&json!(true), &json!(false)));
    assert_eq!(document["request_object_signing_alg_values_supported"], json!(["RS256", "RS384", "PS256"]));
}

#[tokio::test]
async fn an_object_that_is_not_the_applications_own_for_this_server_now_gets_an_error_page() {
    let story = Story::begin().await;
    let now = story.server.app.clock.now().as_second();
    let issuer = format!("{}/", story.server.url);
    let with = |more: Value| story.signed(&story.with(more));
    let good = story.claims();
    let unsigned = {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), URL_SAFE_NO_PAD.encode(good.to_string()))
    };
    let hmac = jsonwebtoken::encode(
        &Header { kid: Some(story.kid.clone()), ..Header::new(Algorithm::HS256) },
        &good,
        &EncodingKey::from_secret(keys().public.as_bytes()),
    )
    .unwrap();
    let typed = |typ: &str| sign(&Header { typ: Some(typ.to_owned()), ..story.header() }, &good, keys());
    let elsewhere = Header { jku: Some("https://evil.example/jwks.json".to_owned()), ..story.header() };
    let cases = [
        ("eyJ".to_owned(), "is malformed"),
        (unsigned, "is malformed"),
        (hmac, "not signed with a key of the application"),
        (sign(&story.header(), &good, others()), "not signed with a key of the application"),
        (
            sign(&Header { kid: Some("another-key".to_owned()), ..story.header() }, &good, others()),
            "not signed with a key of the application",
        ),
        (sign(&Header::new(Algorithm::RS384), &good, keys()), "not signed with a key of the application"),
        (sign(&elsewhere, &good, keys()), "a header with a member"),
        (typed("at+jwt"), "a header with a member"),
        (with(json!({ "iss": "somebody else" })), "not the application"),
        (with(json!({ "iss": null })), "not the application"),
        (with(json!({ "client_id": "somebody else" })), "not the application"),
        (with(json!({ "sub": story.client.client_id })), "client assertion"),
        (with(json!({ "aud": "https://elsewhere.example/" })), "another audience"),
        (with(json!({ "aud": [issuer, "https://elsewhere.example/"] })), "another audience"),
        (with(json!({ "aud": null })), "another audience"),
        (with(json!({ "exp": null })), "not valid now"),
        (with(json!({ "exp": now })), "not valid now"),
        (with(json!({ "exp": now + 4000 })), "not valid now"),
        (with(json!({ "nbf": now + 100 })), "not valid now"),
        (with(json!({ "request_uri": "https://169.254.169.254/" })), "another request"),
        (with(json!({ "request": "eyJ" })), "another request"),
        (with(json!({ "nonce": "x".repeat(12 * 1024) })), "is malformed"),
    ];
    for (object, reason) in cases {
        // With a good request beside it, which must not answer in the object's place.
        for path in [story.bare(&object), authorize(&story.client, &[("request", &object)])] {
            let page = Browser::new(&story.server).get(&path).await;
            if path.len() > 16 * 1024 {
                assert_eq!(page.status, 400);
                continue;
            }
            assert_eq!((page.status, page.headers.get("location")), (400, None), "{reason}");
            assert!(page.body.contains(reason), "{reason}: {}", page.body);
        }
    }
    let both = authorize(&story.client, &[("request", &with(json!({}))), ("request_uri", "https://evil.example/r")]);
    assert_eq!(Browser::new(&story.server).get(&both).await.status, 400);
    assert_eq!(story.transactions().await, 0);
}

#[tokio::test]
async fn an_application_that_must_sign_its_requests_gets_nowhere_without() {
    let story = Story::begin().await;
    story.set(json!({ "required": true, "credentials": [{ "id": story.credential }] })).await;
    let page = Browser::new(&story.server).get(&authorize(&story.client, &[])).await;
    assert_eq!((page.status, page.headers.get("location")), (400, None));
    assert!(page.body.contains("must sign its authorization requests"), "{}", page.body);
    let pushed = story.push("", &[("redirect_uri", CALLBACK), ("response_type", "code")]).await;
    pushed.assert_error(400, "invalid_request_object");
    assert!(Browser::new(&story.server).get(&story.bare(&story.signed(&story.claims()))).await.location().starts_with("/u/login"));
    // Without a key that counts, nothing is good.
    story.set(json!({ "required": true })).await;
    let page = Browser::new(&story.server).get(&story.bare(&story.signed(&story.claims()))).await;
    assert_eq!((page.status, page.headers.get("location")), (400, None), "the redirect in an object that nobody signed is not believed");
}

/// RFC 9126 section 3.
#[tokio::test]
async fn an_object_can_be_pushed_and_is_held_to_the_application_that_pushes_it() {
    let story = Story::begin().await;
    story.set(json!({ "required": true, "credentials": [{ "id": story.credential }] })).await;
    let pushed = story.push(&story.signed(&story.claims()), &[("state", "beside the object")]).await;
    assert_eq!(pushed.status, 201, "{}", pushed.text);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &story.client.client_id).append_pair("request_uri", pushed.text_of("request_uri"));
    let returned = Browser::new(&story.server).log_in(&format!("/authorize?{}", query.finish()), EMAIL, PASSWORD).await.returned();
    assert_eq!(returned["state"], "in the object");
    for claims in [story.with(json!({ "client_id": "somebody else" })), story.with(json!({ "aud": "https://elsewhere.example/" }))] {
        story.push(&story.signed(&claims), &[]).await.assert_error(400, "invalid_request_object");
    }
    story
        .push(&story.signed(&story.with(json!({ "redirect_uri": "https://evil.example/" }))), &[])
        .await
        .assert_error(400, "invalid_request");
}

#[tokio::test]
async fn keys_for_requests_are_made_with_an_application_and_stay_while_they_are_in_use() {
    let story = Story::begin().await;
    let api = story.server.api(SCOPES);
    let key = json!({ "credential_type": "public_key", "pem": keys().public, "alg": "PS256" });
    let body = json!({ "name": "Signing", "signed_request_object": { "required": true, "credentials": [key] } });
    let (status, made) = api.post("/clients", body).await;
    assert_eq!(status, 201, "{made}");
    let id = made["signed_request_object"]["credentials"][0]["id"].as_str().unwrap();
    let at = format!("/clients/{}", made["client_id"].as_str().unwrap());
    let (_, shown) = api.get(&format!("{at}/credentials/{id}")).await;
    assert_eq!(shown["alg"], "PS256");
    assert_eq!(api.delete(&format!("{at}/credentials/{id}")).await.0, 409);
    assert_eq!(api.patch(&at, json!({ "signed_request_object": null })).await.0, 200);
    assert_eq!(api.delete(&format!("{at}/credentials/{id}")).await.0, 204);
    // Another application's key is none of its own.
    let foreign = json!({ "signed_request_object": { "credentials": [{ "id": story.credential }] } });
    let (status, told) = api.patch(&at, foreign).await;
    assert_eq!(status, 400, "{told}");
    assert!(told["message"].as_str().unwrap().contains("signed_request_object.credentials[0].id"), "{told}");
}
