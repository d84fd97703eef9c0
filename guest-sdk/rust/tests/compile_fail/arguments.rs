use anteroom_guest::post_login::{Api, Event};

#[anteroom_guest::post_login(order = 1)]
fn on_login(_event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    Ok(())
}

fn main() {}
