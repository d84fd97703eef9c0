//! Which pages' scripts may call the endpoints.

use anteroom::identity::client::AppType;
use reqwest::Method;

use crate::support::TestServer;

async fn allowed(server: &TestServer, method: Method, path: &str, origin: &str) -> Option<String> {
    let mut request = server.http.request(method.clone(), format!("{}{path}", server.url)).header("origin", origin);
    if method == Method::OPTIONS {
        request =
            request.header("access-control-request-method", "POST").header("access-control-request-headers", "content-type,auth0-client");
    }
    let response = request.send().await.unwrap();
    assert!(response.headers().get("access-control-allow-credentials").is_none());
    response.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_origins_of_applications_may_call_the_token_endpoints_and_others_may_not() {
    let server = TestServer::start().await;
    assert_eq!(allowed(&server, Method::OPTIONS, "/oauth/token", "https://app.example.com").await, None);
    server
        .client_with(AppType::Spa, |client| {
            client.web_origins = vec!["https://web.example.com".to_owned()];
            client.allowed_origins = vec!["http://localhost:3000".to_owned()];
        })
        .await;
    for origin in ["https://app.example.com", "https://web.example.com", "http://localhost:3000"] {
        for path in ["/oauth/token", "/oauth/revoke", "/userinfo"] {
            assert_eq!(allowed(&server, Method::OPTIONS, path, origin).await.as_deref(), Some(origin), "{path}");
            assert_eq!(allowed(&server, Method::POST, path, origin).await.as_deref(), Some(origin), "{path}");
        }
    }
    for origin in
        ["https://evil.example.com", "null", "https://app.example.com.evil.com", "http://app.example.com", "https://app.example.com:444"]
    {
        assert_eq!(allowed(&server, Method::OPTIONS, "/oauth/token", origin).await, None, "{origin}");
    }
}

#[tokio::test]
async fn any_origin_may_read_the_public_documents() {
    let server = TestServer::start().await;
    for path in ["/.well-known/jwks.json", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        assert_eq!(allowed(&server, Method::GET, path, "https://anybody.example").await.as_deref(), Some("*"));
    }
}
