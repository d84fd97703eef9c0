//! `/authorize`: what is read out of a query, and where it may lead.
//!
//! - A browser is sent to one of the application's callbacks, letter by letter, or to a page of ours; nowhere else.
//! - It is sent back only if the request named that very callback, and with the very `state`.
//! - The `POST` leads to the `GET` of the same fields.

use axum::body::Body;
use axum::http::Request;

use super::{wire, world};

pub fn run(data: &[u8]) {
    let Some(request) = wire::get("/authorize", data) else { return };
    let asked = wire::pairs(request.uri().query().unwrap_or_default().as_bytes());
    let one = |name: &str| asked.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    world::with(|world| {
        let answer = world.ask(request);
        match answer.header("location") {
            Some(to) if to.starts_with("/u/") => assert!(to.starts_with("/u/login?state=") || to.starts_with("/u/signup?state="), "{to}"),
            Some(to) => {
                let callback = one("redirect_uri").unwrap_or_default();
                assert!(world::CALLBACKS.contains(&callback), "led to {to} without a registered redirect_uri");
                let rest = to.strip_prefix(callback).unwrap_or_else(|| panic!("{to} does not begin with {callback}"));
                let rest = rest.strip_prefix(['?', '&', '#']).unwrap_or_else(|| panic!("{to} changes the callback"));
                let state = one("state").filter(|state| !state.is_empty() && state.len() <= 4096);
                let given = wire::pairs(rest.as_bytes()).into_iter().find(|(name, _)| name == "state").map(|(_, state)| state);
                assert_eq!(given.as_deref(), state, "another state in {to}");
                let only_logged = world.changes().iter().all(|collection| collection == "logs");
                assert!(only_logged || !rest.starts_with("error"), "an error changed {:?}", world.changes());
            }
            None => assert!(answer.status == 400 || answer.status == 200, "{} without a location", answer.status),
        }
        let sent = Request::post("/authorize").body(Body::from(data.to_vec())).unwrap();
        if let Some(to) = world.ask(sent).header("location") {
            let query = to.strip_prefix("/authorize?").unwrap_or_else(|| panic!("the POST leads to {to}"));
            assert_eq!(wire::pairs(query.as_bytes()), wire::pairs(data));
        }
    });
}
