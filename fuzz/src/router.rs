//! Any request at all, to every route. The law is the one of every answer ([`crate`]'s world checks it): no 5xx, always the security
//! headers; and a page never holds a script, whatever it was asked to show.

use super::{wire, world};

pub fn run(data: &[u8]) {
    let Some(request) = wire::request(data) else { return };
    world::with(|world| {
        let answer = world.ask(request);
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            assert!(!answer.text().to_ascii_lowercase().contains("<script"), "a page with a script");
        }
    });
}
