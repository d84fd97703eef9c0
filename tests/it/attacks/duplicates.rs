//! Parameters that come twice: two readers of one request must not see two values of it (RFC 6749 section 3.1).

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Tenant};

use crate::support::TestServer;
use crate::support::clients::{CALLBACK, VERIFIER, challenge};
use crate::support::story::{DATABASE, PASSWORD};

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[tokio::test]
async fn a_parameter_that_comes_twice_is_refused_wherever_applications_ask() {
    let server = TestServer::start().await;
    let grants = |client: &mut Client| client.grant_types.extend(["password".to_owned(), DEVICE.to_owned()]);
    let client = server.client_with(AppType::RegularWeb, grants).await;
    let connection = server.with_database(&[&client.client]).await;
    let directory = |tenant: &mut Tenant| tenant.default_directory = Some(DATABASE.to_owned());
    server.app.directory.tenants.modify("main", directory).await.unwrap();
    let user = server.with_user(&connection, "ann@example.com").await;
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&client, "urn:api", &["read"]).await;
    let code = server.code(&client, &user, "openid offline_access").await;
    let first = server.code(&client, &user, "openid offline_access").await;
    let refresh = server.redeem(&client, &first).await.text_of("refresh_token").to_owned();
    let (id, proof) = (client.id(), challenge(VERIFIER));
    let forms: [(&str, Vec<(&str, &str)>); 10] = [
        ("/oauth/token", vec![("grant_type", "client_credentials"), ("audience", "urn:api"), ("scope", "read")]),
        ("/oauth/token", vec![("grant_type", "password"), ("username", "ann@example.com"), ("password", PASSWORD), ("scope", "openid")]),
        ("/oauth/introspect", vec![("token", &refresh)]),
        ("/oauth/device/code", vec![("scope", "openid")]),
        (
            "/oauth/par",
            vec![
                ("response_type", "code"),
                ("redirect_uri", CALLBACK),
                ("scope", "openid"),
                ("state", "s"),
                ("nonce", "n"),
                ("code_challenge", &proof),
                ("code_challenge_method", "S256"),
            ],
        ),
        ("/dbconnections/change_password", vec![("connection", DATABASE), ("email", "ann@example.com")]),
        ("/dbconnections/signup", vec![("connection", DATABASE), ("email", "new@example.com"), ("password", PASSWORD), ("name", "New")]),
        (
            "/oauth/token",
            vec![("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)],
        ),
        ("/oauth/token", vec![("grant_type", "refresh_token"), ("refresh_token", &refresh), ("scope", "openid")]),
        ("/oauth/revoke", vec![("token", &refresh), ("token_type_hint", "refresh_token")]),
    ];
    for (path, fields) in &forms {
        let form = [client.credentials(), fields.clone()].concat();
        for (name, value) in &form {
            for second in [*value, "another", ""] {
                let answer = server.post_form(path, &[form.as_slice(), &[(name, second)]].concat()).await;
                answer.assert_error(400, "invalid_request");
                assert_eq!(answer.json["error_description"], format!("Duplicate parameter: {name}"), "{path}");
            }
        }
        // Once each, and it is a good request, which none of those before has used up.
        let answer = server.post_form(path, &form).await;
        assert!(matches!(answer.status, 200 | 201), "{path} {fields:?}: {}", answer.text);
    }
    let bye = "https://app.example.com/bye";
    for (path, name) in [("/v2/logout", "returnTo"), ("/oidc/logout", "post_logout_redirect_uri")] {
        let good = format!("{path}?client_id={id}&{name}={bye}");
        for twice in
            [format!("{good}&client_id={id}"), format!("{good}&{name}={bye}"), format!("{good}&{name}="), format!("{good}&state=1&state=2")]
        {
            let answer = server.get(&twice).await;
            assert_eq!((answer.status().as_u16(), answer.headers().get("location")), (400, None), "{twice}");
        }
        assert_eq!(server.get(&good).await.headers()["location"], bye);
    }
}
