//! The hosted pages: cookies, the CSRF token, forms. An input is a request; `{csrf}` in its body becomes the good token of the login
//! that is under way, `{browser}` and `{session}` in its `Cookie` the browser's secrets.
//!
//! - Without the browser's secret and the token, nothing changes, and nobody is sent away but to a registered logout URL.
//! - A cookie that is set cannot be read by scripts and is not sent along by other sites.
//! - A page holds no script.

use anteroom::http::pages::csrf;
use axum::body::Body;
use axum::http::HeaderValue;

use super::{wire, world};

pub fn run(data: &[u8]) {
    let (head, body) = wire::split(data);
    let token = csrf::token(world::BROWSER, world::LOGIN);
    let body = String::from_utf8_lossy(body).replace("{csrf}", &token);
    let Some(mut request) = wire::request(head).filter(|request| request.uri().path().starts_with("/u/")) else { return };
    // A password that every check has passed costs a hash made to be slow: two inputs a second would be left.
    if body.contains("password=") && body.contains(&token) && body.len() > 4096 {
        return;
    }
    let mut secrets = false;
    if let Some(cookie) = request.headers().get("cookie").and_then(|cookie| cookie.to_str().ok()) {
        let cookie = cookie.replace("{browser}", world::BROWSER).replace("{session}", world::SESSION);
        secrets = cookie.contains(world::BROWSER) || cookie.contains(world::SESSION);
        request.headers_mut().insert("cookie", HeaderValue::try_from(cookie).unwrap());
    }
    let proven = secrets && (body.contains(&token) || body.contains('%'));
    *request.body_mut() = Body::from(body);
    world::with(|world| {
        let answer = world.ask(request);
        if !proven {
            assert!(world.changes().is_empty(), "without a proof, {:?} changed", world.changes());
            // Whoever has no session has nothing to be asked at the end of one.
            let may = |to: &str| to.starts_with(world::LOGOUT_URL);
            assert!(answer.header("location").is_none_or(may), "without a proof, led to {:?}", answer.header("location"));
        }
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        }
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            assert!(!answer.text().to_ascii_lowercase().contains("<script"), "a page with a script");
        }
    });
}
