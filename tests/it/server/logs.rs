//! The log tells what happened and no secret: everything secret that passes through a sign-up, a login and a token exchange is looked
//! for in every line, at the loudest level.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::process::Process;

const PASSWORD: &str = "Correct-horse-7-battery";
const WRONG_PASSWORD: &str = "Wrong-horse-8-battery";
const VERIFIER: &str = "a-verifier-that-nobody-may-see-in-a-log-0123456789";

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let start = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}:\n{page}"));
    start.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_password_code_token_secret_or_cookie_is_ever_logged() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--store", "memory", "--log-level", "trace"], &[]);
    let url = &server.url;
    let mut secrets = vec![PASSWORD.to_owned(), WRONG_PASSWORD.to_owned(), VERIFIER.to_owned()];
    secrets.extend([server.credential("client_secret"), server.credential("password")]);
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();

    let body = json!({
        "grant_type": "client_credentials", "client_id": server.credential("client_id"),
        "client_secret": server.credential("client_secret"), "audience": format!("{url}/api/v2/"),
    });
    let token: serde_json::Value = http.post(format!("{url}/oauth/token")).json(&body).send().await.unwrap().json().await.unwrap();
    let token = token["access_token"].as_str().unwrap().to_owned();
    let app = json!({ "name": "App", "app_type": "regular_web", "callbacks": ["http://localhost:1/cb"] });
    let app = http.post(format!("{url}/api/v2/clients")).bearer_auth(&token).json(&app).send().await.unwrap();
    let app: serde_json::Value = app.json().await.unwrap();
    let (id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    secrets.extend([token, secret.to_owned()]);

    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let authorize = format!(
        "{url}/authorize?client_id={id}&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A1%2Fcb&scope=openid%20offline_access\
         &state=a-state-of-the-application&code_challenge={challenge}&code_challenge_method=S256&screen_hint=signup"
    );
    let answer = http.get(authorize).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    secrets.push(cookie.split('=').nth(1).unwrap().to_owned());
    let place = if location.starts_with("http") { location } else { format!("{url}{location}") };
    let page = http.get(&place).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    secrets.push(hidden(&page, "csrf"));

    // A wrong attempt first: errors are where secrets leak.
    let login = place.replace("/u/signup", "/u/login");
    let form = [("csrf", hidden(&page, "csrf")), ("username", "ann@example.com".to_owned()), ("password", WRONG_PASSWORD.to_owned())];
    http.post(&login).header("cookie", &cookie).header("origin", url).form(&form).send().await.unwrap();
    let form = [("csrf", hidden(&page, "csrf")), ("email", "ann@example.com".to_owned()), ("password", PASSWORD.to_owned())];
    let answer = http.post(&place).header("cookie", &cookie).header("origin", url).form(&form).send().await.unwrap();
    let session = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>();
    secrets.extend(session.iter().map(|cookie| cookie.split(['=', ';']).nth(1).unwrap().to_owned()).filter(|value| !value.is_empty()));
    let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    let Some(location) = location else { panic!("{}", answer.text().await.unwrap()) };
    let callback = reqwest::Url::parse(&location).unwrap();
    let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    secrets.push(code.clone());

    let exchange = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("client_secret", secret),
        ("code", &code),
        ("redirect_uri", "http://localhost:1/cb"),
        ("code_verifier", VERIFIER),
    ];
    let tokens = http.post(format!("{url}/oauth/token")).form(&exchange).send().await.unwrap();
    let tokens: serde_json::Value = tokens.json().await.unwrap();
    for name in ["access_token", "id_token", "refresh_token"] {
        secrets.push(tokens[name].as_str().unwrap_or_else(|| panic!("no {name}: {tokens}")).to_owned());
    }

    let metrics = http.get(format!("http://{}/metrics", server.address())).send().await.unwrap().text().await.unwrap();
    for line in ["logins_total{result=\"success\"} 1", "logins_total{result=\"failure\"} 1", "signups_total{result=\"success\"} 1"] {
        assert!(metrics.contains(line), "no {line} in\n{metrics}");
    }

    let log = server.stop();
    assert!(log.contains("\"route\":\"/u/signup\""), "the log tells of the requests:\n{log}");
    for secret in secrets {
        assert!(secret.len() >= 16, "{secret}");
        assert!(!log.contains(&secret), "{secret} is in the log:\n{log}");
    }
    assert!(!log.contains("a-state-of-the-application"), "no query string is logged");
}
