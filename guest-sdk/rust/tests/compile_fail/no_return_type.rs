use anteroom_guest::post_login::{Api, Event};

#[anteroom_guest::post_login]
fn on_login(_event: &Event, _api: &mut Api) {}

fn main() {}
