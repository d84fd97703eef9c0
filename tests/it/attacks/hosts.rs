//! What a request says of the host that it was sent to: anybody can say it, so nothing that is answered, signed or sent is made of it.

use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{authorize, parameters};
use crate::support::clients::CALLBACK;
use crate::token::verified;

const CLAIMS: [(&str, &str); 9] = [
    ("host", "evil.example"),
    ("host", "evil.example:443"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-server", "evil.example"),
    ("x-host", "evil.example"),
    ("forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
    ("x-original-url", "https://evil.example/"),
    ("x-rewrite-url", "/api/v2/evil.example"),
    ("x-forwarded-prefix", "//evil.example"),
];

#[tokio::test]
async fn nothing_that_is_answered_or_signed_takes_the_host_of_the_request() {
    let server = TestServer::start().await;
    let device = |client: &mut Client| client.grant_types.push("urn:ietf:params:oauth:grant-type:device_code".to_owned());
    let client = server.client_with(AppType::RegularWeb, device).await;
    let connection = server.with_database(&[&client.client]).await;
    let user = server.with_user(&connection, "ann@example.com").await;
    let google =
        json!({ "name": "google", "strategy": "google-oauth2", "enabled_clients": [client.id()], "options": { "client_id": "us" } });
    assert_eq!(server.api("create:connections").post("/connections", google).await.0, 201);
    let tickets = server.management_token("create:user_tickets");
    for (name, value) in CLAIMS {
        let what = format!("{name}: {value}");
        let get = async |path: &str| {
            let answer = server.http.get(format!("{}{path}", server.url)).header(name, value).send().await.unwrap();
            let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
            assert!(!location.contains("evil"), "{what}: {location}");
            let text = answer.text().await.unwrap();
            assert!(!text.contains("evil"), "{what}: {text}");
            (location, text)
        };
        let post = async |path: &str, form: &[(&str, &str)]| {
            let request = server.http.post(format!("{}{path}", server.url)).header(name, value).form(form);
            let text = request.send().await.unwrap().text().await.unwrap();
            assert!(!text.contains("evil"), "{what}: {text}");
            serde_json::from_str::<Value>(&text).unwrap()
        };
        let document: Value = serde_json::from_str(&get("/.well-known/openid-configuration").await.1).unwrap();
        assert_eq!(document["issuer"], format!("{}/", server.url), "{what}");
        let request = authorize(&client.client, &[("redirect_uri", CALLBACK), ("connection", &connection.name)]);
        let (location, _) = get(&request).await;
        assert!(location.starts_with("/u/login?state="), "{what}: {location}");
        let away = get(&authorize(&client.client, &[("redirect_uri", CALLBACK), ("connection", "google")])).await.0;
        assert_eq!(parameters(&away)["redirect_uri"], format!("{}/login/callback", server.url), "{what}");
        let silent = get(&authorize(&client.client, &[("redirect_uri", CALLBACK), ("prompt", "none")])).await.0;
        assert_eq!(parameters(&silent)["iss"], format!("{}/", server.url), "{what}");
        get("/u/login?state=none").await;
        get("/activate").await;

        let asked = post("/oauth/device/code", &client.credentials()).await;
        assert_eq!(asked["verification_uri"], format!("{}/activate", server.url), "{what}");
        let code = server.code(&client, &user, "openid").await;
        let redeemed = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
        let verifier = [("code_verifier", crate::support::clients::VERIFIER)];
        let tokens = post("/oauth/token", &[client.credentials().as_slice(), &redeemed, &verifier].concat()).await;
        let claims = verified(&server, tokens["id_token"].as_str().unwrap_or_else(|| panic!("{tokens}")), client.id()).await;
        assert_eq!(claims["iss"], format!("{}/", server.url), "{what}");

        let request = server.http.post(format!("{}/api/v2/tickets/password-change", server.url)).bearer_auth(&tickets).header(name, value);
        let made: Value = request.json(&json!({ "user_id": user.user_id })).send().await.unwrap().json().await.unwrap();
        assert!(made["ticket"].as_str().unwrap().starts_with(&format!("{}/u/reset-verify?ticket=", server.url)), "{what}: {made}");
    }
}
