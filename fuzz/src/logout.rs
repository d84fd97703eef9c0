//! `/v2/logout` and `/oidc/logout`: the browser goes to a registered URL, with at most a `state` behind it, or sees a page. The first
//! byte of an input chooses the endpoint and whether there is a session.

use axum::http::HeaderValue;

use super::{wire, world};

pub fn run(data: &[u8]) {
    let [choice, query @ ..] = data else { return };
    let path = if choice & 1 == 0 { "/v2/logout" } else { "/oidc/logout" };
    let Some(mut request) = wire::get(path, query) else { return };
    if choice & 2 == 2 {
        let cookie = HeaderValue::try_from(format!("anteroom_session={}", world::SESSION)).unwrap();
        request.headers_mut().insert("cookie", cookie);
    }
    world::with(|world| {
        let answer = world.ask(request);
        let Some(to) = answer.header("location") else {
            assert!(answer.status == 200 || answer.status == 400, "{} without a location", answer.status);
            return;
        };
        let rest = to.strip_prefix(world::LOGOUT_URL).unwrap_or_else(|| panic!("led to {to}"));
        assert!(rest.is_empty() || rest.starts_with("?state="), "{to}");
        assert_eq!(wire::pairs(rest.trim_start_matches('?').as_bytes()).len(), usize::from(!rest.is_empty()), "{to}");
    });
}
